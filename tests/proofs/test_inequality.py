"""The step that people write: its words, its errors, and what a stored certificate is worth to it."""

import pytest
import sympy as sp

from lngd_theory.errors import InputError
from proofs_check.checker import check
from proofs_check.inequality import Inequality
from tests.proofs.made import STATEMENTS, outcome
from tests.proofs.trees import signed

x, y = sp.symbols("x y", real=True)
R = sp.Rational


def le(left, right):
    return sp.Le(left, right, evaluate=False)


@pytest.mark.parametrize(
    ("relation", "box", "note"),
    [
        (le(1 + x, sp.exp(x)), {x: ("-oo", "oo")}, "2 boxes at 64 bits; the least difference met is 0"),
        (
            le(R(1, 3), x),
            {x: (1, 2)},
            "1 box at 64 bits; the sides differ by at least 0.6667; the least difference met is 0.6667",
        ),
        (le(0, x), {x: (0, 1)}, "1 box at 64 bits; the least difference met is 0"),
        (
            sp.Lt(sp.pi, R(22, 7), evaluate=False),
            {},
            "1 box at 64 bits; the sides differ by at least 0.001264; the least difference met is 0.001264",
        ),
    ],
)
def test_the_words_of_a_certificate(relation, box, note):
    assert Inequality("step", relation, box).run().note == note


def test_the_words_of_what_is_undecided():
    note = Inequality("step", le((x + y) / 2, sp.Max(x, y)), {x: (0, 1), y: (0, 1)}, budget=100).run().note
    assert note.endswith(" boxes are left open; the least difference met is 0")
    assert note.split()[1:3] == ["of", "101"]
    assert Inequality("step", le(1, 1 / x), {x: (0, 1)}).run().note == (
        "the checker found no proof; the least difference met is 0"
    )
    assert Inequality("step", le(sp.log(x), x), {x: (-1, 1)}).run().note == (
        "a side is not defined, or not real, at x = 0; choose a region where both are"
    )


def test_a_counterexample_has_its_point_and_both_sides():
    found = Inequality("step", sp.Ge(1 + x, sp.exp(x / 2)), {x: (0, 3)}).run()
    assert (found.status, found.note) == ("counterexample", "false on a box")
    point = R(found.values["x"])
    assert float(found.values["left"]) == pytest.approx(float(1 + point))
    assert float(found.values["right"]) == pytest.approx(float(sp.exp(point / 2)))
    assert float(found.values["left"]) < float(found.values["right"])


