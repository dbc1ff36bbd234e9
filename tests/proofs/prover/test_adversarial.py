"""Statements made to deceive: nearly true, true with an equality, with poles, and a prover that is wrong on purpose."""

import itertools
import math
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lngd_theory.errors import InputError
from proofs_check.checker import check
from proofs_check.inequality import Inequality
from proofs_check.prover import Attempt, Problem, Region, balls, certificate_of, problem, prove, search
from proofs_check.prover.search import Found
from tests.proofs.trees import NAMES, Number, Outside, expressions, fractions, to_sympy, value_at

x, y = sp.symbols("x y", real=True)
R = sp.Rational
TINY = R(1, 10**9)


def le(left, right):
    return sp.Le(left, right, evaluate=False)


def lt(left, right):
    return sp.Lt(left, right, evaluate=False)


def _boxes(found):
    proof = {"rule": "boxes", "leaves": " ".join(found.leaves)}
    return Attempt(proof if found.complete else None, found)


NEARLY_TRUE = [
    (le(1 + x + TINY, sp.exp(x)), {x: (-1, 1)}),
    (le(1 + x + TINY, sp.exp(x)), {x: ("-oo", "oo")}),
    (le(x * (1 - x), R(1, 4) - TINY), {x: (0, 1)}),
    (le(R(1, 4) + TINY, (x - R(1, 3)) ** 2 + R(1, 4)), {x: (0, 1)}),
    (le(2 * x * y + TINY, x**2 + y**2), {x: (0, 1), y: (0, 1)}),
    (le(3 * x * y + TINY, x**2 * y + x * y**2 + 1), {x: (0, 3), y: (0, 3)}),
    (le(sp.log(1 + sp.exp(-x)), sp.exp(-x) - sp.exp(-2 * x) / 2 + TINY), {x: (-1, "oo")}),
    (le(sp.erfc(x) + TINY, sp.exp(-(x**2))), {x: (0, "oo")}),
    (le(sp.sqrt(x) + TINY, (1 + x) / 2), {x: (0, 4)}),
    (le(sp.Abs(x - R(1, 7)) + sp.Abs(x - R(6, 7)), R(5, 7) - TINY), {x: (R(1, 7), R(6, 7))}),
    (le(sp.tanh(x), 1 - TINY), {x: (0, 20)}),
    (le(sp.pi, R(884279719003555, 281474976710656)), {}),  # pi is above the float next to it, by 10^-16
    (le(R(1, 3), R(6004799503160661, 18014398509481984)), {}),  # and 1/3 by 10^-17
    (lt(sp.exp(x), 1 + x + x**2), {x: (0, 1)}),  # an equality at 0
    (lt(0, (x - R(1, 3)) ** 2), {x: (0, 1)}),
    (lt(x, x + sp.exp(-x) * (x - 1) ** 2), {x: (0, "oo")}),
]


@pytest.mark.parametrize(("relation", "box"), NEARLY_TRUE, ids=lambda value: str(value)[:70])
def test_what_is_nearly_true_is_never_certified(relation, box):
    step = Inequality("step", relation, box)
    outcome = step.run()
    assert outcome.status != "certified"
    if outcome.certificate is not None:
        assert check(outcome.certificate, step.statement).ok


def test_most_of_them_are_refuted():
    found = [Inequality("step", relation, box).run().status for relation, box in NEARLY_TRUE]
    assert found.count("counterexample") >= len(found) - 2


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (le(1, 1 / x), {x: (-1, 1)}),
        (le(0, 1 / x**2), {x: (-1, 1)}),
        (le(0, 1 / (3 * x - 1) ** 2), {x: (0, 1)}),
        (le(0, (x - 1) ** 2 / (x - 1) ** 4), {x: (0, 3)}),
        (le(x / sp.Abs(x), 2), {x: (-1, 1)}),
        (le(sp.sqrt(x), sp.sqrt(x) + 1), {x: (-1, 1)}),  # what cancels must be defined
        (le(sp.log(x) - x, sp.log(x)), {x: (0, 1)}),
        (le(1 / x, 1 / x + 1), {x: (-1, 1)}),
        (le(-1, sp.exp(-1 / x)), {x: (-1, 1)}),
        (le(x**y, 10), {x: (0, 1), y: (0, 1)}),
    ],
    ids=str,
)
def test_a_side_that_is_not_defined_somewhere_is_never_certified(relation, box):
    assert Inequality("step", relation, box).run().status != "certified"


