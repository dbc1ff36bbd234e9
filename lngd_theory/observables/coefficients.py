"""Observables of gamma and rho during training (Proposition 4.1, Lemmas C.1 to 4.5)."""

from __future__ import annotations

import numpy as np

from lngd_theory.moment import Moment
from lngd_theory.observables.observable import Observable

__all__ = ["COEFFICIENTS"]


def _gamma_abs_max(at: Moment) -> float:
    return float(np.abs(at.gamma).max())


def _gamma_factor_max(at: Moment) -> float:
    start = np.abs(at.mu_overlaps)
    return float(((at.gamma + start) / start).max()) if (start > 0).all() else float("nan")


def _signal_best(at: Moment) -> float:
    j = np.array([[1.0], [-1.0]])
    return float((at.gamma + j * at.mu_overlaps).max(axis=1).min())


def _signal_reach_plus(at: Moment) -> float:
    return float((at.gamma + np.abs(at.mu_overlaps))[0].max())


def _signal_reach_minus(at: Moment) -> float:
    return float((at.gamma + np.abs(at.mu_overlaps))[1].max())


def _rho_bar_max(at: Moment) -> float:
    return float(at.rho_bar.max())


def _rho_bar_min(at: Moment) -> float:
    return float(at.rho_bar.min())


def _rho_bar_least(at: Moment) -> float:
    return float(at.rho_bar.max(axis=1).min())


def _rho_low_max(at: Moment) -> float:
    return float(at.rho_low.max())


def _rho_low_min(at: Moment) -> float:
    return float(at.rho_low.min())


def _rho_low_abs_max(at: Moment) -> float:
    return float(np.abs(at.rho_low).max())


def _xi_drift_error(at: Moment) -> float:
    return float(np.abs(at.noise_drift - at.rho).max())


def _mu_drift_error(at: Moment) -> float:
    """|<w - w0, mu> - j gamma| relative to the largest |gamma|; 0 before the first step."""
    atom, orientation = at.instance.signal_atom, at.instance.signal_orientation
    drift = (at.Z - at.instance.overlaps)[:, atom].reshape(2, -1) * orientation  # the engine's own overlaps
    size = np.abs(at.gamma).max() + np.abs(at.mu_overlaps).max()
    return float(np.abs(drift - np.array([[1.0], [-1.0]]) * at.gamma).max() / size) if size else 0.0


def _iota_min(at: Moment) -> float:
    return float(at.iota.min())


def _iota_max(at: Moment) -> float:
    return float(at.iota.max())


def _f_over_iota_min(at: Moment) -> float:
    return float((at.margins / at.iota).min()) if (at.iota > 0).all() else float("nan")


def _f_over_iota_max(at: Moment) -> float:
    return float((at.margins / at.iota).max()) if (at.iota > 0).all() else float("nan")


def _reduced_ratios(at: Moment) -> np.ndarray:
    """Actual over predicted relative step of the leading rho_bar of each sample, prediction by the reduced dynamics."""
    leading = at.rho_bar.argmax(axis=1)
    samples = np.arange(at.labels.size)
    rho, step = at.rho_bar[samples, leading], at.step_of_rho_bar[samples, leading]
    a = 2 * at.problem.eta * at.norms2 / (at.labels.size * at.m)
    iota = at.iota
    predicted = np.where(at.eps > 0, a / (1 + np.exp(iota)), -a / (1 + np.exp(-iota)))
    return np.where(rho > 0, step / np.where(rho > 0, rho, 1.0) / predicted, np.nan)


def _reduced_ratio_min(at: Moment) -> float:
    return float(_reduced_ratios(at).min())


def _reduced_ratio_max(at: Moment) -> float:
    return float(_reduced_ratios(at).max())


#: Observables of the coefficients.
COEFFICIENTS = (
    Observable("gamma_abs_max", r"\max_{j,r}|\gamma_{j,r}|", "largest |gamma_{j,r}|", _gamma_abs_max),
    Observable(
        "gamma_factor_max",
        r"\max_{j,r}\frac{\gamma_{j,r}+|\langle w^{(0)}_{j,r},\mu\rangle|}{|\langle w^{(0)}_{j,r},\mu\rangle|}",
        "largest factor by which gamma + |<w0, mu>| has grown",
        _gamma_factor_max,
    ),
    Observable(
        "signal_best",
        r"\min_j\max_r(\gamma_{j,r}+j\langle w^{(0)}_{j,r},\mu\rangle)",
        "min over j of max over r of gamma + j <w0, mu>",
        _signal_best,
    ),
    Observable(
        "signal_reach_plus",
        r"\max_r(\gamma_{1,r}+|\langle w^{(0)}_{1,r},\mu\rangle|)",
        "max over r of gamma + |<w0, mu>| for j = +1",
        _signal_reach_plus,
    ),
    Observable(
        "signal_reach_minus",
        r"\max_r(\gamma_{-1,r}+|\langle w^{(0)}_{-1,r},\mu\rangle|)",
        "max over r of gamma + |<w0, mu>| for j = -1",
        _signal_reach_minus,
    ),
    Observable("rho_bar_max", r"\max_{r,i}\bar\rho_{r,i}", "largest rho_bar", _rho_bar_max),
    Observable("rho_bar_min", r"\min_{r,i}\bar\rho_{r,i}", "least rho_bar", _rho_bar_min),
    Observable("rho_bar_least", r"\min_i\max_r\bar\rho_{r,i}", "min over i of max over r of rho_bar", _rho_bar_least),
    Observable("rho_low_max", r"\max_{r,i}\underline\rho_{r,i}", "largest rho_low", _rho_low_max),
    Observable("rho_low_min", r"\min_{r,i}\underline\rho_{r,i}", "least rho_low", _rho_low_min),
    Observable("rho_low_abs_max", r"\max_{r,i}|\underline\rho_{r,i}|", "largest |rho_low|", _rho_low_abs_max),
    Observable(
        "xi_drift_error",
        r"\max_{j,r,i}|\langle w_{j,r}-w^{(0)}_{j,r},\xi_i\rangle-\rho_{j,r,i}|",
        "largest |<w - w0, xi_i> - rho_{j,r,i}|",
        _xi_drift_error,
    ),
    Observable(
        "mu_drift_error",
        r"\max_{j,r}|\langle w_{j,r}-w^{(0)}_{j,r},\mu\rangle-j\gamma_{j,r}|",
        "largest |<w - w0, mu> - j gamma|, relative to the size of <w, mu>",
        _mu_drift_error,
    ),
    Observable("iota_min", r"\min_i\iota_i", "least iota_i", _iota_min),
    Observable("iota_max", r"\max_i\iota_i", "largest iota_i", _iota_max),
    Observable("f_over_iota_min", r"\min_i y_if_i/\iota_i", "least y_i f_i / iota_i", _f_over_iota_min),
    Observable("f_over_iota_max", r"\max_i y_if_i/\iota_i", "largest y_i f_i / iota_i", _f_over_iota_max),
    Observable(
        "reduced_ratio_min",
        r"\min_i\frac{\Delta\bar\rho/\bar\rho}{\text{reduced}}",
        "least ratio of the leading rho_bar's relative step to that of the reduced dynamics",
        _reduced_ratio_min,
    ),
    Observable(
        "reduced_ratio_max",
        r"\max_i\frac{\Delta\bar\rho/\bar\rho}{\text{reduced}}",
        "largest such ratio",
        _reduced_ratio_max,
    ),
)
