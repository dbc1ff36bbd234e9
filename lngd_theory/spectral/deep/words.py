"""Sentences of the page on real networks, made from numbers."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.claims.tail import Ruling
from lngd_theory.report.sentences import count_of, listed, verb
from lngd_theory.spectral.deep.design import Images
from lngd_theory.spectral.deep.evidence import TailEvidence, k_star, numbers, place, seats

__all__ = [
    "design_sentences", "images_in_words", "kind_sentences", "quartiles", "ruling_sentence", "seat_sentence",
    "valley_sentence",
]  # fmt: skip

Array = NDArray[np.float64]


def quartiles(values: Array, digits: int = 3) -> str:
    """Median with quartiles of the numbers that are not nan; a dash if there are none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return "–"
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    return f"{middle:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def images_in_words(images: Images) -> str:
    """``digits, 1000 training images (a fifth held out) and 700 test images``."""
    train, test = (f"{'all' if n is None else n} {part} images" for n, part in (
        (images.train, "training"), (images.test, "test")
    ))  # fmt: skip
    size = f" of {images.size} x {images.size} pixels" if images.size else ""
    return f"{images.name}, {train} (a fifth held out) and {test}{size}"


def design_sentences(evidence: TailEvidence) -> list[str]:
    """What was run on one set of images."""
    d = evidence.design
    lost = sum(int((data.diverged_at >= 0).sum()) for data in evidence.data.values())
    total = sum(data.sizes["seed"] for data in evidence.data.values())
    rates = listed([f"{name} {d.base(d.architectures[0]).replace(optimiser=name).training.rate:g}"
                    for name in d.optimisers])  # fmt: skip
    networks = listed([f"{name} (width {width})" for name, width, _ in d.networks])
    varied = [f"optimisers {listed(list(d.optimisers))}"] * (len(d.optimisers) > 1)
    varied += [f"widths {listed([str(width) for width in d.widths])}"] * bool(d.widths)
    varied += [f"fresh flips with p = {listed([f'{p:g}' for p in d.flips])}"] * bool(d.flips)
    swept = f", with {listed(varied)} on {listed(list(d.architectures[: d.few]))}" if varied else ""
    return [
        f"{images_in_words(d.images)}: {networks}; {d.training.epochs} epochs in batches of {d.training.batch} for "
        f"all, {d.training.schedule} schedule, no augmentation, learning rates at the start: {rates}. Fixed corruption "
        f"{listed(list(d.kinds))} at rate {listed([f'{rate:g}' for rate in d.rates])}{swept}. {d.seeds} seeds, "
        f"{len(evidence.data)} cells, {total} trainings, of which {lost} diverged.",
        _fit_sentence(evidence),
    ]


def _fit_sentence(evidence: TailEvidence) -> str:
    """How far training got, on clean and on corrupted labels."""
    name = evidence.design.images.name
    plain = {
        cell: data for cell, data in evidence.data.items()
        if "network" in data and not cell.training.fresh_flips and cell.corruption.rate
    }  # fmt: skip
    if not plain:
        return f"{name}: no training on corrupted labels came to its end."
    fits = {
        part: np.array([np.nanmedian(_end(data, part, "given")) for data in plain.values()])
        for part in ("clean", "corrupted")
    }
    words = [f"{fits[part].min():.3f} to {fits[part].max():.3f} of the {part} ones" for part in fits]
    least = list(plain)[int(fits["corrupted"].argmin())]
    half = int((fits["corrupted"] > 0.5).sum())
    return (
        f"{name}: at the end the networks (without fresh flips) give the label that they were given to {listed(words)} "
        f"(medians by cell); corrupted ones are fitted least by {place(least)}, width {least.width}; more than half of "
        f"the corrupted labels are memorised in {count_of(half, len(plain))} cells."
    )


def _end(data: xr.Dataset, sample: str, labels: str) -> Array:
    return np.asarray(data.network.isel(record=-1).sel(sample=sample, labels=labels).values)


def seat_sentence(evidence: TailEvidence) -> str:
    """Where the first k* directions sit, at the start, where they are nearest to the classes, and at the end."""
    parts = []
    for architecture in evidence.design.architectures:
        data = evidence.data[evidence.design.base(architecture)]
        if "network" not in data:
            continue
        found = seats(data)
        middle = np.nanmedian(found, axis=0)
        best = int(middle.argmax())
        parts.append(
            f"{architecture} {middle[0]:+.2f} untrained, {middle[best]:+.2f} at its highest (epoch "
            f"{int(data.record[best])}), {quartiles(found[:, -1], 2)} at the end"
        )
    corruption = evidence.design.base(evidence.design.architectures[0]).corruption
    return (
        f"{evidence.design.images.name}, {corruption}: seat of the first k* directions (1 the classes, -1 the labels "
        f"trained on): {'; '.join(parts)}."
    )


def kind_sentences(evidence: TailEvidence) -> list[str]:
    """What the seats under each kind of corruption are made of: shares of the first k* directions, and of labels."""
    sentences = []
    for kind in evidence.design.kinds:
        parts = []
        for architecture in evidence.design.architectures:
            data = evidence.data[evidence.design.base(architecture).replace(kind=kind)]
            if "network" not in data:
                continue
            first, whole = _held(data, slice(k_star(data))), _held(data, slice(None))
            labels = listed([f"{float(value):.2f}" for value in data.trained_shares.median("seed")])
            start, end = (f"{float(np.nanmedian(seats(data)[:, record])):+.2f}" for record in (0, -1))
            parts.append(
                f"{architecture} {first} (all directions {whole}; trained labels {labels}; seat {start} untrained, "
                f"{end} at the end)"
            )
        sentences.append(
            f"{evidence.design.images.name}, {kind} corruption: the first k* directions hold, of the energy of the "
            f"class signal and of the corruption's residual, {'; '.join(parts) or 'nothing that came to its end'}."
        )
    return sentences


def _held(data: xr.Dataset, directions: slice) -> str:
    """Shares of class signal and residual that some directions hold at the end: medians over seeds."""
    held = data.isel(record=-1, direction=directions).sum("direction", skipna=False)
    return listed([f"{float(held[name].median('seed')):.2f}" for name in ("signal", "noise")])


def valley_sentence(evidence: TailEvidence) -> str:
    """Where the mean error of the probe is lowest, and what the minimum is worth, trained and untrained."""
    parts = []
    for architecture in evidence.design.architectures:
        data = evidence.data[evidence.design.base(architecture)]
        own = numbers(data)
        if not own:
            continue
        mean = np.nanmean(own["risk"], axis=0)
        best, k = int(np.argmin(mean)), k_star(data)
        parts.append(
            f"{architecture} at d = {best} of {mean.size - 1} (error {mean[best]:.3f}, {mean[k]:.3f} at k* = {k}, "
            f"{mean[-1]:.3f} with all)"
        )
    return f"{evidence.design.images.name}: the probe's mean test error is lowest for {'; '.join(parts)}."


def ruling_sentence(name: str, found: Ruling) -> str:
    """The verdict on one claim on one set of images."""
    if not found.signs:
        return f"{found.name}, {name}: {found.verdict}; there is no place on which it could be asked."
    counts = found.counts
    text = (
        f"{found.name}, {name}: {found.verdict}. It holds at {counts.holds} of {len(found.signs)} places, the opposite "
        f"at {counts.opposite}, and {counts.open} {verb(counts.open, 'is', 'are')} not told"
    )
    worst = found.counterexample
    return f"{text}; furthest from it is {worst} ({found.value[worst]:+.3f})." if worst is not None else f"{text}."