@pytest.mark.parametrize(
    ("relation", "box", "conditions"),
    [
        (le(0, x), {x: (-1, 1)}, (sp.Ge(x, -TINY),)),  # false on a strip of width 10^-9
        (le(0, x - R(1, 2)), {x: (0, 1)}, (sp.Gt(x**2, R(1, 4) - TINY),)),
        (lt(0, x), {x: (-1, 1)}, (sp.Ge(x, 0),)),  # false at one point
        (le(x + y, 2), {x: (0, 2), y: (0, 2)}, (sp.Le(x * y, 1),)),
        (le(0, x - y), {x: (0, 1), y: (0, 1)}, (sp.Ge(x, y - TINY),)),
    ],
    ids=str,
)
def test_conditions_do_not_hide_where_it_fails(relation, box, conditions):
    assert Inequality("step", relation, box, conditions).run().status != "certified"


def test_an_empty_region_makes_anything_true():
    """Nothing satisfies both conditions: what is certified then is the statement as it stands."""
    step = Inequality("step", le(x, -5), {x: (0, 1)}, (sp.Gt(x, R(2, 3)), sp.Lt(x, R(1, 3))))
    assert step.run().status == "certified"


class TestWrongPrinter:
    """1/3 and pi as floats, as a plain lambdify has them: the search is deceived, the checker is not."""

    third, pi = Fraction(1 / 3), Fraction(math.pi)

    @pytest.fixture(autouse=True)
    def rounded(self, monkeypatch):
        def constant(self, e, make):
            if e not in self.names:
                self.names[e] = f"k_{len(self.names)}"
                self.constants[self.names[e]] = arb(float(e))
            return self.names[e]

        monkeypatch.setattr(balls._Writer, "_constant", constant)

    @pytest.mark.parametrize(("constant", "float_"), [(R(1, 3), third), (sp.pi, pi)])
    def test_no_certificate_comes_of_it(self, constant, float_):
        """x >= c fails at the float next to c, which is below c."""
        end = R(float_.numerator, float_.denominator)
        assert end < constant
        claim = Problem.of(x - constant, False, Region.of({x: (end, end + 1)}))
        found = search(claim)
        assert found.complete, "the search must believe it"
        assert certificate_of(claim, _boxes(found)) is None
        assert Inequality("step", sp.Ge(x, constant), {x: (end, end + 1)}).run().status == "undecided"

    def test_nor_a_counterexample(self):
        end = R(self.third.numerator, self.third.denominator)
        claim = Problem.of(R(1, 3) - x, True, Region.of({x: (0, end)}))
        found = search(claim)
        assert found.against is not None, "the search must believe it"
        assert certificate_of(claim, Attempt(None, found)) is None


def test_a_wrong_tree_is_about_another_statement(monkeypatch):
    right = Inequality("step", sp.Ge(x, R(1, 3)), {x: ("1/2", 1)}).statement
    monkeypatch.setattr(problem, "encode", lambda expression: _rounded(right["function"]))
    wrong = Inequality("step", sp.Ge(x, R(1, 3)), {x: ("1/2", 1)})
    made = wrong.run().certificate
    assert check(made).ok
    assert check(made, right).reason == "it is about another statement"


def _rounded(tree):
    if tree[0] == "number" and tree[1] == "-1/3":
        return ["number", str(-TestWrongPrinter.third)]
    return [item if isinstance(item, str) else _rounded(item) for item in tree]


@pytest.mark.parametrize("leaves", [["d"], ["m"], ["0", "d", "d"], ["0", "m", "d"], ["c"], ["x0"]])
def test_a_search_that_lies_gets_no_certificate(leaves, monkeypatch):
    monkeypatch.setattr(prove, "search", lambda *args, **kwargs: Found(leaves, len(leaves)))
    outcome = Inequality("step", le(1 + x + TINY, sp.exp(x)), {x: (-1, 1)}).run()
    assert outcome.status == "undecided"
    assert outcome.certificate is None


def test_a_search_that_lies_about_a_counterexample_gets_none(monkeypatch):
    lie = Found([], 1, against=[(fmpq(-1), fmpq(1))])
    monkeypatch.setattr(prove, "search", lambda *args, **kwargs: lie)
    assert Inequality("step", le(1 + x, sp.exp(x)), {x: (-1, 1)}).run().status == "undecided"


