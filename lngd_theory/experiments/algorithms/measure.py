"""The comparison in numbers: every arm tuned on some seeds and judged on others, over the SNR."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.algorithms.arms import ARMS, BUDGETS, Budget, Candidate, candidates, steps_within
from lngd_theory.experiments.algorithms.book import Book, Length, first_reached, reading
from lngd_theory.presets import preset
from lngd_theory.setting import Setting
from lngd_theory.statistics import Contests, compare

__all__ = ["LEVEL", "Design", "Plane", "against", "design", "measure"]

Array = NDArray[np.float64]

#: Accuracy of which the first step is told.
LEVEL = 0.95
#: Seed numbers from here on choose parameters; those from 0 on judge.
_TUNING = 10_000
#: Figure 2 with the step size of figure 3, and a size at which weights in R^d are cheap.
_LARGE = preset("fig2-eta1")
#: What Adam is compared with, where it can be.
_BESIDE_ADAM = ("GD", "LNGD", "SAM", "Adam")
_SMALL = Setting(n=40, d=400, m=10, mu=1.0, sigma_p=0.5, sigma_0=0.02, eta=0.5)


class Plane(NamedTuple):
    """One setting whose |mu| is varied, and the arms that are run on it."""

    name: str
    base: Setting
    snr: tuple[float, ...]
    arms: tuple[str, ...]
    length: Length

    def setting(self, snr: float) -> Setting:
        """The setting with ``|mu| = SNR sigma_p sqrt(d)``."""
        return self.base.replace(mu=snr * self.base.sigma_p * self.base.d**0.5)


class Design(NamedTuple):
    """Planes, and seeds that judge and that choose."""

    planes: tuple[Plane, ...]
    judging: int
    choosing: int


def design(seeds: int | None, quick: bool) -> Design:
    """The full design, or one that takes seconds."""
    spanning = tuple(arm for arm in ARMS if arm != "Adam")
    if quick:
        plane = Plane("small", _SMALL.replace(n=20, d=200, m=5), (0.1, 0.5), ARMS, Length(200, 200, "dense"))
        return Design((plane,), seeds or 6, 2)
    large = Plane(
        "large", _LARGE, (0.01, 0.014, 0.02, 0.03, 0.045, 0.065, 0.1, 0.14, 0.2), spanning, Length(1000, 500, "law")
    )
    small = Plane("small", _SMALL, (0.02, 0.05, 0.1, 0.2, 0.5), _BESIDE_ADAM, Length(1000, 1000, "dense"))
    return Design((large, small), seeds or 10, 3)


def measure(plane: Plane, design: Design, book: Book, progress: Callable[[str, int, int], None] | None) -> xr.Dataset:
    """Accuracy and the step at which it is :data:`LEVEL`, over (arm, snr, budget, seed), and what was chosen.

    ``edge`` says whether the chosen step size is the least or the largest of the candidates'.
    """
    tuning, judging = range(_TUNING, _TUNING + design.choosing), range(design.judging)
    shape = (len(plane.arms), len(plane.snr), len(BUDGETS))
    accuracy, reached = (np.full((*shape, design.judging), np.nan) for _ in range(2))
    chosen, edge = np.full(shape, "", dtype=object), np.zeros(shape, dtype=bool)
    for a, arm in enumerate(plane.arms):
        for k, snr in enumerate(plane.snr):
            if progress:
                progress(f"{plane.name}: {arm}", a * len(plane.snr) + k, shape[0] * shape[1])
            choices = candidates(arm, plane.setting(snr))
            for b, budget in enumerate(BUDGETS):
                means = [_read(book, plane, snr, choice, budget, tuning).mean() for choice in choices]
                best = choices[int(np.argmax(means))]  # the first of equals
                accuracy[a, k, b] = _read(book, plane, snr, best, budget, judging)
                curves = book.curves(plane.setting(snr), best, plane.length, judging)
                reached[a, k, b] = first_reached(curves, LEVEL, _end(plane, best, budget))
                sizes = [choice.eta for choice in choices]
                chosen[a, k, b], edge[a, k, b] = best.label, best.eta in (min(sizes), max(sizes))
    return xr.Dataset(
        {
            "accuracy": (("arm", "snr", "budget", "seed"), accuracy, {"long_name": "test accuracy"}),
            "reached": (("arm", "snr", "budget", "seed"), reached, {"long_name": f"first step of accuracy {LEVEL:g}"}),
            "edge": (("arm", "snr", "budget"), edge, {"long_name": "step size at the end of its range"}),
            "chosen": (("arm", "snr", "budget"), chosen.astype(str), {"long_name": "parameters by the tuning seeds"}),
        },
        {"arm": list(plane.arms), "snr": list(plane.snr), "budget": list(BUDGETS), "seed": list(judging)},
        {"setting": plane.base.to_json(), "steps": plane.length.steps, "draw": plane.length.draw},
    )


def _read(book: Book, plane: Plane, snr: float, candidate: Candidate, budget: Budget, seeds: range) -> Array:
    """Accuracy (seeds,) of a candidate when a budget is spent."""
    curves = book.curves(plane.setting(snr), candidate, plane.length, seeds)
    return reading(curves, candidate, _end(plane, candidate, budget))


def _end(plane: Plane, candidate: Candidate, budget: Budget) -> int:
    """The step at which a budget is spent."""
    return steps_within(candidate.algorithm, budget, plane.length.steps, plane.base.n)


def against(data: xr.Dataset, other: str, budget: str) -> Contests:
    """Paired sign tests of every arm less ``other`` at every SNR, adjusted for all of them; cells are (arm, snr)."""
    values = data.accuracy.sel(budget=budget)
    return compare(
        {
            (str(arm), float(snr)): (values.sel(arm=arm, snr=snr) - values.sel(arm=other, snr=snr)).values
            for arm in values.arm.values
            for snr in values.snr.values
            if arm != other
        }
    )
