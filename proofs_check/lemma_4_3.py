"""Lemma 4.3: the second stage of GD. Bounds and loss by the sum of slopes; the distance to W* by telescoping.

Bounds: rho_bar never falls; rho_low is bounded for all time (4.1); gamma is bounded for all time by the sum of slopes
(:mod:`proofs_check.slope_sum`). Loss: the mean of L_S over T steps is at most ``(16/(3 u T)) log(A_T/A_0)``, which
needs neither W* nor D.5. Distance: the printed step, with its two gaps (W* and small losses).
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.stages import STAGES
from lngd_theory.symbols import epsilon, m
from proofs_check.argument import Argument
from proofs_check.coefficient_bounds import HALF, LOW_STEPS
from proofs_check.derivations.alignment import STEPS as ALIGNMENT
from proofs_check.derivations.convexity import INEQUALITIES
from proofs_check.derivations.convexity import STEPS as CONVEXITY
from proofs_check.derivations.direction import STEPS as DIRECTION
from proofs_check.derivations.telescoping import STEPS as TELESCOPING
from proofs_check.distance import DISTANCE, SUM_OVER_STEPS
from proofs_check.inequality import Inequality
from proofs_check.lemma_4_2 import LOW_AT_ANY_TIME
from proofs_check.lemma_D_5 import GRADIENT_BOUND, OWN, PRINTED, PRINTED_REPAIRED, STEP_SIZE, WITH_W0
from proofs_check.one_step import chosen
from proofs_check.slope_sum import FROM_ASSUMPTION, LOSS_STEPS, PER_LOSS, SIGNAL_TOTAL, SUM_STEPS, ell, logarithm
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import EXPONENTIAL_ABOVE, in_units, y

__all__ = ["ARGUMENTS", "REST", "TELESCOPE", "enough_steps"]

_T1, _T2 = (in_units(time) for time in STAGES["gd"])
_C, _e, _L, _s, _w, _a, _m, _y = sp.symbols("C eps L_S x w a m y", real=True)
REST = ("B.1", "B.2", "C.1 and rho_bar <= alpha (4.1)", "the premise of D.3", "(iii) with C log(d/delta) >= 12")


def _gamma_exponent() -> Inequality:
    """``4 n SNR^2 log(A_T/A_0)`` with ``n SNR^2 = 1/(C ell)``, ``y <= ell/4``, ``log A_T <= ell``, ell >= 1."""
    exponent = 4 / (_C * ell) * logarithm(ell).subs(y, _w * ell / 4)
    return Inequality(
        "the exponent of gamma is at most 1 for C at least 13",
        sp.Le(sp.expand(exponent), 1),
        {_C: (13, "oo"), ell: (1, "oo"), _w: (0, 1)},
        latex=r"4n\mathrm{SNR}^2\log\frac{A_T}{A_0}\le1,\quad A_T\le\alpha+2\lambda s\le\frac d\delta",
    )


_BOUNDS = Argument(
    claim="4.3.bounds",
    steps=(
        *SUM_STEPS,
        *LOW_STEPS[:3],
        HALF,
        LOW_AT_ANY_TIME,
        EXPONENTIAL_ABOVE,
        SIGNAL_TOTAL,
        FROM_ASSUMPTION,
        _gamma_exponent(),
    ),
    shows="conditional",
    conclusion="For every t <= T*: rho_bar does not fall below its value at T_1; |rho_low| <= 2.05 "
    "sqrt(log(8mn/delta)) s; gamma + |<w0, mu>| <= e |<w0, mu>| <= e sqrt(2 log(8m/delta)) sigma_0 |mu| if C >= 13 in "
    "(i), (ii), (iv). The last by an argument that is not the paper's: the slopes of a sample sum to at most (2/u) "
    "log(A_T/A_0), without a factor m^2.",
    rests_on=("4.2.i", *REST, "(i), (iv) with C >= 13", "alpha + 2 lam s <= d/delta (T* not doubly exponential)"),
    repairs=(SUM_OVER_STEPS,),
)


def enough_steps(name: str, waited: sp.Expr, needed: sp.Expr, latex: str) -> Inequality:
    """``m^2 + epsilon waited >= (16/3) needed`` at ``m = C ell``, ``y = w ell/4``: enough steps for loss epsilon."""
    at = {m: _C * ell, y: _w * ell / 4, epsilon: _e}
    left, right = (sp.expand((side * epsilon).subs(at)) for side in (waited, PER_LOSS / epsilon * needed))
    return Inequality(name, sp.Ge(left, right), {_C: (5, "oo"), ell: (1, "oo"), _w: (0, 1), _e: (0, 1)}, latex=latex)


def _stage() -> list[tuple[str, bool]]:
    return [("u (T_2 - T_1) = m^2/epsilon - 3y", sp.simplify(_T2 - _T1 - m**2 / epsilon + 3 * y) == 0)]


_STAGE: tuple[Step, ...] = (
    Confirmed("length of the stage", r"u(T_2-T_1)=\frac{m^2}\epsilon-3y", _stage),
    Inequality(
        "A at T_1 is at least 1/2, for a filter with rho_bar at least 1",
        sp.Ge(1 - _a, sp.Rational(1, 2)),
        {_a: (0, "1/2")},
        latex=r"A=\bar\rho+\langle w^{(0)},\xi_i\rangle-8(\ldots)\ge1-a,\quad a=\tfrac\beta2+8(\ldots)",
    ),
    enough_steps(
        "T_2 - T_1 is long enough for m = C ell, C at least 5",
        _T2 - _T1,
        sp.log(2) + ell,
        r"u(T_2-T_1)\ge\frac{16}{3\epsilon}\log\frac{A_{T_2}}{A_{T_1}},\quad A_{T_1}\ge\tfrac12,\ \log A_{T_2}\le\ell",
    ),
)
_LENGTH = Inequality(
    "T_2 is after T_1 for any m and epsilon",
    sp.Ge((_T2 - _T1).subs({m: _m, epsilon: _e, y: _y}), 0),
    {_m: (1, "oo"), _e: ("1/1000", 1), _y: (0, "oo")},
    latex=r"m^2/\epsilon\ge3\log\frac1{\sigma_0\sigma_p\sqrt d}",
)

_LOSS = Argument(
    claim="4.3.loss",
    steps=(*SUM_STEPS, *LOSS_STEPS, FROM_ASSUMPTION, *_STAGE),
    shows="conditional",
    conclusion="Over any T steps the mean of L_S is at most (16/(3 u T)) log(A_T/A_0): some t in [T_1, T_2] has L_S "
    "<= epsilon with T_2 as printed if m^2 >= 3 epsilon y + (16/3) log(2(alpha + 2 lam s)), as (ii), (iv) give with C "
    ">= 5. By this argument nm/(eta epsilon sigma_p^2 d) with a logarithm is enough, m^2 less than printed. For m^2 < "
    "3 epsilon y the printed [T_1, T_2] is empty.",
    rests_on=("4.2.i", *REST, "F_{-y} <= 1/2 (beta/2 + 8 CROSS <= 1/2)", "alpha + 2 lam s <= d/delta", "epsilon <= 1"),
    repairs=(*DISTANCE, *chosen(DIRECTION, "the sum over steps")),
    premises=(_LENGTH,),
)


def _small_inequalities() -> tuple[Step, ...]:
    """Those of the derivation; the first with ``x = e^s`` for x > 0, which takes the logarithm's pole away."""
    relations = {"<=": sp.Le, ">=": sp.Ge}
    made: list[Step] = []
    for name, left, relation, right, box in INEQUALITIES:
        region: dict[sp.Symbol, tuple[object, object]] = dict(box)
        if left.has(sp.log) and left.subs(next(iter(box)), 0).is_infinite:
            (symbol,) = box
            left, right = (side.subs(symbol, sp.exp(_s)) for side in (left, right))
            region = {_s: ("-oo", "oo")}
        made.append(Inequality(name, relations[relation](left, right, evaluate=False), region))
    return tuple(made)


