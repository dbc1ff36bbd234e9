"""Q5: what label smoothing with the same p does in the second stage, to noise, to signal, to test error."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.figures import BAND, COLOURS
from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q5_measure import NAMES, SERIES, Found, P, Sizes, compute, series
from lngd_theory.questions.q5_words import sentences
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TITLE", "answer"]

TITLE = "What does label smoothing with the same p do in the second stage: to noise, to signal, to test error?"

_QUICK = Sizes(seeds=6, steps=1000, p=(0.1,), growth_seeds=3)
_LABELS = {"rho": r"$\max \rho$", "gamma": r"$\max \gamma$", "test_accuracy": "test accuracy"}


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """GD, flips and label smoothing on the same instances of figure 2, and growth rates by two scales."""
    sizes = _QUICK if quick else Sizes()
    found = compute(sizes, executor, progress)
    return answered(
        question="Q5",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, f"{sizes.seeds} seeds, {sizes.steps} steps")),
        tables=_tables(found, sizes),
        figures={"smoothing": _figure(found)},
        data=_data(found),
    )


def _tables(found: Found, sizes: Sizes) -> tuple[Table, ...]:
    ends = Table(
        f"Figure 2 (η = 0.5, σ₀ = 0.01), p = {P:g}, {sizes.steps} steps, {sizes.seeds} seeds: medians [95 %]",
        ("quantity", *NAMES.values()),
        tuple(
            (quantity, *(str(median_interval(by_name[name])) for name in NAMES))
            for quantity, by_name in found.measures.items()
        ),
    )
    accuracy = Table(
        "Test accuracy at the end, for other p",
        ("p", NAMES["flip"], NAMES["smoothing"], "smoothing minus flips"),
        tuple(
            (f"{p:g}", str(median_interval(found.accuracy["flip", p])),
             str(median_interval(found.accuracy["smoothing", p])),
             str(median_interval(found.accuracy["smoothing", p] - found.accuracy["flip", p])))
            for p in sizes.p
        ),
    )  # fmt: skip
    rates = Table(
        f"Growth of log γ per step in the second stage, p = {P:g}: mean over {sizes.growth_seeds} seeds [95 %]",
        ("setting", "algorithm", "measured", "leading order", "stationary loss"),
        tuple(
            (title, NAMES[name], str(rate.rate), f"{rate.predicted:.3g}", str(rate.loss))
            for (title, name), rate in found.rates.items()
        ),
    )
    return ends, accuracy, rates


def _figure(found: Found) -> Figure:
    """Medians over seeds with their bands, one panel for each of noise, signal and test accuracy."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.5, 3.8), layout="constrained")
    panels = figure.subplots(1, len(SERIES))
    for axes, name in zip(panels, SERIES, strict=True):
        for colour, style, (algorithm, run) in zip(COLOURS, ("-", "-", "--"), found.runs.items(), strict=False):
            low, middle, high = np.nanquantile(series(run, name), [BAND[0], 0.5, BAND[1]], axis=0)
            steps = np.asarray(run.step)
            axes.plot(steps, middle, style, color=colour, linewidth=1.6, label=NAMES[algorithm])
            axes.fill_between(steps, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.set(xlabel="step $t$", ylabel=_LABELS[name])
        axes.spines[["top", "right"]].set_visible(False)
    panels[-1].axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    panels[-1].set_ylim(0.45, 1.02)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    seeds = next(iter(found.runs.values())).data.sizes["seed"]
    figure.suptitle(
        f"Figure 2 with $p$ = {P:g}, {seeds} seeds: median, band from the {100 * BAND[0]:g} % to the "
        f"{100 * BAND[1]:g} % quantile",
        fontsize="large",
    )
    return figure


def _data(found: Found) -> dict[str, Any]:
    return {
        "measures": {
            quantity: {name: values.tolist() for name, values in by_name.items()}
            for quantity, by_name in found.measures.items()
        },
        "final_test_accuracy": [
            {"algorithm": name, "p": p, "values": values.tolist()} for (name, p), values in found.accuracy.items()
        ],
        "growth_rates": [
            {"setting": title, "algorithm": name, "rate": list(rate.rate), "predicted": rate.predicted}
            for (title, name), rate in found.rates.items()
        ],
    }
