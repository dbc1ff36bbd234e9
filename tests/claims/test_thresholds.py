import math

import numpy as np
import pytest

from lngd_theory import GaussianLabelNoise, LabelFlip, NoLabelNoise
from lngd_theory.claims.hitting import HITTING
from lngd_theory.claims.thresholds import threshold_needs, threshold_rows
from tests.claims.made import SETTING, case_of, runs

STEP = [0, 10, 20, 30]


class ByNoise:
    """Runs of each algorithm by the label of its noise."""

    def __init__(self, gd, lngd):
        self.data = {"none": gd, "flip:0.1": lngd}

    def of(self, need):
        return self.data[need.noise.label].sel(seed=list(need.seeds))


def made(loss=1.0, rho=0.0, gamma=0.0, error=0.5):
    """Three seeds, four records; a number stays as it is at all of them."""
    values = {"clean_loss": loss, "rho_bar_least": rho, "gamma_abs_max": gamma, "test_error": error}
    level = {name: np.broadcast_to(np.asarray(value, dtype=float), (3, 4)) for name, value in values.items()}
    zeros = np.zeros((3, 4))
    return runs(STEP, f_min=zeros, f_max=zeros, f_rising_max=zeros, **level)


def test_the_runs_that_are_needed():
    case = case_of(3, steps=30)
    gd, lngd = threshold_needs(case)
    assert (gd.noise, lngd.noise) == (NoLabelNoise(), LabelFlip(0.1))
    assert {"clean_loss", "rho_bar_least", "test_error", "f_max"} <= gd.observables
    assert {"gamma_abs_max", "rho_bar_least", "test_error", "f_rising_max"} <= lngd.observables
    assert (gd.steps, gd.seeds) == (30, (0, 1, 2))
    for noise in (NoLabelNoise(), GaussianLabelNoise(1, 1), LabelFlip(0.0)):
        assert [need.noise for need in threshold_needs(case_of(3, noise))] == [NoLabelNoise()]


def test_rows_hold_claimed_times_and_quantiles_of_the_measured_ones():
    gd = made(loss=[[1, 1, 0.05, 0.05], [1, 0.05, 1, 1], [1, 1, 1, 1]], rho=[[0, 1, 2, 2], [0, 0, 1, 1], [0, 0, 0, 2]])
    rows = {(row.algorithm, row.name): row for row in threshold_rows(case_of(3), ByNoise(gd, made()))}
    loss = rows["gd", HITTING["tau_loss"].words]
    assert (loss.measured_low, loss.measured_median, loss.measured_high) == (10, 20, 20)
    assert (loss.reached, loss.seeds, loss.censored_at) == (2, 3, 30)
    noise = SETTING.eta * SETTING.sigma_p**2 * SETTING.d
    T1 = 4 * SETTING.n * SETTING.m / noise * math.log(1 / 0.25)
    assert rows["gd", HITTING["tau_rho_1"].words].claimed == pytest.approx(T1)
    assert loss.claimed == pytest.approx(T1 / 4 + SETTING.m**3 * SETTING.n / (0.1 * noise))
    rho = rows["gd", HITTING["tau_rho_1"].words]
    assert (rho.measured_low, rho.measured_median, rho.measured_high, rho.reached) == (10, 20, 20, 3)
    assert "T_{1} =" in rho.latex


def test_what_most_seeds_do_not_reach_is_censored_and_not_a_number():
    loss = [[1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1]]
    rows = {(row.algorithm, row.name): row for row in threshold_rows(case_of(3), ByNoise(made(loss=loss), made()))}
    row = rows["gd", HITTING["tau_loss"].words]
    assert (row.measured_low, row.measured_median, row.measured_high, row.reached) == (30, math.inf, math.inf, 1)
    never = rows["lngd", HITTING["tau_test"].words]
    assert (never.measured_median, never.reached) == (math.inf, 0)


def test_the_ratio_of_stopping_times_stands_beside_n_snr2():
    gd, lngd = made(loss=[[1, 1, 0, 0]] * 3), made(error=[[1, 0, 0, 0]] * 3)
    ratio = threshold_rows(case_of(3), ByNoise(gd, lngd))[-1]
    assert ratio.claimed == pytest.approx(SETTING.n_snr2)
    assert (ratio.measured_low, ratio.measured_high, ratio.reached) == (2, 2, 3)


def test_a_ratio_to_a_time_that_was_not_reached_is_not_zero():
    # GD reached its level, LNGD did not: 20/inf is not 0, all that is known is that the ratio is below 20/30
    gd, lngd = made(loss=[[1, 1, 0, 0]] * 3), made(error=0.5)
    ratio = threshold_rows(case_of(3), ByNoise(gd, lngd))[-1]
    assert ratio.reached == 0
    assert ratio.measured_median != 0


def test_without_flips_there_is_gd_alone_and_no_ratio():
    rows = threshold_rows(case_of(3, GaussianLabelNoise(1, 1)), ByNoise(made(), made()))
    assert {row.algorithm for row in rows} == {"gd"}
    assert len(rows) == 3
