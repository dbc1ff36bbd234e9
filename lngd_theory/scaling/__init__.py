"""Scaling laws: how times, rates and test errors depend on each parameter, beside the paper's exponents."""

from lngd_theory.scaling.fit import PowerFit, fit_power
from lngd_theory.scaling.path import Path
from lngd_theory.scaling.paths import default_paths
from lngd_theory.scaling.quantities import QUANTITIES
from lngd_theory.scaling.quantity import Quantity
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.row import Row
from lngd_theory.scaling.study import REFERENCE, measure_scaling

__all__ = [
    "QUANTITIES",
    "REFERENCE",
    "Path",
    "PowerFit",
    "Quantity",
    "Row",
    "Study",
    "default_paths",
    "fit_power",
    "measure_scaling",
]
