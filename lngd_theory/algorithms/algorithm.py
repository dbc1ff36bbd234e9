"""Algorithms of training beside label noise: one family of small frozen values, which can be joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from lngd_theory.algorithms.rule import Adaptive, Rule
from lngd_theory.errors import InputError, finite_number, whole_number

__all__ = [
    "SAM",
    "SGD",
    "Adam",
    "AdamW",
    "Algorithm",
    "Dropout",
    "GradientDescent",
    "Joined",
    "Momentum",
    "WeightDecay",
]


def _share(name: str, value: Any) -> float:
    """``value`` as a float in [0, 1)."""
    try:
        number = finite_number(name, value, 0)
    except InputError:
        number = 1.0
    if number >= 1:
        raise InputError(f"{name}={value!r} must be a number in [0, 1)")
    return number


@dataclass(frozen=True)
class Algorithm(ABC):
    """What is made of the gradient at each step; equal parameters make equal algorithms.

    ``a + b`` does what both do, for example ``SGD(32) + Momentum(0.9) + WeightDecay(1e-3)``. Label noise is something
    else and composes with all of them; the step size of every algorithm is the problem's ``eta``.
    """

    kind: ClassVar[str]

    @property
    @abstractmethod
    def rule(self) -> Rule:
        """What the engines are told."""

    def __add__(self, other: Algorithm) -> Algorithm:
        """Both at once.

        Raises
        ------
        InputError
            Both set the same thing, for example two batch sizes.
        """
        parts = (*_parts(self), *_parts(other))
        return Joined(parts) if len(parts) > 1 else parts[0] if parts else self

    @property
    def label(self) -> str:
        """The text form that :func:`parse_algorithm` reads, e.g. ``sam:0.05``; defaults at its end are left out."""
        own = [(getattr(self, field.name), field.default) for field in fields(self)]
        while own and own[-1][0] == own[-1][1]:
            own.pop()
        values = ",".join(repr(value).removesuffix(".0") for value, _ in own)
        return f"{self.kind}:{values}" if values else self.kind

    def check(self, n: int) -> None:
        """Refuse a batch larger than the n samples."""
        if self.rule.batch > n:
            raise InputError(
                f"batch={self.rule.batch} must be at most n={n}; lower it, or leave it out for all samples"
            )

    def to_dict(self) -> dict[str, Any]:
        """Kind and parameters, for the metadata of a result."""
        return {"kind": self.kind, **{field.name: getattr(self, field.name) for field in fields(self)}}


def _parts(algorithm: Algorithm) -> tuple[Algorithm, ...]:
    """What it was joined from; gradient descent adds nothing."""
    if isinstance(algorithm, Joined):
        return algorithm.parts
    return () if isinstance(algorithm, GradientDescent) else (algorithm,)


@dataclass(frozen=True)
class Joined(Algorithm):
    """Several algorithms at once, as ``a + b`` makes it; no two may set the same thing."""

    parts: tuple[Algorithm, ...]
    kind = "joined"

    def __post_init__(self) -> None:
        set_by: dict[str, str] = {}
        for part in self.parts:
            for name in _changed(part.rule):
                if name in set_by:
                    raise InputError(
                        f"{set_by[name]} and {part.label} both set {name}, which a step has once; leave one of them out"
                    )
                set_by[name] = part.label
        if {"adaptive", "beta"} <= set(set_by):
            raise InputError(
                f"{set_by['adaptive']} and {set_by['beta']} cannot be joined: Adam has a momentum of its own, beta1"
            )

    @property
    def rule(self) -> Rule:
        """The rules of all parts in one."""
        return Rule(**{name: value for part in self.parts for name, value in _changed(part.rule).items()})

    @property
    def label(self) -> str:
        """The parts in order, for example ``sgd:32+momentum:0.9``."""
        return "+".join(part.label for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        """The parts, each as it describes itself."""
        return {"kind": self.kind, "parts": [part.to_dict() for part in self.parts]}


def _changed(rule: Rule) -> dict[str, Any]:
    """What a rule has otherwise than gradient descent."""
    return {name: value for name, value in rule._asdict().items() if value != Rule._field_defaults[name]}


@dataclass(frozen=True)
class GradientDescent(Algorithm):
    """Full-batch gradient descent, the paper's; with a label noise it is label-noise GD."""

    kind = "gd"

    @property
    def rule(self) -> Rule:
        """Nothing is added."""
        return Rule()


