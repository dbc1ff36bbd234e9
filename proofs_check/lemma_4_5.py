"""Lemma 4.5 (E.4), the second stage of label-noise GD: what its premise excludes, and what the reduced dynamics gives.

The premise ``3p/2 <= 1/(2(1 + e^(c_2)))``, ``f <= c_2``, fails as soon as f reaches its balance point, for every p, and
below the largest c_2 that it allows the reduced chain stays for T steps with a probability that falls exponentially in
T. So (i) to (iv) are about the way to the balance point. What holds about it is shown beside:

(i) iota stays below 4 iota* for a number of steps that grows exponentially in 1/a, by a power of f as test function
(:mod:`proofs_check.supermartingale.excursions`, ``horizon``); Azuma's inequality with the increments that
``(iota - iota*)^2`` has ends at ``1/(32 a^2)`` steps.

(ii), (iv) the signal's logarithm grows by ``(a b/4) p(1-p)`` a step, eta^2 and not eta, so that (ii) holds for small a
because (iv) does not (:mod:`proofs_check.signal_growth`, ``supermartingale.pushes``).
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.observables import observed
from lngd_theory.second_stage.statement import BALANCE
from lngd_theory.symbols import c_2
from proofs_check.argument import Argument
from proofs_check.derivations.remainder import STEPS as EXACT
from proofs_check.inequality import Inequality
from proofs_check.margin_ratio import RATIO_STEPS, RELATIVE
from proofs_check.one_step import chosen
from proofs_check.signal_growth import CHAIN, FALLS_SHORT, GAIN, PRINTED_RATE, UPPER, premise_negated
from proofs_check.statement import bound
from proofs_check.step import Confirmed
from proofs_check.supermartingale.excursions import DOWNWARDS, MARKOV, UPWARDS
from proofs_check.supermartingale.horizon import AZUMA, BELOW_CEILING, FOUR_STAR, says_something
from proofs_check.supermartingale.pushes import AT_LEAST, AT_MOST, LEADING, PATH, SQUARED, confirm_prediction

__all__ = ["ARGUMENTS"]

_REDUCED = "reduced: every sample's margin follows the reduced dynamics (p <= 1/4, a <= 1/8)"
_RANGE = "c_1 <= f_i <= c_2 on [T_1, T_2] for every sample, with any c_1, c_2 > 0"
_DELTA = sp.Rational(1, 100)

#: With (iv) the signal would pass 0.1 at T_2 for every c_2 >= log 3: ``(1 + e^(c_2))/4 >= 1`` is the exponent of
#: ``6/(sigma_0 |mu|)``.
_BOTH = Inequality(
    "(ii) and (iv) exclude each other at T_2 for c_2 >= 11/10: (iv) makes the signal at least 6 (value at "
    "T_1)/(sigma_0 |mu|)",
    sp.Ge((1 + sp.exp(c_2)) / 4, 1),
    {c_2: ("11/10", "oo")},
)


def _claimed() -> list[tuple[str, bool]]:
    """Of the distance's two sides the one below iota* is never above 3 iota*."""
    claimed, high, low = bound("4.5.i", "iota"), observed("iota_max"), observed("iota_min")
    star, kept = sp.symbols("f_star iota", positive=True)
    below = (claimed.rhs - (BALANCE - low)).subs(BALANCE, star).subs(low, kept)
    return [
        ("the distance", claimed.lhs == sp.Max(high - BALANCE, BALANCE - low)),
        ("above: iota_max <= 4 iota*", sp.expand(claimed.rhs - (high - BALANCE) - (4 * BALANCE - high)) == 0),
        ("below: never", below.is_positive is True),
    ]


