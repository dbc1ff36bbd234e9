import doctest

import numpy as np
import pytest
import sympy as sp

from lngd_theory.reduced import STATEMENTS, dynamics, statement
from lngd_theory.reduced.statement import numbers
from tests.reduced.cases import POWER, VERSIONS


def test_numbers_have_the_shape_of_all_arguments_and_are_the_callers_own():
    x, y = sp.symbols("x y")
    values = numbers(x + 1, x, y)(np.zeros(3), np.zeros((2, 1)))
    assert values.shape == (2, 3)
    values[0, 0] = 7.0
    assert values.sum() == 12.0


def test_an_exponential_that_overflows_has_its_limit():
    x = sp.Symbol("x")
    assert numbers(1 / (1 + sp.exp(x)), x)([1e5, -1e5]).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_mean_of_the_outcomes_is_a_drift(version):
    stated = STATEMENTS[version]
    assert stated.power == POWER[version]
    direct = statement.mean_over_flips(*stated.outcomes) - statement.iota
    assert sp.simplify(stated.drift(statement.iota) - direct) == 0
    assert sp.simplify(stated.mean_push.subs(statement.iota, stated.balance)) == 0


def test_the_example_works():
    result = doctest.testmod(dynamics)
    assert result.attempted > 0
    assert result.failed == 0
