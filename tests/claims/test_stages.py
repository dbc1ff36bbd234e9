"""T_1, T_2 and the constants, on hand-made runs and against plain floating-point formulas."""

import math

import numpy as np
import pytest

from lngd_theory import LabelFlip, Setting
from lngd_theory.claims import Case
from lngd_theory.claims.stages import STAGES, expected_steps, solve_stages
from lngd_theory.presets import PRESETS
from tests.claims.made import case_of, runs

SETTING = Setting(n=8, d=100, m=3, mu=1.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)


def times(s, epsilon, C_0, c_2):
    """T_1, T_2 of GD and T_1, T_2 - T_1 of label-noise GD, as printed."""
    overlap, noise = s.sigma_0 * s.sigma_p * math.sqrt(s.d), s.eta * s.sigma_p**2 * s.d
    return {
        "gd": (
            4 * s.n * s.m / noise * math.log(1 / overlap),
            s.n * s.m * math.log(1 / overlap) / noise + s.m**3 * s.n / (epsilon * noise),
        ),
        "lngd": (
            4 * s.n * s.m * math.log(20 / overlap) / (C_0 * noise),
            4 * s.m * (1 + math.exp(c_2)) * math.log(6 / (s.sigma_0 * s.mu)) / (s.eta * s.mu**2),
        ),
    }


def stages(algorithm, setting=SETTING, step=range(0, 2000, 4), f_min=0.0, f_max=0.0, rising=0.0, **values):
    step = list(step)
    level = {name: np.broadcast_to(np.asarray(value, dtype=float), (2, len(step)))
             for name, value in {"f_min": f_min, "f_max": f_max, "f_rising_max": rising}.items()}  # fmt: skip
    return solve_stages(case_of(setting=setting, **values), algorithm, runs(step, **level))


def test_gd_times_are_the_printed_ones():
    T1, T2 = times(SETTING, 0.1, 1, 1)["gd"]
    solved = stages("gd", epsilon=0.1)
    assert solved.T_1.values == pytest.approx([T1] * 2)
    assert solved.T_2.values == pytest.approx([T2] * 2)
    assert times(SETTING, 0.5, 1, 1)["gd"][1] == pytest.approx(float(stages("gd", epsilon=0.5).T_2[0]))


def test_c1_of_gd_is_the_least_slope_of_the_loss_up_to_t1_and_later_margins_do_not_count():
    T1 = times(SETTING, 0.1, 1, 1)["gd"][0]
    step = np.arange(0, 60, 2)
    f_max = np.where(step <= T1, 0.5 * step / T1, 9.0)
    solved = stages("gd", step=step, f_max=f_max)
    assert float(solved.C[0]) == pytest.approx(1 / (1 + math.exp(f_max[step <= T1].max())))


def test_label_noise_times_solve_their_own_equations():
    C_0 = 1 / (1 + math.exp(0.7))
    T1, wait = times(SETTING, 0.1, C_0, 0.3)["lngd"]
    solved = stages("lngd", rising=0.7, f_max=0.3)
    assert solved.C.values == pytest.approx([C_0] * 2)
    assert solved.T_1.values == pytest.approx([T1] * 2)
    assert solved.T_2.values.tolist() == [4 * math.ceil((T1 + wait) / 4)] * 2  # first record at or after


def test_t2_waits_longer_once_f_has_grown_after_t1_only():
    step = np.arange(0, 3000, 2)
    T1 = times(SETTING, 0.1, 0.5, 0)["lngd"][0]
    f_max = np.where(step < T1, 50.0, np.where(step < T1 + 40, 0.1, 1.5))
    solved = stages("lngd", step=step, f_max=f_max)
    expected = T1 + times(SETTING, 0.1, 0.5, 1.5)["lngd"][1]
    assert solved.T_2.values.tolist() == [2 * math.ceil(expected / 2)] * 2
    assert solved.c_2.values.tolist() == [1.5] * 2  # the range is that of [T_1, T_2]
    small = stages("lngd", step=step, f_max=np.where(step < T1, 50.0, 0.1))
    assert float(small.T_2[0]) < expected


def test_c1_and_c2_are_the_range_of_f_between_t1_and_t2():
    step = np.arange(0, 4000, 2)
    T1 = times(SETTING, 0.1, 0.5, 0)["lngd"][0]
    inner = (step > T1 + 10) & (step < T1 + 20)
    solved = stages("lngd", step=step, f_min=np.where(inner, -0.4, 0.2), f_max=np.where(inner, 0.9, 0.3))
    assert (float(solved.c_1[0]), float(solved.c_2[0])) == (-0.4, 0.9)


def test_what_does_not_end_within_the_run_is_infinite():
    solved = stages("lngd", step=range(4))
    assert (np.inf == solved.T_2).all()
    assert np.isfinite(solved.T_1).all()  # a number of the setting and C_0 alone
    assert solved.c_2.isnull().all()


def test_there_is_no_first_stage_where_noise_is_of_order_one_from_the_start():
    assert all(stages("gd", SETTING.replace(sigma_0=1.0))[name].isnull().all() for name in ("T_1", "T_2", "C"))
    assert float(stages("lngd", SETTING.replace(sigma_0=1.0)).T_1[0]) > 0  # log(20/...) is still positive
    assert stages("lngd", SETTING.replace(sigma_0=10.0)).T_1.isnull().all()


def test_the_order_of_axes_does_not_matter():
    step = list(range(0, 400, 4))
    data = runs(
        step, f_min=np.zeros((2, 100)), f_max=np.linspace(0, 1, 200).reshape(2, 100), f_rising_max=np.zeros((2, 100))
    )
    one = solve_stages(case_of(), "lngd", data)
    other = solve_stages(case_of(), "lngd", data.transpose("step", "seed"))
    assert one.equals(other.transpose(*one.dims))


@pytest.mark.parametrize("name", PRESETS)
def test_the_horizon_covers_the_stages_of_every_preset(name):
    setting = PRESETS[name]
    case = Case(setting, LabelFlip(0.1), (0,), epsilon=0.1)
    largest = math.log(9) + 4.5 * math.sqrt(setting.noise_growth * math.log(9))  # c_2, and C_0 = 0.45
    (gd, _), (lngd, wait) = times(setting, 0.1, 0.45, largest).values()
    for got, expected in zip(expected_steps(case), (max(gd, lngd), max(3 * gd, lngd + wait, gd + wait)), strict=True):
        assert got == pytest.approx(min(math.floor(max(expected, 100.0)), 1e18), rel=1e-9)
    assert 1 <= case.horizon <= case.affordable
    assert case.horizon == min(case.affordable, expected_steps(case).both)
    assert 1 <= case.steps_for(1.1) <= case.horizon


def test_the_horizon_is_what_was_asked_for_and_positive_for_any_setting():
    assert case_of(steps=7).horizon == 7
    for changes in ({"mu": 0.0}, {"sigma_0": 100.0}, {"mu": 1e-200}, {"eta": 1e-300}, {"sigma_0": 1e-300}):
        assert case_of(steps=None, setting=SETTING.replace(**changes)).horizon >= 1


def test_stages_are_written_once_in_symbols():
    assert set(STAGES) == {"gd", "lngd"}
    assert {symbol.name for pair in STAGES.values() for side in pair for symbol in side.free_symbols} == {
        "n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "epsilon", "C_0", "c_2", "T_1"
    }  # fmt: skip
