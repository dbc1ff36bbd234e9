"""Q3: whether the premise of Lemma 4.5 can hold while iota oscillates about its balance point."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.proof_level import proof_tables
from lngd_theory.questions.q3_measure import Found, Sizes, balance, compute, largest_c2
from lngd_theory.questions.q3_words import corrected, sentences
from lngd_theory.questions.words import corrections
from lngd_theory.report.sentences import count_of, quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TITLE", "answer"]

TITLE = "Can the premise 3p/2 <= 1/(2(1+exp(c₂))) of Lemma 4.5 hold while ι oscillates about its balance point?"

_QUICK = Sizes(p=(0.1, 0.2), seeds=6, reduced_a=(0.125,))
_CURVE = np.geomspace(0.005, 0.32, 200)


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """A symbolic proof, and the full network of figure 2 for several p."""
    sizes = _QUICK if quick else Sizes()
    found = compute(sizes, executor, progress)
    return answered(
        question="Q3",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, f"{sizes.seeds} seeds, {len(sizes.p)} values of p")),
        tables=(*_tables(found), *corrections(corrected(found)), *proof_tables("4.5.i")),
        figures={"premise": _figure(found)},
        data=_data(found),
    )


def _tables(found: Found) -> tuple[Table, ...]:
    network = Table(
        "Figure 2 (η = 0.5, σ₀ = 0.01) from T₁ to the lemma's T₂ with the largest c₂; medians over seeds [95 %]",
        ("p", "largest c₂", "balance point", "T₂ - T₁", "f: 5 %, 50 %, 95 %", "largest f", "share of f above c₂",
         "broken after steps", "premise holds"),
        tuple(
            (f"{one.p:g}", f"{one.largest_c2:.3f}", f"{one.balance:.3f}", f"{one.length:.0f}",
             ", ".join(f"{value:.2f}" for value in np.median(one.quantiles, axis=0)), str(median_interval(one.highest)),
             str(median_interval(one.above)), str(median_interval(one.broken_after)),
             count_of(int(one.holds.sum()), one.holds.size))
            for one in found.measured
        ),
    )  # fmt: skip
    reduced = Table(
        "Reduced dynamics: stationary probability that f exceeds the largest c₂",
        ("p", "a", "probability"),
        tuple((f"{p:g}", f"{a:g}", f"{mass:.4f}") for (p, a), mass in found.reduced.items()),
    )
    return network, reduced


def _figure(found: Found) -> Figure:
    """What the premise allows, the balance point, and where f is."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    allowed = np.array([largest_c2(float(p)) for p in _CURVE])
    axes.plot(_CURVE, [balance(float(p)) for p in _CURVE], color=COLOURS[0], label=r"balance point $\log\frac{1-p}{p}$")
    axes.plot(_CURVE, allowed, "--", color=COLOURS[1], label=r"largest $c_2$ of the premise, $\log\frac{1-3p}{3p}$")
    axes.fill_between(_CURVE, allowed, -1.5, color=COLOURS[1], alpha=0.12, linewidth=0)
    axes.annotate("premise can hold", (0.0056, 0.4), color=COLOURS[1])
    p = np.array([one.p for one in found.measured])
    middle = np.array([np.median(one.quantiles, axis=0) for one in found.measured])
    axes.vlines(p, middle[:, 0], middle[:, 2], color=COLOURS[2], linewidth=5, alpha=0.35,
                label="$f$: 5 % to 95 % of samples and steps")  # fmt: skip
    axes.plot(p, middle[:, 1], "o", color=COLOURS[2], label="$f$: median of samples and steps")
    highest = np.array([median_interval(one.highest) for one in found.measured])
    errors = [highest[:, 0] - highest[:, 1], highest[:, 2] - highest[:, 0]]
    label = "largest $f$ (the run's $c_2$), median over seeds, 95 %"
    axes.errorbar(p, highest[:, 0], yerr=errors, fmt="^", color=COLOURS[3], capsize=3, label=label)
    axes.set(xscale="log", xlabel="flip probability $p$", ylabel="margin $f$", xlim=(0.005, 0.4), ylim=(-1.5, 9.5))
    axes.set_xticks([0.01, 0.05, 0.1, 0.2, 1 / 3], ["0.01", "0.05", "0.1", "0.2", "1/3"])
    axes.set_xticks([], minor=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper right", fontsize="small")
    seeds = found.measured[0].holds.size if found.measured else 0
    axes.set_title(f"Label-noise GD in the second stage, figure 2, {seeds} seeds", loc="left", fontsize="medium")
    return figure


def _data(found: Found) -> dict[str, Any]:
    return {
        "premise_gap": found.gap,
        "premise_gap_is_negative": found.gap_is_negative,
        "largest_c2": found.ceiling,
        "network": [
            {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in vars(one).items()}
            for one in found.measured
        ],
        "reduced": [{"p": p, "a": a, "above": mass} for (p, a), mass in found.reduced.items()],
    }
