"""Phase diagrams: where training generalises, over two axes of a sweep, and which law the boundary follows."""

from lngd_theory.phase.boundary import Boundary, boundary_of
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.laws import Fit, fit_log_law, fit_power, fit_shape, local_exponents
from lngd_theory.phase.level import Phase, phase_of
from lngd_theory.phase.maps import ContestMap, contest_map
from lngd_theory.phase.race import race_deficit, race_snr
from lngd_theory.phase.reading import accuracy_when_trained, final_accuracy
from lngd_theory.phase.refinement import Agreement, Refined, agreement, refine, replay
from lngd_theory.phase.source import Runs, Stored, SweepSource

__all__ = [
    "Agreement", "Boundary", "ContestMap", "Fit", "Phase", "PhaseDiagram", "Refined", "Runs", "Stored", "SweepSource",
    "accuracy_when_trained", "agreement", "boundary_of", "contest_map", "final_accuracy", "fit_log_law", "fit_power",
    "fit_shape", "local_exponents", "phase_of", "race_deficit", "race_snr", "refine", "replay",
]  # fmt: skip
