"""The comparison in sentences and tables, made from its numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.algorithms.arms import BUDGETS, Budget
from lngd_theory.experiments.algorithms.measure import LEVEL, Design, Plane, against
from lngd_theory.report.sentences import listed
from lngd_theory.report.study import Table
from lngd_theory.setting import Setting
from lngd_theory.statistics import SIGNIFICANT, TIE, Interval, median_interval

__all__ = [
    "accuracy_table", "budget_sentence", "choice_table", "design_sentence", "edge_sentence", "hurt_sentence",
    "sign_table", "unit_sentence", "winner_sentences",
]  # fmt: skip

_ORACLE = "early stopping (oracle)"
_PAIR = ("GD", "LNGD")
#: Between these accuracies a choice of parameters still matters.
_OPEN = (0.52, 0.99)
#: Accuracy beyond what Theorem 3.2 leaves to GD.
_GENERALISES = 0.76


def design_sentence(plane: Plane, design: Design) -> str:
    """What was run."""
    s = plane.base
    return (
        f"Plane '{plane.name}': n = {s.n}, d = {s.d}, m = {s.m}, sigma_p = {s.sigma_p:g}, sigma_0 = {s.sigma_0:g}, "
        f"{plane.length.steps:,} steps of GD; {len(plane.arms)} algorithms, each with twelve choices of parameters, of "
        f"which {design.choosing} seeds choose one for every SNR and budget; {design.judging} other seeds judge."
    )


def _signs(data: xr.Dataset, other: str, budget: Budget) -> dict[tuple[str, float], int]:
    """1, -1 or 0 by (arm, SNR): ahead of ``other``, behind it, or not told."""
    cells = [(str(a), float(k)) for a in data.arm.values for k in data.snr.values if a != other]
    return dict(zip(cells, against(data, other, budget).sign().tolist(), strict=True))


def winner_sentences(data: xr.Dataset, plane: Plane, budget: Budget) -> list[str]:
    """At every SNR the best by its median among those that use no test data, and who is not told from it."""
    fair = data.sel(arm=[arm for arm in data.arm.values if arm != _ORACLE])
    median = fair.accuracy.sel(budget=budget).median("seed")
    told: dict[str, list[str]] = {}
    for snr in fair.snr.values:
        here = median.sel(snr=snr)
        best = str(here.arm.values[int(here.argmax("arm"))])
        signs = _signs(fair, best, budget)
        equal = [str(arm) for arm in fair.arm.values if arm != best and signs[str(arm), float(snr)] >= 0]
        if len(equal) == fair.sizes["arm"] - 1:
            text = f"no algorithm is told from the best (median accuracy {float(here.max()):.3f})"
        else:
            others = f", not told from {listed(equal)}" if equal else ", ahead of all others"
            text = f"{best} ({float(here.max()):.3f}){others}"
        told.setdefault(text, []).append(f"{snr:g}")
    return [f"Plane '{plane.name}', {BUDGETS[budget]}, SNR {listed(snrs)}: {text}." for text, snrs in told.items()]


def hurt_sentence(data: xr.Dataset, plane: Plane, budget: Budget) -> str:
    """Whether label noise hurts at high SNR."""
    high = [float(k) for k in data.snr.values if plane.setting(float(k)).n_snr2 >= 1]
    signs = _signs(data, "GD", budget)
    worse = [k for k in high if signs["LNGD", k] < 0]
    better = [k for k in high if signs["LNGD", k] > 0]
    values = data.accuracy.sel(budget=budget)
    differences = {k: float((values.sel(arm="LNGD", snr=k) - values.sel(arm="GD", snr=k)).median()) for k in high}
    least = min(differences, key=lambda k: differences[k]) if high else float("nan")
    if not high:
        return f"Plane '{plane.name}' has no SNR with n SNR^2 >= 1: whether label noise hurts there was not asked."
    start = (
        f"Plane '{plane.name}', {BUDGETS[budget]}: does label noise hurt at high SNR? Of the {len(high)} SNRs with "
        f"n SNR^2 >= 1 LNGD is behind GD at {len(worse)}"
    )
    where = f" ({listed([f'{k:g}' for k in worse])})" if worse else ""
    steps = {arm: median_interval(data.reached.sel(arm=arm, snr=high[-1], budget=budget).values) for arm in _PAIR}
    times = listed([f"{_steps(value)} by {arm}" for arm, value in steps.items()])
    return (
        f"{start}{where} and ahead at {len(better)}; the least median difference is {differences[least]:+.3f}, "
        f"at SNR {least:g}. At SNR {high[-1]:g} accuracy {LEVEL:g} is first recorded after {times}."
    )


def _steps(value: Interval) -> str:
    if np.isnan(value.estimate):
        return "no step"
    return f"{value.estimate:.0f} [{value.low:.0f}, {value.high:.0f}] steps"


def edge_sentence(data: xr.Dataset, plane: Plane) -> str:
    """Where a wider range of step sizes might still have moved the outcome."""
    median = data.accuracy.sel(budget="steps").median("seed")
    open_cells = data.edge.sel(budget="steps") & (median > _OPEN[0]) & (median < _OPEN[1])
    places = [(arm, snr) for arm in data.arm.values for snr in data.snr.values]
    cells = [f"{arm} at {snr}" for arm, snr in places if open_cells.sel(arm=arm, snr=snr)]
    start = (
        f"Plane '{plane.name}': the chosen step size is the least or the largest of its range, and the median accuracy "
        f"between {_OPEN[0]:g} and {_OPEN[1]:g}, in {len(cells)} of {len(places)} cells (algorithm, SNR)"
    )
    return f"{start}: {listed(cells)}; a wider range might still move these." if cells else f"{start}."


def budget_sentence(data: xr.Dataset, plane: Plane) -> str:
    """What the second budget changes for SAM and SGD, the two whose steps cost otherwise."""
    values = data.accuracy.median("seed")
    parts = []
    for arm in (arm for arm in ("SAM", "SGD") if arm in data.arm.values):
        change = values.sel(arm=arm, budget="gradients") - values.sel(arm=arm, budget="steps")
        at = int(np.abs(change).argmax("snr"))
        parts.append(f"of {arm} by up to {float(change[at]):+.3f} (at SNR {float(data.snr[at]):g})")
    return (
        f"Plane '{plane.name}': equal gradients in place of equal steps (half as many for SAM, n/batch times as "
        f"many for SGD) move the median accuracy {listed(parts)}."
    )


def unit_sentence(data: xr.Dataset) -> str:
    """Whether SAM's outcome depends on the unit of length."""
    median = data.accuracy.median("seed")
    scaled, fixed = (median.sel(radius=name) for name in ("radius/c", "radius"))
    same = bool((data.accuracy.sel(radius="radius/c") == data.accuracy.sel(radius="radius/c", c=1.0)).all())
    s = Setting(**json.loads(data.attrs["setting"]))
    learnt = [f"{s.mu * float(c):.3g}" for c in fixed.c.values if float(fixed.sel(c=c)) >= _GENERALISES]
    return (
        f"SAM in other units (|mu|, sigma_p, sigma_0, eta times c, c, 1/c, 1/c^2 at SNR {data.attrs['snr']:g}, radius "
        f"{data.attrs['sam_radius']:.3g}): with the radius divided by c the accuracies are "
        f"{'the same at every c' if same else 'not the same'} ({float(scaled.min()):.3f} to {float(scaled.max()):.3f}, "
        f"|mu| from {s.mu * float(data.c.min()):.3g} to {s.mu * float(data.c.max()):.3g}); with one radius for all the "
        f"median is at least {_GENERALISES:g} at "
        + (f"|mu| = {listed(learnt)} and at no other." if learnt else "no |mu|.")
    )


