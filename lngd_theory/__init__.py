"""Checks a deep-learning theory by machine: label-noise gradient descent in the low signal-to-noise regime."""

from lngd_theory._version import __version__
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance, PatchData
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

__all__ = [
    "GaussianLabelNoise",
    "InputError",
    "Instance",
    "Interrupted",
    "LabelFlip",
    "LabelNoise",
    "LabelSmoothing",
    "NoLabelNoise",
    "PatchData",
    "Setting",
    "Trajectory",
    "UniformLabelNoise",
    "__version__",
    "parse_label_noise",
    "simulate",
]
