"""Sweeps: grids of settings, label noises and seeds, on any executor, into a store that every start goes on from."""

from lngd_theory.sweeps.cluster import DaskCrew
from lngd_theory.sweeps.cost import Estimate, estimate
from lngd_theory.sweeps.report import SweepInterrupted, SweepReport
from lngd_theory.sweeps.result import open_sweep
from lngd_theory.sweeps.run import run_sweep
from lngd_theory.sweeps.spec import Sweep

__all__ = ["DaskCrew", "Estimate", "Sweep", "SweepInterrupted", "SweepReport", "estimate", "open_sweep", "run_sweep"]
