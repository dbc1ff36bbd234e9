import math

import pytest
import sympy as sp

from lngd_theory import GaussianLabelNoise, LabelFlip, LabelSmoothing, NoLabelNoise
from lngd_theory.claims import Case
from lngd_theory.presets import PRESETS
from lngd_theory.symbols import CONTEXT_SYMBOLS, SETTING_SYMBOLS, T_star, d, mu, n, p, sigma_0, sigma_p
from tests.claims.made import SETTING, case_of


def test_numbers_are_those_of_the_setting_and_the_question():
    case = case_of(delta=0.02, epsilon=0.3, C=2.0, steps=50)
    assert set(case.numbers) == {symbol.name for symbol in (*SETTING_SYMBOLS, *CONTEXT_SYMBOLS)}
    assert case.numbers["d"] == 100.0
    assert (case.numbers["p"], case.numbers["T_star"], case.numbers["C"]) == (0.1, 50.0, 2.0)
    assert case.value(n * mu**2 / (sigma_p**2 * d)) == pytest.approx(SETTING.n_snr2)
    assert case.value(sp.log(T_star) + p) == pytest.approx(math.log(50) + 0.1)
    assert math.isnan(case.value(sp.log(-sigma_0)))


@pytest.mark.parametrize(
    ("noise", "flip", "flips"),
    [(LabelFlip(0.3), 0.3, True), (LabelFlip(0), 0.0, True), (LabelFlip((0.1, 0.3) * 4), 0.2, False),
     (LabelSmoothing(0.2), 0.2, False), (NoLabelNoise(), math.nan, False),
     (GaussianLabelNoise(1, 1), math.nan, False)],
)  # fmt: skip
def test_the_flip_probability_is_that_of_the_noise_if_it_has_one(noise, flip, flips):
    case = case_of(noise=noise)
    assert case.p == pytest.approx(flip, nan_ok=True)
    assert case.flips is flips


def test_each_algorithm_runs_with_its_noise():
    case = case_of(noise=LabelFlip(0.3))
    assert case.noise_of("lngd") == LabelFlip(0.3)
    assert case.noise_of("gd") == case.noise_of("draw") == NoLabelNoise()


def test_the_same_questions_on_another_setting():
    case = case_of(5, delta=0.02, error_rate=0.01, path_seeds=3, C=2.0)
    other = case.on(SETTING.replace(eta=0.1))
    assert other.setting.eta == 0.1
    assert {name: getattr(other, name) for name in Case.__dataclass_fields__ if name != "setting"} == {
        name: getattr(case, name) for name in Case.__dataclass_fields__ if name != "setting"
    }


def test_the_decoupled_engine_serves_where_patches_are_orthogonal_to_a_millionth():
    assert case_of(setting=PRESETS["fig2"]).engine == "gram"
    inside = case_of(setting=PRESETS["inside"])
    assert inside.engine == "decoupled"
    assert inside.coupling == pytest.approx(50 * math.sqrt(2 * math.log(5000) / 25e19))
    assert case_of(setting=PRESETS["inside"].replace(q=3)).engine == "gram"
    assert case_of(setting=SETTING.replace(n=1)).coupling == 0


def test_a_run_stays_within_the_work_it_is_given():
    for setting in PRESETS.values():
        case = Case(setting, LabelFlip(0.1), (0,), work=1e8)
        assert case.horizon * case.step_work <= 1e8 or case.horizon == 1
