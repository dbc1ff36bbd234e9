"""What the proof side says of a claim: plain records, made by ``proofs_check`` and shown by commands and reports."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

__all__ = ["PROOF_STATUSES", "STEP_STATUSES", "ProofRecord", "ProofStatus", "StepRecord", "StepStatus"]

StepStatus = Literal["identity", "certified", "counterexample", "undecided", "not formalisable"]
ProofStatus = Literal["proved", "conditional", "in part", "gap", "refuted", "vacuous", "open", "not formalisable"]

#: What the status of a step says.
STEP_STATUSES: dict[StepStatus, str] = {
    "identity": "confirmed symbolically",
    "certified": "shown on its whole region; its certificate can be checked again",
    "counterexample": "false: an exact point or box where it fails",
    "undecided": "neither shown nor refuted",
    "not formalisable": "no statement that a machine could check, and why",
}

#: What the status of a claim's argument says.
PROOF_STATUSES: dict[ProofStatus, str] = {
    "proved": "every step is confirmed, and together they imply the statement",
    "conditional": "every step is confirmed; the statement follows once what the argument rests on holds",
    "in part": "every step is confirmed; they are steps of the proof, or show a part of the statement",
    "gap": "a step of the printed proof is false",
    "refuted": "the statement itself is shown to fail",
    "vacuous": "its hypotheses contradict each other",
    "open": "a step is neither shown nor refuted",
    "not formalisable": "no step of it can be checked by a machine",
}


@dataclass(frozen=True)
class StepRecord:
    """One step and what was found of it.

    Attributes
    ----------
    name, latex : str
        What a table calls it, and what it says; several formulas stand on lines of their own.
    status : StepStatus
        See :data:`STEP_STATUSES`.
    note : str
        How it was found.
    seconds : float
        What it took; a stored certificate is only checked again.
    values : mapping of str to str
        Point of a counterexample and both sides there.
    certificate : dict or None
        Plain values that a checker verifies without a search.
    """

    name: str
    latex: str
    status: StepStatus
    note: str = ""
    seconds: float = 0.0
    values: Mapping[str, str] = field(default_factory=dict)
    certificate: dict[str, Any] | None = None

    @property
    def formulas(self) -> str:
        """What it says, each formula between dollar signs."""
        return ", ".join(f"${line}$" for line in self.latex.splitlines())

    @property
    def how(self) -> str:
        """The note, with the point of a counterexample."""
        point = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return f"{self.note}: {point}" if point else self.note


@dataclass(frozen=True)
class ProofRecord:
    """The argument for one claim, step by step.

    Attributes
    ----------
    claim, title : str
        Id in the ledger, and its name.
    status : ProofStatus
        See :data:`PROOF_STATUSES`.
    conclusion : str
        What follows from the steps, in a sentence.
    rests_on : tuple of str
        Other claims or hypotheses that the argument uses and does not show.
    steps, repairs, premises : tuple of StepRecord
        The steps; corrected statements beside, which do not enter the status; whether the hypotheses can hold.
    """

    claim: str
    title: str
    status: ProofStatus
    conclusion: str
    rests_on: tuple[str, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    repairs: tuple[StepRecord, ...] = ()
    premises: tuple[StepRecord, ...] = ()

    @property
    def seconds(self) -> float:
        """What all steps took together."""
        return sum(step.seconds for step in self.all_steps)

    @property
    def all_steps(self) -> tuple[StepRecord, ...]:
        """Steps, corrected statements and hypotheses."""
        return (*self.steps, *self.repairs, *self.premises)

    @property
    def counts(self) -> dict[StepStatus, int]:
        """How many of the argument's own steps have which status."""
        found = [step.status for step in self.steps]
        return {status: found.count(status) for status in get_args(StepStatus) if status in found}

    def to_dict(self, certificates: bool = True) -> dict[str, Any]:
        """Plain values for JSON; without certificates if they are stored elsewhere."""
        values = dataclasses.asdict(self)
        if not certificates:
            for key in ("steps", "repairs", "premises"):
                values[key] = [{k: v for k, v in step.items() if k != "certificate"} for step in values[key]]
        plain: dict[str, Any] = json.loads(json.dumps(values))
        return plain
