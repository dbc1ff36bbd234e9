"""Another look at steps: 50 digits of mpmath on a grid, and the same inequality turned round."""

from __future__ import annotations

import itertools

import mpmath
import sympy as sp

from proofs_check.inequality import Inequality

#: Points along one symbol, by the number of symbols.
_POINTS = {0: 1, 1: 400, 2: 40, 3: 16, 4: 8}
_TURNED = {sp.Le: sp.Gt, sp.Lt: sp.Ge, sp.Ge: sp.Lt, sp.Gt: sp.Le}
#: Equality to 50 digits.
_ZERO = mpmath.mpf(10) ** -40


def all_steps(argument):
    return (*argument.steps, *argument.repairs)


def named(steps):
    return {"argvalues": steps, "ids": [step.name for step in steps]}


def numbers(expressions, symbols):
    """At 50 digits; what sympy evaluates elsewhere is not used."""
    return sp.lambdify(symbols, expressions, "mpmath")


def grid(box):
    count = _POINTS[len(box)]
    axes = []
    for low, high in box.values():
        low, high = (
            None if end in ("oo", "-oo") else mpmath.mpf(int(end.p)) / int(end.q) for end in map(_exact, (low, high))
        )
        steps = [mpmath.mpf(k) / (count - 1) if count > 1 else mpmath.mpf(0) for k in range(count)]
        if low is not None and high is not None:
            axes.append([low + (high - low) * s for s in steps])
        else:
            away = [mpmath.mpf(10) ** (8 * s - 4) for s in steps]
            axes.append([low + a for a in away] if low is not None else [*(-a for a in away), 0, *away])
    return itertools.product(*axes)


def _exact(end):
    return end if end in ("oo", "-oo") else sp.Rational(end)


def slack(inequality):
    """Least of ``larger side - smaller side`` over the grid; fails if next to nothing of it lies in the region."""
    symbols = list(inequality.box)
    relation = inequality.relation
    with mpmath.workdps(50):
        sides = numbers([relation.gts - relation.lts, *(c.gts - c.lts for c in inequality.conditions)], symbols)
        found = []
        for point in grid(inequality.box):
            try:
                value, *conditions = sides(*point)
            except ZeroDivisionError:
                continue
            if all(c >= 0 for c in conditions) and mpmath.isfinite(value):
                found.append(value)
    assert len(found) > 0.02 * _POINTS[len(symbols)] ** len(symbols)
    return min(found)


def check_inequality(step):
    """A certified step agrees with the grid, and turned round it is not certified; a refuted one fails at its point."""
    outcome = step.run()
    assert outcome.status in ("certified", "counterexample"), outcome
    if outcome.status == "certified":
        assert slack(step) >= -_ZERO
        turned = _TURNED[type(step.relation)](step.relation.lhs, step.relation.rhs, evaluate=False)
        assert Inequality("turned", turned, step.box, step.conditions, budget=500).run().status != "certified"
    else:
        symbols = list(step.box)
        with mpmath.workdps(50):
            place = [mpmath.mpf(q.p) / q.q for q in (sp.Rational(outcome.values[s.name]) for s in symbols)]
            assert numbers(step.relation.gts - step.relation.lts, symbols)(*place) < 0
    return outcome


def check_step(step):
    """Every step is decided; inequalities by the second route as well."""
    if isinstance(step, Inequality):
        return check_inequality(step).status
    status = step.run().status
    assert status in ("identity", "not formalisable"), step.run()
    return status
