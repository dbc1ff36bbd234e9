"""What a report holds: verdicts of one or several settings, with what is needed to repeat them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lngd_theory.claims.thresholds import ThresholdRow
from lngd_theory.claims.verdict import Verdict
from lngd_theory.proofs import ProofRecord

__all__ = ["Report", "Section", "ThresholdRow"]


@dataclass(frozen=True)
class Section:
    """All verdicts at one setting.

    Attributes
    ----------
    name : str
        What the setting is called.
    setting : dict
        Its parameters by name.
    noise : str
        Label noise as the command line takes it.
    verdicts : tuple of Verdict
        In the order of the page.
    assumptions : dict or None
        ``AssumptionReport.to_dict()``.
    thresholds : tuple of ThresholdRow
        Claimed and measured times.
    facts : dict
        Whatever a reader needs to repeat it, by name: ``command`` (shown as code), ``seeds``, ``delta``,
        ``error_rate``, ``versions`` (may be a dict), ``seconds``.
    """

    name: str
    setting: dict[str, Any]
    noise: str
    verdicts: tuple[Verdict, ...]
    assumptions: dict[str, Any] | None = None
    thresholds: tuple[ThresholdRow, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """Sections under one title, and the proof side of their claims; the order is that of the page."""

    title: str
    sections: tuple[Section, ...]
    proofs: tuple[ProofRecord, ...] = ()
