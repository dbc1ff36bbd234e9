"""Theorem 3.3: label-noise GD's training loss is of order one, and its test error falls with d/n^2.

*Loss.* ``l`` falls, so ``c_1 <= f <= c_2`` puts the clean loss between ``l(c_2)`` and ``l(c_1)``. The expected noisy
loss of a sample is ``H(p) + KL(p || s)`` with H the entropy of a flip: at least H(p) at any margin, and at most
``H(p) + (f - f*)^2/8``.

*Test error.* The Gaussian concentration is :mod:`proofs_check.gaussian_lipschitz`; the function that the proof takes
for Lipschitz is not. The time is taken from Lemma 4.5 (iv): the signal needs ``1/eta^2`` steps, not 1/eta.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.second_stage.statement import NOISE_GROWTH, PREDICTED, T2_THEOREM
from lngd_theory.symbols import c_1, eta, m, mu, p, sigma_0
from proofs_check.argument import Argument
from proofs_check.derivations.convexity import logarithm_gap, logistic
from proofs_check.gaussian_lipschitz import LOWER, LOWER_RESTS_ON, REPAIRS, RESTS_ON
from proofs_check.gaussian_lipschitz import STEPS as LIPSCHITZ
from proofs_check.inequality import Inequality
from proofs_check.lemma_4_5_supermartingale import CONDITIONS
from proofs_check.step import Confirmed, Identity, NotFormalisable, Step

__all__ = ["ARGUMENTS", "CURVED", "ENTROPY", "entropy", "excess_loss"]

Lines = list[tuple[str, bool]]

_f, _star = sp.symbols("f f_star", positive=True)
_u = sp.Symbol("u", real=True)
_s = sp.Symbol("s", positive=True)


def entropy() -> sp.Expr:
    """``H(p)``."""
    return -p * sp.log(p) - (1 - p) * sp.log(1 - p)


def confirm_cross_entropy(gap: Callable[[sp.Expr], sp.Expr] = logarithm_gap) -> Lines:
    """``noisy_loss - H(p)`` is a sum of gaps ``x - 1 - log x`` with weights p and 1 - p, which add up to KL(p || s)."""
    growth, odds = sp.symbols("E w", positive=True)  # e^f, e^(f*)
    share, chance = 1 / (1 + growth), 1 / (1 + odds)
    kept, flipped = -sp.log(growth / (1 + growth)), -sp.log(share)
    gaps = p * gap(share / p) + (1 - p) * gap((1 - share) / (1 - p))
    difference = ((1 - p) * kept + p * flipped - entropy() - gaps).subs(p, chance)
    return [
        ("l(f)", sp.simplify(logistic(_f) - kept.subs(growth, sp.exp(_f))) == 0),
        ("l(-f)", sp.simplify(logistic(-_f) - flipped.subs(growth, sp.exp(_f))) == 0),
        ("the excess is a sum of gaps", _logarithms(difference) == 0),
    ]


def _logarithms(expression: sp.Expr) -> sp.Expr:
    split = expression.replace(sp.log, lambda x: sp.expand_log(sp.log(sp.factor(sp.together(x))), force=True))
    return sp.simplify(sp.expand(split))


#: The expected noisy loss is at least the entropy, for every p and every margin.
ENTROPY: tuple[Step, ...] = (
    Confirmed(
        "the expected noisy loss is a cross entropy",
        r"(1-p)\ell(f)+p\,\ell(-f)=H(p)+\mathrm{KL}(p\|s)",
        confirm_cross_entropy,
    ),
    # x - 1 - log x with x = e^y
    Inequality("e^y - 1 - y is nonnegative", sp.Ge(sp.exp(_u), 1 + _u), {_u: ("-oo", "oo")}),
)


def excess_loss() -> sp.Expr:
    """``noisy_loss(f* + u) - H(p)`` with ``p = 1/(1 + e^(f*))``."""
    return sp.log(1 + sp.exp(-_star - _u)) - sp.log(1 + sp.exp(-_star)) + _u / (1 + sp.exp(_star))


def confirm_excess(formula: Callable[[], sp.Expr] = excess_loss) -> Lines:
    """``l(-f) = l(f) + f`` makes it ``l(f) + p f`` less ``l(f*) + p f*``."""
    growth, chance = sp.Symbol("E", positive=True), sp.Symbol("p", positive=True)  # e^f
    down = sp.log((1 + growth) / growth)
    at_star = entropy().subs(p, 1 / (1 + growth)) - down - sp.log(growth) / (1 + growth)
    moved = logistic(_star + _u) + chance * (_star + _u) - logistic(_star) - chance * _star
    return [
        ("l(-f) = l(f) + f", _logarithms(sp.log(1 + growth) - down - sp.log(growth)) == 0),
        ("H(p) = l(f*) + p f*", _logarithms(at_star) == 0),
        ("the excess", sp.simplify(moved.subs(chance, 1 / (1 + sp.exp(_star))) - formula()) == 0),
        ("0 at f*", formula().subs(_u, 0) == 0),
        ("its slope is 0 at f*", sp.simplify(sp.diff(formula(), _u).subs(_u, 0)) == 0),
        ("its second derivative is s (1 - s)", _curvature(formula()) == 0),
    ]


def _curvature(excess: sp.Expr) -> sp.Expr:
    share = 1 / (1 + sp.exp(_star + _u))
    return sp.simplify((sp.diff(excess, _u, 2) - share * (1 - share)).rewrite(sp.exp))


#: Taylor's formula about f*: the excess is half the second derivative at some margin in between times the square.
CURVED: tuple[Step, ...] = (
    Confirmed(
        "the excess over the entropy",
        r"(1-p)\ell(f)+p\,\ell(-f)-H(p)=\ell(f)-\ell(f^*)+p\,(f-f^*)=\tfrac12s(1-s)\big|_{f=\xi}(f-f^*)^2",
        confirm_excess,
    ),
    Identity("s (1 - s) is at most 1/4", sp.Rational(1, 4) - _s * (1 - _s), (sp.Rational(1, 2) - _s) ** 2),
)

#: The clean loss between its values at the ends of ``c_1 <= f <= c_2``.
_BETWEEN: tuple[Step, ...] = (
    Inequality("the loss falls", sp.Le(sp.diff(logistic(_f), _f), 0, evaluate=False), {_f: (0, "oo")}),
    Inequality("l(c_1) is at most log 2", sp.Le(logistic(c_1), sp.log(2)), {c_1: (0, "oo")}),
    Inequality(
        "l(c_2) is at least e^(-c_2)/2, x = e^(-c_2)",
        sp.Ge(sp.log(1 + _s), _s / 2),
        {_s: (0, 1)},
        latex=r"\ell(c_2)=\log(1+x)\ge\tfrac x2",
    ),
)


def _time() -> Lines:
    """The leading rate times the theorem's second time, over what the signal must gain."""
    (corruption,) = PREDICTED.free_symbols - T2_THEOREM.free_symbols - {p}
    log = sp.log(6 / (sigma_0 * mu))
    (second,) = (term for term in sp.Add.make_args(T2_THEOREM) if term.has(sp.log(6 / (sigma_0 * mu))))
    share = sp.simplify(PREDICTED.subs(corruption, 0) * second / log)
    rate = sp.simplify(PREDICTED.subs(corruption, 0) / eta**2)
    return [
        ("the second time is m log/(eta |mu|^2)", sp.simplify(second - m * log / (eta * mu**2)) == 0),
        ("the rate is eta^2 times what has no eta", not rate.has(eta)),
        ("the share gained is a p (1-p)/2", sp.simplify(share - NOISE_GROWTH * p * (1 - p) / 2) == 0),
    ]