ARGUMENTS = (
    Argument(
        claim="4.5.i",
        steps=(
            premise_negated("4.5.i"),
            *chosen(UPWARDS, "1 + x below e^x"),
            *chosen(DOWNWARDS, "the mean factor of V below the balance point"),
            *BELOW_CEILING,
        ),
        shows="vacuous",
        conclusion="The premise holds for no c_2 at or above the balance point log((1-p)/p). With the largest c_2 "
        "that it allows, the reduced chain stays below c_2 for T steps with probability at most (1-4p/5)^T "
        "(c_2/f_0)^(3/(8a)): the hypotheses do not hold on [T_1, T_2]. Without them the conclusion iota <= 4 iota* "
        "holds for the reduced chain, from a start below 3 iota*, with probability at least 1 - (1 + T e^(3p/4)) "
        "(3/4)^(3(p^3+(1-p)^3)/(8ap^2)), for all a < 1 and p <= 3/8; bounds of the same form hold for excursions to "
        "other distances, upwards and downwards. The proof's own tools do not show it: Azuma's inequality with the "
        "true increments ends at 1/(32 a^2) steps.",
        rests_on=("reduced", MARKOV),
        repairs=(
            Confirmed("the claim is iota <= 4 iota*", r"|\iota-\iota^*|\le3\iota^*\iff\iota\le4\iota^*", _claimed),
            *UPWARDS[1:],
            *FOUR_STAR,
            says_something("fig2", 13, _DELTA),
            says_something("inside", 300, _DELTA),
            *DOWNWARDS[1:],
            *AZUMA,
        ),
    ),
    Argument(
        claim="4.5.ii",
        steps=(*PATH, *AT_MOST, *UPPER),
        shows="conditional",
        conclusion="Along every path with the flips of B.4 the logarithm of an aligned pre-activation gains at most "
        "4/7 log(6/(sigma_0 |mu|)) + (x/2) log(c_2/c_1) over [T_1, T_2], x = n |mu|^2/min_i |xi_i|^2 (about n SNR^2), "
        "if a (1 + e^(c_2)) <= 1/4. From a value C sigma_0 |mu| at T_1 it stays below 0.1 where (60 C)^7 "
        "(c_2/c_1)^(7x/2) <= (6/(sigma_0 |mu|))^3.",
        rests_on=(
            _REDUCED,
            _RANGE,
            "B.4 (flipped, above) up to T_2",
            "a (1 + e^(c_2)) <= 1/4, where a = 2 eta |xi_i|^2/(nm)",
            "the aligned pre-activations are at most C sigma_0 |mu| at T_1, and sigma_0 is small enough beside C",
        ),
        repairs=(_BOTH,),
        premises=(premise_negated("4.5.ii"),),
    ),
    Argument(
        claim="4.5.iii",
        steps=(*chosen(EXACT, "the margin about iota"), *RATIO_STEPS),
        shows="conditional",
        conclusion="f_i is between 1 - 2 kappa - lambda and (1 + kappa)^2 + lambda times iota_i, which is the claim "
        "for 2 kappa + lambda <= 1/2; the premise on p and c_2 is not used.",
        rests_on=(
            "|<w_{y_i,r}, xi_i> - rho_{y_i,r,i}| <= kappa sqrt(iota_i) for every r: B.2 and C.1, iota_i of order one",
            "signal and the other class's output are at most lambda iota_i: 4.5.ii, 4.4.ii",
            "2 kappa + lambda <= 1/2",
        ),
        repairs=RELATIVE,
        premises=(premise_negated("4.5.iii"),),
    ),
    Argument(
        claim="4.5.iv",
        steps=(PRINTED_RATE, SQUARED, *PATH, *AT_MOST, *FALLS_SHORT),
        shows="against",
        conclusion="The pushes of a sample cancel up to log(c_2/c_1)/(2a) and terms of order a: in expectation the "
        "logarithm of an aligned pre-activation gains less than b nu (T a/(8(1-a)) + log(c_2/c_1)/(2a)) in T steps, "
        "nu being the share of its class. The printed growth at T_2, with probability 19/20 or more, needs more than "
        "that once T_2 - T_1 >= 100 log(c_2/c_1)/a. The gain is at least b nu (T (a/2)(1-a/3) p(1-p) - "
        "log(c_2/c_1)/(2a)) - b^2 nu^2 T, to leading order eta^2 |mu|^2 sigma_p^2 d p(1-p)/(n m^2) a step. Under its "
        "premise the printed chain of inequalities gives b (1-3p)/(4(1+e^(c_2))), which is b/32 or more for small c_2 "
        "only.",
        rests_on=(
            _REDUCED,
            _RANGE,
            "T_2 - T_1 >= 100 log(c_2/c_1)/a, which n SNR^2 <= 1 and sigma_0 |mu| <= 6 (c_2/c_1)^(-25/(1+e^(c_2))) "
            "imply",
            "b = 2 eta |mu|^2/m <= 1/5, and at most 3n/4 samples of a class",
        ),
        repairs=(
            *AT_LEAST,
            LEADING,
            Confirmed("it is the package's prediction", r"\lambda", confirm_prediction),
            GAIN,
            *CHAIN,
        ),
        premises=(premise_negated("4.5.iv"),),
    ),
)
