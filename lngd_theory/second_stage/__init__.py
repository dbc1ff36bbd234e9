"""The second stage of label-noise GD by two scales: how fast the signal grows on top of a stationary noise."""

from lngd_theory.second_stage.figure import scaling_figure
from lngd_theory.second_stage.growth import second_stage_growth
from lngd_theory.second_stage.rate import GrowthRate
from lngd_theory.second_stage.reach import SignalTime, signal_time
from lngd_theory.second_stage.scaling import Exponent, exponent, exponents

__all__ = [
    "Exponent",
    "GrowthRate",
    "SignalTime",
    "exponent",
    "exponents",
    "scaling_figure",
    "second_stage_growth",
    "signal_time",
]
