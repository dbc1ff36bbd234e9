"""The decoupled engine: Definition 2.1 with exactly orthogonal atoms, at O(n) a step.

Inside Assumption 3.1 the dimension is so large that noise patches are orthogonal to many digits, and training takes
more steps than O(m n^2) each allows. With the off-diagonal of the Gram matrix left out and q = 2, all pre-activations
of a sample that are active in the same way grow by one factor (LNGD, equations (4)-(6)), so that two numbers for each
sample and four for the signal are the whole state. :func:`coupling` says how much was left out.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import decoupled_kernels as kernels
from lngd_theory.dynamics.engine import DIVERGENCE_LIMIT, smoothing_of
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance
from lngd_theory.population import Accuracy
from lngd_theory.setting import Setting

__all__ = ["DecoupledEngine", "coupling"]

Array = NDArray[np.float64]


def coupling(problem: Instance | Setting) -> float:
    """How far the atoms are from orthogonal: what :class:`DecoupledEngine` leaves out, ``>= 0``, without unit.

    For an instance the largest ``sum_{k != i} |<v_k, v_i>|/|v_k|^2`` over atoms i, exactly. For a setting the
    a-priori figure ``n sqrt(2 log(2 n^2)/d)``: with probability at least about 1/2 no draw exceeds it, since each of
    the ``n (n-1)`` ratios is Gaussian with variance 1/d to leading order.

    Notes
    -----
    The engine leaves ``e_i = sum_{k != i} rho_k <v_k, v_i>/|v_k|^2`` out of every pre-activation z_i, so
    ``|e_i| <= coupling * max |rho|`` at all times: the error does not add up over steps. It acts back through the
    factor of z_i. To first order ``dz_i <- (1 + a_i g_i) dz_i + de_i``; summed by parts, dz_i is e_i plus
    ``sum_t a_i g_i e_i`` carried along with z_i, so that::

        |dz_i / z_i|  <=  coupling * (max |rho| / min |z_i|) * (1 + sum_t a_i |g_i|)

    with the smallest z_i of the run. The sum is the variation of log z_i. It is the logarithm of the growth in the
    first stage, and then about ``2 p (1-p) a_i`` a step under flips, with signs that alternate, so that its typical
    effect grows with the square root of the number of steps. A filter whose initial overlap is below
    ``coupling * max |rho|`` may also be active in one dynamics and not in the other: compare `coupling` with
    ``sigma_0 sigma_p sqrt(d)``.
    """
    if isinstance(problem, Setting):
        return problem.n * math.sqrt(2 * math.log(2 * problem.n**2) / problem.d)
    norms2 = problem.norms2
    ratios = np.abs(problem.gram) * np.divide(1.0, norms2, out=np.zeros_like(norms2), where=norms2 > 0)[:, None]
    np.fill_diagonal(ratios, 0.0)
    return float(ratios.sum(axis=0).max())


class DecoupledEngine:
    """Training of an instance as if its atoms were orthogonal; a step costs O(n), memory is O(m n).

    Parameters
    ----------
    instance : Instance
        Two patches a sample: one signal atom for all, used with either sign, and one noise atom for each
        (Definition 2.1); not changed. Only the diagonal of its Gram matrix is used: see :func:`coupling`.
    eta, q : float
        Step size, and power of the activation, which must be 2.
    smoothing : float or tuple of floats
        Mass of label smoothing, one or one per sample.

    Raises
    ------
    InputError
        q is not 2, or samples are not of this form.
    """

    def __init__(self, instance: Instance, eta: float, q: float, smoothing: float | tuple[float, ...] = 0.0):
        if q != 2:
            raise InputError(f"q={q!r} must be 2 for the decoupled engine; use the Gram engine for other powers")
        self._mu, self._xi = _signal_and_noise(instance)
        self.instance, self._q = instance, float(q)
        self._noise_groups, self._signal_groups = _noise_groups(instance, self._xi), _signal_groups(instance, self._mu)
        self._constants = _constants(instance, eta, smoothing, self._mu, self._xi)
        N = self._constants.own.size
        self._state = kernels.State(np.ones((2, N)), np.zeros((2, N)), np.ones(4), np.zeros(4))
        self._work = kernels.Work(np.zeros(N), np.empty(N), np.empty(N), np.empty((2, N)))

    def _by_filter(self, noise: Array, signal: Array) -> Array:
        """One number for each group, (2, N) and (4,), as an array (2m, K); zero for filters that never move."""
        result = np.zeros_like(self.instance.overlaps)
        own, other = noise[:, : self.instance.n]
        result[:, self._xi] = np.where(self._noise_groups >= 0, np.where(self._noise_groups == 0, own, other), 0.0)
        result[:, self._mu] = np.where(self._signal_groups >= 0, signal[self._signal_groups], 0.0)
        return result

    @property
    def coefficients(self) -> Array:
        """R (2m, K), made anew: ``z0 (P - 1)``, to rounding however small."""
        s = self._state
        change = self._by_filter((s.high - 1.0) + s.low, (s.signal_high - 1.0) + s.signal_low)
        with np.errstate(invalid="ignore"):  # after a divergence
            return np.asarray(self.instance.overlaps * change)

    @property
    def preactivations(self) -> Array:
        """``<w_{j,r}, v_k>``, shape (2m, K), made anew: ``z0 P``."""
        s = self._state
        factor = self._by_filter(s.high, s.signal_high)
        moving = self._by_filter(np.ones_like(s.high), np.ones(4)) > 0
        with np.errstate(invalid="ignore"):
            return np.where(moving, self.instance.overlaps * factor, self.instance.overlaps)

    def margins(self) -> Array:
        """``y_i f(x_i)``, shape (n,)."""
        kernels.forward(self._constants, self._state, self._work)
        return self._work.margin[: self.instance.n].copy()

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps`` (steps, n); returns the steps taken before divergence."""
        return int(kernels.advance(self._constants, self._state, self._work, np.ascontiguousarray(eps)))

    def test(self) -> Accuracy:
        """Test accuracy of the current weights."""
        assert self.instance.test is not None
        return self.instance.test.from_coefficients(self.coefficients, self._q)


