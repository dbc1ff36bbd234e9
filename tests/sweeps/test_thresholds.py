"""Times of the theory by name are those of the statements, evaluated another way."""

import math
import re

import pytest

from lngd_theory import InputError, LabelFlip, NoLabelNoise, Setting, UniformLabelNoise
from lngd_theory.claims.case import Case
from lngd_theory.claims.stages import STAGES
from lngd_theory.presets import PRESETS
from lngd_theory.second_stage.statement import T2_THEOREM
from lngd_theory.sweeps.thresholds import CONSTANTS, DERIVED, THRESHOLDS, numbers_at
from lngd_theory.symbols import C_0, T_1, c_2


@pytest.mark.parametrize("name", ["fig2", "q3", "inside"])
def test_times_are_those_of_the_statements(name):
    setting, noise = PRESETS[name], LabelFlip(0.1)
    case = Case(setting, noise, (0,), epsilon=0.02)
    find = numbers_at(setting, noise, {**CONSTANTS, "epsilon": 0.02, "C_0": 0.4})
    margin = math.log(0.9 / 0.1)
    (gd_1, gd_2), (first, second) = STAGES["gd"], STAGES["lngd"]
    expected = {
        "T_1_gd": gd_1,
        "T_2_gd": gd_2,
        "T_1_lngd": first.subs(C_0, 0.4),
        "T_2_lngd": second.subs({T_1: first}).subs({C_0: 0.4, c_2: margin}),
        "T_theorem": T2_THEOREM,
    }
    assert {*expected, "T_1", "T_2"} == set(THRESHOLDS)
    for key, formula in expected.items():
        assert find(key) == pytest.approx(case.value(formula), rel=1e-12), key


def test_the_algorithm_is_that_of_the_cell():
    setting = PRESETS["fig2"]
    for noise, algorithm in ((NoLabelNoise(), "gd"), (LabelFlip(0.1), "lngd")):
        find = numbers_at(setting, noise, CONSTANTS)
        assert (find("T_1"), find("T_2")) == (find(f"T_1_{algorithm}"), find(f"T_2_{algorithm}") if algorithm == "gd"
                                              else find("T_2_lngd"))  # fmt: skip


def test_constants_change_the_time():
    find = numbers_at(PRESETS["fig2"], LabelFlip(0.1), {**CONSTANTS, "c_2": 0.0})
    base = numbers_at(PRESETS["fig2"], LabelFlip(0.1), CONSTANTS)
    wait, usual = find("T_2") - find("T_1"), base("T_2") - base("T_1")
    assert usual / wait == pytest.approx((1 + 9) / 2)


def test_derived_numbers_are_those_of_the_setting():
    setting = PRESETS["fig2"]
    find = numbers_at(setting, NoLabelNoise(), {"snr_twice": 1.0})
    assert {name: find(name) for name in DERIVED} == setting.derived()
    assert set(DERIVED) == set(setting.derived())
    assert find("n") == 200
    assert find("snr_twice") == 1


def test_what_needs_p_says_so():
    with pytest.raises(InputError, match=re.escape("steps need 'p', which has no value for uniform:-1,2; give it in")):
        numbers_at(PRESETS["fig2"], UniformLabelNoise(), CONSTANTS)("T_2")
    assert numbers_at(PRESETS["fig2"], UniformLabelNoise(), {**CONSTANTS, "p": 0.1})("T_2") > 0


def test_a_stage_that_is_over_at_the_start_takes_no_positive_time():
    loud = Setting(n=20, d=10**6, m=5, mu=1.0, sigma_p=1.0, sigma_0=1.0, eta=0.1)
    assert numbers_at(loud, NoLabelNoise(), CONSTANTS)("T_1") < 0
