r"""The rank-risk curve for a tail of several variances, correlated noise in the features, by deterministic equivalents.

The companion transform m solves ``z = -1/m + gamma sum_b h_b t_b/(1 + t_b m)`` for tail variances t_b of shares h_b
(Silverstein 1995); on the real axis it is the root of a polynomial in the upper half plane. With ``tau = 1 + ell`` and
``h = 1/(1 + tau m)`` one resolvent gives what is retained of a spike, and two of them, ``u^T Q(z) Sigma Q(z') u ->
tau (h(z)/m(z') - h(z')/m(z))/(z z' (z - z'))``, the variance of ``beta^T P x``. Taking imaginary parts:

* density of a spike in the bulk: ``tau Im m/(pi lambda |1 + tau m|^2)``, of eigenvalues per N: ``Im m/pi``;
* ``v^T Sigma v = 1/(lambda |m|^2)`` (Ledoit and Peche 2011), and between two levels ``tau^2 Im m Im m' [1/(|1 + tau
  m|^2 |m'|^2) - 1/(|1 + tau m'|^2 |m|^2)]/(pi^2 lambda lambda' (lambda - lambda'))``;
* an eigenvalue of its own for a spike where z increases at ``m = -1/tau``, with overlap ``1/(lambda tau m')`` and
  ``v^T Sigma v = tau^2/lambda``.

Green and Romanov 2024 (arXiv:2405.11676) have such limits for any covariance. Terms of order 1/N are left out, but for
the variance of eigenvectors outside the bulk. For one tail variance this is the second route to ``rank_risk``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.spiked.model import SpikedModel

__all__ = ["Limit", "Transform", "limit"]

Array = NDArray[np.float64]

#: Cells of every interval of the bulk.
_CELLS = 400


class Transform(NamedTuple):
    """The companion transform of a tail."""

    gamma: float
    variances: Array
    shares: Array

    def level(self, m: Array | float) -> Array:
        """Z at a real m."""
        m = np.asarray(m)[..., None]
        terms = self.shares * self.variances / (1 + self.variances * m)
        return np.asarray(-1 / m[..., 0] + self.gamma * terms.sum(axis=-1))

    def slope(self, m: Array | float) -> Array:
        """dz/dm at a real m."""
        m = np.asarray(m)[..., None]
        terms = self.shares * self.variances**2 / (1 + self.variances * m) ** 2
        return np.asarray(1 / m[..., 0] ** 2 - self.gamma * terms.sum(axis=-1))

    def edges(self) -> Array:
        """Ends of the intervals of the bulk, ascending, shape (intervals, 2)."""
        total = np.poly1d([1.0])
        factors = [np.poly1d([t, 1.0]) ** 2 for t in self.variances]
        for factor in factors:
            total = total * factor
        right = np.poly1d([0.0])
        for number, (t, h) in enumerate(zip(self.variances, self.shares, strict=True)):
            part = np.poly1d([self.gamma * h * t**2, 0.0, 0.0])
            for other, factor in enumerate(factors):
                part = part * factor if other != number else part
            right = right + part
        roots = (total - right).roots
        real = roots[np.abs(roots.imag) < 1e-9 * (1 + np.abs(roots))].real
        levels = np.sort(self.level(real[np.abs(real) > 1e-12]))
        if levels.size % 2:  # D = N: the lowest edge is 0, at m = infinity
            levels = np.concatenate([[0.0], levels])
        return np.asarray(np.maximum(levels, 0.0).reshape(-1, 2))

    def at(self, level: Array) -> NDArray[np.complex128]:
        """M above the real axis, at levels within the bulk."""
        found = np.empty(level.size, dtype=np.complex128)
        whole = np.poly1d([1.0])
        for t in self.variances:
            whole = whole * np.poly1d([t, 1.0])
        rest = np.poly1d([0.0])
        for number, (t, h) in enumerate(zip(self.variances, self.shares, strict=True)):
            part = np.poly1d([self.gamma * h * t, 0.0])
            for other, u in enumerate(self.variances):
                part = part * np.poly1d([u, 1.0]) if other != number else part
            rest = rest + part
        for place, z in enumerate(level):
            roots = (np.poly1d([z, 0.0]) * whole + whole - rest).roots
            found[place] = roots[np.argmax(roots.imag)]
        return found


class Limit(NamedTuple):
    """For every d: what is retained of each spike (k, d), ``E (beta^T P x)^2`` (d,), the variance (d,).

    ``aimed`` (d,) is what of the variance lies along the clean signal, where it changes no sign.
    """

    mean: Array
    power: Array
    variance: Array
    aimed: Array


class _Bulk(NamedTuple):
    """Cells of the bulk from the largest eigenvalue down."""

    level: Array
    weight: Array
    m: NDArray[np.complex128]

    @property
    def share(self) -> Array:
        """Eigenvalues of each cell, per N."""
        return np.asarray(self.weight * self.m.imag / np.pi)


def limit(model: SpikedModel) -> Limit:
    """The curve of a model with any tail."""
    variances, shares = np.array(model.tail, dtype=np.float64).T
    transform = Transform(model.gamma, variances, shares / shares.sum())
    bulk = _bulk(transform)
    tau = 1 + model.strengths
    with np.errstate(divide="ignore"):  # a spike as large as a tail variance is in its bulk
        places, own = transform.level(-1 / tau), transform.slope(-1 / tau) > 0
    marks = np.concatenate([bulk.level, places[own]])
    order = np.argsort(-marks)
    counts = np.concatenate([bulk.share * model.N, np.ones(int(own.sum()))])[order]
    taken = np.concatenate([[0.0], np.cumsum(counts)])
    taken *= model.full_rank / taken[-1]
    d = np.arange(model.full_rank + 1)

    def over_d(bulk_part: Array, own_part: Array) -> Array:
        steps = np.concatenate([bulk_part, own_part])[order]
        return np.asarray(np.interp(d, taken, np.concatenate([[0.0], np.cumsum(steps)])))

    noise = over_d(bulk.share / (bulk.level * np.abs(bulk.m)) ** 2, (tau[own] / places[own]) ** 2 / model.N)
    overlaps = np.zeros(tau.size)
    overlaps[own] = transform.slope(-1 / tau[own]) / (places[own] * tau[own])
    along = model.class_variance * overlaps * model.weights**2
    aimed = over_d(np.zeros(bulk.level.size), along[own] / (places[own] * model.N))
    mean, power = np.empty((tau.size, d.size)), np.zeros(d.size)
    for j, beta in enumerate(model.beta):
        c2 = float(overlaps[j])
        mine = np.where(np.flatnonzero(own) == j, c2, 0.0)
        density = tau[j] * bulk.weight * bulk.m.imag / (np.pi * bulk.level * np.abs(1 + tau[j] * bulk.m) ** 2)
        mean[j] = over_d(density, mine)
        pairs = _pairs(bulk, float(tau[j]), float(places[j]), c2)[np.ix_(_rows(order, own, j), _rows(order, own, j))]
        sums = np.cumsum(np.cumsum(pairs, axis=0), axis=1).diagonal()
        power += beta**2 * np.interp(d, taken, np.concatenate([[0.0], sums]))
    return Limit(mean, power, model.sigma2 * noise, model.sigma2 * aimed)


def _bulk(transform: Transform) -> _Bulk:
    angle = (np.arange(_CELLS) + 0.5) * np.pi / _CELLS
    parts = []
    for low, high in transform.edges()[::-1]:
        level = (low + high) / 2 + (high - low) / 2 * np.cos(angle)
        parts.append((level, (high - low) / 2 * np.sin(angle) * np.pi / _CELLS))
    level, weight = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    return _Bulk(level, weight, transform.at(level))


def _rows(order: NDArray[np.intp], own: NDArray[np.bool_], j: int) -> NDArray[np.intp]:
    """Rows of :func:`_pairs` in the order of eigenvalues: bulk cells, spike j's own, and a row of zeros for others."""
    cells = order.size - int(own.sum())
    mine = np.where(np.flatnonzero(own) == j, cells, cells + 1)
    return np.asarray(np.concatenate([np.arange(cells), mine])[order])


