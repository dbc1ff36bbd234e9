"""What the templates of all formats can call."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from lngd_theory.proofs import PROOF_STATUSES
from lngd_theory.report import numbers, words

__all__ = ["environment"]


def environment(filters: dict[str, Callable[..., Any]], finalize: Callable[[Any], Any] | None = None) -> Environment:
    """Templates that escape everything, with the filters of one format beside the common ones."""
    made = Environment(
        loader=PackageLoader("lngd_theory.report"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        exact=numbers.exact,
        number=numbers.number,
        share=numbers.share,
        unbounded=_unbounded,
        source_name=words.source_name,
        sources=words.sources,
        algorithm=words.algorithm_name,
        sentence=words.sentence,
        **filters,
    )
    made.globals.update(
        number_pair=numbers.number_pair,
        quantile=numbers.quantile,
        BADGES=words.BADGES,
        EVIDENCE=words.EVIDENCE,
        LABELS=words.LABELS,
        PROOF_SIGNS=words.PROOF_SIGNS,
        PROOF_STATUSES=PROOF_STATUSES,
        RELATIONS=words.RELATIONS,
        SIGNS=words.SIGNS,
        STEP_SIGNS=words.STEP_SIGNS,
        SYMBOLS=words.SYMBOLS,
    )
    return made


def _unbounded(value: float | None) -> float:
    """JSON writes an infinite bound as null."""
    return math.inf if value is None else value
