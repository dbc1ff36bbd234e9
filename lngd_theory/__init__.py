"""Checks a deep-learning theory by machine: label-noise gradient descent in the low signal-to-noise regime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lngd_theory._version import __version__
from lngd_theory.algorithms import (
    SAM,
    SGD,
    Adam,
    AdamW,
    Algorithm,
    Dropout,
    GradientDescent,
    Momentum,
    WeightDecay,
    parse_algorithm,
)
from lngd_theory.errors import InputError
from lngd_theory.instances import FeatureModel, Instance, PatchData, ThreeLayer
from lngd_theory.label_noise import (
    GaussianLabelNoise,
    LabelFlip,
    LabelNoise,
    LabelSmoothing,
    NoLabelNoise,
    UniformLabelNoise,
    parse_label_noise,
)
from lngd_theory.setting import Setting
from lngd_theory.simulate import Interrupted, simulate
from lngd_theory.trajectory import Trajectory

if TYPE_CHECKING:
    from lngd_theory.assumptions import check_assumptions
    from lngd_theory.verification import verify

__all__ = [  # noqa: RUF022 -- sorted as text
    "Adam",
    "AdamW",
    "Algorithm",
    "Dropout",
    "FeatureModel",
    "GaussianLabelNoise",
    "GradientDescent",
    "InputError",
    "Instance",
    "Interrupted",
    "LabelFlip",
    "LabelNoise",
    "LabelSmoothing",
    "Momentum",
    "NoLabelNoise",
    "PatchData",
    "SAM",
    "SGD",
    "Setting",
    "ThreeLayer",
    "Trajectory",
    "UniformLabelNoise",
    "WeightDecay",
    "__version__",
    "check_assumptions",
    "parse_algorithm",
    "parse_label_noise",
    "simulate",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load what needs sympy only when it is asked for."""
    if name == "check_assumptions":
        from lngd_theory.assumptions import check_assumptions

        return check_assumptions
    if name == "verify":
        from lngd_theory.verification import verify

        return verify
    raise AttributeError(f"module 'lngd_theory' has no attribute {name!r}")
