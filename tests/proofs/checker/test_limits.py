"""Limits at infinity against values far out, and forms that say nothing."""

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs_check.checker.enclosure import Undefined
from proofs_check.checker.limits import limit
from proofs_check.checker.signs import nonnegative
from proofs_check.checker.statement import Statement
from tests.proofs.checker.test_enclosure import ball, contains
from tests.proofs.trees import (
    Number,
    Outside,
    expressions,
    fractions,
    intervals,
    mpf,
    num,
    points,
    statement,
    sym,
    value_at,
)


@settings(max_examples=200)
@given(data=st.data(), tree=expressions(size=5), y=fractions(), side=st.sampled_from((-1, 1)))
def test_values_far_out_come_close_to_the_limit(data, tree, y, side):
    try:
        found = limit(tree, {"x": (None, None), "y": ball((y, y))}, "x", side)
    except Undefined:
        assume(False)
    with mpmath.workdps(80):
        values = []
        for size in ("1e8", "1e16"):
            try:
                values.append(value_at(tree, {"x": Number(side * mpmath.mpf(size)), "y": y}))
            except (Outside, OverflowError, ZeroDivisionError):
                assume(False)
        near, far = values
        assume(not (mpmath.isinf(near) or mpmath.isinf(far)))
        if isinstance(found, int):
            assert found * far > 0
            assert found * far >= found * near
        else:
            low, high = found
            slack = mpmath.mpf("1e-3")
            assert contains(found, far) or min(abs(far - mpf(end)) for end in (low, high) if end is not None) < slack


@pytest.mark.parametrize(
    "tree",
    [
        ["+", sym(), ["*", num(-1), sym()]],
        ["*", sym(), ["exp", ["*", num(-1), sym()]]],
        ["*", sym(), ["^", sym(), num(-1)]],
        ["*", ["+", sym("y"), num(-1)], sym()],  # the sign of y - 1 is not known
        ["log", ["*", num(-1), sym()]],
        ["^", ["*", num(-1), sym()], num("1/2")],
        ["log", ["exp", ["*", num(-1), sym()]]],
        ["^", ["exp", ["*", num(-1), sym()]], num(-1)],
        ["loggamma", ["*", num(-1), sym()]],
        ["^", sym(), ["^", sym(), num(-1)]],
    ],
)
def test_forms_without_an_answer_are_refused(tree):
    with pytest.raises(Undefined):
        limit(tree, {"x": (None, None), "y": (None, None)}, "x", 1)


@given(data=st.data(), tree=expressions(), box=st.tuples(intervals(), intervals()), strict=st.booleans())
def test_what_is_of_one_sign_by_its_form_is_so_at_points(data, tree, box, strict):
    ends = [["-oo" if low is None else str(low), "oo" if high is None else str(high)] for low, high in box]
    claim = Statement.of(statement(tree, dict(zip("xy", ends, strict=True))))
    if not nonnegative(tree, claim, strict):
        return
    with mpmath.workdps(60):
        for _ in range(3):
            point = dict(zip("xy", data.draw(points(box)), strict=True))
            try:
                value = value_at(tree, point)
            except (Outside, ZeroDivisionError):
                continue
            assert value > 0 if strict else value >= 0


SIGNS = {"x": ("0", "1"), "y": ("-oo", "oo")}


@pytest.mark.parametrize(
    ("tree", "weakly", "strictly"),
    [
        (sym(), True, False),
        (sym("y"), False, False),
        (["^", sym("y"), num(2)], True, False),
        (["^", sym("y"), num(-2)], True, True),
        (["^", sym(), num(-1)], True, True),
        (["^", sym("y"), num(-1)], False, False),
        (["^", sym("y"), num("1/2")], True, False),
        (["^", sym("y"), num("-1/2")], True, True),
        (["exp", sym("y")], True, True),
        (["+", ["exp", sym("y")], sym()], True, True),
        (["+", sym(), ["^", sym("y"), num(2)]], True, False),
        (["+", sym(), sym("y")], False, False),
        (["*", sym(), ["exp", sym("y")]], True, False),
        (["*", ["exp", sym("y")], ["^", sym(), num(-1)]], True, True),
        (["max", sym("y"), sym()], True, False),
        (["min", ["exp", sym("y")], ["^", sym(), num(-1)]], True, True),
        (["abs", sym("y")], True, False),
        (["log", ["+", num(1), sym()]], True, False),
        (["+", num(1), ["*", num(-1), ["exp", ["*", num(-1), sym()]]]], True, False),
        (["^", ["exp", sym("y")], sym("y")], True, True),
        (["^", sym("y"), sym()], True, True),  # exp(x log(y)), where it is defined
        (["tanh", sym("y")], False, False),
        (["erfc", sym("y")], True, False),
    ],
)
def test_signs_by_form(tree, weakly, strictly):
    claim = Statement.of(statement(tree, SIGNS))
    assert nonnegative(tree, claim) is weakly
    assert nonnegative(tree, claim, strict=True) is strictly
