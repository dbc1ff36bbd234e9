"""The sentences of Q7, made from its runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from lngd_theory.dynamics import DIVERGENCE_LIMIT
from lngd_theory.questions.q7_diverge import CALM
from lngd_theory.questions.q7_runs import ALGORITHMS, Cell
from lngd_theory.questions.q7_study import BASE, Study, leader
from lngd_theory.report.numbers import number
from lngd_theory.statistics import SIGNIFICANT, contest, median_interval

__all__ = [
    "divergence_sentences",
    "noise_sentences",
    "step_sentence",
    "winner_sentence",
]


def winner_sentence(study: Study, comparison: str) -> str:
    """Who wins where on the map of m and eta."""
    won = {key: leader(cell.gain(comparison)) for key, cell in study.map.items()}
    counts = Counter(won.values())
    gd: dict[int, list[float]] = {}
    for m, eta in (key for key, winner in won.items() if winner == "GD"):
        gd.setdefault(m, []).append(eta)
    where = "; ".join(f"m = {m} with eta = {_listed(etas)}" for m, etas in gd.items())
    return (
        f"At {comparison} LNGD is ahead at {counts['LNGD']} and GD at {counts['GD']} of {len(won)} settings of m and "
        f"eta (sigma_p = {BASE.sigma_p:g}, sigma_0 = {BASE.sigma_0:g}; paired sign test, {study.seeds} seeds, "
        f"p <= {SIGNIFICANT:g} each)" + (f"; GD at {where}." if gd else ".")
    )


def step_sentence(study: Study, comparison: str) -> str:
    """The relative change of a noise coefficient in one step where either wins."""
    sizes: dict[str, list[float]] = {"GD": [], "LNGD": [], "": []}
    for cell in study.cells:
        sizes[leader(cell.gain(comparison))].append(cell.setting.noise_growth)
    if not sizes["GD"]:
        return f"At {comparison} GD is ahead at no setting, whatever the step size."
    p = ALGORITHMS["LNGD"].p  # type: ignore[attr-defined]
    threshold = 1 / (1 - p)
    above = {name: sum(a > threshold for a in values) for name, values in sizes.items()}
    text = (
        f"A flipped label multiplies an active noise coefficient at the balance point by 1 - a (1-p), a = 2 eta "
        f"sigma_p^2 d/(nm), and so ends it for a > 1/(1-p) = {number(threshold)}. At {comparison} {above['GD']} of the "
        f"{len(sizes['GD'])} settings that GD wins lie above (a from {number(min(sizes['GD']))} to "
        f"{number(max(sizes['GD']))})"
    )
    if sizes["LNGD"]:
        text += f", and {above['LNGD']} of the {len(sizes['LNGD'])} that LNGD wins"
    if above["GD"] < len(sizes["GD"]):
        return f"{text}: {len(sizes['GD']) - above['GD']} of GD's wins are not explained by the size of the step."
    end = ", which is no guarantee of it" if above["LNGD"] else ""
    return f"{text}: where GD is ahead the step is too large for flips{end}."


def divergence_sentences(study: Study) -> list[str]:
    """Whether GD's wins are divergences of LNGD, and how runs diverge."""
    comparison = "equal steps"
    won = [cell for cell in study.cells if leader(cell.gain(comparison)) == "GD"]
    by_divergence = [cell for cell in won if cell.diverged("LNGD", comparison).any()]
    quiet = [cell for cell in won if cell not in by_divergence]
    sentences = []
    if won:
        worst = min((contest(cell.gain(comparison)).gain for cell in quiet), default=0.0)
        sentences.append(
            f"LNGD diverged in some seed at {len(by_divergence)} of the {len(won)} settings that GD wins; at the other "
            f"{len(quiet)} it stays finite"
            + (f" and is behind all the same, by up to {-worst:.2f} (median over seeds)." if quiet else ".")
        )
    counts = {name: sum(int(cell.diverged(name, comparison).sum()) for cell in study.cells) for name in ALGORITHMS}
    runs = sum(cell.runs["GD"].sizes["seed"] for cell in study.cells)
    sentences.append(
        f"In {study.sizes.steps:,} steps {counts['GD']} of {runs} runs of GD and {counts['LNGD']} of LNGD diverged"
        + _where_diverged(study.cells, comparison)
    )
    if study.divergences:
        steps, rises = (np.array([getattr(d, name) for d in study.divergences]) for name in ("step", "rise"))
        before = np.median([d.before for d in study.divergences])
        sentences.append(
            f"The {len(study.divergences)} of them that were followed passed |f| = {DIVERGENCE_LIMIT:.0e} at step "
            f"{number(float(np.median(steps)))} (median; {number(int(steps.min()))} to {number(int(steps.max()))}), "
            f"from |f| = {number(float(before))} one step earlier, {number(float(np.median(rises)))} steps (median) "
            f"after |f| was last below {CALM:g}."
        )
    return sentences


def _where_diverged(cells: Iterable[Cell], comparison: str) -> str:
    """The step sizes with and without divergence."""
    diverged: dict[bool, list[float]] = {True: [], False: []}
    for cell in cells:
        any_run = any(bool(cell.diverged(name, comparison).any()) for name in ALGORITHMS)
        diverged[any_run].append(cell.setting.noise_growth)
    if not diverged[True]:
        return "."
    least, most = min(diverged[True]), max(diverged[False], default=0.0)
    return f", none below a = {number(least)}; the largest a without a divergence is {number(most)}."


def noise_sentences(study: Study) -> list[str]:
    """Accuracy at every sigma_p, at equal steps."""
    sentences = []
    for place in dict.fromkeys(key[:3] for key in study.noise):
        m, eta, sigma_0 = place
        parts = []
        for key, cell in study.noise.items():
            if key[:3] == place:
                accuracy = [_accuracy(cell, name, "equal steps") for name in ALGORITHMS]
                winner = leader(cell.gain("equal steps"))
                verdict = f"{winner} ahead" if winner else "undecided"
                parts.append(f"sigma_p = {key[3]:g} (SNR {cell.setting.snr:.3f}): {', '.join(accuracy)}, {verdict}")
        sentences.append(f"m = {m}, eta = {eta:g}, sigma_0 = {sigma_0:g}: {'; '.join(parts)}.")
    return sentences


def _accuracy(cell: Cell, name: str, comparison: str) -> str:
    diverged = int(cell.diverged(name, comparison).sum())
    text = f"{name} {median_interval(cell.accuracy(name, comparison)).estimate:.2f}"
    return f"{text} ({diverged} of {cell.runs[name].sizes['seed']} diverged)" if diverged else text


def _listed(values: Iterable[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
