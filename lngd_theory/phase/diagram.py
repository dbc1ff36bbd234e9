"""A phase diagram: test accuracy over two axes for one label noise, and on which side of a level each cell lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.phase.level import CHANCE, LEVEL, check_level, phase_of
from lngd_theory.phase.reading import Reading, final_accuracy
from lngd_theory.statistics import Interval, median_interval

__all__ = ["PhaseDiagram"]


@dataclass(frozen=True)
class PhaseDiagram:
    """Accuracy over two axes.

    Attributes
    ----------
    noise : str
        Label noise, such as ``none`` for GD.
    accuracy : xarray.DataArray
        Over (y, x, seed), with the names of the axes; chance where the run diverged, nan where nothing was run.
    seconds : xarray.DataArray
        Time of one core for every run, over (y, x, seed); nan where nothing was run.
    diverged : xarray.DataArray
        Whether the run did, over (y, x, seed).
    steps : xarray.DataArray
        Gradient steps, over (y, x); -1 where nothing was run.
    level : float
        Accuracy that separates failure from success.
    """

    noise: str
    accuracy: xr.DataArray
    seconds: xr.DataArray
    diverged: xr.DataArray
    steps: xr.DataArray
    level: float = LEVEL

    @classmethod
    def of(
        cls,
        data: xr.Dataset,
        noise: str,
        x: str,
        y: str,
        level: float = LEVEL,
        reading: Reading = final_accuracy,
    ) -> PhaseDiagram:
        """The diagram of one label noise of a sweep's result.

        Parameters
        ----------
        data : xarray.Dataset
            Of :func:`lngd_theory.sweeps.open_sweep`, with ``test_error`` among its observables.
        noise : str
            One of its label noises, as the sweep writes it.
        x, y : str
            Its two axes; others may have one value only.
        level : float
            Accuracy in (1/2, 1) that separates failure from success.
        reading : callable
            What the accuracy of a run is; that at its end by default.

        Raises
        ------
        InputError
            An unknown name, an axis too many, or a level out of range.
        """
        check_level(level)
        data = _plane(data, noise, x, y)
        accuracy = reading(data).where(data.status != "diverged", CHANCE)
        return cls(
            noise,
            _labelled(accuracy.transpose(y, x, "seed").astype(np.float64)),
            data.seconds.transpose(y, x, "seed"),
            (data.status == "diverged").transpose(y, x, "seed"),
            data.steps.transpose(y, x),
            level,
        )

    @classmethod
    def blank(
        cls, noise: str, x: tuple[str, Sequence[float]], y: tuple[str, Sequence[float]], seeds: Sequence[int],
        level: float = LEVEL,
    ) -> PhaseDiagram:  # fmt: skip
        """A diagram in which nothing was run yet; ``x`` and ``y`` are names with values."""
        coords: dict[str, Any] = {y[0]: list(y[1]), x[0]: list(x[1]), "seed": list(seeds)}
        shape = tuple(len(values) for values in coords.values())

        def new(value: Any, ndim: int = 3) -> xr.DataArray:
            names = list(coords)[:ndim]
            return xr.DataArray(np.full(shape[:ndim], value), {name: coords[name] for name in names}, names)

        return cls(noise, _labelled(new(np.nan)), new(np.nan), new(False), new(-1, 2), level)

    def put(self, part: PhaseDiagram) -> None:
        """Fill in the runs of another diagram whose axes and seeds are a part of these."""
        for name in ("accuracy", "seconds", "diverged", "steps"):
            mine, its = getattr(self, name), getattr(part, name)
            where = {dim: its[dim].values for dim in its.dims}
            mine.loc[where] = its.values

    # --- axes --------------------------------------------------------------------------------------------------
    @property
    def y_name(self) -> str:
        """Name of the first axis, that of the rows."""
        return str(self.accuracy.dims[0])

    @property
    def x_name(self) -> str:
        """Name of the second axis, along which accuracy is expected to rise or fall."""
        return str(self.accuracy.dims[1])

    @property
    def y(self) -> NDArray[np.float64]:
        """Values of the first axis."""
        return np.asarray(self.accuracy[self.y_name], dtype=np.float64)

    @property
    def x(self) -> NDArray[np.float64]:
        """Values of the second axis."""
        return np.asarray(self.accuracy[self.x_name], dtype=np.float64)

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return int(self.accuracy.sizes["seed"])

    # --- what is in it -----------------------------------------------------------------------------------------
    def median(self) -> NDArray[np.float64]:
        """Median over seeds, (y, x); nan where nothing was run."""
        return np.array([[self.interval(k, i).estimate for i in range(self.x.size)] for k in range(self.y.size)])

    def interval(self, row: int, column: int) -> Interval:
        """Median over seeds of one cell with its 95 % interval."""
        return median_interval(self.accuracy.values[row, column])

    def phases(self) -> NDArray[np.int8]:
        """The :class:`Phase` of every cell, (y, x)."""
        cells = self.accuracy.values
        return np.array([[phase_of(cell, self.level) for cell in row] for row in cells], dtype=np.int8)

    def runs(self) -> int:
        """How many runs there are."""
        return int(np.isfinite(self.seconds.values).sum())

    def cost(self) -> float:
        """Seconds of one core that the runs took."""
        return float(np.nansum(self.seconds.values))


def _labelled(accuracy: xr.DataArray) -> xr.DataArray:
    named = accuracy.rename("accuracy")
    named.attrs = {"long_name": "test accuracy, chance where the run diverged"}
    return named


def _plane(data: xr.Dataset, noise: str, x: str, y: str) -> xr.Dataset:
    """The part of a dataset that one diagram is about."""
    axes = [str(name) for name in data.status.dims if name not in ("noise", "seed")]
    for name in (x, y):
        if name not in axes:
            raise InputError(f"the sweep has no axis {name!r}; {near_match(name, axes)}")
    if x == y:
        raise InputError(f"x and y are both {x!r}; a phase diagram has two axes")
    for name in axes:
        if name not in (x, y) and data.sizes[name] > 1:
            raise InputError(f"axis {name!r} has {data.sizes[name]} values beside {x!r} and {y!r}; give it one value")
    noises = [str(value) for value in data.noise.values]
    if noise not in noises:
        raise InputError(f"the sweep has no label noise {noise!r}; {near_match(noise, noises)}")
    chosen = data.sel(noise=noise).squeeze([name for name in axes if name not in (x, y)])
    return chosen.drop_vars([name for name in chosen.coords if name not in chosen.dims])
