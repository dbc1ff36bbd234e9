"""A second route to the steps of these arguments: 50 digits at points of the region, and the opposite claim."""

import random

import mpmath
import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.supermartingale.boxes import Boxed

#: Equality to 50 digits.
_ZERO = mpmath.mpf(10) ** -40
_TURNED = {sp.Le: sp.Gt, sp.Lt: sp.Ge, sp.Ge: sp.Lt, sp.Gt: sp.Le}
_POINTS = 1000
#: An interval without end is looked at up to about this.
_FAR = 60


def all_steps(argument):
    return (*argument.steps, *argument.repairs, *argument.premises)


def named(steps):
    return {"argvalues": steps, "ids": [step.name for step in steps]}


def statuses(steps):
    return [step.run().status for step in steps]


def turned(step):
    """The opposite claim, by boxes alone: the rules take long on what is false."""
    relation = _TURNED[type(step.relation)](step.relation.lhs, step.relation.rhs, evaluate=False)
    return Boxed("turned", relation, step.box, step.conditions, budget=400)


def check(step):
    """The status, which must be a decided one; an inequality is looked at by the second route as well."""
    outcome = step.run()
    status = outcome.status
    assert status in ("identity", "certified", "counterexample", "not formalisable"), (step.name, outcome.note)
    if isinstance(step, Inequality) and status == "certified":
        assert slack(step) >= -_ZERO
        assert turned(step).run().status != "certified"
    if isinstance(step, Inequality) and status == "counterexample":
        point = [sp.Rational(outcome.values[symbol.name]) for symbol in step.box]
        assert _differences(step)(point)[0] < 0
    return status


def slack(step):
    """Least of ``larger side - smaller side`` over points of the region."""
    at, found = _differences(step), []
    for point in _points(step):
        try:
            value, *conditions = at(point)
        except (ZeroDivisionError, ValueError):
            continue
        if mpmath.isfinite(value) and all(c >= 0 for c in conditions):
            found.append(value)
    assert len(found) >= 20, step.name
    return min(found)


def _differences(step):
    kept = [relation.gts - relation.lts for relation in (step.relation, *step.conditions)]
    compiled = sp.lambdify(list(step.box), kept, "mpmath")

    def at(point):
        with mpmath.workdps(50):
            return compiled(*(mpmath.mpf(int(x.p)) / int(x.q) for x in point))

    return at


def _points(step):
    draw = random.Random(0)
    for _ in range(_POINTS if len(step.box) > 1 else _POINTS // 10):
        ends = step.region.box.values()
        yield [_place(sp.Rational(draw.randint(0, 64), 64), interval.low, interval.high) for interval in ends]


def _place(share, low, high):
    if low.is_finite and high.is_finite:
        return low + share * (high - low)
    if low.is_finite:
        return low + share * _FAR
    return high - share * _FAR if high.is_finite else (2 * share - 1) * _FAR
