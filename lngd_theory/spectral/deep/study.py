"""Real networks on real images as a study: claims of the Malignant Tail, remedies and figures from one set of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lngd_theory.claims.tail import Ruling
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult
from lngd_theory.spectral.deep.comparisons import kind_figure, remedy_figure, width_figure
from lngd_theory.spectral.deep.design import TailDesign
from lngd_theory.spectral.deep.evidence import TailEvidence, numbers, place
from lngd_theory.spectral.deep.figures import spectrum_figure, valley_figure
from lngd_theory.spectral.deep.remedies import REMEDIES, apply
from lngd_theory.spectral.deep.remedy_words import chosen_sentences, contest_sentences, flip_sentences
from lngd_theory.spectral.deep.tables import cell_table, choice_table, part_table, remedy_table, verdict_table
from lngd_theory.spectral.deep.words import (
    design_sentences,
    kind_sentences,
    ruling_sentence,
    seat_sentence,
    valley_sentence,
)

__all__ = ["run_designs", "tail_study"]

_TITLE = "The Malignant Tail, tested"
_LEFT_OPEN = (
    "MT is known here by its abstract: no number, no definition to the letter. Features are those before the last "
    "layer, centred; the probe is least squares on the labels trained on; k* is the number of classes less one.",
    "Networks and images are small, so that many can be trained; lngd tail --full has the sizes of the literature.",
    "What holding labels out costs is not counted: all remedies, those that hold out nothing too, are applied to "
    "networks trained on the other four fifths.",
    "Early stopping chooses among the recorded epochs, evenly in the logarithm, as truncation chooses among all d.",
    "MT has no fresh flips; they are label-noise GD's, carried to several classes, on top of the fixed corruption.",
)
#: Remedies that are held against each other, each as (first, second).
_PAIRS = {
    "truncated to k* against converged": ("truncated to k*", "converged"),
    "truncated (oracle) against converged": ("truncated, oracle", "converged"),
    "truncated to k* against stopped early (oracle)": ("truncated to k*", "stopped, oracle"),
    "truncated to k* against stopped early (held out)": ("truncated to k*", "stopped, held out"),
    "truncated (held out) against stopped early (held out)": ("truncated, held out", "stopped, held out"),
    "a probe on k* against converged": ("probe on k*", "converged"),
    "a probe (held out) against stopped early (held out)": ("probe, held out", "stopped, held out"),
    "a probe (oracle) against a probe (oracle) on the untrained network": ("probe, oracle", "untrained, probe, oracle"),
    "stopped early (held out) against converged": ("stopped, held out", "converged"),
    "stopped and truncated against stopped alone (both held out)": (
        "stopped and truncated, held out", "stopped, held out",
    ),
}  # fmt: skip


def run_designs(runs: Any, designs: Sequence[TailDesign]) -> list[TailEvidence]:
    """Run what the folder lacks of every design."""
    return [TailEvidence(design, runs.run(design.cells(), design.seeds)) for design in designs]


def tail_study(
    evidences: Sequence[TailEvidence],
    command: str,
    quick: bool = False,
    others: Mapping[str, Mapping[str, Ruling]] | None = None,
) -> StudyResult:
    """What the runs show, one set of images after the other.

    Parameters
    ----------
    evidences : sequence of TailEvidence
        One for each set of images.
    command : str
        What makes it.
    quick : bool
        Whether it says that it is small.
    others : mapping of name to rulings, optional
        Further columns of the table of verdicts, such as the two-layer network's.
    """
    found = {evidence.design.images.name: evidence.rulings() for evidence in evidences}
    sentences = [
        *quick_note(
            quick, "one small network of two kinds, few images, epochs and seeds; fewer than six decide nothing"
        ),
        "The corruption of labels is fixed before training, once and for all. Fresh flips, where there are any, belong "
        "to the algorithm: they replace labels anew at every step, on top of it.",
    ]
    tables = [
        verdict_table({**(others or {}), **{f"real networks, {name}": rulings for name, rulings in found.items()}})
    ]
    figures: dict[str, Any] = {}
    for evidence in evidences:
        name = evidence.design.images.name
        sentences += _sentences(evidence, found[name])
        tables += [part_table(name, found[name])]
        tables += [remedy_table(evidence, p) for p in (0.0, *evidence.design.flips)]
        tables += [choice_table(evidence), cell_table(evidence)]
        figures |= {f"{name}-{part}": draw(evidence) for part, draw in _figures(evidence).items()}
    return StudyResult(
        "tail", _TITLE, command, tuple(sentences), tuple(tables), figures, _data(evidences, found), left_open=_LEFT_OPEN
    )


def _sentences(evidence: TailEvidence, found: Mapping[str, Ruling]) -> list[str]:
    name = evidence.design.images.name
    return [
        *design_sentences(evidence),
        *(ruling_sentence(name, ruling) for ruling in found.values()),
        seat_sentence(evidence),
        *kind_sentences(evidence),
        valley_sentence(evidence),
        *chosen_sentences(evidence),
        *contest_sentences(evidence, _PAIRS),
        *flip_sentences(evidence),
    ]


def _figures(evidence: TailEvidence) -> dict[str, Callable[[TailEvidence], Any]]:
    """What there is to draw: nothing over one width, or one kind of corruption."""
    drawn: dict[str, Callable[[TailEvidence], Any]] = {
        "valley": valley_figure, "spectrum": spectrum_figure, "remedies": remedy_figure,
    }  # fmt: skip
    if len(evidence.design.widths) > 1:
        drawn["width"] = width_figure
    if len(evidence.design.kinds) > 1:
        drawn["corruption"] = kind_figure
    return drawn


def _data(evidences: Sequence[TailEvidence], found: Mapping[str, Mapping[str, Ruling]]) -> dict[str, Any]:
    """What other programs may want: verdicts, the numbers of every cell by seed, and what every remedy comes to."""
    return {
        "verdicts": {
            name: {claim: ruling.to_dict("place", str) for claim, ruling in rulings.items()}
            for name, rulings in found.items()
        },
        "cells": [
            {
                "place": place(cell), "width": cell.width, "diverged": int((data.diverged_at >= 0).sum()),
                "numbers": {key: value for key, value in numbers(data).items() if key != "risk"},
                "accuracy": {remedy: apply(data, remedy).accuracy for remedy in REMEDIES},
            }
            for evidence in evidences for cell, data in evidence.data.items()
        ],
    }  # fmt: skip
