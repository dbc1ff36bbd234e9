"""Observables of label noise: flips by step and by sample, what one flip costs (Lemmas B.3, B.4, E.3)."""

from __future__ import annotations

import numpy as np

from lngd_theory.moment import Moment
from lngd_theory.observables.observable import Observable

__all__ = ["NOISE"]


def _flip_rate(at: Moment) -> float:
    return at.numbers["p"]


def _step_deviation(at: Moment) -> float:
    """Largest ``| |S_-| - p n |`` of the steps so far; that of S_+ is the same number."""
    centre = _flip_rate(at) * at.labels.size
    return max(at.flips.total_high - centre, centre - at.flips.total_low) if at.flips.steps else 0.0


def _kept_least(at: Moment) -> float:
    return float((at.flips.sizes - at.flips.high).min()) if at.flips.steps else float("nan")


def _kept_most(at: Moment) -> float:
    return float((at.flips.sizes - at.flips.low).max()) if at.flips.steps else float("nan")


def _flipped_least(at: Moment) -> float:
    return float(at.flips.low.min()) if at.flips.steps else float("nan")


def _flipped_most(at: Moment) -> float:
    return float(at.flips.high.max()) if at.flips.steps else float("nan")


def _sample_deviation(at: Moment) -> float:
    return float(np.abs(at.flips.by_sample - _flip_rate(at) * at.step).max())


def _sample_flips_least(at: Moment) -> float:
    return float(at.flips.by_sample.min())


def _sample_flips_most(at: Moment) -> float:
    return float(at.flips.by_sample.max())


def _leading(at: Moment) -> np.ndarray:
    """``A = rho_bar + <w0, xi_i> - 0.4 b_bar d^(-1/4)`` of the filter that is largest at the start (n,)."""
    start = at.own_overlaps
    leading, samples = start.argmax(axis=1), np.arange(at.labels.size)
    b_bar = start.max(axis=1).min()
    shift = 0.4 * b_bar * float(at.problem.d) ** -0.25  # type: ignore[attr-defined]
    at.store.setdefault("leading", leading)
    return np.asarray((at.rho_bar + start)[samples, leading] - shift)


def _factors(at: Moment) -> np.ndarray:
    """Factor by which the step about to be taken multiplies A (n,)."""
    A = _leading(at)
    step = at.step_of_rho_bar[np.arange(at.labels.size), at.store["leading"]]
    return np.asarray(1 + step / A)


def _flip_factor_min(at: Moment) -> float:
    return float(_factors(at).min(initial=np.inf, where=at.eps < 0))


def _log_growth_min(at: Moment) -> float:
    """Least ``log(A_i(t) / A_i(0))`` of the samples whose rho_bar has not reached 0.1 yet; inf if there is none."""
    A = _leading(at)
    start = at.store.setdefault("A at 0", A)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where((A > 0) & (start > 0), np.log(A / start), -np.inf)
    return float(growth.min(initial=np.inf, where=at.rising))


#: Observables of label noise.
NOISE = (
    Observable(
        "step_flip_deviation",
        r"\max_{s\le t}\bigl||S_-^{(s)}|-pn\bigr|",
        "largest deviation of the number of flips in a step so far",
        _step_deviation,
        tape=True,
    ),
    Observable(
        "kept_least", r"\min|S_+\cap S_j|", "fewest unflipped of a class in a step so far", _kept_least, tape=True
    ),
    Observable("kept_most", r"\max|S_+\cap S_j|", "most unflipped of a class in a step so far", _kept_most, tape=True),
    Observable(
        "flipped_least", r"\min|S_-\cap S_j|", "fewest flips of a class in a step so far", _flipped_least, tape=True
    ),
    Observable(
        "flipped_most", r"\max|S_-\cap S_j|", "most flips of a class in a step so far", _flipped_most, tape=True
    ),
    Observable(
        "sample_flip_deviation",
        r"\max_i\bigl||S_{i,-}|-pt\bigr|",
        "largest deviation of a sample's number of flips up to now",
        _sample_deviation,
        tape=True,
    ),
    Observable(
        "sample_flips_least", r"\min_i|S_{i,-}|", "fewest flips of a sample up to now", _sample_flips_least, tape=True
    ),
    Observable(
        "sample_flips_most", r"\max_i|S_{i,-}|", "most flips of a sample up to now", _sample_flips_most, tape=True
    ),
    Observable(
        "flip_factor_min",
        r"\min_{\epsilon_i=-1}A_i^{(t+1)}/A_i^{(t)}",
        "least factor of A in a step with a flip",
        _flip_factor_min,
    ),
    Observable(
        "log_growth_min",
        r"\min_{i:\,\bar\rho_i<0.1}\log(A_i^{(t)}/A_i^{(0)})",
        "least growth of log A so far, of samples whose rho_bar has not reached 0.1 yet",
        _log_growth_min,
    ),
)
