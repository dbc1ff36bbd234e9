"""The rank-risk curve along training: one for every recorded state of the features."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from lngd_theory.errors import InputError
from lngd_theory.spectral.curve import rank_risk_curve
from lngd_theory.spectral.samples import Labels

__all__ = ["rank_risk_over_time"]


def rank_risk_over_time(
    snapshots: Iterable[tuple[ArrayLike, ArrayLike | Mapping[str, ArrayLike] | None]],
    labels: Labels,
    test_labels: Labels | Mapping[str, Labels] | None = None,
    *,
    times: Sequence[float] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    **options: Any,
) -> xr.Dataset:
    """Rank-risk curves of the same samples at several times of training.

    Parameters
    ----------
    snapshots : iterable of (features, test_features)
        One pair for each time, as :func:`~lngd_theory.spectral.rank_risk_curve` takes them; test features may be None.
        A generator is read one pair at a time, so that no two need to be in memory.
    labels, test_labels
        As for :func:`~lngd_theory.spectral.rank_risk_curve`, the same at all times.
    times : sequence of numbers, optional
        Steps or epochs of the snapshots, increasing; 0, 1, 2, ... by default.
    progress : callable
        Told the number of curves that are done.
    **options
        Of :func:`~lngd_theory.spectral.rank_risk_curve`.

    Returns
    -------
    xarray.Dataset
        Variables of :func:`~lngd_theory.spectral.rank_risk_curve` with a first dimension ``time``. Where features have
        fewer dimensions than at other times, what lies beyond is nan.

    Raises
    ------
    InputError
        No snapshot, times that do not match or do not increase, or what the curve refuses.
    """
    if times is not None and (np.ndim(times) != 1 or not (np.diff(np.asarray(times, dtype=np.float64)) > 0).all()):
        raise InputError(f"times={np.asarray(times).tolist()!r} must be increasing numbers, one for each snapshot")
    curves = []
    for count, (features, test_features) in enumerate(snapshots, start=1):
        if times is not None and count > len(times):
            break
        curves.append(rank_risk_curve(features, labels, test_features, test_labels, **options))
        progress(count)
    if not curves:
        raise InputError("there are no snapshots; give a pair (features, test_features) for each time")
    if times is not None and (len(curves) != len(times) or count > len(times)):
        raise InputError(f"there are {'more' if count > len(times) else len(curves)} snapshots for {len(times)} times")
    clock = xr.DataArray(list(range(len(curves)) if times is None else times), dims="time", name="time")
    common = {key: value for key, value in curves[0].attrs.items() if all(c.attrs[key] == value for c in curves)}
    fixed = curves[0]["size"]
    joined = xr.concat(
        [curve.drop_vars("size") for curve in curves], dim=clock, join="outer", combine_attrs="drop", data_vars="all"
    )
    return joined.assign(size=fixed).assign_attrs(common)
