"""Lemma E.1: induction on t with factor ``1 + g C_0/4`` per step, ``g = 2 eta |mu|^2/m``.

Of an aligned filter (``z = gamma + j <w0, mu> > 0``) only samples of the class j are active. Unflipped ones add at
least ``g C_0 z/n`` each, flipped ones take away at most ``g z/n``. Their numbers are means up to the deviation of B.3,
which the hypothesis makes at most ``n C_0/12``. So ``z' >= (1 + g C_0/4) z``; the printed rate is that of ``1 + x >=
e^(x/2)`` with ``x = g C_0/8``, half as much.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import C_0, n, p, t
from proofs_check.argument import Argument
from proofs_check.derivations.decomposition import STEPS as RECURSION
from proofs_check.inequality import Inequality
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, chosen, signal_move, slope, z
from proofs_check.statement import bound, check_of, premises
from proofs_check.step import Confirmed, Identity
from proofs_check.step_size import SLOPE_AT_MOST_1, g, growth_ratio, in_steps

__all__ = ["ARGUMENTS", "BOUND"]

BOUND = bound("E.1", "growth").rhs
_theta, _C, _x = sp.symbols("theta C_0 x", real=True)

_RARE, _MANY = premises("E.1")
#: B.3's deviation over n at the least n allowed, and what p is at most.
_DEVIATION = sp.simplify((bound("B.3", "deviation").rhs / n).subs(n, _MANY.rhs))
_MOST_P = _RARE.rhs


def _one_step() -> list[tuple[str, bool]]:
    kept, flipped = (in_steps(signal_move(sign * slope, z), g) for sign in (1, -1))
    share = bound("B.3", "deviation").rhs / n
    return [
        ("an unflipped sample of class j adds g |l'| z/n", sp.simplify(kept - g * slope * z / n) == 0),
        ("a flipped one takes g |l'| z/n", sp.simplify(flipped + g * slope * z / n) == 0),
        ("the deviation is at most n C_0/12", _DEVIATION == C_0 / 12),
        ("its share falls with n", sp.simplify(share * sp.sqrt(n)).has(n) is False),
        ("p is at most C_0/6", _MOST_P == C_0 / 6),
    ]


def _net(kept: sp.Expr, flipped: sp.Expr, least: sp.Rational, name: str, latex: str) -> Inequality:
    """``C_0 kept - flipped >= least C_0``, the shares in p and the deviation; p = theta C_0/6; all divided by C_0."""
    at = {p: _theta * _MOST_P}
    net = sp.expand(sp.simplify((C_0 * kept - flipped).subs(at) / C_0)).subs(C_0, _C)
    return Inequality(name, sp.Ge(net, least), {_theta: (0, 1), _C: (0, "1/2")}, latex=latex)


def _share(check: str) -> sp.Expr:
    """A bound of B.3 on the counts of a class, over n."""
    return sp.simplify(check_of("B.3", check).right / n)


def _growth(share: sp.Rational, name: str, rate: int = 1, most: str = "2") -> Inequality:
    """``1 + share g C_0 >= (bound(t + 1)/bound(t))^rate``; x is the printed exponent of a step."""
    ratio = growth_ratio(BOUND, g) ** rate
    printed = sp.simplify(sp.log(growth_ratio(BOUND, g)))
    (value,) = sp.solve(sp.Eq(printed, _x), g)
    return Inequality(
        name, sp.Ge((1 + share * g * C_0).subs(g, value), sp.simplify(ratio.subs(g, value))), {_x: (0, most)}
    )


_QUARTER, _EIGHTH = sp.Rational(1, 4), sp.Rational(1, 8)

ARGUMENTS = (
    Argument(
        claim="E.1",
        steps=(
            *chosen(RECURSION, "equations (4)-(6), any n, m and d"),
            NO_FLIP_IS_MONOTONE,
            SLOPE_AT_MOST_1,
            Confirmed(
                "one step of an aligned filter",
                r"z'\ge z\Bigl(1+\frac gn\bigl(C_0|S_+\cap S_j|-|S_-\cap S_j|\bigr)\Bigr),\quad z=\gamma+j\langle "
                r"w^{(0)},\mu\rangle",
                _one_step,
            ),
            _net(
                (1 - p) / 2 - _DEVIATION,
                p / 2 + _DEVIATION,
                _QUARTER,
                "flips take less than unflipped samples add, for p up to C_0/6",
                r"C_0\Bigl(\tfrac{1-p}2-\tfrac{C_0}{12}\Bigr)-\tfrac p2-\tfrac{C_0}{12}\ge\tfrac{C_0}4",
            ),
            Identity("base: the aligned filter of B.2", BOUND.subs(t, 0), bound("B.2", "signal, aligned").rhs),
            _growth(_QUARTER, "step: 1 + g C_0/4 is at least bound(t + 1)/bound(t), for g C_0 up to 32"),
        ),
        shows="conditional",
        conclusion="The printed growth follows, at twice the printed rate for g C_0 <= 10, from the deviation of B.3 "
        "for the classes' counts |S_+ ∩ S_j|, |S_- ∩ S_j| (Hoeffding as for |S_-|). B.3's intervals ask for n >= 8 "
        "log(8T*/delta)/p^2, which the hypotheses do not give. With |S_- ∩ S_j| <= |S_-| and classes of n/2 the "
        "printed rate is what remains.",
        rests_on=(
            "B.2 (signal, aligned)",
            "the deviation of B.3 for |S_+ ∩ S_j| and |S_- ∩ S_j|",
            "|l'_i| >= C_0 of every unflipped sample on [0, T_1], C_0 <= 1/2",
            "(iii)",
        ),
        repairs=(
            _net(
                _share("unflipped, below"),
                _share("flipped, above"),
                _QUARTER,
                "the same from B.3's intervals, for n >= 8 log(8T*/delta)/p^2",
                r"C_0\tfrac{2-3p}4-\tfrac{3p}4\ge\tfrac{C_0}4",
            ),
            _growth(_QUARTER, "step at twice the printed rate, for g C_0 up to 10", rate=2, most="5/8"),
            _net(
                sp.Rational(1, 2) - (p + _DEVIATION),
                p + _DEVIATION,
                _EIGHTH,
                "with all flips of a step in the class, and classes of n/2",
                r"C_0\tfrac12-(1+C_0)\Bigl(p+\tfrac{C_0}{12}\Bigr)\ge\tfrac{C_0}8",
            ),
            _growth(_EIGHTH, "step with 1 + g C_0/8, for g C_0 up to 20", most="5/4"),
        ),
    ),
)
