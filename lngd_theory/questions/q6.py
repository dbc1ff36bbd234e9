"""Q6: whether the paper's own experiments satisfy Assumption 3.1."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q6_measure import DELTA, C, Found, Judged, compute
from lngd_theory.questions.q6_words import conflict, sentences
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TITLE", "answer"]

TITLE = "Do the paper's own experiments satisfy Assumption 3.1?"


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """Every condition of both versions for every experiment that has numbers."""
    found = compute(quick, progress)
    return answered(
        question="Q6",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, f"{len(found.judged)} experiments")),
        tables=(_conditions(found), _changes(found)),
        figures={"conditions": _figure(found)},
        data=_data(found),
    )


def _conditions(found: Found) -> Table:
    first = next(iter(found.judged.values()))
    rows = [
        (checked.id, "both" if len(checked.condition.versions) > 1 else "arXiv",
         *(_ratio(one, checked.id) for one in found.judged.values()))
        for checked in first.arxiv
    ]  # fmt: skip
    return Table(
        f"Factor by which a condition holds (C = {C:g}, δ = {DELTA:g}); ✗: it fails",
        ("condition", "version", *found.judged),
        tuple(rows),
    )


def _ratio(one: Judged, condition: str) -> str:
    checked = one.arxiv[condition]
    return f"{number(checked.ratio, 2)}{'' if checked.holds else ' ✗'}"


def _changes(found: Found) -> Table:
    rows = []
    for name, one in found.judged.items():
        kept = one.with_n
        nearest = (
            conflict(kept) if isinstance(kept, str) else _described(kept.setting.d, kept.setting.m, kept.setting.eta)
        )
        inside = one.inside if isinstance(one.inside, str) else number(float(one.inside.setting.d), 2)
        rows.append((name, ", ".join(one.alone) or "none", one.smallest_d, conflict(inside), nearest))
    return Table(
        "What would have to change (arXiv)",
        ("experiment", "one parameter alone", "least d with σ₀, η, p free", "least d for its n, m, p, all else free",
         "smallest inside for its n and p"),
        tuple(rows),
    )  # fmt: skip


def _described(d: int, m: int, eta: float) -> str:
    return f"d = {number(float(d), 2)}, m = {number(m)}, η = {number(eta, 2)}"


def _figure(found: Found) -> Figure:
    """The factor by which each condition holds, on a logarithmic axis; left of 1 it fails."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.2, 4.8), layout="constrained")
    axes = figure.subplots()
    ids = [checked.id for checked in next(iter(found.judged.values())).arxiv]
    rows = np.arange(len(ids))
    axes.axvspan(1e-9, 1, color=COLOURS[1], alpha=0.1, linewidth=0)
    axes.axvline(1, color="0.3", linewidth=0.8)
    markers = "osD^v<>PX*"
    shift = np.linspace(-0.3, 0.3, len(found.judged))
    lowest = 1.0
    for k, (name, one) in enumerate(found.judged.items()):
        ratios = np.array([one.arxiv[condition].ratio for condition in ids])
        lowest = min(lowest, float(ratios.min()))
        axes.plot(ratios, rows + shift[k], markers[k % len(markers)], color=COLOURS[k % len(COLOURS)], markersize=5,
                  label=name)  # fmt: skip
    axes.set(xscale="log", xlim=(lowest / 3, None), xlabel="factor by which the condition holds (shaded: it fails)")
    axes.set_yticks(rows, [_typeset(name) for name in ids])
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="0.5", alpha=0.2)
    figure.legend(loc="outside right center", frameon=False, fontsize="small")
    axes.set_title(rf"Assumption 3.1 with $C = {C:g}$, $\delta = {DELTA:g}$", loc="left", fontsize="medium")
    return figure


def _typeset(name: str) -> str:
    symbols = {"n |mu|^2": r"$n\,|\mu|^2$", "n^2": "$n^2$", "sigma_0": r"$\sigma_0$", "eta": r"$\eta$"}
    for word, symbol in symbols.items():
        if word in name:
            return name.replace(word, symbol)
    head, _, last = name.partition(" ")
    word, _, rest = last.partition(" ")
    return f"{head} ${word}$ {rest}".strip() if len(word) == 1 else name


def _data(found: Found) -> dict[str, Any]:
    return {
        "left_out": list(found.without),
        "experiments": {
            name: {
                "arxiv": one.arxiv.to_dict(),
                "iclr": one.iclr.to_dict(),
                "one_parameter_alone": list(one.alone),
                "smallest_d": one.smallest_d,
                "inside_with_n_m_p": one.inside if isinstance(one.inside, str) else one.inside.to_dict(),
                "inside_with_n_p": one.with_n if isinstance(one.with_n, str) else one.with_n.to_dict(),
            }
            for name, one in found.judged.items()
        },
    }