_SHARE = Confirmed(
    "the theorem's second time is long enough for a share a p(1-p)/2 of the signal's growth",
    r"\frac{\eta^2\|\mu\|^2\sigma_p^2d}{nm^2}p(1-p)\cdot\frac m{\eta\|\mu\|^2}\log\frac6{\sigma_0\|\mu\|}"
    r"=\tfrac a2\,p(1-p)\log\frac6{\sigma_0\|\mu\|}",
    _time,
)

ARGUMENTS = (
    Argument(
        claim="3.3.loss",
        steps=(*_BETWEEN, *ENTROPY),
        shows="conditional",
        conclusion="While c_1 <= f_i <= c_2 the clean loss is between e^(-c_2)/2 and log 2, whatever sigma_0 is, and "
        "the expected noisy loss is at least the entropy H(p) at any margin. With iota <= 4 iota* (4.5.i, corrected) "
        "c_2 = 4 f*.",
        rests_on=("c_1 <= f_i <= c_2 with constants c_1, c_2 > 0 for every sample on [T_1, T_2]",),
        repairs=(*CURVED, *(step for condition in CONDITIONS[:1] for step in condition.steps)),
    ),
    Argument(
        claim="3.3.test",
        steps=(
            *LIPSCHITZ,
            NotFormalisable(
                "the time is Theta(...)",
                r"t=\Theta(\cdot)",
                "an order of magnitude without its constants; that the signal has grown by then is Lemma 4.5 (iv), "
                "see there",
            ),
        ),
        shows="conditional",
        conclusion="The concentration as printed fails: for q = 2 the sum of activations is not Lipschitz, and the "
        "initial weights alone make the exponent of a lower order than d/n^2. Its square root is Lipschitz, which "
        "gives exp(-S/(8 sigma_p^2 |W|_op^2)) with S the signal's output. At the stated time S is not there: the "
        "leading growth rate leaves a share a p(1-p)/2 of the logarithm that the signal must gain.",
        rests_on=("4.5.iv", *RESTS_ON, *LOWER_RESTS_ON),
        repairs=(*REPAIRS, *LOWER, _SHARE),
    ),
)