TELESCOPE: tuple[Step, ...] = (*TELESCOPING, *CONVEXITY, *_small_inequalities())


def _direction(name: str, gained: sp.Expr, least: sp.Expr) -> Inequality:
    """``gained >= L_S - epsilon`` (over eta) for losses from ``least * epsilon`` on; in units of epsilon."""
    return Inequality(name, sp.Ge(gained, _L - 1), {_L: (least, "oo")}, latex=rf"{sp.latex(gained)}\ge L_S/\epsilon-1")


_DISTANCE = Argument(
    claim="4.3.distance",
    steps=(
        *GRADIENT_BOUND,
        STEP_SIZE,
        *ALIGNMENT,
        WITH_W0,
        PRINTED,
        *TELESCOPE,
        *chosen(DIRECTION, "the extra condition", "the direction"),
        _direction("3 eta L_S - 2 eta eps is at least eta L_S - eta eps for every loss", 3 * _L - 2, sp.Integer(0)),
    ),
    shows="conditional",
    conclusion="What follows is |W-W*|^2 - |W'-W*|^2 >= 3 eta L_S - 2 eta epsilon, so the printed right-hand side as "
    "a lower bound where L_S >= epsilon/2, and the text's direction is wrong there. For all losses it follows with "
    "log(4/epsilon) in W*. The alignment that it uses does not follow from one filter with rho_bar >= 1 for W* as "
    "printed; its repairs are those of D.5.",
    rests_on=("D.5", "4.2.i", "4.3.bounds", "(iii) (u <= 1/12, g <= 1/4)"),
    repairs=(
        *PRINTED_REPAIRED,
        OWN,
        _direction("the same for losses from epsilon/2 on", 3 * _L - 2, sp.Rational(1, 2)),
        _direction("3 eta L_S - eta eps, by log(4/epsilon) in W*, for every loss", 3 * _L - 1, sp.Integer(0)),
    ),
)

ARGUMENTS = (_BOUNDS, _LOSS, _DISTANCE)
