from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from proofs_check.premises.certificate import of_multipliers, of_point
from proofs_check.premises.farkas import check_certificate
from proofs_check.premises.forms import Form
from proofs_check.premises.linear import Inequality, NoPoint, Point, irreducible, solve
from tests.proofs.premises.naive import has_point

NAMES = "xyz"
NUMBERS = st.sampled_from([Fraction(0), *(Fraction(k, q) for k in (-3, -2, -1, 1, 2, 3) for q in (1, 2, 3))])
ROWS = st.tuples(st.tuples(NUMBERS, NUMBERS, NUMBERS), NUMBERS, st.sampled_from([">=", ">=", ">", "="]))


def system(rows):
    return tuple(
        Inequality(f"row {k}", Form.of(dict(zip(NAMES, coefficients, strict=True)), constant), relation)
        for k, (coefficients, constant, relation) in enumerate(rows)
    )


def naive(rows):
    return has_point([(dict(item.form.coefficients), item.form.constant, item.relation) for item in rows])


@given(st.lists(ROWS, min_size=0, max_size=7))
@settings(max_examples=250)
def test_the_verdict_agrees_with_elimination_and_its_certificate_checks(rows):
    rows = system(rows)
    found = solve(rows)
    assert isinstance(found, Point) == naive(rows)
    shown = (
        of_point(rows, dict(found.values))
        if isinstance(found, Point)
        else of_multipliers(rows, found.multipliers and found)
    )
    assert check_certificate(shown)


@given(st.lists(ROWS, min_size=1, max_size=7))
@settings(max_examples=150)
def test_an_irreducible_part_has_no_point_and_each_of_its_rows_is_needed(rows):
    rows = system(rows)
    if isinstance(solve(rows), Point):
        with pytest.raises(ValueError, match="has a point"):
            irreducible(rows)
        return
    kept, none = irreducible(rows)
    assert set(kept) <= set(rows)
    assert not naive(kept)
    assert all(naive([other for other in kept if other is not item]) for item in kept)
    assert check_certificate(of_multipliers(kept, none))
    assert all(y.denominator == 1 for y in none.multipliers)


@given(st.lists(ROWS, min_size=1, max_size=8))
@settings(max_examples=150)
def test_the_verdict_agrees_with_floating_point_away_from_the_boundary(rows):
    """Second route: the largest margin that scipy finds for all inequalities, where it is not nearly 0."""
    rows = [(row, constant, ">") for row, constant, _ in rows]
    matrix = np.array([[-float(x) for x in row] + [1.0] for row, _, _ in rows])
    right = np.array([float(constant) for _, constant, _ in rows])
    best = linprog([0, 0, 0, -1], A_ub=matrix, b_ub=right, bounds=[(-1e4, 1e4)] * 3 + [(None, 1)])
    if abs(best.fun) > 1e-3:
        assert isinstance(solve(system(rows)), Point) == (best.fun < 0)


def test_a_single_point_is_found_exactly_and_strictness_removes_it():
    third, big = Fraction(1, 3), Fraction(10**6 + 1, 10**6)
    box = (
        Inequality("low", Form.of({"x": Fraction(1)}, -third)),
        Inequality("high", Form.of({"x": Fraction(-1)}, third)),
    )
    found = solve((*box, Inequality("y", Form.of({"x": Fraction(3), "y": Fraction(1)}, -big), "=")))
    assert dict(found.values) == {"x": third, "y": big - 1}
    strict = (box[0], Inequality("high", box[1].form, ">"))
    assert solve(strict) == NoPoint((Fraction(1), Fraction(1)))


def test_a_strict_inequality_with_an_equation_on_its_boundary_has_no_point():
    zero = Inequality("zero", Form.of({"p": Fraction(1)}), "=")
    assert isinstance(solve((zero, Inequality("p > 0", Form.of({"p": Fraction(2)}), ">"))), NoPoint)
    assert isinstance(solve((zero, Inequality("p >= 0", Form.of({"p": Fraction(2)})))), Point)


def test_constants_alone_are_decided():
    assert solve(()) == Point(())
    assert isinstance(solve((Inequality("0 > 0", Form(), ">"),)), NoPoint)
    assert isinstance(solve((Inequality("0 >= 0", Form()),)), Point)
    assert isinstance(solve((Inequality("-1 >= 0", Form(constant=Fraction(-1))),)), NoPoint)


def test_a_gap_below_floating_point_is_not_decided_wrongly():
    """x >= 0 and x <= -10^-12: HiGHS calls that feasible; the exact check must not."""
    tiny = Fraction(1, 10**12)
    rows = (Inequality("low", Form.of({"x": Fraction(1)})), Inequality("high", Form.of({"x": Fraction(-1)}, -tiny)))
    try:
        found = solve(rows)
    except ArithmeticError:
        return
    assert isinstance(found, NoPoint)
