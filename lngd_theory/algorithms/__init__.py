"""Algorithms of training: what is made of the gradient at each step, beside label noise."""

from lngd_theory.algorithms.algorithm import (
    SAM,
    SGD,
    Adam,
    AdamW,
    Algorithm,
    Dropout,
    GradientDescent,
    Joined,
    Momentum,
    WeightDecay,
)
from lngd_theory.algorithms.rule import Adaptive, Rule
from lngd_theory.algorithms.text import ALGORITHM_KINDS, parse_algorithm

__all__ = [
    "ALGORITHM_KINDS",
    "SAM",
    "SGD",
    "Adam",
    "AdamW",
    "Adaptive",
    "Algorithm",
    "Dropout",
    "GradientDescent",
    "Joined",
    "Momentum",
    "Rule",
    "WeightDecay",
    "parse_algorithm",
]
