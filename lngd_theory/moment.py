"""One moment of a run, as claims see it: coefficients, overlaps, margins and the step about to be taken.

Everything is derived from the coefficients R and the instance in plain numpy, apart from the engine's kernels: what
a claim compares is a second route to what the engine computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from lngd_theory.activation import relu_power, relu_power_slope
from lngd_theory.dynamics import Engine
from lngd_theory.instances import Instance, Problem
from lngd_theory.tape import FlipCount

__all__ = ["Moment"]

Array = NDArray[np.float64]


@dataclass
class Moment:
    """The state of a run before ``step``; every property is computed once, when it is first asked for.

    Attributes
    ----------
    problem, instance, engine
        What is trained, and by what.
    step : int
        Steps taken so far.
    eps : (n,) array
        Multipliers of the step about to be taken; ``smoothing`` (n,) the mass of label smoothing.
    margins : (n,) array
        ``y_i f(x_i)``.
    numbers : mapping
        Numbers of the verification, such as ``epsilon`` and ``p``.
    flips : FlipCount
        What the multipliers of the steps taken so far were.
    """

    problem: Problem
    instance: Instance
    engine: Engine
    step: int
    eps: Array
    smoothing: Array
    margins: Array
    numbers: Mapping[str, float]
    flips: FlipCount
    store: dict[str, Any] = field(default_factory=dict)  #: what observables keep from record to record of one run

    # --- the network -------------------------------------------------------------------------------------------
    @property
    def m(self) -> int:
        """Filters of each sign."""
        return self.instance.m

    @property
    def labels(self) -> Array:
        """Training labels (n,)."""
        return self.instance.labels

    @cached_property
    def R(self) -> Array:
        """Coefficients (2m, K)."""
        return self.engine.coefficients

    @cached_property
    def drift(self) -> Array:
        """``<w - w0, v_k>`` (2m, K), from the coefficients and the Gram matrix."""
        return np.asarray(self.R @ (self.instance.gram * self._inverse_norms2[:, None]))

    @cached_property
    def Z(self) -> Array:
        """``<w, v_k>`` (2m, K), as the engine holds it where it does."""
        held = getattr(self.engine, "preactivations", None)
        return self.instance.overlaps + self.drift if held is None else np.asarray(held)

    @cached_property
    def _inverse_norms2(self) -> Array:
        norms2 = self.instance.norms2
        return np.divide(1.0, norms2, out=np.zeros_like(norms2), where=norms2 > 0)

    @cached_property
    def j(self) -> Array:
        """Signs of the filters (2m,)."""
        return np.repeat([1.0, -1.0], self.m)

    # --- signal ------------------------------------------------------------------------------------------------
    @property
    def _mu(self) -> int:
        atom = self.instance.signal_atom
        assert atom is not None
        return atom

    @cached_property
    def gamma(self) -> Array:
        """gamma_{j,r} (2, m)."""
        return (self.j * self.R[:, self._mu]).reshape(2, -1) * self.instance.signal_orientation

    @cached_property
    def mu_overlaps(self) -> Array:
        """``<w0_{j,r}, mu>`` (2, m)."""
        return self.instance.overlaps[:, self._mu].reshape(2, -1) * self.instance.signal_orientation

    # --- noise -------------------------------------------------------------------------------------------------
    @cached_property
    def _xi(self) -> NDArray[np.int64]:
        atoms = self.instance.noise_atoms
        assert atoms is not None
        return atoms

    def _by_label(self, values: Array) -> tuple[Array, Array]:
        """Rows of (2m, K) on the noise atoms, split into ``j = y_i`` and ``j = -y_i``: two arrays (n, m)."""
        by_sign = values[:, self._xi].reshape(2, self.m, -1)
        own, samples = (self.labels < 0).astype(np.int64), np.arange(self.labels.size)
        return by_sign[own, :, samples], by_sign[1 - own, :, samples]

    @cached_property
    def rho_bar(self) -> Array:
        """rho_{y_i,r,i} (n, m)."""
        return self._by_label(self.R)[0]

    @cached_property
    def rising(self) -> NDArray[np.bool_]:
        """Samples none of whose rho_bar has reached 0.1, at this moment or an earlier one that was looked at (n,)."""
        before = self.store.get("risen", np.zeros(self.labels.size, dtype=bool))
        self.store["risen"] = risen = before | (self.rho_bar.max(axis=1) >= 0.1)
        return np.asarray(~risen)

    @cached_property
    def rho_low(self) -> Array:
        """rho_{-y_i,r,i} (n, m)."""
        return self._by_label(self.R)[1]

    @cached_property
    def rho(self) -> Array:
        """rho_{j,r,i} (2m, n)."""
        return np.asarray(self.R[:, self._xi])

    @cached_property
    def noise_drift(self) -> Array:
        """``<w - w0, xi_i>`` (2m, n)."""
        return np.asarray(self.drift[:, self._xi])

    @cached_property
    def noise_overlaps(self) -> Array:
        """``<w0, xi_i>`` (2m, n)."""
        return np.asarray(self.instance.overlaps[:, self._xi])

    @cached_property
    def own_overlaps(self) -> Array:
        """``<w0_{y_i,r}, xi_i>`` (n, m)."""
        return self._by_label(self.instance.overlaps)[0]

    @cached_property
    def own_preactivations(self) -> Array:
        """``<w_{y_i,r}, xi_i>`` (n, m)."""
        return self._by_label(self.Z)[0]

    @cached_property
    def norms2(self) -> Array:
        """``|xi_i|^2`` (n,)."""
        return self.instance.norms2[self._xi]

    @cached_property
    def iota(self) -> Array:
        """``(1/m) sum_r rho_bar^2`` (n,)."""
        return np.asarray((self.rho_bar**2).mean(axis=1))

    # --- gradients ---------------------------------------------------------------------------------------------
    def along(self, U: Array) -> Array:
        """``y_i <grad f(W, x_i), U>`` (n,) for a direction U given by ``<u_{j,r}, v_k>`` (2m, K)."""
        instance, total = self.instance, np.zeros(self.instance.n)
        for patch in range(instance.atoms.shape[1]):
            atoms, signs = instance.atoms[:, patch], instance.signs[:, patch]
            slopes = relu_power_slope(signs * self.Z[:, atoms], self.problem.q)
            total += signs * np.einsum("r,rn,rn->n", self.j / self.m, slopes, U[:, atoms])
        return np.asarray(self.labels * total)

    def mean_gradient(self, weights: Array) -> Array:
        """Coordinates in the atoms (2m, K) of ``(1/n) sum_i weights_i y_i grad f(W, x_i)``."""
        instance, q = self.instance, self.problem.q
        out = np.zeros((instance.gram.shape[0], self.j.size))
        for patch in range(instance.atoms.shape[1]):
            atoms, signs = instance.atoms[:, patch], instance.signs[:, patch]
            slopes = relu_power_slope(signs * self.Z[:, atoms], q) * self.j[:, None] / self.m
            np.add.at(out, atoms, (slopes * (signs * self.labels * weights / instance.n)).T)
        return out.T

    @cached_property
    def clean_slopes(self) -> Array:
        """``l'(y_i f_i)`` (n,), negative."""
        return np.asarray(-expit(-self.margins))

    @cached_property
    def noisy_slopes(self) -> Array:
        """Derivative of sample i's training loss in ``y_i f_i``, label noise and smoothing included (n,)."""
        mass, eps = self.smoothing, self.eps
        return np.asarray((1 - mass) * -eps * expit(-eps * self.margins) + mass * eps * expit(eps * self.margins))

    @cached_property
    def clean_gradient2(self) -> float:
        """``|grad L_S|^2`` of the loss without fresh label noise."""
        gradient = self.mean_gradient(self.clean_slopes)
        return float(np.einsum("rk,kl,rl->", gradient, self.instance.gram, gradient, optimize=True))

    @cached_property
    def step_of_rho_bar(self) -> Array:
        """What the step about to be taken adds to rho_bar, by recursion (5) (n, m)."""
        scale = self.problem.eta * self.norms2 * self.noisy_slopes / (self.instance.n * self.m)
        return -scale[:, None] * relu_power_slope(self.own_preactivations, self.problem.q)

    # --- fresh data --------------------------------------------------------------------------------------------
    @cached_property
    def fresh_noise(self) -> Array:
        """``<w, xi>`` for fresh noise patches (size, 2m)."""
        return np.asarray(self.instance.test.noise_preactivations(self.R))  # type: ignore[union-attr]

    def noise_output(self, preactivations: Array) -> Array:
        """``g(xi) = (1/m) sum_{j,r} j s(<w_{j,r}, xi>)`` for pre-activations (size, 2m)."""
        return np.asarray(relu_power(preactivations, self.problem.q) @ (self.j / self.m))

    @cached_property
    def signal_outputs(self) -> Array:
        """``(1/m) sum_r s(<w_{j,r}, y mu>)`` signed by j, for y = +1 and y = -1 (2,)."""
        z = self.Z[:, self._mu] * self.instance.signal_orientation
        return np.array([relu_power(y * z, self.problem.q) @ self.j / self.m for y in (1.0, -1.0)])
