"""Sentences and tables of the bridge page, made from numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lngd_theory.claims.tail import Ruling, tail_claims
from lngd_theory.figures import noise_name
from lngd_theory.phase.words import interval
from lngd_theory.report.sentences import count_of, listed, verb
from lngd_theory.report.study import Table
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.evidence import PERFECT, Evidence
from lngd_theory.spectral.network.quantities import K_STAR
from lngd_theory.spectral.network.verdicts import shapes
from lngd_theory.statistics import SIGNIFICANT, median_interval

__all__ = [
    "design_sentences", "place", "ruling_sentence", "ruling_table", "seat_sentence", "shape_sentence", "shape_table",
]  # fmt: skip


def place(key: Any) -> str:
    """A cell by its key: ``n SNR^2 = 2, r = 0.2``."""
    if isinstance(key[0], str):
        return f"{key[0]} corruption, n SNR^2 = {key[1]:g}"
    return f"n SNR^2 = {key[0]:g}, r = {key[1]:g}"


def design_sentences(evidence: Evidence) -> list[str]:
    """What was run, and which regime it reaches."""
    d = evidence.design
    cells = evidence.corrupted_plane()
    medians = [float(np.median(accuracies(data, ("none", "as trained")))) for data in cells.values()]
    fitted = [float(np.nanmin(data.train_accuracy.sel(noise="none").isel(record=-1).values)) for data in cells.values()]
    lost = sum(int((data.diverged_at >= 0).sum()) for data in evidence.data.values())
    return [
        f"Fixed corruption at rate r before training; LNGD flips afresh at every step, on top of it, with probability "
        f"p = {listed([f'{p:g}' for p in d.p])}. n = {d.n}, d = {d.d:g}, m = {d.m} (2m = {2 * d.m} filters), "
        f"sigma_0 sigma_p sqrt(d) = {d.overlap:g}, 2 eta sigma_p^2 d/(nm) = {d.growth:g}; {d.steps:,} steps for every "
        f"algorithm and {d.seeds} seeds, the same draws for all; {len(evidence.data)} cells, {lost} runs diverged.",
        f"The grid reaches the regime where converged GD generalises imperfectly: in {len(evidence.imperfect())} of "
        f"{len(cells)} corrupted cells its median accuracy is below {PERFECT:g}, from {min(medians):.3f} up, and in "
        f"{len(evidence.above_chance())} of these features or probe are above chance at some d; it fits at least "
        f"{min(fitted):.3f} of the corrupted labels and of the others in every run.",
    ]


def seat_sentence(evidence: Evidence, noises: Sequence[str], at: tuple[float, float]) -> str:
    """Where signal and label noise sit in features and weights at one place, by algorithm."""
    data = evidence.data[evidence.design.plane()[at]]
    parts = []
    for noise in noises:
        last = data.sel(noise=noise).isel(record=-1)
        signal, residual, mu = (
            interval(median_interval(last[name]), 2) for name in ("signal_top", "noise_top", "mu_top")
        )
        parts.append(
            f"{noise_name(noise)}: class signal {signal}, residual of the corrupted labels {residual}; mu has {mu} of "
            f"the first direction of the weights"
        )
    start = f"At {place(at)} the first principal direction of the features holds, of the energy of each"
    return f"{start}: {'; '.join(parts)}."


def ruling_sentence(found: Ruling, noise: str) -> str:
    """The verdict on one claim for one algorithm."""
    counts = found.counts
    start = f"{found.name}, {noise_name(noise)}: {found.verdict}"
    if not found.signs:
        return f"{start}; no cell is left in which it could be asked."
    text = (
        f"{start}. It holds in {counts.holds} of {len(found.signs)} cells, the opposite in {counts.opposite}, and "
        f"{counts.open} {verb(counts.open, 'is', 'are')} not told"
    )
    if len(found.parts) > 1:
        text += f" ({'; '.join(f'{part.name}: {_counts(part)}' for part in found.parts)})"
    worst = found.counterexample
    return f"{text}; furthest from it is {place(worst)}." if worst is not None else f"{text}."


def ruling_table(found: Mapping[str, Mapping[str, Ruling]]) -> Table:
    """Claims by algorithm: cells in which each holds, its opposite does, and it is not told."""

    def cell(ruling: Ruling | None) -> str:
        return f"{ruling.verdict} ({_counts(ruling)})" if ruling is not None and ruling.signs else "–"

    rows = tuple(
        (name, claim.title, *(cell(each.get(name)) for each in found.values()))
        for name, claim in tail_claims().items()
        if any(name in each for each in found.values())
    )
    columns = ("claim", "what it says", *map(noise_name, found))
    return Table("Verdicts on this network (cells where it holds : opposite : not told)", columns, rows)


def _counts(ruling: Ruling) -> str:
    return " : ".join(map(str, ruling.counts))


def shape_table(evidence: Evidence, noise: str) -> Table:
    """Shape of the risk over directions in every cell that generalises imperfectly, for probe and weights."""
    rows = []
    for kind in ("weights", "probe"):
        for key, shape in shapes(evidence.imperfect(noise), noise, kind).items():
            rows.append(
                (
                    kind, place(key), interval(shape.best, 0), f"{shape.hump:.3f}", f"{shape.threshold:.3f}",
                    f"{shape.p_valley:.2g}", f"{shape.p_convex:.2g}", str(shape.minima), f"{shape.one_minimum:.2f}",
                )
            )  # fmt: skip
    columns = (
        "kept", "cell", "minimum at k", "hump", "hump by noise", "p (valley)", "p (convex)", "minima", "one minimum",
    )  # fmt: skip
    return Table(
        f"Risk over the number of directions, {noise_name(noise)}: p values adjusted by cell", columns, tuple(rows)
    )


def shape_sentence(evidence: Evidence, noise: str, kind: str) -> str:
    """How many curves of one kind are valleys, convex, lowest near k*, lowest at the end."""
    cells = evidence.imperfect(noise)
    found = shapes(cells, noise, kind)
    total = len(found)
    last = 2 * evidence.design.m
    again = [key for key, shape in found.items() if shape.p_valley <= SIGNIFICANT]
    bent = sum(shape.p_convex <= SIGNIFICANT for shape in found.values())
    near = sum(shape.best.low <= K_STAR <= shape.best.high for shape in found.values())
    ends = sum(shape.best.high >= last for shape in found.values())
    text = (
        f"Risk over the directions of {kind}, {noise_name(noise)}: a single valley is rejected in "
        f"{count_of(len(again), total)} imperfect cells, convexity in {count_of(bent, total)}; the interval of the "
        f"minimum holds k* = {K_STAR} in {count_of(near, total)} and the last direction in {count_of(ends, total)}"
    )
    if again:
        worst = max(again, key=lambda key: found[key].hump)
        text += f"; the largest second descent is {found[worst].hump:.3f} of accuracy, at {place(worst)}"
    return f"{text}."
