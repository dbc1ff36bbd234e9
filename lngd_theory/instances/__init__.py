"""Instances of a problem as atoms: exact in law, from arrays, or drawn in R^d."""

from __future__ import annotations

from functools import singledispatch
from typing import Any, Literal, Protocol

from lngd_theory.errors import InputError
from lngd_theory.instances.arrays import PatchData
from lngd_theory.instances.dense import draw_dense
from lngd_theory.instances.feature_draw import draw_features_dense, draw_features_from_law
from lngd_theory.instances.features import FeatureModel
from lngd_theory.instances.instance import Dense, Instance
from lngd_theory.instances.law import draw_from_law
from lngd_theory.instances.three_layer import ThreeLayer
from lngd_theory.setting import Setting
from lngd_theory.streams import Streams

__all__ = [
    "Dense",
    "Draw",
    "FeatureModel",
    "Instance",
    "PatchData",
    "Problem",
    "ThreeLayer",
    "can_draw",
    "describe",
    "draw_dense",
    "draw_from_law",
    "draw_instance",
]

Draw = Literal["law", "dense"]


class Problem(Protocol):
    """What :func:`draw_instance` and training need: ``Setting``, ``PatchData``, or a data source of an experiment."""

    @property
    def m(self) -> int: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def eta(self) -> float: ...  # noqa: D102
    @property
    def q(self) -> float: ...  # noqa: D102


@singledispatch
def draw_instance(problem: Problem, streams: Streams, draw: Draw, n_test: int) -> Instance:
    """The instance of one seed.

    ``draw="law"`` needs no vectors (Setting only: exact in law), ``draw="dense"`` keeps the vectors for the dense
    engine. ``n_test`` is the size of the test draw, 0 for none; problems with test data of their own use all of it
    unless it is 0.
    """
    raise InputError(f"cannot draw an instance of {type(problem).__name__}; give a Setting or PatchData")


@draw_instance.register
def _(problem: Setting, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return (draw_from_law if draw == "law" else draw_dense)(problem, streams, n_test)


@draw_instance.register
def _(problem: PatchData, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return problem.draw(streams, keep_vectors=draw == "dense", with_test=n_test > 0)


@draw_instance.register
def _(problem: FeatureModel, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return (draw_features_from_law if draw == "law" else draw_features_dense)(problem, streams, n_test)


@draw_instance.register
def _(problem: ThreeLayer, streams: Streams, draw: Draw, n_test: int) -> Instance:
    return problem.draw(streams, keep_vectors=draw == "dense", n_test=n_test)


def can_draw(problem: Any) -> bool:
    """Whether :func:`draw_instance` knows this kind of problem."""
    return draw_instance.dispatch(type(problem)) is not draw_instance.dispatch(object)


def describe(problem: Any) -> dict[str, Any]:
    """Type and parameters of a problem, for the metadata of a result."""
    values = problem.model_dump() if isinstance(problem, Setting) else problem.to_dict()
    return {"type": type(problem).__name__, **values}
