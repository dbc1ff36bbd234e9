"""Certificates of every kind, made by the prover once for all tests."""

import functools

import sympy as sp

from proofs_check.inequality import Inequality

x, y = sp.symbols("x y", real=True)

#: One statement for each rule, and two that fail.
STATEMENTS = {
    "one box": Inequality("one box", sp.Gt(sp.exp(x), sp.Rational(1, 3)), {x: (0, "oo")}),
    "boxes": Inequality(
        "boxes", sp.Ge(x**2 - x * y + y**2 / 2 + sp.Rational(1, 10), x * y / 3), {x: (-1, 1), y: ("-1/3", 1)}
    ),
    "conditions": Inequality(
        "conditions", sp.Ge(x + y, sp.Rational(19, 10)), {x: (0, 4), y: (0, 4)}, (sp.Ge(x * y, 1), sp.Lt(x, 2 + y))
    ),
    "edge": Inequality("edge", sp.Le(sp.log(1 + x), x), {x: (0, "oo")}),
    "edge with a value": Inequality(
        "edge with a value", sp.Gt(sp.exp(x) + y, x + sp.exp(-y)), {x: (0, "oo"), y: (1, 2)}
    ),
    "limit": Inequality("limit", sp.Le(sp.log(1 + sp.exp(-x)), sp.exp(-x)), {x: ("-oo", "oo")}),
    "factor": Inequality("factor", sp.Ge(x**3 + x * y**2, 2 * x**2 * y), {x: (0, 2), y: (-1, 1)}),
    "cut": Inequality("cut", sp.Le(1 + x, sp.exp(x)), {x: ("-oo", "oo")}),
    "bowl": Inequality("bowl", sp.Ge(x**2 * y + x * y**2 + 1, 3 * x * y), {x: (0, 3), y: (0, 3)}),
    "false": Inequality("false", sp.Ge(1 + x, sp.exp(x / 2)), {x: (0, 3)}),
    "false at a point": Inequality("false at a point", sp.Gt(x**2, 0), {x: (-1, 1)}),
}


@functools.cache
def outcome(name):
    """What the prover makes of one of them."""
    return STATEMENTS[name].run()
