"""Is a function of the state a supermartingale of the reduced dynamics, where, and what holds elsewhere.

For ``M = (iota - iota*)^2``, the tool of Lemma 4.5's proof, and for a function of your own:

* :func:`drift`: the exact one-step drift of any expression in ``iota``;
* :class:`Supermartingale`, :class:`DriftCondition`: its sign, or a drift condition, certified on a box of
  (iota, a, p);
* :func:`maximal_region`, :class:`Paving`: where M is a supermartingale, with certified boundaries;
* :class:`OutsideBall`, :class:`FosterLyapunov`: what holds in its place, for all step sizes up to a largest one;
* ``excursions``, ``horizon``, ``pushes``: the concentration that follows, and the growth of the signal.
"""

from lngd_theory.reduced.statement import a, iota, p
from proofs_check.supermartingale.ball import OutsideBall
from proofs_check.supermartingale.boundary import MaximalRegion, maximal_region
from proofs_check.supermartingale.chain import drift, iota_star
from proofs_check.supermartingale.conditions import DriftCondition, Supermartingale
from proofs_check.supermartingale.figure import region_figure, save_region_figure
from proofs_check.supermartingale.lyapunov import FosterLyapunov
from proofs_check.supermartingale.paving import Paving
from proofs_check.supermartingale.repaving import repave

__all__ = [
    "DriftCondition",
    "FosterLyapunov",
    "MaximalRegion",
    "OutsideBall",
    "Paving",
    "Supermartingale",
    "a",
    "drift",
    "iota",
    "iota_star",
    "maximal_region",
    "p",
    "region_figure",
    "repave",
    "save_region_figure",
]
