"""Identities by two routes, counterexamples within the symbols' domains, and steps that no machine can check."""

import pytest
import sympy as sp

from proofs_check.step import Confirmed, Identity, NotFormalisable, Outcome

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((x + y) ** 2, x**2 + 2 * x * y + y**2),
        (sp.exp(x) * sp.exp(-x), 1),
        (1 / (1 + sp.exp(x)), 1 - 1 / (1 + sp.exp(-x))),
        (sp.sqrt(x**2), sp.Abs(x)),
        (sp.Rational(1, 3) + sp.Rational(1, 6), sp.Rational(1, 2)),
    ],
)
def test_an_identity(left, right):
    outcome = Identity("step", left, right).run()
    assert outcome.status == "identity"
    assert "and is 0 to 256 bits at" in outcome.note
    assert outcome.certificate is None


def test_its_words():
    assert Identity("a", x + x, 2 * x).run().note == "the difference simplifies to 0, and is 0 to 256 bits at 3 points"
    assert Identity("a", sp.Integer(1), 1).run().note.endswith("at 1 point")
    f = sp.Function("f")
    outcome = Identity("a", f(x) * 2, f(x) + f(x)).run()
    assert outcome.status == "identity"
    unknown = Identity("a", (f(x) + 1) ** 2, f(x) ** 2 + 2 * f(x) + 1).run()
    assert unknown.note == "the difference simplifies to 0, but no point could be computed in balls"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((x + y) ** 2, x**2 + y**2),
        (sp.exp(x + sp.Rational(1, 10**40)), sp.exp(x)),
        (x / 3, x * sp.Rational(6004799503160661, 18014398509481984)),  # 1/3 as a float
        (sp.sqrt(x**2), x * sp.sign(x) + sp.Rational(1, 10**9)),
    ],
)
def test_what_differs_is_refuted_at_a_point(left, right):
    outcome = Identity("step", left, right).run()
    if outcome.status == "undecided":  # sign has no ball
        assert (left - right).has(sp.sign)
        return
    assert outcome.status == "counterexample"
    point = {s: sp.Rational(outcome.values[s.name]) for s in (left - right).free_symbols}
    assert abs(sp.N((left - right).subs(point), 50)) > 1e-60
    assert "difference" in outcome.values


def test_the_sides_are_computed_apart(monkeypatch):
    """Where sympy would simplify wrongly, the balls of both sides still differ."""
    monkeypatch.setattr(sp, "simplify", lambda e: sp.Integer(0))
    monkeypatch.setattr(sp, "expand", lambda e: sp.Integer(0))
    assert Identity("step", sp.exp(x), sp.exp(2 * x) - sp.exp(x) + 1).run().status == "counterexample"


def test_what_is_neither_shown_nor_refuted_is_undecided():
    outcome = Identity("step", sp.sin(x) ** 2 + sp.sign(x), sp.sign(x)).run()
    assert outcome.status == "undecided"
    assert outcome.note == "no simplification to 0 was found, and no point where the sides differ"


@pytest.mark.parametrize(
    ("assumptions", "left", "right"),
    [
        ({"positive": True}, lambda s: sp.Abs(s), lambda s: s),
        ({"negative": True}, lambda s: sp.Abs(s), lambda s: -s),
        ({"nonpositive": True}, lambda s: sp.Abs(s), lambda s: -s),
        ({"integer": True, "even": True}, lambda s: (-1) ** s, lambda s: sp.Integer(1)),
        ({"integer": True, "odd": True}, lambda s: (-1) ** s, lambda s: sp.Integer(-1)),
        ({"zero": True}, lambda s: s + 1, lambda s: sp.Integer(1)),
    ],
    ids=["positive", "negative", "nonpositive", "even", "odd", "zero"],
)
def test_points_are_in_the_domain_of_the_symbols(assumptions, left, right):
    """An even number that was tried as 3 would refute what holds."""
    symbol = sp.Symbol("s", **assumptions)
    unevaluated = sp.Dummy("s")
    made = Identity("step", left(unevaluated).subs(unevaluated, symbol), right(symbol))
    assert made.run().status == "identity"


@pytest.mark.parametrize(
    "assumptions",
    [{"positive": True}, {"even": True}, {"odd": True}, {"negative": True, "integer": True}, {"prime": True}],
)
def test_points_obey_every_assumption(assumptions):
    from proofs_check.step import _points

    symbol = sp.Symbol("s", **assumptions)
    for point in _points([symbol]):
        value = point[symbol]
        for key, said in symbol.assumptions0.items():
            assert getattr(value, f"is_{key}") in (None, said), key


def test_a_symbol_without_such_values_has_no_points():
    from proofs_check.step import _points

    assert _points([sp.Symbol("s", irrational=True)]) == []
    assert Identity("a", sp.Symbol("s", irrational=True) * 0, 0).run().status == "identity"


def test_a_derivation_needs_every_line():
    assert Confirmed("a", "", lambda: [("first", True), ("second", True)]).run() == Outcome("identity", "first; second")
    assert Confirmed("a", "", lambda: [("first", True), ("second", False)]).run().note == "not confirmed: second"
    assert Confirmed("a", "", lambda: [("first", 1)]).run().status == "undecided"
    assert Confirmed("a", "", list).run().note == "not confirmed: nothing was derived"


def test_what_no_machine_can_check():
    assert NotFormalisable("a", "", "it has no constants").run() == Outcome("not formalisable", "it has no constants")


def test_how_an_identity_is_shown():
    assert Identity("a", x, y).shown == "x = y"
    assert Identity("a", x, y, latex="X").shown == "X"