def _pairs(bulk: _Bulk, tau: float, place: float, c2: float) -> Array:
    """``E beta^T v_a v_a^T Sigma v_b v_b^T beta`` for a unit beta along a spike, over cells, its own, and zeros."""
    level, height = bulk.level, bulk.weight * bulk.m.imag / np.pi
    near, far = 1 / np.abs(1 + tau * bulk.m) ** 2, 1 / np.abs(bulk.m) ** 2
    gap = level[:, None] - level[None, :]
    np.fill_diagonal(gap, 1.0)
    across = (near[:, None] * far[None, :] - near[None, :] * far[:, None]) / gap
    np.fill_diagonal(across, _wronskian(near, far, level))
    cells = tau**2 * (height / level)[:, None] * (height / level)[None, :] * across
    cells[np.diag_indices(level.size)] += tau * height * near * far / level**2
    pairs = np.zeros((level.size + 2, level.size + 2))
    pairs[:-2, :-2] = cells
    if c2 > 0:
        pairs[-2, :-2] = pairs[:-2, -2] = c2 * tau * height * far / (level * (place - level))
        pairs[-2, -2] = c2 * tau**2 / place
    return pairs


def _wronskian(near: Array, far: Array, level: Array) -> Array:
    """``near' far - near far'`` with respect to the level, within every interval of the bulk."""
    found = []
    for first in range(0, level.size, _CELLS):
        part = slice(first, first + _CELLS)
        a, b, x = near[part], far[part], level[part]
        found.append(np.gradient(a, x) * b - a * np.gradient(b, x))
    return np.concatenate(found)
