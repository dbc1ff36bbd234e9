"""Q8: at what level the label-noise training loss settles, as a function of p alone."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q8_measure import PAPER, Found, Sizes, compute, reduced_level
from lngd_theory.questions.q8_words import corrected, sentences
from lngd_theory.questions.words import corrections
from lngd_theory.reduced import leading_loss
from lngd_theory.report.sentences import quick_note, shown
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TITLE", "answer"]

TITLE = "At what level does the label-noise training loss settle, as a function of p alone?"

_QUICK = Sizes(p=(0.05, 0.1, 0.2), seeds=6, steps=600)
#: Where the curves are drawn.
_CURVE = np.concatenate([np.geomspace(0.005, 0.05, 8), np.linspace(0.06, 0.48, 22)])


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """Figure 2 for several p and two step sizes, the reduced stationary law, and its limit."""
    sizes = _QUICK if quick else Sizes()
    found = compute(sizes, executor, progress)
    return answered(
        question="Q8",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, f"{sizes.seeds} seeds, {sizes.steps} steps")),
        tables=(_table(found, sizes), *corrections(corrected(found))),
        figures={"loss": _figure(found, sizes)},
        data={
            "levels": [
                {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in vars(level).items()}
                for level in found.levels
            ],
            **{key: value for key, value in vars(found).items() if key != "levels"},
        },
    )


def _table(found: Found, sizes: Sizes) -> Table:
    return Table(
        f"Training loss on the full network (figure 2, σ₀ = 0.01, {sizes.steps} steps, {sizes.seeds} seeds), medians "
        "[95 %]; second stage: while the signal gives less than a tenth of f",
        ("p", "η", "a", "second stage", "second half", "reduced stationary law", "limit (entropy)", "diverged"),
        tuple(
            (f"{level.p:g}", f"{level.eta:g}", f"{level.a:g}", shown(median_interval(level.second_stage)),
             str(median_interval(level.late)), f"{level.reduced:.4f}", f"{level.entropy:.4f}", str(level.diverged))
            for level in found.levels
        ),
    )  # fmt: skip


def _figure(found: Found, sizes: Sizes) -> Figure:
    """Measured levels with intervals, the reduced law, the entropy, and the paper's reading."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.6, 4.6), layout="constrained")
    axes = figure.subplots()
    entropy = [leading_loss(float(p)) for p in _CURVE]
    axes.plot(_CURVE, entropy, color=COLOURS[0], linewidth=1.5, label=r"entropy $H(p)$, the limit $a \to 0$")
    for colour, marker, eta in zip(COLOURS[1:], "osD^", sizes.etas, strict=False):
        levels = [level for level in found.levels if level.eta == eta]
        a = levels[0].a
        curve = [reduced_level(float(p), a) for p in _CURVE]
        axes.plot(_CURVE, curve, "--", color=colour, linewidth=1.2, label=f"reduced stationary law, $a$ = {a:g}")
        for name, fill in (("second_stage", "full"), ("late", "none")):
            middle = np.array([median_interval(getattr(level, name)) for level in levels])
            errors = [middle[:, 0] - middle[:, 1], middle[:, 2] - middle[:, 0]]
            label = rf"full network, $\eta$ = {eta:g}, {'second stage' if fill == 'full' else 'second half'}"
            axes.errorbar([level.p for level in levels], middle[:, 0], yerr=errors, fmt=marker, color=colour, capsize=3,
                          markersize=5, fillstyle=fill, label=label)  # fmt: skip
    axes.plot(*PAPER, marker="*", markersize=15, color=COLOURS[4], linestyle="none", label="the paper's reading")
    axes.set(xlabel="flip probability $p$", ylabel="training loss", xlim=(0, 0.49), ylim=(0, 0.72))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower right", fontsize="small")
    axes.set_title(f"Figure 2, {sizes.seeds} seeds, {sizes.steps} steps; medians, 95 %", loc="left", fontsize="medium")
    return figure
