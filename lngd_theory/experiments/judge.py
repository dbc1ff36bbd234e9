"""Claimed outcomes beside measured ones: a record for each claim and variant, as table rows and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Experiment, Outcome, Runs
from lngd_theory.statistics import Interval, median_interval, share_interval

__all__ = ["Finding", "borne_out", "finding_of", "judge"]


@dataclass(frozen=True)
class Finding:
    """One claim measured on one variant.

    ``verdict`` is ``holds`` or ``fails`` when the 95 % interval of the share of seeds that agree lies on one side of
    one half, ``mixed`` when it does not, ``measured`` when nothing was claimed. A seed without a value (it
    diverged, or never got there) does not agree; ``seeds_with_value`` says how many have one.
    """

    variant: str
    claim: str
    quantity: str
    agrees: str
    values: tuple[float, ...]
    median: Interval
    share: Interval | None
    verdict: str
    whose: str = "the paper"

    @property
    def seeds_with_value(self) -> int:
        """Seeds in which the quantity could be measured."""
        return int(np.isfinite(self.values).sum())

    def to_dict(self) -> dict[str, Any]:
        """For JSON; what is not finite becomes null."""
        record = asdict(self) | {"seeds_with_value": self.seeds_with_value}
        record["median"] = _nullable(self.median._asdict())
        record["share"] = _nullable(self.share._asdict()) if self.share else None
        record["values"] = [v if np.isfinite(v) else None for v in self.values]
        return record


def _nullable(values: Mapping[str, float]) -> dict[str, float | None]:
    return {key: value if np.isfinite(value) else None for key, value in values.items()}


def borne_out(verdicts: Iterable[str]) -> str:
    """Whether claims with these verdicts are borne out: ``yes``, ``no``, ``in part``, ``nowhere``, ``not told``.

    ``nowhere`` is some that fail and some that the seeds do not tell; ``not told`` also where nothing was judged.
    """
    there = frozenset(verdicts) - {"measured"}
    alone = {frozenset({"holds"}): "yes", frozenset({"fails"}): "no", frozenset({"fails", "mixed"}): "nowhere"}
    return alone.get(there, "in part" if "holds" in there else "not told")


def judge(experiment: Experiment, results: Mapping[str, Runs]) -> list[Finding]:
    """All claims on all variants that were run with every label noise."""
    complete = {
        variant.name: results[variant.name]
        for variant in experiment.variants
        if all(noise.label in results.get(variant.name, {}) for noise in variant.noises)
    }
    findings = [
        finding_of(outcome, name, outcome.measure(runs))
        for name, runs in complete.items()
        for outcome in experiment.outcomes
        if not outcome.across and (not outcome.only or name in outcome.only)
    ]
    if len(complete) == len(experiment.variants):
        across = [outcome for outcome in experiment.outcomes if outcome.across]
        findings += [finding_of(outcome, "all", outcome.measure(complete)) for outcome in across]
    return findings


def finding_of(outcome: Outcome, variant: str, values: NDArray[np.float64]) -> Finding:
    """One claim on one variant, from its values over seeds."""
    share, verdict = None, "measured"
    if outcome.agrees is not None:
        share = share_interval(sum(value in outcome.agrees for value in values), len(values))
        verdict = "holds" if share.low > 0.5 else "fails" if share.high < 0.5 else "mixed"
    return Finding(
        variant=variant,
        claim=outcome.claim,
        quantity=outcome.quantity,
        agrees=str(outcome.agrees or ""),
        values=tuple(float(value) for value in values),
        median=median_interval(values),
        share=share,
        verdict=verdict,
        whose=outcome.whose,
    )
