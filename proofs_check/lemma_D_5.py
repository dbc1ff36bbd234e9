"""Lemma D.5: alignment with W*, size of the loss's gradient, homogeneity; all displayed formulas are reconstructed.

Alignment over ``2 log(2/eps)``, with Z the sum of ``s'(<w, xi_i>)`` over the filters of a sample's own sign and Z'
over those of the other: W* as printed gives ``(1 + X)(Z - Z')`` less what W^(0) adds, so that Z' must be small against
Z, a bound on m if one filter stands for Z. The sum over ``y_k = j`` leaves cross terms of Z'. The gradient: ``sum
s'(z)^2 = 4m (F_+ + F_-)`` and near-orthogonality give ``|grad L_S|^2 <= (4/m) max(|mu|^2, 2 sigma_p^2 d/n) L_S``.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import d, eta, m, mu, n, sigma_p
from proofs_check.argument import Argument
from proofs_check.derivations.alignment import STEPS as ALIGNMENT
from proofs_check.derivations.gradient import STEPS as GRADIENT
from proofs_check.derivations.homogeneity import STEPS as HOMOGENEITY
from proofs_check.derivations.network import power
from proofs_check.inequality import Inequality
from proofs_check.one_step import NORMS, chosen
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import SLOPE_AT_MOST_1, g, in_steps, u
from proofs_check.upper_bound import SHARED, WRONG_SIGN_OUTPUT

__all__ = ["ARGUMENTS", "GRADIENT_BOUND", "OWN", "PRINTED", "PRINTED_REPAIRED", "STEP_SIZE", "WITH_W0"]

_tau, _chi, _b, _rest, _signal, _z, _x, _k, _u, _g = sp.symbols("tau chi b S e z x kappa u g", real=True)
_SMALL: dict[sp.Symbol, tuple[object, object]] = {_tau: (0, "1/20"), _chi: (0, "1/20"), _b: (0, "1/20")}
_SIGNAL: dict[sp.Symbol, tuple[object, object]] = {_signal: (0, "4/25")}


def _initial_part() -> list[tuple[str, bool]]:
    """``y <grad f, W^(0)>``: each filter adds ``s'(z) <w0, patch>/m``; it is divided by ``2 log(2/eps) >= 1``."""
    own, at, b_mu, gamma = sp.symbols("Z b b_mu gamma", positive=True)
    extra = sp.Symbol("v", nonnegative=True)
    width = 1 + extra
    slope = power(sp.Integer(2)).slope
    return [
        ("own sign: Z b/m is at most Z b", sp.factor(own * at - own * at / width).is_nonnegative is True),
        (
            "other sign: m filters of slope s'(b) give 2 b^2",
            sp.simplify(width * slope(at) * at / width - 2 * at**2) == 0,
        ),
        (
            "signal: 2m filters of slope s'(gamma + b_mu)",
            sp.simplify(2 * width * slope(gamma + b_mu) * b_mu / width - 4 * b_mu * (gamma + b_mu)) == 0,
        ),
        ("2 log(2/eps) >= 1 for eps <= 1", bool(2 * sp.log(2) > 1)),
    ]


WITH_W0 = Confirmed(
    "what W^(0) takes away",
    r"\tfrac1m\sum_{j,r}s'(\cdot)\,|\langle w^{(0)},\cdot\rangle|\le b\,(Z+2b)+4b_\mu(\gamma+b_\mu),\quad"
    r"b\ge|\langle w^{(0)},\xi_i\rangle|+8(\ldots),\ b_\mu\ge|\langle w^{(0)},\mu\rangle|",
    _initial_part,
)


def _alignment(name: str, wrong: sp.Expr, most: str) -> Inequality:
    """Alignment over ``2 log(2/eps)`` at least 1, with ``Z >= 2(1 - tau)`` (a filter with rho_bar >= 1)."""
    left = 2 * (1 - _tau) * (1 - _chi - _b) - wrong - 2 * _b**2 - _signal
    return Inequality(
        name,
        sp.Ge(left, 1),
        {**_SMALL, **_SIGNAL, _rest: (0, most)},
        latex=rf"2(1-\tau)(1-\chi-b)-{sp.latex(wrong)}-2b^2-e\ge1",
    )


def _share(own: sp.Expr) -> sp.Expr:
    """``(1 + chi) Z'`` for ``Z' <= x Z``, Z at its least."""
    return 2 * (1 - _tau) * (1 + _chi) * own


PRINTED = _alignment("alignment with W* as printed, any m", (1 + _chi) * _rest, "oo")
_NARROW = _alignment("alignment with W* as printed, for 2 m b <= 1/4", (1 + _chi) * _rest, "1/4")
_GROWN = _alignment("alignment with W* as printed, for Z' up to Z/5", _share(_rest), "1/5")
#: What the printed W* needs: a bound on m, or that own filters have grown: Z' <= Z/5 once all have by G, with
#: ``sum_r (<w0_{-y,r}, xi> + 8 CROSS)^+ <= (G/5) sum_r (<w0_{y,r}, xi> - 8 CROSS)^+`` at the start.
PRINTED_REPAIRED: tuple[Step, ...] = (_NARROW, *chosen(SHARED, "the filters of a sample grow together"), _GROWN)
OWN = _alignment("alignment with the sum over y_k = j, for 2 m chi b <= 1/4", _rest, "1/4")


