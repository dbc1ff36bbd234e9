"""The reduced dynamics: the exact step of an active rho, and when it is the reduced one up to a factor of 2.

    ``rho'/rho - 1 = a g(f) (1 + h/rho)``,   reduced: ``a g(iota)``.

Their ratio is ``(1 + h/rho) g(f)/g(iota)``, and g changes by at most the factor ``e^|f - iota|``. So the claim holds
where ``|h| <= rho/4`` for the leading filter and ``|f - iota| <= 2/5``. Lemma 4.5 (iii) alone does not give that: at
``f = 2 iota`` the ratio is below 1/2 for iota from 3/2 on.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, iota
from proofs_check.argument import Argument
from proofs_check.derivations.limit import STEPS as LIMIT
from proofs_check.derivations.remainder import STEPS as EXACT
from proofs_check.inequality import Inequality
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step

__all__ = ["ARGUMENTS", "ratio_above", "ratio_below"]

Lines = list[tuple[str, bool]]

_x, _k, _l = sp.symbols("x kappa lambda", nonnegative=True)
_LEAST, _MOST = (bound("reduced", name).rhs for name in ("not below half", "not above twice"))


def _ratio() -> Lines:
    """Pushes at iota + x over those at iota: with y = e^iota, E = e^x."""
    y, growth = sp.symbols("y E", positive=True)
    kept, flipped = STATEMENTS["arxiv"].pushes
    f = sp.Symbol("f", positive=True)
    written = {"no flip": (kept, (1 + y) / (1 + y * growth)), "flip": (flipped, growth * (1 + y) / (1 + y * growth))}
    lines = []
    for name, (push, claimed) in written.items():
        ratio = push.subs(iota, f) / push
        values = {y: sp.exp(iota), growth: sp.exp(f - iota)}
        lines.append((f"{name}: g(f)/g(iota)", sp.simplify((ratio - claimed.subs(values)).rewrite(sp.exp)) == 0))
    # with E = 1 + v >= 1 both ratios lie between 1/E and E; f < iota exchanges the two
    v = sp.Symbol("v", nonnegative=True)
    for name, (_, claimed) in written.items():
        up = sp.factor(growth - claimed).subs(growth, 1 + v)
        down = sp.factor(claimed - 1 / growth).subs(growth, 1 + v)
        lines.append((f"{name}: between e^-(f - iota) and e^(f - iota)", _nonnegative(up) and _nonnegative(down)))
    return lines


def _nonnegative(expression: sp.Expr) -> bool:
    top, bottom = sp.fraction(sp.together(expression))
    return bool(sp.expand(top).is_nonnegative and bottom.is_positive)


def ratio_below(kappa: str, away: str) -> Inequality:
    """``(1 - |h|/rho) e^-|f - iota|`` against the claim's lower bound."""
    return Inequality(
        f"not below half for |h| <= {kappa} rho and |f - iota| <= {away}",
        sp.Ge((1 - _k) * sp.exp(-_l), _LEAST),
        {_k: (0, kappa), _l: (0, away)},
    )


def ratio_above(kappa: str, away: str) -> Inequality:
    """``(1 + |h|/rho) e^|f - iota|`` against the claim's upper bound."""
    return Inequality(
        f"not above twice for |h| <= {kappa} rho and |f - iota| <= {away}",
        sp.Le((1 + _k) * sp.exp(_l), _MOST),
        {_k: (0, kappa), _l: (0, away)},
    )


_STEPS: tuple[Step, ...] = (
    *EXACT,
    *LIMIT,
    Confirmed(
        "the push at f over the push at iota",
        r"e^{-|f-\iota|}\le\frac{g(f)}{g(\iota)}\le e^{|f-\iota|}",
        _ratio,
    ),
    ratio_below("1/4", "2/5"),
    ratio_above("1/4", "2/5"),
)

ARGUMENTS = (
    Argument(
        claim="reduced",
        steps=_STEPS,
        shows="conditional",
        conclusion="The relative step of an active rho is exactly a g(f) (1 + h/rho); it is within a factor of 2 of "
        "the reduced one where |h| <= rho/4 and |f - iota| <= 2/5. In the limit of orthogonal noise, vanishing "
        "initialisation and no signal nothing is left out (ICLR: for neurons of equal rho only).",
        rests_on=(
            "|h_r| <= rho_r/4 for the leading filter of every sample: B.2 and C.1 beside rho of order one (4.4.i)",
            "|f_i - iota_i| <= 2/5: the same, 4.4.ii and a small signal (4.5.ii); 4.5.iii is not enough",
        ),
        repairs=(
            Inequality(
                "at f = 2 iota, which 4.5.iii allows, the ratio is below half for iota >= 3/2",
                sp.Lt((1 + sp.exp(-_x)) * sp.exp(-_x), (1 + sp.exp(-2 * _x)) * _LEAST),
                {_x: ("3/2", "oo")},
                latex=r"\frac{1+e^{\iota}}{1+e^{2\iota}}<\tfrac12",
            ),
        ),
    ),
)