@dataclass(frozen=True)
class SGD(Algorithm):
    """The gradient of ``batch`` samples, drawn anew at each step without replacement; in [1, n]."""

    batch: int
    kind = "sgd"

    def __post_init__(self) -> None:
        object.__setattr__(self, "batch", whole_number("batch", self.batch, 1))

    @property
    def rule(self) -> Rule:
        """The batch."""
        return Rule(batch=self.batch)


@dataclass(frozen=True)
class Momentum(Algorithm):
    """Heavy ball, or Nesterov's, as torch.optim.SGD has them: ``U <- beta U + g``; beta in [0, 1)."""

    beta: float = 0.9
    nesterov: bool = False
    kind = "momentum"

    def __post_init__(self) -> None:
        object.__setattr__(self, "beta", _share("beta", self.beta))
        if not isinstance(self.nesterov, bool):
            raise InputError(f"nesterov={self.nesterov!r} must be True or False")

    @property
    def rule(self) -> Rule:
        """The momentum."""
        return Rule(beta=self.beta, nesterov=self.nesterov and self.beta > 0)

    @property
    def label(self) -> str:
        """``momentum:0.9`` or ``nesterov:0.9``."""
        return f"{'nesterov' if self.nesterov else 'momentum'}:{self.beta!r}".removesuffix(".0")


@dataclass(frozen=True)
class WeightDecay(Algorithm):
    """``lam W`` is added to the gradient (the gradient of ``lam |W|^2/2``); ``lam >= 0``."""

    lam: float
    kind = "decay"

    def __post_init__(self) -> None:
        object.__setattr__(self, "lam", finite_number("lam", self.lam, 0))

    @property
    def rule(self) -> Rule:
        """The decay."""
        return Rule(decay=self.lam)


@dataclass(frozen=True)
class SAM(Algorithm):
    """Sharpness-aware minimisation (Foret et al.; Chen et al. 2023): the gradient at ``W + radius g/|g|``.

    g is the gradient at W of the same batch with the same label noise, ``|g|`` its Frobenius norm over all filters.
    ``radius >= 0`` is a length of weights: docs/algorithms.md says how it must change with the unit of the data.
    """

    radius: float
    kind = "sam"

    def __post_init__(self) -> None:
        object.__setattr__(self, "radius", finite_number("radius", self.radius, 0))

    @property
    def rule(self) -> Rule:
        """The radius."""
        return Rule(radius=self.radius)


@dataclass(frozen=True)
class Dropout(Algorithm):
    """Every filter is left out of a step with probability ``rate`` in [0, 1); the others count ``1/(1 - rate)``."""

    rate: float
    kind = "dropout"

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", _share("rate", self.rate))

    @property
    def rule(self) -> Rule:
        """The rate."""
        return Rule(dropout=self.rate)


@dataclass(frozen=True)
class Adam(Algorithm):
    """Adam (Kingma and Ba) as torch.optim.Adam has it; leaves the span of the patches: ``engine="dense"`` only."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    kind = "adam"

    def __post_init__(self) -> None:
        for name in ("beta1", "beta2"):
            object.__setattr__(self, name, _share(name, getattr(self, name)))
        object.__setattr__(self, "epsilon", finite_number("epsilon", self.epsilon, 0))

    @property
    def rule(self) -> Rule:
        """Adam's means."""
        return Rule(adaptive=Adaptive(self.beta1, self.beta2, self.epsilon))


@dataclass(frozen=True)
class AdamW(Algorithm):
    """Adam with decoupled weight decay, ``W <- (1 - eta lam) W - eta Adam``, as torch.optim.AdamW; ``lam >= 0``."""

    lam: float = 0.01
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    kind = "adamw"

    def __post_init__(self) -> None:
        object.__setattr__(self, "lam", finite_number("lam", self.lam, 0))
        means = Adam(self.beta1, self.beta2, self.epsilon)
        for field in fields(means):
            object.__setattr__(self, field.name, getattr(means, field.name))

    @property
    def rule(self) -> Rule:
        """Adam's means and the decay."""
        means = Adam(self.beta1, self.beta2, self.epsilon).rule
        return means._replace(decay=self.lam, decoupled=self.lam > 0)
