"""What the accuracy of a run is: a number for each run of a sweep."""

from __future__ import annotations

from collections.abc import Callable

import xarray as xr

from lngd_theory.errors import InputError

__all__ = ["Reading", "accuracy_when_trained", "final_accuracy"]

#: From the dataset of a sweep to one accuracy for each run.
Reading = Callable[[xr.Dataset], xr.DataArray]


def final_accuracy(data: xr.Dataset) -> xr.DataArray:
    """Accuracy at the end of every run."""
    accuracy = 1 - _needed(data, "test_error")
    return accuracy.isel(record=-1) if "record" in accuracy.dims else accuracy


def accuracy_when_trained(loss: float) -> Reading:
    """A reading: accuracy at the first record with a training loss of at most ``loss``, at the end if there is none."""

    def read(data: xr.Dataset) -> xr.DataArray:
        if "record" not in data.dims:
            raise InputError("the sweep records one state only, not when the loss falls: set records = 40 or so")
        trained = _needed(data, "clean_loss") <= loss
        first = trained.argmax("record").where(trained.any("record"), data.sizes["record"] - 1)
        accuracy: xr.DataArray = 1 - _needed(data, "test_error").isel(record=first)
        return accuracy.drop_vars("record", errors="ignore")

    return read


def _needed(data: xr.Dataset, name: str) -> xr.DataArray:
    if name not in data:
        raise InputError(f"a phase diagram needs {name!r} of every run; add it to the sweep's observables")
    return data[name]
