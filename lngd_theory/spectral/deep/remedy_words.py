"""Sentences on remedies: against each other, with fresh flips, and with d chosen without clean labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.evidence import TailEvidence, place
from lngd_theory.spectral.deep.remedies import apply
from lngd_theory.spectral.deep.words import quartiles
from lngd_theory.statistics import compare

__all__ = ["chosen_sentences", "contest_sentences", "flip_sentences"]

Array = NDArray[np.float64]


def contest_sentences(evidence: TailEvidence, pairs: Mapping[str, tuple[str, str]]) -> list[str]:
    """Remedies against each other, on every architecture with random corruption, as paired sign tests."""
    cells = [cell for _, _, cell in evidence.design.varied("rate")]
    sentences = []
    for words, (first, second) in pairs.items():
        gains = {cell: apply(evidence.data[cell], first).accuracy - apply(evidence.data[cell], second).accuracy
                 for cell in cells}  # fmt: skip
        sentences.append(f"{evidence.design.images.name}: {words}: {_compared(gains)}")
    return sentences


def _compared(gains: Mapping[Cell, Array]) -> str:
    found = compare({cell: values for cell, values in gains.items() if np.isfinite(values).any()})
    if not found.gain.size:
        return "no cell has both."
    signs, cells = found.sign(), list(gains)
    best, worst = int(found.gain.argmax()), int(found.gain.argmin())
    return (
        f"ahead at {int((signs > 0).sum())} and behind at {int((signs < 0).sum())} of {found.gain.size} places; median "
        f"gains from {found.gain[worst]:+.3f} ({place(cells[worst])}) to {found.gain[best]:+.3f} "
        f"({place(cells[best])})."
    )


def flip_sentences(evidence: TailEvidence) -> list[str]:
    """Fresh flips against remedies without them, and together with them, on the same draws."""
    design, sentences = evidence.design, []
    swept = design.architectures[: design.few]
    arms = {
        "with fresh flips, converged, against none, converged": ("converged", "converged"),
        "with fresh flips, converged, against none, truncated to k*": ("converged", "truncated to k*"),
        "with fresh flips, converged, against none, stopped early (held out)": ("converged", "stopped, held out"),
        "with fresh flips, truncated to k*, against the same network converged": ("truncated to k*", None),
        "with fresh flips, stopped early (held out), against the same network converged": ("stopped, held out", None),
    }
    for p in design.flips:
        for words, (first, second) in arms.items():
            gains = {}
            for name in swept:
                flipped, plain = (evidence.data[design.base(name).replace(fresh_flips=q)] for q in (p, 0.0))
                other = apply(flipped, "converged") if second is None else apply(plain, second)
                gains[design.base(name)] = apply(flipped, first).accuracy - other.accuracy
            sentences.append(f"{design.images.name}, p = {p:g}: {words}: {_compared(gains)}")
    return sentences


def chosen_sentences(evidence: TailEvidence) -> list[str]:
    """Number of directions by rules that see no clean label, beside the oracle, and what each costs against it."""
    rules = ("probe, held out", "probe, cross-validation", "probe, threshold", "probe on k*")
    cells = [cell for _, _, cell in evidence.design.varied("rate")]
    oracle = {cell: apply(evidence.data[cell], "probe, oracle") for cell in cells}
    parts = []
    for rule in rules:
        found = {cell: apply(evidence.data[cell], rule) for cell in cells}
        cost = np.concatenate([oracle[cell].accuracy - found[cell].accuracy for cell in cells])
        chosen = np.concatenate([found[cell].choice for cell in cells])
        parts.append(f"{rule.removeprefix('probe ').removeprefix('probe, ')}: d = {quartiles(chosen, 0)}, "
                     f"{quartiles(cost)} behind")  # fmt: skip
    own = np.concatenate([oracle[cell].choice for cell in cells])
    return [
        f"{evidence.design.images.name}: number of directions of the probe without clean labels, against the oracle's "
        f"d = {quartiles(own, 0)} (median and quartiles over all architectures, rates and seeds): {'; '.join(parts)}."
    ]
