"""How many directions to keep, without a clean test label: three rules, each with what it assumes."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, near_match
from lngd_theory.spectral.samples import GIVEN

__all__ = ["RULES", "choose_rank", "scores_of", "singular_value_threshold"]

Array = NDArray[np.float64]

RULES = ("held out", "gcv", "threshold")


def choose_rank(
    curve: xr.Dataset,
    rule: str = "held out",
    *,
    sample: str = "held out",
    labels: str = GIVEN,
    score: str = "accuracy",
    standard_errors: float = 0.0,
) -> xr.DataArray:
    """Number d of directions to keep, read off a rank-risk curve by a rule that needs no clean label.

    ``held out``
        The smallest d whose score on held-out samples is the best one, or within ``standard_errors`` standard errors of
        it. The samples must be new to everything that was fitted, a trained network included; their labels may be
        noisy: labels that are wrong at a rate r without regard to x turn an accuracy a into
        ``(1 - r) a + r (1 - a)/(K - 1)``, which keeps the order of all d as long as ``r < 1 - 1/K``. The risk has no
        such property, and its minimum moves to fewer directions.
    ``gcv``
        The lowest generalised cross-validation score ``risk / (1 - freedom / N)^2`` on the training samples (Golub,
        Heath and Wahba 1979). It assumes features that were made without these labels: features of a network that
        memorised them make too many directions look good.
    ``threshold``
        The singular values above the optimal hard threshold for noise of unknown level (Gavish and Donoho 2014). It
        looks at no label, and assumes a low-rank signal in white noise.

    Parameters
    ----------
    curve : xarray.Dataset
        Of :func:`~lngd_theory.spectral.rank_risk_curve`, or of
        :func:`~lngd_theory.spectral.rank_risk_over_time` for one d at every time.
    rule : {"held out", "gcv", "threshold"}
    sample : str
        The held-out sample, as the curve calls it.
    labels : str
        The labelling that is scored: noisy labels are ``given``.
    score : {"accuracy", "risk"}
        What ``held out`` compares.
    standard_errors : float >= 0
        0 takes the best d; more take fewer directions. The error is that of the score, not of a difference of scores
        on the same samples, which is smaller: 1 is a cautious choice where labels are very noisy.

    Returns
    -------
    xarray.DataArray
        Whole numbers, of the dimensions of the curve besides ``d``; ``int(...)`` of it where there are none.

    Raises
    ------
    InputError
        An unknown rule, score, sample or labelling, or a curve that lacks what the rule needs.
    """
    if rule not in RULES:
        raise InputError(f"unknown rule={rule!r}; {near_match(str(rule), RULES)}")
    if rule == "threshold":
        return _above_threshold(curve)
    if rule == "gcv":
        freedom = curve["freedom"] / curve.attrs["N"]
        gcv = scores_of(curve, "risk", "train", labels).where(freedom < 1) / (1 - freedom) ** 2
        return _place(gcv == gcv.min("d"))
    allowed = finite_number("standard_errors", standard_errors, 0)
    if score == "risk":
        risk = scores_of(curve, "risk", sample, labels)
        error = scores_of(curve, "risk_se", sample, labels)
    elif score == "accuracy":
        risk = 1 - scores_of(curve, "accuracy", sample, labels)
        error = (risk * (1 - risk) / curve["size"].sel(sample=sample)) ** 0.5
    else:
        raise InputError(f"unknown score={score!r}; {near_match(str(score), ('risk', 'accuracy'))}")
    best = risk.argmin("d")
    return _place(risk <= risk.isel(d=best) + allowed * error.isel(d=best))


def _place(wanted: xr.DataArray) -> xr.DataArray:
    """The smallest d that is wanted."""
    first: xr.DataArray = wanted.argmax("d").drop_vars(["sample", "labels"])
    return first.rename("d")


def scores_of(curve: xr.Dataset, score: str, sample: str, labels: str) -> xr.DataArray:
    """A score of one sample by one labelling, over ``d`` and what else the curve has.

    Raises
    ------
    InputError
        The curve has no such sample or labelling, or not both together.
    """
    for name, wanted in (("sample", sample), ("labels", labels)):
        known = [str(value) for value in curve[name].values]
        if wanted not in known:
            raise InputError(f"the curve has no {name} {wanted!r}; {near_match(str(wanted), known)}")
    found: xr.DataArray = curve[score].sel(sample=sample, labels=labels)
    if bool(found.isnull().all()):
        raise InputError(f"the sample {sample!r} has no labels {labels!r}; score it with them, or choose others")
    return found


def _above_threshold(curve: xr.Dataset) -> xr.DataArray:
    """Number of singular values above the threshold, at every time if there are several."""
    rows = curve.attrs["N"] - curve.attrs["centred"]

    def count(values: Array) -> int:
        s = values[~np.isnan(values)]  # where features have fewer dimensions than at other times
        dimension = curve.attrs.get("D", s.size)
        if s.size < min(rows, dimension):
            raise InputError(
                f"the curve has {s.size} of {min(rows, dimension)} singular values; compute it without max_rank"
            )
        return int((s > singular_value_threshold(s, rows, dimension)).sum())

    chosen: xr.DataArray = xr.apply_ufunc(
        count, curve["singular_value"], input_core_dims=[["direction"]], vectorize=True
    )
    return chosen.rename("d")


def singular_value_threshold(singular_values: Array, n: int, dimension: int) -> float:
    """Optimal hard threshold for singular values of an n x D matrix with white noise of unknown level.

    ``omega(beta) median(s)`` with ``omega = lambda(beta) / sqrt(mu(beta))``, where
    ``lambda^2 = 2 (beta + 1) + 8 beta / (beta + 1 + sqrt(beta^2 + 14 beta + 1))`` and mu is the median of the
    Marchenko-Pastur law with ratio ``beta = min(n, D) / max(n, D)`` (Gavish and Donoho 2014, eqs 11 and 8).

    Parameters
    ----------
    singular_values : (min(n, D),) array
        All of them, zeros included.
    n, dimension : int
        Rows (one fewer if centred) and columns.

    Raises
    ------
    InputError
        Half of the values are zero: the noise has no level that could be read off.
    """
    middle = float(np.median(singular_values))
    if middle == 0:
        raise InputError(
            "half of the singular values are zero, so that they show no noise level; take the rule 'held out' or 'gcv'"
        )
    from lngd_theory.spectral.spiked.marchenko_pastur import Bulk

    beta = min(n, dimension) / max(n, dimension)
    squared = 2 * (beta + 1) + 8 * beta / (beta + 1 + math.sqrt(beta**2 + 14 * beta + 1))
    bulk = Bulk(beta)
    return math.sqrt(squared / float(bulk.level(bulk.angle(beta / 2)))) * middle
