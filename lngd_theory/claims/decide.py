"""From counts to a verdict, at a stated error rate: exact binomial bounds."""

from __future__ import annotations

from collections.abc import Sequence
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


def decide(claim: Claim, case: Case, outcomes: Sequence[bool | None]) -> Decision:
    """The decision on the outcomes of seeds, for the probability that a claim states; None is open."""
    known, open_seeds = [outcome for outcome in outcomes if outcome is not None], sum(x is None for x in outcomes)
    if claim.probability is None:
        return decide_always(sum(known), len(known), open_seeds)
    probability = float(evaluate(claim.expand(claim.probability), case.numbers))
    return decide_probability(sum(known), len(known), probability, case.error_rate, open_seeds)


def decide_probability(
    successes: int, trials: int, probability: float, error_rate: float, open_seeds: int = 0
) -> Decision:
    """Whether "holds with probability at least ``probability``" is borne out by exact one-sided binomial bounds.

    Supported if the lower bound on the success probability reaches it, refuted if the upper bound stays below it; each
    bound is wrong with probability at most ``error_rate``. Seeds that are open count as failures in the lower bound and
    as successes in the upper one: whatever becomes of them, the decision stands.
    """
    if trials == 0:
        return Decision("undecided", "no seed could be judged")
    level, every = 1 - error_rate, trials + open_seeds
    low = binomtest(successes, every, alternative="greater").proportion_ci(level, method="exact").low
    high = binomtest(successes + open_seeds, every, alternative="less").proportion_ci(level, method="exact").high
    held = f"held for {successes} of {trials} seeds{f', {open_seeds} are open' if open_seeds else ''}; P(holds) "
    wanted = f"claimed >= {probability:.4g}, error rate {error_rate:g}"
    if low >= probability:
        return Decision("supported", f"{held}>= {low:.4g} ({wanted})")
    if high < probability:
        return Decision("refuted", f"{held}<= {high:.4g} ({wanted})")
    needed = seeds_needed(trials - successes, probability, error_rate)
    seeds = "more seeds than can be run" if needed is None else f"with no further failure {needed} seeds"
    return Decision("undecided", f"{held}in [{low:.4g}, {high:.4g}] ({wanted}): {seeds} would decide")


#: Beyond this many seeds nobody waits.
_MOST_SEEDS = 2**40


def seeds_needed(failures: int, probability: float, error_rate: float) -> int | None:
    """The least number of seeds that would support the claim if ``failures`` stay as many; None beyond 2^40."""
    low, high = failures, failures + 1

    def enough(trials: int) -> bool:
        bound = binomtest(trials - failures, trials, alternative="greater").proportion_ci(1 - error_rate, "exact")
        return bool(bound.low >= probability)

    while not enough(high):
        if high > _MOST_SEEDS:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def decide_always(successes: int, trials: int, open_seeds: int = 0) -> Decision:
    """For a statement without "with probability": one failure refutes it, an open seed leaves it undecided."""
    if trials == 0:
        return Decision("undecided", "no seed could be judged")
    held = f"held for {successes} of {trials} seeds"
    if successes < trials:
        return Decision("refuted", held)
    return Decision("undecided", f"{held}, {open_seeds} are open") if open_seeds else Decision("supported", held)
