"""The design of Q7: a map of width and step size, sweeps of the noise and of sigma_0, and who wins where."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.q7_align import Alignment, alignments
from lngd_theory.questions.q7_diverge import Divergence, divergences
from lngd_theory.questions.q7_runs import Cell, Sizes, run_cell
from lngd_theory.setting import Setting
from lngd_theory.statistics import contest

__all__ = ["BASE", "Study", "leader", "measured"]

Array = NDArray[np.float64]

#: Figure 2 with the step size of the reviewer.
BASE: Setting = preset("fig2").replace(eta=1.0)
_WIDTHS, _ETAS = (2, 3, 5, 10, 20), (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
#: Up to this width seeds differ much (some lack an aligned filter) and cost little: so many times as many.
_NARROW, _MORE = 5, 3
_NOISES, _SIGMA_0 = (0.5, 1.0, 2.0), (0.001, 0.01)
#: Where the noise is varied: (m, eta).
_NOISE_AT = ((3, 1.0), (3, 0.1), (20, 1.0))
_ALIGNED_WIDTHS, _ALIGNED_ETAS = (2, 3, 5), (0.1, 1.0, 2.0)


class Study(NamedTuple):
    """All runs of Q7."""

    sizes: Sizes
    map: dict[tuple[int, float], Cell]  #: by (m, eta)
    noise: dict[tuple[int, float, float, float], Cell]  #: by (m, eta, sigma_0, sigma_p)
    alignments: tuple[Alignment, ...]
    divergences: tuple[Divergence, ...]

    @property
    def seeds(self) -> str:
        """How many seeds the settings have, in words."""
        least, most = (f({cell.runs["GD"].sizes["seed"] for cell in self.cells}) for f in (min, max))
        return f"{least}" if least == most else f"{least} to {most}"

    @property
    def cells(self) -> list[Cell]:
        """Every setting once."""
        found = {cell.setting.to_json(): cell for cell in (*self.map.values(), *self.noise.values())}
        return list(found.values())


def leader(gain: Array) -> str:
    """``LNGD`` or ``GD`` by the paired sign test on accuracies of LNGD minus GD, or nothing where it does not tell."""
    return {1: "LNGD", -1: "GD", 0: ""}[contest(gain).sign]


def measured(quick: bool, executor: Executor | None, progress: Progress | None) -> Study:
    """Run everything; ``quick`` with fewer and shorter runs of fewer settings."""
    sizes = Sizes(steps=400, seeds=6) if quick else Sizes(steps=2000, seeds=8)

    def report(what: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(what, done, total) if progress else None

    def run(settings: list[Setting], what: str) -> list[Cell]:
        cells = []
        for number, setting in enumerate(settings):
            seeds = sizes.seeds * (1 if quick or setting.m > _NARROW else _MORE)
            cells.append(run_cell(setting, sizes, range(seeds), executor))
            report(what)(number + 1, len(settings))
        return cells

    widths, etas = ((2, 3, 10), (0.2, 1.0, 2.0)) if quick else (_WIDTHS, _ETAS)
    places = [(m, eta) for m in widths for eta in etas]
    grid = run([BASE.replace(m=m, eta=eta) for m, eta in places], "map of m and eta")
    swept = [
        (m, eta, sigma_0, sigma_p)
        for m, eta in (_NOISE_AT[:1] if quick else _NOISE_AT)
        for sigma_0 in _SIGMA_0
        for sigma_p in _NOISES
    ]
    noise = run([BASE.replace(m=m, eta=e, sigma_0=s, sigma_p=v) for m, e, s, v in swept], "noise and sigma_0")
    study = Study(sizes, dict(zip(places, grid, strict=True)), dict(zip(swept, noise, strict=True)), (), ())
    return study._replace(
        alignments=alignments(
            BASE,
            _ALIGNED_WIDTHS[:2] if quick else _ALIGNED_WIDTHS,
            _ALIGNED_ETAS[1:2] if quick else _ALIGNED_ETAS,
            Sizes(sizes.steps, 16 if quick else 48),
            executor,
            report("alignment"),
        ),
        divergences=divergences(study.cells, executor),
    )