def _signal_and_noise(instance: Instance) -> tuple[int, NDArray[np.int64]]:
    """The atom mu and the atoms xi_i, if the instance has the form of Definition 2.1."""
    mu, xi, patches = instance.signal_atom, instance.noise_atoms, instance.atoms.shape[1]
    if patches != 2 or mu is None or xi is None or mu in xi:
        raise InputError(
            "the decoupled engine needs samples of two patches, a signal patch shared by all (up to sign) and a noise "
            "patch of each sample's own; use the Gram engine for other data"
        )
    return mu, xi


def _noise_groups(instance: Instance, xi: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 (own), 1 (other) or -1 (never active) for every filter and sample, shape (2m, n)."""
    assert instance.noise_patch is not None
    j = np.repeat([1.0, -1.0], instance.m)
    active = instance.signs[:, instance.noise_patch] * instance.overlaps[:, xi] > 0
    return np.where(active, np.where(j[:, None] == instance.labels, 0, 1), -1)


def _signal_groups(instance: Instance, mu: int) -> NDArray[np.int64]:
    """0..3 for (j, sign of z0) = (+, +), (+, -), (-, +), (-, -), or -1 where z0 = 0, shape (2m,)."""
    z = instance.overlaps[:, mu]
    return np.where(z == 0, -1, 2 * np.repeat([0, 1], instance.m) + (z < 0))


def _constants(
    instance: Instance, eta: float, smoothing: float | tuple[float, ...], mu: int, xi: NDArray[np.int64]
) -> kernels.Constants:
    assert instance.signal_patch is not None
    n, m = instance.n, instance.m
    groups, signal_groups = _noise_groups(instance, xi), _signal_groups(instance, mu)
    squares, signal_squares = instance.overlaps[:, xi] ** 2 / m, instance.overlaps[:, mu] ** 2 / m
    own, other = ((squares * (groups == k)).sum(axis=0) for k in (0, 1))
    signal = np.array([signal_squares[signal_groups == k].sum() for k in range(4)])
    with np.errstate(over="ignore"):  # an infinite rate ends as a divergence
        rates = 2 * eta * instance.norms2 / (n * m)
    j = np.array([1.0, 1.0, -1.0, -1.0])
    sign = instance.signs[:, instance.signal_patch]
    return kernels.Constants(
        own=_filled(own),
        other=_filled(other),
        own_rate=_filled(np.where((groups == 0).any(axis=0), rates[xi], 0.0)),
        other_rate=_filled(np.where((groups == 1).any(axis=0), rates[xi], 0.0)),
        plus=_filled(np.where(sign > 0, instance.labels, 0.0)),
        minus=_filled(np.where(sign < 0, instance.labels, 0.0)),
        smoothing=_filled(smoothing_of(smoothing, n)),
        signal=j * signal,
        signal_rate=j * np.where(np.isin(np.arange(4), signal_groups), rates[mu], 0.0),
        side=np.array([1.0, -1.0, 1.0, -1.0]),
        limit=DIVERGENCE_LIMIT,
    )


def _filled(values: Array) -> Array:
    """Zeros added up to whole blocks: such a sample has no filters, no label and no rate."""
    return np.append(values, np.zeros(-values.size % kernels.BLOCK))
