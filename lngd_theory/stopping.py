"""Early stopping: a choice of when to look at a trajectory, not an algorithm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError

if TYPE_CHECKING:
    import xarray

    from lngd_theory.trajectory import Trajectory

__all__ = ["first_at_most", "stopped"]

Array = NDArray[np.float64]


def first_at_most(values: Array, level: float) -> NDArray[np.int64]:
    """Index of the first record (runs,) at which ``values`` (runs, records) are at most ``level``, else of the last."""
    reached = values <= level
    return np.asarray(np.where(reached.any(axis=1), reached.argmax(axis=1), values.shape[1] - 1))


def stopped(trajectory: Trajectory, at_most: float, variable: str = "clean_loss") -> xarray.Dataset:
    """The state of every seed at the first record where a variable is small enough.

    Parameters
    ----------
    trajectory : Trajectory
        The runs; what is between two records is not seen.
    at_most : float
        The level; a seed that never reaches it is given at its last record.
    variable : str
        What is watched, over (seed, step): ``clean_loss`` and ``train_loss`` need no test data.

    Returns
    -------
    xarray.Dataset
        Variables over (seed, ...), with ``step`` over seed.

    Raises
    ------
    InputError
        The variable is not there, or is not one number for each seed and step.
    """
    data = trajectory.data
    if variable not in data or data[variable].dims != ("seed", "step"):
        numbers = [str(name) for name, value in data.data_vars.items() if value.dims == ("seed", "step")]
        raise InputError(
            f"variable={variable!r} must be one of {', '.join(numbers)}: one number for each seed and step"
        )
    index = data[variable].copy(data=np.zeros(data[variable].shape)).isel(step=0, drop=True).astype(int)
    index.values[:] = first_at_most(np.asarray(data[variable], dtype=np.float64), at_most)
    return data.isel(step=index)
