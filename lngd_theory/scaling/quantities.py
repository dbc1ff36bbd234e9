"""The quantities by name, and how each is read off runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.scaling.crossing import hitting_time, series_of, value_at_level, value_at_time
from lngd_theory.scaling.quantity import Calibration, Quantity

__all__ = ["QUANTITIES", "chosen_quantities"]

Array = NDArray[np.float64]
Read = Callable[[xr.Dataset, Calibration, float], Array]


def _time(event: str) -> Read:
    return lambda data, calibration, _: hitting_time(data, event, {"epsilon": calibration.target})


def _gd_error(data: xr.Dataset, calibration: Calibration, _: float) -> Array:
    loss, error = series_of(data, "clean_loss"), series_of(data, "test_error")
    return value_at_level(error, loss, calibration.target, falls=True)


def _exponent_of_error(error: Array) -> Array:
    """``log(2/error)``; ``inf`` where no test draw was wrong, nan where there is no error (nan or inf)."""
    with np.errstate(divide="ignore"):
        return np.where(np.isinf(error), np.nan, -np.log(error / 2))


def _error_at_theorem(data: xr.Dataset, calibration: Calibration, theorem: float) -> Array:
    step, error = data.step.values.astype(float), series_of(data, "test_error")
    return _exponent_of_error(value_at_time(step, error, calibration.multiple * theorem))


def _error_at_signal(data: xr.Dataset, calibration: Calibration, _: float) -> Array:
    error, signal = series_of(data, "test_error"), series_of(data, "signal_best")
    return _exponent_of_error(value_at_level(error, signal, calibration.signal))


def _none(data: xr.Dataset, calibration: Calibration, theorem: float) -> Array:
    raise AssertionError("the two-scale method has no runs to read")


_TWO_SCALE, _NO_ERROR = "two-scale", "had no wrong test draw"
_LOG_ERROR = r"\log(2/P(\mathrm{error}))"

_ALL = (
    Quantity(
        "T1-gd",
        "GD: steps until every sample is memorised to max_r rho_bar >= 1",
        "T_1",
        "gd",
        _time("tau_rho_1"),
    ),
    Quantity(
        "T1-lngd",
        "label-noise GD: steps until every sample is memorised to max_r rho_bar >= 0.1",
        "T_1",
        "lngd-first",
        _time("tau_rho_0_1"),
    ),
    Quantity(
        "T2-gd",
        "GD: steps until the training loss is at most epsilon",
        "T_2",
        "gd",
        _time("tau_loss"),
    ),
    Quantity(
        "T2-lngd",
        "label-noise GD: steps until max |gamma| >= 0.1",
        "T_2",
        "lngd-second",
        _time("tau_gamma_0_1"),
    ),
    Quantity(
        "T2-test",
        "label-noise GD: steps until the test error is at most 0.05",
        r"T_{\mathrm{test}}",
        "lngd-second",
        _time("tau_test"),
    ),
    Quantity(
        "T2-two-scale",
        "label-noise GD: steps of the second stage until max_r gamma = 0.1, by the two-scale method",
        "T_2-T_1",
        _TWO_SCALE,
        _none,
    ),
    Quantity(
        "rate",
        "label-noise GD: growth of log of an aligned signal pre-activation per step of the second stage",
        r"\lambda",
        _TWO_SCALE,
        _none,
    ),
    Quantity(
        "error-gd",
        "GD: test error when the training loss is epsilon",
        r"P(\mathrm{error})",
        "gd",
        _gd_error,
    ),
    Quantity(
        "error-lngd",
        "label-noise GD: log(2/test error) at a multiple of Theorem 3.3's time",
        _LOG_ERROR,
        "lngd-short",
        _error_at_theorem,
        _NO_ERROR,
        "ended before that time",
        spread=0.2,
    ),
    Quantity(
        "error-signal",
        "label-noise GD: log(2/test error) when the signal has a given size",
        _LOG_ERROR,
        "lngd-second",
        _error_at_signal,
        _NO_ERROR,
        "did not get to that signal within the run",
    ),
)

#: Quantities by name. Test errors of GD are fitted as they are, since the paper bounds them from below by a constant;
#: those of label-noise GD through log(2/error), which the paper bounds from below by a power. A probit margin would be
#: mostly Monte-Carlo noise for the first, which are near 1/2, and equal to the second only as errors vanish.
QUANTITIES: dict[str, Quantity] = {item.name: item for item in _ALL}


def chosen_quantities(names: Iterable[str] | None = None) -> list[Quantity]:
    """Quantities by name, or by the beginning of one (``T1``: T1-gd and T1-lngd); all for none.

    Raises
    ------
    InputError
        Unknown name, with the near match.
    """
    found = set()
    for name in list(names or QUANTITIES):
        family = [key for key in QUANTITIES if key == name or key.startswith(f"{name}-")]
        if not family:
            raise InputError(f"unknown quantity {name!r}; {near_match(name, QUANTITIES)}")
        found.update(family)
    return [item for name, item in QUANTITIES.items() if name in found]
