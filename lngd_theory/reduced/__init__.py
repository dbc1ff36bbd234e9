"""The reduced scalar dynamics of label-noise GD's second stage (LNGD, after Lemma 4.4) as an object of its own."""

from lngd_theory.reduced.chains import Chains, simulate_chains
from lngd_theory.reduced.dynamics import ReducedDynamics
from lngd_theory.reduced.excursions import Excursions, azuma_bound, measure_excursions, true_increment
from lngd_theory.reduced.figure import drift_figure
from lngd_theory.reduced.martingale import (
    Radius,
    Range,
    leading_radius,
    martingale_drift,
    radius_exponent,
    repaired_radius,
    supermartingale_region,
)
from lngd_theory.reduced.push import leading_mean_push, signal_push
from lngd_theory.reduced.statement import STATEMENTS, Statement
from lngd_theory.reduced.stationary import Estimate, Stationary, leading_loss, stationary_law, stationary_loss

__all__ = [
    "STATEMENTS",
    "Chains",
    "Estimate",
    "Excursions",
    "Radius",
    "Range",
    "ReducedDynamics",
    "Statement",
    "Stationary",
    "azuma_bound",
    "drift_figure",
    "leading_loss",
    "leading_mean_push",
    "leading_radius",
    "martingale_drift",
    "measure_excursions",
    "radius_exponent",
    "repaired_radius",
    "signal_push",
    "simulate_chains",
    "stationary_law",
    "stationary_loss",
    "supermartingale_region",
    "true_increment",
]
