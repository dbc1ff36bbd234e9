import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, Setting, check_assumptions
from lngd_theory.assumptions.conditions import conditions_of
from lngd_theory.assumptions.elimination import ORDER, margins

POINT = {"n": 60, "d": 1e21, "m": 80, "mu": 1e-3, "sigma_p": 1.0, "sigma_0": 5e-13, "eta": 1e-23, "p": 0.9}
CONSTANTS = {"C": 1.0, "delta": 0.01}


def test_without_elimination_the_margins_are_the_logarithms_of_the_ratios():
    report = check_assumptions(Setting(**{k: v for k, v in POINT.items() if k != "p"}), p=POINT["p"])
    asked = margins(conditions_of("arxiv"), ())
    found = dict(zip(asked.names, asked(POINT | CONSTANTS), strict=True))
    for checked in report:
        assert found[checked.id] == pytest.approx(math.log(checked.ratio), abs=1e-11)


@given(st.permutations(ORDER[1:]), st.integers(0, 6), st.lists(st.floats(-1, 1), min_size=8, max_size=8))
def test_elimination_is_sound_where_a_point_satisfies_all_what_is_left_of_them_holds(names, kept, shifts):
    values = {name: POINT[name] * 10**shift for (name, shift) in zip(ORDER, shifts, strict=True)}
    values |= {"n": round(values["n"]), "m": round(values["m"]), "p": min(values["p"], 1.0)} | CONSTANTS
    if np.all(margins(conditions_of("arxiv"), ())(values) >= 0):
        assert np.all(margins(conditions_of("arxiv"), tuple(names[kept:]))(values) >= -1e-9)


def test_a_count_is_rounded_up():
    """C L = 49.7 samples are 50, so that d^(1/4) >= L^2 n is judged with 50."""
    d, L = 1e20, math.log(1e20 / 0.025)
    asked = margins(conditions_of("iclr"), ORDER[1:])
    (margin,) = (
        value
        for ids, value in zip(asked.ids, asked({"d": d, "C": 1.0, "delta": 0.025}), strict=True)
        if ids == ("(ii) n", "(iv) sigma_0 lower", "(iv) sigma_0 upper, noise")
    )
    assert margin == pytest.approx(math.log(d) / 4 - math.log(L**2 * math.ceil(L)), abs=1e-12)


def test_no_size_overflows():
    asked = margins(conditions_of("arxiv"), ("n", "m", "p"))
    table = asked({"d": 1e300, "mu": np.array([0.0, 1e-300, 1e300]), "sigma_p": 1.0, "sigma_0": 1e-200} | CONSTANTS)
    assert table.shape == (len(asked.ids), 3)
    assert not np.isnan(table).any()


def test_d_cannot_be_eliminated():
    with pytest.raises(InputError, match="unknown parameter 'd'"):
        margins(conditions_of("arxiv"), ("d",))
