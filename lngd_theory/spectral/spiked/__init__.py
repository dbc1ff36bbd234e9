"""The spiked-covariance model of the Malignant Tail: its rank-risk curve by simulation and by formula.

Three lines for a model of your own::

    from lngd_theory.spectral.spiked import SpikedModel, rank_risk, simulate_rank_risk, valley
    model = SpikedModel(N=400, D=200, ell=(30.0, 12.0), r=0.2)
    rank_risk(model).squared, simulate_rank_risk(model, seeds=20).squared, valley(model)

Beside the curve of the sample's own directions there is that of the true ones (``population_risk``), the conditions
under which one more direction lowers the risk (``conditions``), a search for small counterexamples, and the study that
writes the documentation's page (``python -m lngd_theory.spectral.spiked``).
"""

from lngd_theory.spectral.spiked.classes import ClassModel, classes_risk, simulate_classes
from lngd_theory.spectral.spiked.conditions import bulk_balance, step_balance, valley_threshold
from lngd_theory.spectral.spiked.formula import rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.population import population_risk, simulate_population_risk
from lngd_theory.spectral.spiked.search import search_counterexample
from lngd_theory.spectral.spiked.simulation import simulate_rank_risk
from lngd_theory.spectral.spiked.study import spiked_study
from lngd_theory.spectral.spiked.valley import Valley, valley, valley_of

__all__ = [
    "ClassModel",
    "SpikedModel",
    "Valley",
    "bulk_balance",
    "classes_risk",
    "population_risk",
    "rank_risk",
    "search_counterexample",
    "simulate_classes",
    "simulate_population_risk",
    "simulate_rank_risk",
    "spiked_study",
    "step_balance",
    "valley",
    "valley_of",
    "valley_threshold",
]
