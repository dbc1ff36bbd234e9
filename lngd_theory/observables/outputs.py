"""Observables of outputs, losses and gradients (Lemmas 4.3, D.5; Theorems 3.2, 3.3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.loss import noisy_loss
from lngd_theory.moment import Moment
from lngd_theory.observables.observable import Observable

__all__ = ["OUTPUTS"]

Array = NDArray[np.float64]


def _clean_loss(at: Moment) -> float:
    return float(noisy_loss(at.margins, 1.0, 0.0).mean())


def _train_loss(at: Moment) -> float:
    return float(noisy_loss(at.margins, at.eps, at.smoothing).mean())


def _f_min(at: Moment) -> float:
    return float(at.margins.min())


def _f_max(at: Moment) -> float:
    return float(at.margins.max())


def _f_abs_max(at: Moment) -> float:
    return float(np.abs(at.margins).max())


def _f_rising_max(at: Moment) -> float:
    """Largest |f_i| among the samples that are not memorised to 0.1 yet; 0 if there is none."""
    return float(np.abs(at.margins).max(initial=0.0, where=at.rising))


def _target(at: Moment, own_sign_only: bool) -> Array:
    """``<w*, v_k>`` for ``w* = w0 + 2 m log(2/eps) sum_i xi_i/|xi_i|^2``, over all i or those with y_i = j."""
    instance = at.instance
    coefficients = np.zeros((2 * at.m, instance.gram.shape[0]))
    atoms = instance.noise_atoms
    assert atoms is not None
    wanted = at.j[:, None] == at.labels[None, :] if own_sign_only else np.ones((2 * at.m, at.labels.size), dtype=bool)
    coefficients[:, atoms] = 2 * at.m * np.log(2 / at.numbers["epsilon"]) * wanted / at.norms2
    return np.asarray(instance.overlaps + coefficients @ instance.gram)


def _drop_excess(at: Moment, own_sign_only: bool) -> float:
    """``|W - W*|^2 - |W' - W*|^2 - eta (L_S - epsilon)`` for the clean step, over eta."""
    eta = at.problem.eta
    inner = float((at.clean_slopes * at.along(at.Z - _target(at, own_sign_only))).mean())
    return 2 * inner - eta * at.clean_gradient2 - (_clean_loss(at) - at.numbers["epsilon"])


def _drop_excess_printed(at: Moment) -> float:
    return _drop_excess(at, own_sign_only=False)


def _drop_excess_own(at: Moment) -> float:
    return _drop_excess(at, own_sign_only=True)


def _target_inner_min(at: Moment) -> float:
    return float(at.along(_target(at, False)).min())


def _target_inner_own_min(at: Moment) -> float:
    return float(at.along(_target(at, True)).min())


def _gradient_ratio(at: Moment) -> float:
    mu2, noise2 = float(at.instance.norms2[at.instance.signal_atom]), float(at.norms2.mean())
    return at.clean_gradient2 / (max(mu2, noise2) * _clean_loss(at))


def _homogeneity_error(at: Moment) -> float:
    sizes = np.abs(at.along(np.abs(at.Z))).max() + np.abs(at.margins).max()
    return float(np.abs(at.along(at.Z) - at.problem.q * at.margins).max() / sizes)


#: Observables of outputs and gradients.
OUTPUTS = (
    Observable("clean_loss", r"L_S", "training loss without fresh label noise", _clean_loss),
    Observable("train_loss", r"L_S^{\epsilon}", "training loss with the multipliers of the step", _train_loss),
    Observable("f_min", r"\min_i y_if_i", "least y_i f_i", _f_min),
    Observable("f_max", r"\max_i y_if_i", "largest y_i f_i", _f_max),
    Observable("f_abs_max", r"\max_i|f_i|", "largest |f_i|", _f_abs_max),
    Observable(
        "f_rising_max",
        r"\max_{i:\,\bar\rho_i<0.1}|f_i|",
        "largest |f_i| among samples whose rho_bar has not reached 0.1 yet",
        _f_rising_max,
    ),
    Observable(
        "drop_excess",
        r"\eta^{-1}\bigl(\|W^{(t)}-W^*\|^2-\|W^{(t+1)}-W^*\|^2\bigr)-L_S+\epsilon",
        "decrease of |W - W*|^2 over eta, less L_S - epsilon; W* as printed",
        _drop_excess_printed,
    ),
    Observable(
        "drop_excess_own",
        r"\eta^{-1}\bigl(\|W^{(t)}-W^\dagger\|^2-\|W^{(t+1)}-W^\dagger\|^2\bigr)-L_S+\epsilon",
        "the same with the sum in W* over the samples with y_i = j",
        _drop_excess_own,
    ),
    Observable(
        "target_inner_min",
        r"\min_i y_i\langle\nabla f(W,x_i),W^*\rangle",
        "least y_i <grad f(W, x_i), W*>; W* as printed",
        _target_inner_min,
    ),
    Observable(
        "target_inner_own_min",
        r"\min_i y_i\langle\nabla f(W,x_i),W^\dagger\rangle",
        "the same with the sum in W* over the samples with y_i = j",
        _target_inner_own_min,
    ),
    Observable(
        "gradient_ratio",
        r"\frac{\|\nabla L_S\|^2}{\max(\|\mu\|^2,\|\xi\|^2)L_S}",
        "|grad L_S|^2 over max(|mu|^2, mean |xi|^2) L_S",
        _gradient_ratio,
    ),
    Observable(
        "homogeneity_error",
        r"\max_i|\langle\nabla f(W,x_i),W\rangle-qf(W,x_i)|",
        "largest |<grad f, W> - q f|, relative to the size of its terms",
        _homogeneity_error,
    ),
)
