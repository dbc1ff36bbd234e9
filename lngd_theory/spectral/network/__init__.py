"""The two-layer network under fixed label corruption: exact spectra free of d, and the bridge to label-noise GD."""

from lngd_theory.spectral.network.balance import predicted_energy
from lngd_theory.spectral.network.corruption import Corruption, NetworkDraw, draw_network
from lngd_theory.spectral.network.design import FULL, QUICK, Cell, Design
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.geometry import PARTS, Geometry
from lngd_theory.spectral.network.measure import Snapshot, snapshot
from lngd_theory.spectral.network.outputs import Meeting, TestSet, meet
from lngd_theory.spectral.network.path import TrainingPath, train
from lngd_theory.spectral.network.runs import CellRuns
from lngd_theory.spectral.network.study import bridge_study, cell_study
from lngd_theory.spectral.network.verdicts import rulings
from lngd_theory.spectral.network.weights import WeightSpectrum, truncated, weight_spectrum

__all__ = [
    "FULL", "PARTS", "QUICK", "Cell", "CellRuns", "Corruption", "Design", "Evidence", "Geometry", "Meeting",
    "NetworkDraw", "Snapshot", "TestSet", "TrainingPath", "WeightSpectrum", "bridge_study", "cell_study",
    "draw_network", "meet", "predicted_energy", "rulings", "snapshot", "train",
    "truncated", "weight_spectrum",
]  # fmt: skip
