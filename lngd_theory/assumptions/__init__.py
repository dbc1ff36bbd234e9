"""Assumption 3.1: checked for numbers, solved for what would have to change, and as exponents."""

from lngd_theory.assumptions.check import AssumptionReport, CheckedCondition, check_assumptions
from lngd_theory.assumptions.conditions import CONDITIONS, Condition
from lngd_theory.assumptions.exponents import ExponentRegion, feasible_exponents
from lngd_theory.assumptions.inside import setting_inside
from lngd_theory.assumptions.intervals import Feasible

__all__ = [
    "CONDITIONS",
    "AssumptionReport",
    "CheckedCondition",
    "Condition",
    "ExponentRegion",
    "Feasible",
    "check_assumptions",
    "feasible_exponents",
    "setting_inside",
]
