"""What is compared on a cell: an algorithm, and what was done about the fixed corruption."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

__all__ = ["Arm", "accuracies"]

#: A label noise, and what was done about the corruption.
Arm = tuple[str, str]


def accuracies(data: xr.Dataset, arm: Arm) -> NDArray[np.float64]:
    """Accuracy of an arm (seeds,); a training that diverged counts as chance."""
    noise, remedy = arm
    return np.asarray(np.nan_to_num(data.accuracy.sel(noise=noise, remedy=remedy).values, nan=0.5))
