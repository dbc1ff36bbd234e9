"""Claims of the Malignant Tail: their vocabulary, and one decision for places of any kind.

A place gives numbers per seed by the names of :data:`~lngd_theory.claims.tail.vocabulary.QUANTITIES`; :func:`rule`
decides a claim over places by the statement that stands in its file, with paired sign tests (and resampling for the
valley) adjusted for the places.
"""

from lngd_theory.claims.tail.check import TailCheck
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.rule import rule, rulings, tail_claims
from lngd_theory.claims.tail.ruling import Ruling
from lngd_theory.claims.tail.valley import Valley
from lngd_theory.claims.tail.vocabulary import K_STAR, QUANTITIES, Place, Places, Quantity, quantity

__all__ = [
    "K_STAR", "QUANTITIES", "Paired", "Place", "Places", "Quantity", "Ruling", "TailCheck", "Valley", "quantity",
    "rule", "rulings", "tail_claims",
]  # fmt: skip
