"""Engines by the names that simulations know them by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from lngd_theory.algorithms import Rule
from lngd_theory.dynamics.decoupled import DecoupledEngine
from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.engine import Engine
from lngd_theory.dynamics.gram import Gram32Engine, GramEngine
from lngd_theory.dynamics.ruled import RuledEngine
from lngd_theory.dynamics.span import SpanEngine
from lngd_theory.dynamics.three_layer import DenseThreeLayer, GramThreeLayer
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance

__all__ = ["ENGINES", "EngineName", "check_rule", "check_second_layer", "engines_of", "needs_vectors"]

EngineName = Literal["gram", "dense", "both", "decoupled", "gram32", "gram32+gram"]

#: Engines of a run; the first is the one recorded, the second is compared with it.
ENGINES: dict[EngineName, tuple[type[GramEngine] | type[DenseEngine] | type[DecoupledEngine], ...]] = {
    "gram": (GramEngine,),
    "dense": (DenseEngine,),
    "both": (GramEngine, DenseEngine),
    "decoupled": (DecoupledEngine,),
    "gram32": (Gram32Engine,),
    "gram32+gram": (Gram32Engine, GramEngine),
}


def needs_vectors(engine: EngineName) -> bool:
    """Whether an engine trains weights in R^d, so that the instance must have vectors."""
    return any(issubclass(kind, DenseEngine) for kind in ENGINES[engine])


#: Engines that know rules beside gradient descent, by the one that they take the place of.
_RULED: dict[type, type[SpanEngine] | type[RuledEngine]] = {GramEngine: SpanEngine, DenseEngine: RuledEngine}


#: Engines of a network with a trained second layer, by the one that they take the place of.
_THREE_LAYER: dict[type, type[GramThreeLayer] | type[DenseThreeLayer]] = {
    GramEngine: GramThreeLayer,
    DenseEngine: DenseThreeLayer,
}


def check_rule(engine: EngineName, rule: Rule, label: str) -> None:
    """Refuse an algorithm that the engine cannot carry out."""
    kinds = ENGINES[engine]
    if rule == Rule() or kinds == (DenseEngine,) or (rule.in_span and all(kind in _RULED for kind in kinds)):
        return
    if not rule.in_span:
        raise InputError(
            f"algorithm={label!r} leaves the span of the patches, and engine={engine!r} knows nothing outside it; "
            f"use engine='dense', for d up to some thousands"
        )
    raise InputError(
        f"engine={engine!r} knows gradient descent only, not algorithm={label!r}; use engine='gram', 'dense' or 'both'"
    )


def check_second_layer(engine: EngineName, rule: Rule) -> None:
    """Refuse what cannot train a second layer."""
    if rule != Rule() or not all(kind in _THREE_LAYER for kind in ENGINES[engine]):
        what = f"engine={engine!r}" if rule == Rule() else "another algorithm than gradient descent"
        raise InputError(
            f"{what} does not train a second layer; use engine='gram', 'dense' or 'both', without an algorithm"
        )


def engines_of(
    name: EngineName,
    instance: Instance,
    eta: float,
    q: float,
    smoothing: float | tuple[float, ...],
    rule: Rule,
    stream: Callable[[], np.random.Generator],
) -> list[Engine]:
    """Fresh engines of a run; each is given the ``stream`` of batches and filters from its beginning.

    An instance with a second layer is trained by gradient descent with the engines "gram", "dense" and "both"; anything
    else is an InputError.
    """
    if instance.second is not None:
        check_second_layer(name, rule)
        return [_THREE_LAYER[kind](instance, eta, q, smoothing) for kind in ENGINES[name]]
    if rule == Rule():
        return [kind(instance, eta, q, smoothing) for kind in ENGINES[name]]
    return [_RULED[kind](instance, eta, q, smoothing, rule, stream()) for kind in ENGINES[name]]
