"""What the heatmap says, in findings, sentences and tables made from its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments import digits
from lngd_theory.experiments.digits import GD, LNGD
from lngd_theory.experiments.experiment import Experiment, Variant
from lngd_theory.experiments.heatmap.design import ARMS, Cell, Design
from lngd_theory.experiments.heatmap.measure import accuracies, contests, gains, runs_of
from lngd_theory.experiments.judge import Finding, judge
from lngd_theory.report.sentences import count_of, listed
from lngd_theory.report.study import Table
from lngd_theory.statistics import SIGNIFICANT, TIE, Interval, median_interval

__all__ = [
    "accuracy_table", "design_sentence", "findings", "plane_sentences", "signal_sentence", "steps_table",
]  # fmt: skip

#: So many cells are named one by one.
_FEW = 6


def findings(found: Mapping[Cell, xr.Dataset]) -> list[Finding]:
    """That LNGD is better, in every cell; the other claims of the single-cell experiment, where the paper prints it."""
    single = digits.EXPERIMENT
    better, *others = single.outcomes
    printed = tuple(cell.name for cell in found if cell.printed)
    outcomes = (better, *(replace(outcome, only=printed) for outcome in others))
    variants = tuple(Variant(cell.name, cell.problem, ARMS, cell.steps) for cell in found)
    experiment = Experiment(single.name, single.title, single.claim, variants, outcomes, single.left_open)
    return judge(experiment, {cell.name: runs_of(data) for cell, data in found.items()})


def design_sentence(design: Design) -> str:
    """What was run."""
    p = digits.DIGITS
    planes = [
        f"{len(plane.normalisers) * len(plane.noises)} cell{'s' * (len(plane.normalisers) * len(plane.noises) > 1)} at "
        f"sigma_0 = {plane.sigma_0:g}"
        for plane in design.planes
    ]
    return (
        f"Run: {listed(planes)}, each with {design.seeds} seeds of GD and of LNGD ({LNGD.label}) on the same draws, "
        f"{design.steps:,} steps; n = {p.n}, {p.n_test} test images, m = {p.m}, eta = {p.eta:g}."
    )


def signal_sentence(cells: list[Cell]) -> str:
    """Where the cells stand beside the theory's boundary ``n SNR^2 = 1``, were all of an image signal."""
    values = []
    for cell in cells:
        p, pixels = cell.problem, cell.problem.read().pixels
        norm = float(np.linalg.norm(p.signal(pixels), axis=1).mean())
        values.append(p.n * (norm / p.sigma_p) ** 2 / pixels.shape[1])
    return (
        "With the mean norm of an image for |mu|, n SNR^2 lies between "
        f"{min(values):.3g} and {max(values):.3g}: {count_of(sum(value < 1 for value in values), len(values))} "
        "cells have less than 1, the theory's boundary."
    )


def plane_sentences(data: xr.Dataset) -> list[str]:
    """Who is ahead in how many cells at the end, and from how many steps on; what diverged."""
    signs = {int(step): contests(data, int(step))[1] for step in data.step.values}
    last = int(data.step[-1])
    where = f"sigma_0 = {data.attrs['sigma_0']:g}"
    gain = gains(data).sel(step=last)
    if signs[last].size == 1:
        sentences = [_cell_sentence(data, signs)]
    else:
        end, middle = signs[last], gain.median("seed")
        ahead, behind, level = (count_of(int((end == sign).sum()), end.size) for sign in (1, -1, 0))
        sentences = [
            f"{where}, {last:,} steps, by paired sign tests adjusted for the cells: LNGD is ahead in {ahead} cells, "
            f"behind in {behind}, not told in {level}; its median gain lies between {float(middle.min()):+.3f} and "
            f"{float(middle.max()):+.3f}.",
            *_not_told(data, end),
            _when(data, signs),
        ]
    diverged = data.diverged_at >= 0
    if diverged.any():
        counts = [f"{int(diverged.sel(arm=label).sum())} runs of {label}" for label in data.arm.values]
        sentences.append(f"{where}: {listed(counts)} diverged and count as chance.")
    return sentences


def _cell_sentence(data: xr.Dataset, signs: Mapping[int, NDArray[np.int8]]) -> str:
    """The same of a plane that is one cell."""
    words = {1: "ahead", -1: "behind", 0: "not told from GD"}
    last = int(data.step[-1])
    gain = median_interval(gains(data).sel(step=last).values.ravel())
    told = {sign: [f"{step:,}" for step, there in signs.items() if there.item() == sign] for sign in (1, -1)}
    steps = [f"{words[sign]} at steps {listed(found)}" for sign, found in told.items() if found]
    return (
        f"sigma_0 = {data.attrs['sigma_0']:g}, normaliser {float(data.normaliser[0]):g} and sigma_p = "
        f"{float(data.sigma_p[0]):g}, {last:,} steps, by a paired sign test: LNGD is {words[signs[last].item()]}, its "
        f"median gain is {gain}; of the recorded steps it is {' and '.join(steps) if steps else 'told apart at none'}."
    )