def accuracy_table(data: xr.Dataset, plane: Plane, budget: Budget) -> Table:
    """Median with its interval, a row for each algorithm."""
    values = data.accuracy.sel(budget=budget)
    rows = [
        (str(arm), *(_cell(values.sel(arm=arm, snr=snr).values) for snr in data.snr.values)) for arm in data.arm.values
    ]
    caption = f"Test accuracy, median [95 %] over {data.sizes['seed']} seeds; plane '{plane.name}', {BUDGETS[budget]}"
    return Table(caption, ("algorithm", *(f"SNR {snr:g}" for snr in data.snr.values)), tuple(rows))


def _cell(values: NDArray[np.float64]) -> str:
    found = median_interval(values)
    return f"{found.estimate:.3f} [{found.low:.3f}, {found.high:.3f}]"


def sign_table(data: xr.Dataset, plane: Plane, other: str, budget: Budget) -> Table:
    """Who is ahead of another algorithm (+), behind it (-), or not told from it, with the seeds that say so."""
    contests = against(data, other, budget)
    arms = [str(arm) for arm in data.arm.values if arm != other]
    shape = (len(arms), data.sizes["snr"])
    marks = np.array(["+" if s > 0 else "−" if s < 0 else "·" for s in contests.sign()]).reshape(shape)
    wins, losses = contests.wins.reshape(shape), contests.losses.reshape(shape)
    rows = [
        (arm, *(f"{marks[a, k]} {wins[a, k]}:{losses[a, k]}" for k in range(shape[1]))) for a, arm in enumerate(arms)
    ]
    caption = (
        f"Against {other} on the same draws: ahead (+), behind (−) or not told (·) by paired sign tests adjusted for "
        f"all cells of the table (p <= {SIGNIFICANT:g}), with seeds won:lost by more than {TIE:g}; "
        f"plane '{plane.name}', {BUDGETS[budget]}"
    )
    return Table(caption, ("algorithm", *(f"SNR {snr:g}" for snr in data.snr.values)), tuple(rows))


def choice_table(data: xr.Dataset, plane: Plane, budget: Budget) -> Table:
    """The parameters that the tuning seeds chose."""
    chosen = data.chosen.sel(budget=budget)
    rows: Sequence[tuple[str, ...]] = [
        (str(arm), *(str(chosen.sel(arm=arm, snr=snr).item()) for snr in data.snr.values)) for arm in data.arm.values
    ]
    caption = f"Parameters chosen on other seeds; plane '{plane.name}', {BUDGETS[budget]}"
    return Table(caption, ("algorithm", *(f"SNR {snr:g}" for snr in data.snr.values)), tuple(rows))
