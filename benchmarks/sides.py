"""What the package is compared with: the same training as a script in a library for arrays, on the same dense draw."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lngd_theory import Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import Instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.streams import streams

__all__ = ["GRAM", "SIDES", "Side", "Trainee", "disagreement", "patches_of", "single_precision"]

Array = NDArray[np.float64]

#: What this package is called in tables and figures.
GRAM = "this package"


class Trainee(Protocol):
    """A training under way, whatever the library."""

    def train(self, flips: Array) -> None:
        """One step for each row of ``flips`` (steps, n); returns when they are done."""

    def hold(self, patches: Array) -> Any:
        """Patches (n, P, d) in the form that :meth:`outputs` takes: to be converted once."""

    def outputs(self, held: Any) -> Array:
        """``f`` (n,) of such patches."""

    def weights(self) -> Array:
        """W (2m, d)."""


@dataclass(frozen=True)
class Side:
    """A library and its script; ``extra`` is what installs it."""

    name: str
    package: str
    extra: str = ""
    dtype: str = "float64"

    @property
    def installed(self) -> bool:
        """Whether its rows can be measured."""
        return importlib.util.find_spec(self.package) is not None

    @property
    def missing(self) -> str:
        """Why its rows are not measured, and what to do."""
        return f"not measured: {self.package} is not installed (pip install 'lngd-theory[{self.extra}]')"

    def start(self, setting: Setting, instance: Instance, patches: Array | None = None) -> Trainee:
        """The training of a dense draw from its initial weights; ``patches`` saves making them again."""
        assert instance.dense is not None
        script = importlib.import_module(f"benchmarks.{self.package}_script")
        trainee: Trainee = script.Training(
            instance.dense.W0,
            patches_of(instance) if patches is None else patches,
            instance.labels,
            setting.eta,
            setting.q,
            self.dtype,
        )
        return trainee


#: All in double precision, as the engine.
SIDES = (Side("dense NumPy", "numpy"), Side("PyTorch", "torch", "deep"), Side("JAX", "jax", "jax"))


def single_precision(side: Side) -> Side:
    """The same script in float32, which PyTorch and JAX take if nothing is said."""
    return Side(f"{side.name}, float32", side.package, side.extra, "float32")


def patches_of(instance: Instance) -> Array:
    """Patches (n, P, d) of a dense draw."""
    assert instance.dense is not None
    return np.asarray(instance.signs[:, :, None] * instance.dense.atoms[instance.atoms])


def disagreement(side: Side, setting: Setting, instance: Instance, noise: LabelNoise, steps: int) -> float:
    """How far a script is from the Gram engine after some steps of the same flips, relative to the largest number.

    The larger of the difference of the outputs and that of the *moves* ``W - W0``.
    """
    assert instance.dense is not None
    eps = noise.draw(streams(0).label_noise, steps, setting.n)
    engine = GramEngine(instance, setting.eta, setting.q)
    engine.advance(eps)
    moves = engine.coefficients / instance.norms2 @ instance.dense.atoms
    patches = patches_of(instance)
    theirs = side.start(setting, instance, patches)
    theirs.train(eps)
    pairs = [
        (engine.margins(), instance.labels * theirs.outputs(theirs.hold(patches))),
        (moves, theirs.weights() - instance.dense.W0),
    ]
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)
