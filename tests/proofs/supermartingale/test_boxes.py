"""Boxes alone, and the one rule that is kept beside them."""

import sympy as sp

from proofs_check.checker import check
from proofs_check.supermartingale.boxes import Boxed

x, y = sp.symbols("x y", real=True)


def test_boxes_certify_and_the_checker_agrees():
    step = Boxed("parabola", sp.Le(x * (1 - x), sp.Rational(26, 100)), {x: (0, 1)})
    outcome = step.run()
    assert outcome.status == "certified"
    assert check(outcome.certificate, step.statement).ok
    assert step.again(outcome.certificate).status == "certified"


def test_a_false_claim_gets_its_box():
    outcome = Boxed("parabola", sp.Le(x * (1 - x), sp.Rational(24, 100)), {x: (0, 1)}).run()
    assert outcome.status == "counterexample"
    place = sp.Rational(outcome.values["x"])
    assert place * (1 - place) > sp.Rational(24, 100)


def test_equality_at_an_edge_needs_the_edge():
    """In balls ``log(y) - log(y)`` is not 0."""
    relation, box = sp.Ge(sp.log(y + x), sp.log(y), evaluate=False), {x: (0, 1), y: (1, 2)}
    assert Boxed("plain", relation, box, budget=500).run().status == "undecided"
    step = Boxed("edge", relation, box, budget=500, edge=x)
    outcome = step.run()
    assert outcome.status == "certified"
    assert outcome.certificate["proof"]["rule"] == "edge"
    assert check(outcome.certificate, step.statement).ok


def test_a_slope_of_both_signs_is_cut():
    """``log(y + x (1 - x))`` rises from its edge, then falls."""
    relation, box = sp.Ge(sp.log(y + x * (1 - x)), sp.log(y), evaluate=False), {x: (0, "9/10"), y: (1, 2)}
    step = Boxed("cut", relation, box, budget=500, edge=x)
    outcome = step.run()
    assert outcome.status == "certified"
    assert outcome.certificate["proof"]["rule"] == "cut"
    assert check(outcome.certificate, step.statement).ok


def test_the_edge_does_not_help_a_false_claim():
    relation = sp.Ge(sp.log(2 + x * (1 - x)), sp.log(2), evaluate=False)
    assert Boxed("false", relation, {x: (0, "11/10")}, budget=500, edge=x).run().status == "counterexample"


def test_too_few_boxes_leave_it_undecided():
    relation, box = sp.Le(x * (1 - y), sp.Rational(11, 10) - y * (1 - x)), {x: (0, 1), y: (0, 1)}
    few = Boxed("few", relation, box, budget=2).run()
    assert few.status == "undecided"
    assert "left open" in few.note
    assert Boxed("enough", relation, box).run().status == "certified"
