"""The dynamics: Gram engine, dense network, and what both can be asked."""

from lngd_theory.dynamics.decoupled import DecoupledEngine
from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.engine import DIVERGENCE_LIMIT, Engine
from lngd_theory.dynamics.gram import Gram32Engine, GramEngine
from lngd_theory.dynamics.ruled import RuledEngine
from lngd_theory.dynamics.span import SpanEngine

__all__ = [
    "DIVERGENCE_LIMIT",
    "DecoupledEngine",
    "DenseEngine",
    "Engine",
    "Gram32Engine",
    "GramEngine",
    "RuledEngine",
    "SpanEngine",
]