def _squares() -> list[tuple[str, bool]]:
    """``s'(z)^2 = 4 s(z)``, Cauchy-Schwarz, near-orthogonality: each difference is a sum of squares."""
    z, cross = sp.Symbol("z", positive=True), sp.Symbol("kappa", nonnegative=True)
    s2 = power(sp.Integer(2))
    a = sp.symbols("a_:3", real=True)
    pairs = [(a[i], a[k]) for i in range(3) for k in range(i)]
    spread = 3 * sum(x**2 for x in a) - sum(a) ** 2 - sum((x - w) ** 2 for x, w in pairs)
    lines = [
        ("s'(z)^2 = 4 s(z)", sp.simplify(s2.slope(z) ** 2 - 4 * s2.s(z)) == 0),
        ("(sum a)^2 is at most n sum a^2", sp.expand(spread) == 0),
    ]
    for sign in (1, -1):  # of every inner product
        off = 2 * cross * sum(x**2 for x in a) - sum(2 * sign * cross * x * w for x, w in pairs)
        squares = cross * sum((x - sign * w) ** 2 for x, w in pairs)
        lines.append((f"cross terms {sign:+d} add at most (n - 1) kappa sum a^2", sp.expand(off - squares) == 0))
    return lines


def _assembled() -> list[tuple[str, bool]]:
    """The constant in front of max(|mu|^2, ...), and the step size that it asks for."""
    noise = max(NORMS) + n * bound("B.1", "inner products").rhs / (sigma_p**2 * d)
    factor = 4 * m * sp.Rational(1, 1) / m**2
    return [
        ("4m/m^2 = 4/m", sp.simplify(factor - 4 / m) == 0),
        ("noise: 3/2 + 2 CROSS/alpha", sp.simplify(noise - sp.Rational(3, 2) - 2 * CROSS / alpha) == 0),
        ("eta (4/m)|mu|^2 = 2g", sp.simplify(in_steps(eta * factor * mu**2, g) - 2 * g) == 0),
        ("eta (4/m) 2 sigma_p^2 d/n = 8u", sp.simplify(in_steps(eta * factor * 2 * sigma_p**2 * d / n) - 8 * u) == 0),
    ]


#: ``|grad L_S|^2 <= (4/m) max(|mu|^2, 2 sigma_p^2 d/n) L_S``.
GRADIENT_BOUND: tuple[Step, ...] = (
    SLOPE_AT_MOST_1,
    Inequality(
        "|l'| is at most l; x = e^(-z)",
        sp.Le(_x / (1 + _x), sp.log(1 + _x)),
        {_x: (0, "oo")},
        latex=r"|\ell'(z)|=\frac x{1+x}\le\log(1+x)=\ell(z)",
    ),
    Inequality(
        "l'(f)^2 (f + 1) is at most |l'(f)|, as 1 + f is at most e^f",
        sp.Le(1 + _z, sp.exp(_z)),
        {_z: ("-oo", "oo")},
        latex=r"(1+f)|\ell'(f)|\le1:\quad1+f\le e^f<1+e^f",
    ),
    WRONG_SIGN_OUTPUT,
    Confirmed("sums of squares", r"\sum_{j,r}s'(z)^2=4m(F_++F_-),\quad F_++F_-=y_if_i+2F_{-y_i}\le y_if_i+1", _squares),
    Inequality(
        "the noise patches together: at most 2 sigma_p^2 d for n sqrt(log(4n^2/delta)/d) up to 1/4",
        sp.Le(max(NORMS) + 2 * _k, 2),
        {_k: (0, "1/4")},
    ),
    Confirmed(
        "the gradient's bound and its step size",
        r"\|\nabla L_S\|^2\le\frac4m\max\bigl(\|\mu\|^2,\tfrac{2\sigma_p^2d}n\bigr)L_S,\quad"
        r"\eta\|\nabla L_S\|^2\le\max(2g,8u)L_S",
        _assembled,
    ),
)
STEP_SIZE = Inequality(
    "eta |grad L_S|^2 is at most L_S for u up to 1/12, g up to 1/4",
    sp.Le(sp.Max(2 * _g, 8 * _u), 1),
    {_g: (0, "1/4"), _u: (0, "1/12")},
)

ARGUMENTS = (
    Argument(
        claim="D.5",
        steps=(
            *HOMOGENEITY,
            *chosen(GRADIENT, "gradient, any n, m and d"),
            *GRADIENT_BOUND,
            *ALIGNMENT,
            WITH_W0,
            PRINTED,
        ),
        shows="conditional",
        conclusion="Homogeneity holds for every q >= 1. |grad L_S|^2 <= (4/m) max(|mu|^2, 2 sigma_p^2 d/n) L_S, "
        "smaller than printed. With W* as printed the filters of the other sign subtract (Z'): one filter with "
        "rho_bar >= 1 is enough if m times their pre-activations is small (2 m b <= 1/4), which Assumption "
        "3.1 does not give for wide networks; all filters together are enough once they have grown so far that Z' <= "
        "Z/5. With the sum over y_k = j only cross terms of Z' are left (2 m chi b <= 1/4, chi = 4n "
        "sqrt(log(4n^2/delta)/d)).",
        rests_on=(
            "B.1",
            "C.1",
            "4.2.i and 4.3.bounds (max rho_bar >= 1)",
            "b = |<w0, xi_i>| + 8 CROSS, tau, chi <= 1/20, 4 b_mu (gamma + b_mu) <= 4/25, F_{-y} <= 1/2, epsilon <= 1",
        ),
        repairs=(*PRINTED_REPAIRED, OWN, STEP_SIZE),
    ),
)
