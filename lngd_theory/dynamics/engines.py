"""Engines by the names that simulations know them by."""

from __future__ import annotations

from typing import Literal

from lngd_theory.dynamics.decoupled import DecoupledEngine
from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.gram import Gram32Engine, GramEngine

__all__ = ["ENGINES", "EngineName", "needs_vectors"]

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
