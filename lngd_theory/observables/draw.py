"""Observables of the draw: norms, inner products, initial overlaps (Lemmas B.1, B.2, D.3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.moment import Moment
from lngd_theory.observables.observable import Observable

__all__ = ["DRAW"]


def _norm2_min(at: Moment) -> float:
    return float(at.norms2.min())


def _norm2_max(at: Moment) -> float:
    return float(at.norms2.max())


def noise_gram(at: Moment) -> NDArray[np.float64]:
    """``<xi_i, xi_k>`` (n, n)."""
    atoms = at.instance.noise_atoms
    return at.instance.gram[np.ix_(atoms, atoms)]  # type: ignore[arg-type]


def _cross_max(at: Moment) -> float:
    gram = np.abs(noise_gram(at))
    np.fill_diagonal(gram, 0.0)
    return float(gram.max())


def _mu_overlap_max(at: Moment) -> float:
    return float(np.abs(at.mu_overlaps).max())


def _xi_overlap_max(at: Moment) -> float:
    return float(np.abs(at.noise_overlaps).max())


def _mu_aligned_min(at: Moment) -> float:
    return float((np.array([[1.0], [-1.0]]) * at.mu_overlaps).max(axis=1).min())


def _xi_aligned_min(at: Moment) -> float:
    aligned = (at.j[:, None] * at.noise_overlaps).reshape(2, at.m, -1)
    return float(aligned.max(axis=1).min())


def _initial_overlap_max(at: Moment) -> float:
    return max(_mu_overlap_max(at), _xi_overlap_max(at))


def _b_bar(at: Moment) -> float:
    return float(at.own_overlaps.max(axis=1).min())


def _v_norm(at: Moment) -> float:
    """|v| of Lemma D.6: v = 0.01/sqrt(n d) times the sum of xi_i with y_i = 1."""
    chosen = at.labels > 0
    n, d = at.labels.size, at.problem.d  # type: ignore[attr-defined]
    return float(0.01 / np.sqrt(n * float(d)) * np.sqrt(noise_gram(at)[np.ix_(chosen, chosen)].sum()))


def _draw(name: str, latex: str, meaning: str, compute: object) -> Observable:
    return Observable(name, latex, meaning, compute, once=True)  # type: ignore[arg-type]


#: Observables of the draw.
DRAW = (
    _draw("xi_norm2_min", r"\min_i\|\xi_i\|^2", "least |xi_i|^2", _norm2_min),
    _draw("xi_norm2_max", r"\max_i\|\xi_i\|^2", "largest |xi_i|^2", _norm2_max),
    _draw("xi_cross_max", r"\max_{i\ne k}|\langle\xi_i,\xi_k\rangle|", "largest |<xi_i, xi_k>|, i != k", _cross_max),
    _draw(
        "mu_overlap_max",
        r"\max_{j,r}|\langle w^{(0)}_{j,r},\mu\rangle|",
        "largest |<w0_{j,r}, mu>|",
        _mu_overlap_max,
    ),
    _draw(
        "xi_overlap_max",
        r"\max_{j,r,i}|\langle w^{(0)}_{j,r},\xi_i\rangle|",
        "largest |<w0_{j,r}, xi_i>|",
        _xi_overlap_max,
    ),
    _draw(
        "mu_aligned_min",
        r"\min_j\max_r j\langle w^{(0)}_{j,r},\mu\rangle",
        "min over j of max over r of j <w0_{j,r}, mu>",
        _mu_aligned_min,
    ),
    _draw(
        "xi_aligned_min",
        r"\min_{j,i}\max_r j\langle w^{(0)}_{j,r},\xi_i\rangle",
        "min over j and i of max over r of j <w0_{j,r}, xi_i>",
        _xi_aligned_min,
    ),
    _draw(
        "initial_overlap_max",
        r"\max(|\langle w^{(0)}_{j,r},\mu\rangle|,|\langle w^{(0)}_{j,r},\xi_i\rangle|)",
        "largest initial overlap with mu or a noise patch",
        _initial_overlap_max,
    ),
    _draw(
        "b_bar",
        r"\min_i\max_r\langle w^{(0)}_{y_i,r},\xi_i\rangle",
        "min over i of max over r of <w0_{y_i,r}, xi_i>",
        _b_bar,
    ),
    _draw("v_norm", r"\|v\|", "norm of the shift v of Lemma D.6", _v_norm),
)
