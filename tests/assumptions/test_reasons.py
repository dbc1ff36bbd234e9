import itertools

import pytest

from lngd_theory import InputError, check_assumptions
from lngd_theory.assumptions import CONDITIONS, setting_inside
from lngd_theory.assumptions.reasons import with_numbers
from lngd_theory.assumptions.stepwise import refuse_conflict
from lngd_theory.presets import preset

NAMED = {condition.id: condition for condition in CONDITIONS}
FIXED = [
    {"m": 20},
    {"n": 5},
    {"d": 10**6},
    {"d": 10**6, "n": 100},
    {"d": 10**22, "mu": 1000.0, "eta": 1.0},
    {"n": 10**6, "d": 10**9, "p": 0.5},
    {"mu": 1.0, "sigma_0": 0.01, "eta": 0.1},
    {"n": 50, "m": 50, "p": 0.2},
]


def conflicts(conditions, values):
    try:
        refuse_conflict(tuple(conditions), values)
    except InputError:
        return True
    return False


@pytest.mark.parametrize("fixed", FIXED, ids=str)
def test_the_conditions_named_conflict_and_without_any_one_of_them_they_do_not(fixed):
    with pytest.raises(InputError) as refused:
        setting_inside(**fixed)
    named = [condition for condition in CONDITIONS if condition.id in str(refused.value).split("; ")[0]]
    values = {**fixed, "C": 1.0, "delta": 0.01}
    assert named
    assert conflicts(named, values)
    for fewer in itertools.combinations(named, len(named) - 1):
        assert not conflicts(fewer, values), [condition.id for condition in fewer]


def test_a_condition_with_numbers():
    values = {"n": 200.0, "d": 2000, "m": 20, "C": 1.0, "delta": 0.01}
    assert with_numbers(NAMED["(ii) m"], values) == "m >= 12.2, but m = 20"
    assert with_numbers(NAMED["(iv) sigma_0 upper, noise"], values) == "sigma_0 <= 0.00183/sigma_p"


@pytest.mark.parametrize("name", ["n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "p"])
def test_there_is_a_reason_exactly_where_there_is_no_value(name):
    outside, inside = check_assumptions(preset("fig2"), p=0.1), setting_inside()
    assert outside.feasible(name).reason
    assert outside.feasible(name).reason in str(outside.feasible(name))
    assert inside.feasible(name).intervals
    assert not inside.feasible(name).reason


def test_two_bounds_on_one_parameter_are_given_with_their_numbers():
    report = check_assumptions(setting_inside(version="iclr", p=0.1).setting, p=0.1, version="iclr")
    tight = check_assumptions(report.setting.replace(n=60, m=60), p=0.1, version="iclr").feasible("sigma_0")
    low = check_assumptions(report.setting.replace(n=60), p=0.1, version="iclr")["(iv) sigma_0 lower"].right
    assert tight.reason == (
        f"(iv) sigma_0 lower needs sigma_0 >= {low:.3g} but (iv) sigma_0 upper, noise needs "
        f"sigma_0 <= {report['(iv) sigma_0 upper, noise'].right:.3g}"
    )
