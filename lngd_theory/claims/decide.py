"""From counts to a verdict, at a stated error rate: exact binomial bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scipy.stats import binomtest

from lngd_theory.claims.expressions import evaluate
from lngd_theory.claims.verdict import Judgement

if TYPE_CHECKING:
    from lngd_theory.claims.case import Case
    from lngd_theory.claims.claim import Claim

__all__ = ["Decision", "decide", "decide_always", "decide_probability", "seeds_needed"]


class Decision(NamedTuple):
    """A judgement and what it rests on."""

    verdict: Judgement
    confidence: str


def decide(claim: Claim, case: Case, outcomes: list[bool]) -> Decision:
    """The decision on the outcomes of seeds, for the probability that a claim states."""
    if claim.probability is None:
        return decide_always(sum(outcomes), len(outcomes))
    probability = float(evaluate(claim.expand(claim.probability), case.numbers))
    return decide_probability(sum(outcomes), len(outcomes), probability, case.error_rate)


def decide_probability(successes: int, trials: int, probability: float, error_rate: float) -> Decision:
    """Whether "holds with probability at least ``probability``" is borne out by exact one-sided binomial bounds.

    Supported if the lower bound on the success probability reaches it, refuted if the upper bound stays below it; each
    bound is wrong with probability at most ``error_rate``.
    """
    if trials == 0:
        return Decision("undecided", "no seed could be judged")
    level = 1 - error_rate
    low = binomtest(successes, trials, alternative="greater").proportion_ci(level, method="exact").low
    high = binomtest(successes, trials, alternative="less").proportion_ci(level, method="exact").high
    held = f"held for {successes} of {trials} seeds; P(holds) "
    wanted = f"claimed >= {probability:.4g}, error rate {error_rate:g}"
    if low >= probability:
        return Decision("supported", f"{held}>= {low:.4g} ({wanted})")
    if high < probability:
        return Decision("refuted", f"{held}<= {high:.4g} ({wanted})")
    needed = seeds_needed(trials - successes, probability, error_rate)
    return Decision(
        "undecided",
        f"{held}in [{low:.4g}, {high:.4g}] ({wanted}): with no further failure {needed} seeds would decide",
    )


def seeds_needed(failures: int, probability: float, error_rate: float) -> int:
    """The least number of seeds that would support the claim if ``failures`` stay as many."""
    low, high = failures, failures + 1

    def enough(trials: int) -> bool:
        bound = binomtest(trials - failures, trials, alternative="greater").proportion_ci(1 - error_rate, "exact")
        return bool(bound.low >= probability)

    if probability >= 1:
        return 2**62
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def decide_always(successes: int, trials: int) -> Decision:
    """For a statement without "with probability": one failure refutes it."""
    if trials == 0:
        return Decision("undecided", "no seed could be judged")
    held = f"held for {successes} of {trials} seeds"
    return Decision("supported" if successes == trials else "refuted", held)
