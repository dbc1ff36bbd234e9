"""What one would write without this package, in JAX: the network of Definition 2.1, ``grad`` and ``scan`` under jit."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

__all__ = ["Training"]

Array = NDArray[np.floating]
jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]


@partial(jax.jit, static_argnames="q")
def outputs(W: jax.Array, patches: jax.Array, q: float) -> jax.Array:
    """Outputs (n,) of weights (2m, d) for patches (n, P, d)."""
    m = W.shape[0] // 2
    filters = (jax.nn.relu(patches @ W.T) ** q).sum(axis=1)
    return (filters[:, :m].sum(axis=1) - filters[:, m:].sum(axis=1)) / m


def _loss(W: jax.Array, patches: jax.Array, signs: jax.Array, q: float) -> jax.Array:
    return jax.nn.softplus(-signs * outputs(W, patches, q)).mean()


@partial(jax.jit, static_argnames="q")
def train(W: jax.Array, patches: jax.Array, labels: jax.Array, eta: float, flips: jax.Array, q: float) -> jax.Array:
    """Weights after one step for each row of ``flips`` (steps, n)."""

    def step(W: jax.Array, eps: jax.Array) -> tuple[jax.Array, None]:
        return W - eta * jax.grad(_loss)(W, patches, eps * labels, q), None

    return jax.lax.scan(step, W, flips)[0]


class Training:
    """Full-batch gradient descent on the logistic loss; parameters as in ``numpy_script``."""

    def __init__(self, W0: Array, patches: Array, labels: Array, eta: float, q: float = 2.0, dtype: str = "float64"):
        self._dtype: Any = dtype
        self.W, self.patches, self.labels = map(self._array, (W0, patches, labels))
        self.eta = jnp.asarray(eta, dtype)
        self.q = int(q) if q == int(q) else q  # an integer power is a product

    def _array(self, values: Array) -> jax.Array:
        return jnp.asarray(values, self._dtype)

    def train(self, flips: Array) -> None:
        """One step for each row of ``flips`` (steps, n); a new number of steps is compiled anew."""
        self.W = train(self.W, self.patches, self.labels, self.eta, self._array(flips), self.q)
        self.W.block_until_ready()

    def hold(self, patches: Array) -> jax.Array:
        """Patches (n, P, d) in the form that :meth:`outputs` takes."""
        return self._array(patches)

    def outputs(self, held: jax.Array) -> NDArray[np.float64]:
        """``f`` of samples."""
        return np.asarray(outputs(self.W, held, self.q), dtype=np.float64)

    def weights(self) -> NDArray[np.float64]:
        """W (2m, d)."""
        return np.asarray(self.W, dtype=np.float64)
