"""Label noise: what multiplies ``y_i`` at every step (LNGD, Section 2).

A label noise draws multipliers ``eps[t, i]``, independently for every step and sample, and carries the
``smoothing`` mass of label smoothing. The training loss of sample i with multiplier e and smoothing mass p is
``(1 - p) l(e y f) + p l(-e y f)``; for every kind but label smoothing p = 0, for label smoothing e = 1.

Every parameter is one number, or one number per sample (a sequence of length n) so that some samples can be left
clean. *Fixed* corruption of the training labels is something else, a property of the instance: it is
``Setting.corruption``, and composes with all of these.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match

__all__ = [
    "NOISE_KINDS",
    "GaussianLabelNoise",
    "LabelFlip",
    "LabelNoise",
    "LabelSmoothing",
    "NoLabelNoise",
    "UniformLabelNoise",
    "parse_label_noise",
]

Array = NDArray[np.float64]
Parameter = float | tuple[float, ...]


def _checked(name: str, value: Any, low: float = -math.inf, high: float = math.inf) -> Parameter:
    """``value`` as a float or a tuple of floats, each finite and in [low, high]."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        array = np.array(None)
    array = array.astype(np.float64) if array.dtype.kind in "iuf" else np.array(math.nan)
    if array.ndim > 1 or not np.all(np.isfinite(array)) or np.any(array < low) or np.any(array > high):
        raise InputError(f"{name}={value!r} must be a finite number in [{low:g}, {high:g}], or one such per sample")
    return float(array) if array.ndim == 0 else tuple(array.tolist())


@dataclass(frozen=True)
class LabelNoise(ABC):
    """The law of the multipliers ``eps``; equal parameters make equal noises."""

    kind: ClassVar[str]

    @property
    def smoothing(self) -> Parameter:
        """Mass p of label smoothing, 0 for every kind that multiplies labels at random."""
        return 0.0

    @abstractmethod
    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """Multipliers of the next ``steps`` steps, shape (steps, n); drawing in pieces gives the same numbers."""

    @property
    def label(self) -> str:
        """The text form that :func:`parse_label_noise` reads, e.g. ``flip:0.1``."""
        values = [getattr(self, field.name) for field in fields(self)]
        texts = [repr(v).removesuffix(".0") if isinstance(v, float) else "per-sample" for v in values]
        return ":".join([self.kind, ",".join(texts)]) if texts else self.kind

    def check(self, n: int) -> None:
        """Refuse per-sample parameters whose number is not n."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple) and len(value) != n:
                raise InputError(
                    f"{field.name} of {self.kind} has {len(value)} values; give one, or one for each of n={n} samples"
                )

    def to_dict(self) -> dict[str, Any]:
        """Kind and parameters, for the metadata of a result."""
        return {"kind": self.kind, **{field.name: getattr(self, field.name) for field in fields(self)}}


@dataclass(frozen=True)
class NoLabelNoise(LabelNoise):
    """Standard gradient descent: every multiplier is 1."""

    kind = "none"

    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """Ones; no random number is used."""
        return np.ones((steps, n))


@dataclass(frozen=True)
class LabelFlip(LabelNoise):
    """Fresh flips, the paper's algorithm: -1 with probability p, else +1."""

    p: Parameter
    kind = "flip"

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", _checked("p", self.p, 0.0, 1.0))

    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """-1 where a uniform number in [0, 1) is below p."""
        uniform = rng.random((steps, n))
        uniform -= self.p  # the sign is exact: a difference of floating-point numbers is 0 only if they are equal
        return np.copysign(1.0, uniform, out=uniform)


@dataclass(frozen=True)
class GaussianLabelNoise(LabelNoise):
    """Multipliers ``N(mean, std^2)``; the paper tries N(1, 1) and N(0.6, 1)."""

    mean: Parameter = 1.0
    std: Parameter = 1.0
    kind = "gaussian"

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", _checked("mean", self.mean))
        object.__setattr__(self, "std", _checked("std", self.std, 0.0))

    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """Independent Gaussians."""
        return np.asarray(self.mean) + np.asarray(self.std) * rng.standard_normal((steps, n))


@dataclass(frozen=True)
class UniformLabelNoise(LabelNoise):
    """Multipliers ``Unif[low, high]``; the paper tries Unif[-1, 2] and Unif[-2, 3]."""

    low: Parameter = -1.0
    high: Parameter = 2.0
    kind = "uniform"

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", _checked("low", self.low))
        object.__setattr__(self, "high", _checked("high", self.high))
        if 1 != np.size(self.low) != np.size(self.high) != 1:
            raise InputError(f"low has {np.size(self.low)} values and high {np.size(self.high)}; give as many, or one")
        if np.any(np.asarray(self.low) > np.asarray(self.high)):
            raise InputError(f"low={self.low!r} must not exceed high={self.high!r}; exchange them")

    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """Independent uniforms."""
        low, high = np.asarray(self.low), np.asarray(self.high)
        return np.asarray(low + (high - low) * rng.random((steps, n)))


@dataclass(frozen=True)
class LabelSmoothing(LabelNoise):
    """The mean over flips of the gradient: ``(1-p) l'(y f) - p l'(-y f)`` for every sample."""

    p: Parameter
    kind = "smoothing"

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", _checked("p", self.p, 0.0, 1.0))

    @property
    def smoothing(self) -> Parameter:
        """The mass p."""
        return self.p

    def draw(self, rng: np.random.Generator, steps: int, n: int) -> Array:
        """Ones; label smoothing is deterministic."""
        return np.ones((steps, n))


NOISE_KINDS: dict[str, type[LabelNoise]] = {
    kind.kind: kind for kind in (NoLabelNoise, LabelFlip, LabelSmoothing, GaussianLabelNoise, UniformLabelNoise)
}


def parse_label_noise(text: str) -> LabelNoise:
    """Read ``none``, ``flip:0.1``, ``smoothing:0.1``, ``gaussian:1,1`` or ``uniform:-1,2``.

    Raises
    ------
    InputError
        Unknown kind (with the near match), wrong number of values, or a value out of range.
    """
    kind, _, rest = text.strip().partition(":")
    if kind not in NOISE_KINDS:
        raise InputError(f"unknown label noise {kind!r}; {near_match(kind, NOISE_KINDS)} (for example flip:0.1)")
    names = [field.name for field in fields(NOISE_KINDS[kind])]
    parts = rest.split(",") if rest else []
    if len(parts) != len(names):
        form = f"{kind}:{','.join(names)}" if names else kind
        raise InputError(f"label noise {text!r} needs {len(names)} value(s): write it as {form}")
    try:
        values = [float(part) for part in parts]
    except ValueError:
        raise InputError(f"label noise {text!r}: {rest!r} is not a list of numbers") from None
    return NOISE_KINDS[kind](*values)