def _not_told(data: xr.Dataset, signs: NDArray[np.int8]) -> list[str]:
    """The cells whose sign is not told at the end, if they are few, with both accuracies."""
    places = np.argwhere(signs == 0)
    if not 0 < len(places) <= _FEW:
        return []
    median = accuracies(data).isel(step=-1).median("seed")
    cells = []
    for a, s in places:
        here = median.isel(normaliser=a, sigma_p=s)
        both = " and ".join(f"{float(here.sel(arm=noise.label)):.3f}" for noise in ARMS)
        cells.append(f"normaliser {float(here.normaliser):g} with sigma_p = {float(here.sigma_p):g} ({both})")
    return [
        f"sigma_0 = {data.attrs['sigma_0']:g}: not told, with the median accuracies of GD and LNGD: {listed(cells)}."
    ]


def _when(data: xr.Dataset, signs: Mapping[int, NDArray[np.int8]]) -> str:
    """From which recorded step on LNGD is ahead in most and in all cells, and whether it was behind before."""
    steps = list(signs)

    def since(share: float) -> str | None:
        reached = [float((signs[step] > 0).mean()) >= share for step in steps]
        last_miss = max((k for k, there in enumerate(reached) if not there), default=-1)
        return f"from step {steps[last_miss + 1]:,} on" if reached[-1] else None

    half, whole = since(0.5), since(1.0)
    if half is None:
        ahead = "is at the end not told to be ahead in half of the cells"
    else:
        ahead = (
            f"is told to be ahead in at least half of the cells {half} and in all {whole or 'at no step that lasts'}"
        )
    behind = [step for step in steps if (signs[step] < 0).any()]
    most = max(behind, key=lambda step: int((signs[step] < 0).sum()), default=None)
    before = (
        "and it is told to be behind at no recorded step"
        if most is None
        else f"and it is behind in some cells at {len(behind)} of the recorded steps ({behind[0]:,} the first, "
        f"{behind[-1]:,} the last), in {count_of(int((signs[most] < 0).sum()), signs[most].size)} at step {most:,}"
    )
    return f"sigma_0 = {data.attrs['sigma_0']:g}: LNGD {ahead}, {before}."


def steps_table(data: xr.Dataset) -> Table:
    """At every recorded step: in how many cells LNGD is ahead, not told, behind, and median accuracies."""
    rows = []
    for step in data.step.values:
        found, sign = contests(data, int(step))
        accuracy = accuracies(data).sel(step=step)
        spans = [
            "{:.3f} to {:.3f}".format(*np.nanquantile(accuracy.sel(arm=noise.label).median("seed"), [0, 1]))
            for noise in ARMS
        ]
        gain = f"{found.gain.min():+.3f} to {found.gain.max():+.3f}"
        rows.append((f"{int(step):,}", *(str(int((sign == s).sum())) for s in (1, 0, -1)), gain, *spans))
    caption = (
        f"Cells at sigma_0 = {data.attrs['sigma_0']:g} by the number of steps: LNGD ahead, not told, behind GD (paired "
        f"sign tests over {data.sizes['seed']} seeds, differences up to {TIE:g} are ties, adjusted for the cells, "
        f"p <= {SIGNIFICANT:g}); range over cells of the median gain and of the median accuracies"
    )
    return Table(caption, ("steps", "ahead", "not told", "behind", "gain", "GD", "LNGD"), tuple(rows))


def _limits(found: Interval) -> str:
    """Limits of an interval with signs; a dash where there are too few seeds for any."""
    return f"[{found.low:+.3f}, {found.high:+.3f}]" if np.isfinite(found.low) else "[–]"


def accuracy_table(data: xr.Dataset) -> Table:
    """Median final accuracies of both, and the gain with its interval, in every cell."""
    last = accuracies(data).isel(step=-1)
    gain = gains(data).isel(step=-1)

    def text(a: float, s: float) -> str:
        cell = last.sel(normaliser=a, sigma_p=s)
        medians = [float(cell.sel(arm=noise.label).median()) for noise in (GD, LNGD)]
        found = median_interval(gain.sel(normaliser=a, sigma_p=s))
        return f"{medians[0]:.3f} → {medians[1]:.3f}; {found.estimate:+.3f} {_limits(found)}"

    caption = (
        f"Median test accuracy, GD → LNGD; median gain [95 %] over {data.sizes['seed']} paired seeds; "
        f"sigma_0 = {data.attrs['sigma_0']:g}, {int(data.step[-1]):,} steps"
    )
    columns = ("normaliser", *(f"sigma_p = {s:g}" for s in data.sigma_p.values))
    rows = tuple((f"{a:g}", *(text(a, s) for s in data.sigma_p.values)) for a in data.normaliser.values)
    return Table(caption, columns, rows)