def test_how_it_is_shown():
    step = Inequality("step", le(1 + x, sp.exp(x)), {x: (0, "oo")})
    assert step.shown == r"x + 1 \leq e^{x} \quad (x \ge 0)"
    assert Inequality("step", le(x, y), {x: (0, 1), y: (1, 2)}, latex="X").shown.startswith(r"X \quad (")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"relation": sp.Eq(x, y)}, "Eq(x, y) is an equality; state it as Identity(name, left, right)"),
        ({"relation": sp.true}, "sympy has decided the relation to be True; write sp.Le(left, right, evaluate=False)"),
        ({"relation": False}, "sympy has decided the relation to be False; write sp.Le(left, right, evaluate=False)"),
        ({"relation": "x < 1"}, "'x < 1' must be a relation <=, <, >= or > (sp.Le(left, right), ...)"),
        ({"relation": sp.Le(x, y)}, "y has no interval; give one in the region"),
        (
            {"relation": sp.Le(sp.Symbol("x"), 1)},
            "x has no interval; the region's x has other assumptions; use one and the same Symbol",
        ),
        (
            {"relation": sp.Le(0.5 * x, 1)},
            'the float 0.5 is no exact number; write sp.Rational("0.5")',
        ),
        (
            {"relation": le(x + 0.1, x + 0.1 + sp.exp(x))},  # it would cancel
            'the float 0.1 is no exact number; write sp.Rational("0.1")',
        ),
        (
            {"relation": sp.Le(sp.sin(x), 1)},
            "the function or number sin(x) cannot be enclosed exactly; use rationals, pi, powers, *, +, abs, erf, "
            "erfc, exp, log, loggamma, max, min, tanh",
        ),
        (
            {"box": {x: (0.5, 1)}},
            'x: the end 0.5 is a float, which is no exact number; give it as a string, such as "0.1", or as a rational',
        ),
        ({"box": {x: (1, 0)}}, "x: the interval [1, 0] must have low < high"),
        ({"conditions": (sp.Le(y, 1),)}, "condition y <= 1: y has no interval; give one in the region"),
        ({"conditions": (sp.Le(x, 0.75),)}, 'the float 0.75 is no exact number; write sp.Rational("0.75")'),
        ({"conditions": (sp.Eq(x, 1),)}, "condition Eq(x, 1) must be <=, <, >= or > between expressions"),
        ({"budget": 0}, "budget=0 must be an integer >= 1"),
        ({"budget": 1.5}, "budget=1.5 must be an integer >= 1"),
        ({"precision": 16}, "precision=16 must be an integer >= 32 and at most 4096"),
        ({"precision": True}, "precision=True must be an integer >= 32 and at most 4096"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_bad_statement_is_one_sentence_with_the_name_of_the_step(changes, message):
    given = {"relation": le(x, 1), "box": {x: (0, 1)}} | changes
    step = Inequality("my step", **given)
    for use in (lambda: step.statement, step.run, lambda: step.again({})):
        with pytest.raises(InputError) as error:
            use()
        assert str(error.value) == f"my step: {message}"


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_stored_certificate_says_what_the_search_said(name):
    found = outcome(name)
    assert STATEMENTS[name].again(found.certificate) == found


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_certificate_is_worth_nothing_to_another_statement(name):
    made = outcome(name).certificate
    for other in STATEMENTS.values():
        if other.name != name:
            assert other.again(made) is None
    assert STATEMENTS[name].again(made | {"precision": 65}) is None
    assert STATEMENTS[name].again({}) is None


def test_a_statement_that_lost_a_root_on_the_way_remembers_it():
    step = Inequality("step", le(sp.sqrt(x), sp.sqrt(x) + 1), {x: (0, 1)})
    assert step.statement["defined"] == [["^", ["symbol", "x"], ["number", "1/2"]]]
    assert step.run().status == "certified"
    forged = signed(step.run().certificate | {"statement": step.statement | {"defined": []}})
    assert check(forged).ok
    assert step.again(forged) is None


def test_what_the_signs_of_the_region_simplify_away_must_still_be_defined():
    """For x >= 0 sympy makes x of (1/x^3)^(-1/3), which is not defined at 0."""
    nested = (x**-3) ** R(-1, 3)
    step = Inequality("step", le(nested, 2), {x: (0, 1)})
    assert step.problem.function == 2 - step.problem.symbols[0]
    assert ["^", ["symbol", "x"], ["number", "-1"]] in step.statement["defined"]
    assert step.run().status == "undecided"
    assert Inequality("step", le(nested, 2), {x: ("1/10", 1)}).run().status == "certified"


def test_conditions_keep_their_own_domain_only():
    step = Inequality("step", le(0, x + 2), {x: (-1, 1)}, (sp.Ge(sp.log(x), -1),))
    assert step.statement["defined"] == []
    lost = Inequality("step", le(0, x + 2), {x: ("1/10", 1)}, (sp.Ge(sp.log(x) + x, sp.log(x), evaluate=False),))
    assert lost.statement["defined"] == [["log", ["symbol", "x"]]]


def test_conditions_that_sympy_could_decide_stay_as_they_are():
    """With the signs that the region gives its symbols, x >= 0 would become True."""
    step = Inequality("step", le(1, x), {x: (1, 2)}, (sp.Ge(x, 0), sp.Gt(x + 1, 0)))
    assert [relation for _, relation in step.statement["conditions"]] == [">=", ">"]
    assert step.run().status == "certified"
    nowhere = Inequality("step", le(3, x), {x: (1, 2)}, (sp.Lt(x, 0),))
    assert nowhere.run().status == "certified"
    assert Inequality("step", le(3, x), {x: (1, 2)}, (sp.Gt(x, 0),)).run().status == "counterexample"


def test_more_bits_decide_what_few_do_not():
    relation = le(sp.exp(x), sp.exp(x) * (1 + R(1, 10**25)))
    assert Inequality("step", relation, {x: (1, 2)}, budget=50, precision=256).run().status == "certified"


def test_nothing_in_a_certificate_is_a_float():
    def floats(value):
        if isinstance(value, dict):
            return any(map(floats, value.values()))
        return any(map(floats, value)) if isinstance(value, list) else isinstance(value, float)

    for name in STATEMENTS:
        assert not floats(outcome(name).certificate)
