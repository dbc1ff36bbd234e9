"""What `verify` says of a claim: frozen records that know how to become JSON."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

__all__ = ["Counterexample", "Evidence", "Judgement", "MeasuredConstant", "Part", "PremiseCheck", "Series", "Verdict"]

Judgement = Literal["proved", "supported", "refuted", "vacuous", "undecided"]
Evidence = Literal["identity", "certificate", "simulation", "exponent", "none"]

#: From what decides most to what decides least: a claim of several parts has the first that occurs among them.
SEVERITY: tuple[Judgement, ...] = ("refuted", "undecided", "supported", "vacuous", "proved")


@dataclass(frozen=True)
class Series:
    """Observed against claimed, for a plot: medians and 10 % / 90 % quantiles over seeds (or over a path).

    Attributes
    ----------
    x_label, y_label : str
        In LaTeX without dollar signs.
    x : tuple of float
        Steps, seeds or the parameter of a path.
    observed, claimed : tuple of (low, median, high)
        One triple for each x; nan where there is nothing.
    log_x, log_y : bool
        Whether an axis is better logarithmic.
    relation : str
        ``<=``, ``>=``, ``=`` or ``~`` between observed and claimed.
    """

    x_label: str
    y_label: str
    x: tuple[float, ...]
    observed: tuple[tuple[float, float, float], ...]
    claimed: tuple[tuple[float, float, float], ...]
    relation: str
    log_x: bool = False
    log_y: bool = False

    def __post_init__(self) -> None:
        if not len(self.x) == len(self.observed) == len(self.claimed):
            raise ValueError(f"a series of {len(self.x)}, {len(self.observed)}, {len(self.claimed)} points")


@dataclass(frozen=True)
class Counterexample:
    """Where a claim fails: everything that one command needs to show it again.

    ``seed`` is None where no single seed fails: for an exponent fitted over seeds, or an identity.
    """

    claim: str
    part: str
    setting: dict[str, Any]
    noise: str
    seed: int | None
    step: int | None
    values: dict[str, float]
    options: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def command(self) -> str:
        """The command that replays it."""
        words = ["lngd", "verify", self.claim]
        for name, value in self.setting.items():
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if float(f"{value:g}") == value else repr(value)]
        words += ["--noise", self.noise, *([] if self.seed is None else ["--seed", str(self.seed)])]
        for name, text in self.options.items():
            words += [f"--{name.replace('_', '-')}", text]
        return shlex.join(words)


@dataclass(frozen=True)
class PremiseCheck:
    """A hypothesis of a claim with numbers: both sides at the median seed, and the share of seeds where it holds."""

    latex: str
    left: float
    right: float
    share: float


@dataclass(frozen=True)
class MeasuredConstant:
    """A constant that the paper leaves open, as measured or solved for: quantiles over seeds."""

    name: str
    latex: str
    meaning: str
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Part:
    """One displayed inequality (or identity, or exponent) of a claim for one algorithm."""

    name: str
    latex: str
    algorithm: str
    verdict: Judgement
    evidence: Evidence
    relation: str
    observed: float
    claimed: float
    margin: float
    note: str = ""
    seeds: int = 0
    failures: int = 0
    series: Series | None = None
    counterexample: Counterexample | None = None
    worst_seed: int | None = None
    worst_step: int | None = None


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim at a setting.

    Attributes
    ----------
    claim, title : str
        Id such as ``D.1``, and its name.
    source : dict
        Number in each version of the paper, ``{"arxiv": "Theorem 3.3", "iclr": "Theorem 3.2"}`` (empty where it is not
        known), and what was ``"reconstructed"``.
    statement, where : tuple of str
        The statement in LaTeX, one line each, and its abbreviations.
    verdict : {"proved", "supported", "refuted", "vacuous", "undecided"}
        ``vacuous``: the hypotheses cannot hold here.
    evidence : {"identity", "certificate", "simulation", "exponent", "none"}
        Of the part that decided.
    observed, claimed, relation, margin
        Of the part that decided, at its worst point; ``margin`` is ``(right - left)/max(|left|, |right|)`` of
        ``left <= right``: positive where it holds, negative where it fails. ``relation`` is empty where there is none.
    confidence : str
        What the decision rests on, in words and numbers.
    reason : str
        One sentence for people.
    without_premises : Judgement or None
        For a vacuous claim: what its conclusion alone would get here.
    repairs : tuple of Part
        Weaker or corrected statements, judged beside; they do not enter the verdict.
    reading : str
        How what the paper leaves open was read.
    inside : bool
        Whether the setting satisfies Assumption 3.1 (with ``C``, ``delta``, ``p``).
    """

    claim: str
    title: str
    source: dict[str, str]
    statement: tuple[str, ...]
    verdict: Judgement
    evidence: Evidence
    observed: float
    claimed: float
    relation: str
    margin: float
    confidence: str
    reason: str
    setting: dict[str, Any]
    noise: str
    inside: bool
    parts: tuple[Part, ...] = ()
    premises: tuple[PremiseCheck, ...] = ()
    constants: tuple[MeasuredConstant, ...] = ()
    where: tuple[str, ...] = ()
    without_premises: Judgement | None = None
    repairs: tuple[Part, ...] = ()
    counterexample: Counterexample | None = None
    reading: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON (numbers that are not finite become null)."""
        values = dataclasses.asdict(self)
        records = [(self.counterexample, values["counterexample"])]
        for kept, made in ((self.parts, values["parts"]), (self.repairs, values["repairs"])):
            records += [(part.counterexample, copy["counterexample"]) for part, copy in zip(kept, made, strict=True)]
        for example, copy in records:
            if example:
                copy["command"] = example.command
        plain: dict[str, Any] = _plain(values)
        return plain

    def to_json(self) -> str:
        """The record as a JSON object."""
        return json.dumps(self.to_dict(), indent=2)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
