"""What an experiment leaves behind: its runs and what came of its claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lngd_theory.experiments.experiment import Experiment
from lngd_theory.experiments.judge import Finding
from lngd_theory.instances import describe
from lngd_theory.trajectory import Trajectory

__all__ = ["Report"]


@dataclass(frozen=True)
class Report:
    """Runs and findings of an experiment; ``complete`` is False after ctrl-C."""

    experiment: Experiment
    results: dict[str, dict[str, Trajectory]]
    findings: list[Finding]
    complete: bool

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        experiment = self.experiment
        return {
            "experiment": experiment.name,
            "title": experiment.title,
            "claim": experiment.claim,
            "left_open": list(experiment.left_open),
            "complete": self.complete,
            "variants": {
                variant.name: {
                    "problem": describe(variant.problem),
                    "steps": variant.steps,
                    "noises": {
                        label: {
                            "seeds": [int(seed) for seed in run.data.seed],
                            "status": [str(status) for status in run.status.values],
                            "reason": [str(reason) for reason in run.reason.values],
                            "final_median": run.final(),
                        }
                        for label, run in self.results.get(variant.name, {}).items()
                    },
                }
                for variant in experiment.variants
            },
            "findings": [finding.to_dict() for finding in self.findings],
        }
