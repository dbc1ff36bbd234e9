"""What the tests of arguments share: a second route to inequalities, and variants of them that are false."""

import itertools

import mpmath
import sympy as sp

from proofs_check.inequality import Inequality

DIGITS = 50
_SHARES = ("0", "1/64", "1/7", "1/3", "1/2", "5/7", "63/64", "1")


def points(step, limit=6000):
    """Exact points of a step's region, its edges among them; an interval without end reaches to 63."""
    axes = []
    for ends in step.region.box.values():
        shares = [sp.Rational(share) for share in _SHARES]
        low, high = ends.low, ends.high
        if low.is_finite and high.is_finite:
            axes.append([low + share * (high - low) for share in shares])
        elif low.is_finite:
            axes.append([low + share / (1 - share) for share in shares[:-1]])
        elif high.is_finite:
            axes.append([high - share / (1 - share) for share in shares[:-1]])
        else:
            axes.append([sign * share / (1 - share) for share in shares[:-1] for sign in (-1, 1)])
    symbols = list(step.region.box)
    for values in itertools.islice(itertools.product(*axes), limit):
        point = dict(zip(symbols, values, strict=True))
        if all(bool(condition.subs(point)) for condition in step.conditions):
            yield point


def difference(step):
    """``f`` of ``f >= 0``, as a function of mpmath numbers."""
    symbols = list(step.region.box)
    compiled = sp.lambdify(symbols, step.relation.gts - step.relation.lts, "mpmath")

    def at(point):
        with mpmath.workdps(DIGITS):
            return compiled(*(mpmath.mpf(int(x.p)) / int(x.q) for x in map(sp.sympify, point.values())))

    return at


def values(step):
    """Points of the grid with the difference there, from the least on; without those where it has no value."""
    at, found = difference(step), []
    for point in points(step):
        try:
            value = at(point)
        except (ZeroDivisionError, ValueError):
            continue
        if mpmath.isfinite(value):
            found.append((value, point))
    return sorted(found, key=lambda pair: pair[0])


def tightened(step):
    """The same with a margin that it does not have at half of the grid's points."""
    found = values(step)
    middle = found[len(found) // 2][0]
    margin = sp.Rational(mpmath.nstr(middle, 12)) + sp.Rational(1, 10**3)
    relation = sp.Ge(step.relation.gts - step.relation.lts, margin, evaluate=False)
    return Inequality(f"{step.name}, tightened", relation, dict(step.box), step.conditions, budget=800)


def reversed_(step):
    """The opposite relation, strict."""
    relation = sp.Lt(step.relation.gts - step.relation.lts, 0, evaluate=False)
    return Inequality(f"{step.name}, reversed", relation, dict(step.box), step.conditions, budget=800)


def inequalities(arguments):
    """All inequalities of arguments, each once."""
    found = {}
    for argument in arguments:
        for step in (*argument.steps, *argument.repairs, *argument.premises):
            if isinstance(step, Inequality):
                found.setdefault((step.name, str(step.relation), str(step.box)), step)
    return list(found.values())