@settings(max_examples=80)
@given(
    tree=expressions(size=5),
    corner=st.tuples(fractions(-2, 2), fractions(-2, 2)),
    place=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    near=st.sampled_from((Fraction(1, 10), Fraction(1, 10**9))),
)
def test_random_claims_that_fail_at_a_rational_point_are_never_certified(tree, corner, place, near):
    """f >= f(p) + near fails at p, where p is often a corner of the region."""
    point = {name: low + Fraction(k, 6) for name, low, k in zip(NAMES, corner, place, strict=True)}
    with mpmath.workdps(60):
        try:
            value = value_at(tree, point)
        except (Outside, ZeroDivisionError, OverflowError):
            assume(False)
        assume(-1e6 < value < 1e6)
        bound = Fraction(int(mpmath.floor(value * 2**100)) + 1, 2**100) + near
    expression = to_sympy(tree, {"x": x, "y": y})
    assume(not expression.has(sp.zoo, sp.nan, sp.oo, sp.I))
    box = {
        s: (R(low.numerator, low.denominator), R(low.numerator, low.denominator) + 1)
        for s, low in zip((x, y), corner, strict=True)
    }
    claim = Problem.of(expression - R(bound.numerator, bound.denominator), False, Region.of(box))
    try:
        found = search(claim, 300)
    except (TypeError, InputError):
        assume(False)
    made = certificate_of(claim, _boxes(found))
    assert made is None or made["verdict"] == "fails"


@settings(max_examples=25)
@given(
    tree=expressions(size=5),
    corner=st.tuples(fractions(-2, 2), fractions(-2, 2)),
    level=fractions(-3, 3),
    strict=st.booleans(),
)
def test_what_is_certified_holds_on_a_grid(tree, corner, level, strict):
    expression = to_sympy(tree, {"x": x, "y": y})
    assume(not expression.has(sp.zoo, sp.nan, sp.oo, sp.I))
    box = {
        s: (R(low.numerator, low.denominator), R(low.numerator, low.denominator) + 1)
        for s, low in zip((x, y), corner, strict=True)
    }
    claim = Problem.of(expression - R(level.numerator, level.denominator), strict, Region.of(box))
    try:
        found = search(claim, 200)
        made = certificate_of(claim, _boxes(found))
    except (TypeError, InputError):
        assume(False)
    assume(made is not None)
    with mpmath.workdps(60):
        values = (
            [
                value_at(
                    tree, {"x": Number(_m(corner[0] + Fraction(i, 7))), "y": Number(_m(corner[1] + Fraction(k, 7)))}
                )
                - _m(level)
                for i in range(8)
                for k in range(8)
            ]
            if made["verdict"] == "holds"
            else []
        )
        slack = mpmath.mpf(10) ** -50
        assert all(value > 0 if strict else value >= -slack for value in values)
        if made["verdict"] == "fails":
            middle = {name: Fraction(low) / 2 + Fraction(high) / 2 for name, low, high in made["against"]}
            value = value_at(tree, middle) - _m(level)
            assert value <= slack if strict else value < 0


def _m(value):
    return mpmath.mpf(value.numerator) / value.denominator


@settings(max_examples=12)
@given(tree=expressions(size=4), corner=fractions(-2, 2), level=fractions(-3, 3))
def test_rules_raise_nothing_and_certify_nothing_false(tree, corner, level):
    """The whole of the prover, with sympy's part in it."""
    expression = to_sympy(tree, {"x": x, "y": y})
    assume(not expression.has(sp.zoo, sp.nan, sp.oo, sp.I))
    low = R(corner.numerator, corner.denominator)
    step = Inequality(
        "step", le(R(level.numerator, level.denominator), expression), {x: (low, "oo"), y: (0, 1)}, budget=100
    )
    try:
        step.statement  # noqa: B018
    except InputError:
        assume(False)
    outcome = step.run()
    if outcome.status == "certified":
        with mpmath.workdps(60):
            for i, k in itertools.product(range(8), range(4)):
                point = {"x": Number(_m(corner + Fraction(i**3, 5))), "y": Number(_m(Fraction(k, 3)))}
                assert value_at(tree, point) >= _m(level) - mpmath.mpf(10) ** -50
