"""The risk over d is a valley with its bottom near k*, decided by tests over seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.tail.check import FEWEST, Observed, TailCheck
from lngd_theory.claims.tail.ruling import Ruling
from lngd_theory.claims.tail.vocabulary import K_STAR, NAMES, RISK, Array, Place, Places, numbers_of
from lngd_theory.errors import InputError
from lngd_theory.spectral.shape import p_deeper, shape_of
from lngd_theory.statistics import SIGNIFICANT, TIE

__all__ = ["Valley"]


@dataclass(frozen=True)
class Valley(TailCheck):
    """The mean risk falls and then rises, once, and is lowest between ``low`` and ``high``.

    It holds at a place if the risk is lower somewhere between the two than everywhere else, and the opposite holds if
    it is lower somewhere else than everywhere between them, by more than a tie at k*, or if it descends again; each by
    a test over seeds, adjusted for the number of places.

    Parameters
    ----------
    low, high : sympy expression
        In :data:`~lngd_theory.claims.tail.vocabulary.K_STAR`: how near is near.
    """

    low: sp.Expr = K_STAR / 2
    high: sp.Expr = 2 * K_STAR

    @property
    def quantities(self) -> set[str]:
        """The risk."""
        return {RISK.name}

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        low, high = (latex(side, NAMES) for side in (self.low, self.high))
        shape = rf"\mathbb E {RISK.latex} \text{{ falls, then rises}}"
        return rf"{shape}, \quad {low} \le \operatorname{{arg\,min}}_d \mathbb E {RISK.latex} \le {high}"

    def decide(self, places: Places, level: float = SIGNIFICANT) -> Ruling:
        """Tests of the shape by resampling, and of the place of the minimum by signs, adjusted for their number."""
        asked = {key: found for key, place in places.items() if (found := _asked(place)) is not None}
        costs = {key: _cost(*found) for key, found in asked.items()}
        holds = _adjusted({key: self._p_near(*found) for key, found in asked.items()})
        fails = _adjusted({key: self._p_against(*found) for key, found in asked.items()})
        signs = {key: -1 if fails[key] <= level else int(holds[key] <= level) for key in asked}
        p = {key: fails[key] if signs[key] < 0 else holds[key] for key in asked}
        seeds = {key: len(risks) for key, (risks, _) in asked.items()}
        return Ruling(self.name, signs, costs, p, seeds, tuple(key for key in places if key not in asked))

    def _near(self, risks: Array, k_star: int) -> NDArray[np.bool_]:
        """Which d (K,) are near k*."""
        d, values = np.arange(risks.shape[1]), {K_STAR.name: k_star}
        return np.asarray((evaluate(self.low, values) <= d) & (d <= evaluate(self.high, values)))

    def _p_near(self, risks: Array, k_star: int) -> float:
        return p_deeper(risks, self._near(risks, k_star)) if len(risks) >= FEWEST else 1.0

    def _p_against(self, risks: Array, k_star: int) -> float:
        """Of a second descent and a minimum elsewhere together: there are two ways to be wrong."""
        if len(risks) < FEWEST:
            return 1.0
        elsewhere = p_deeper(risks, ~self._near(risks, k_star)) if _cost(risks, k_star) < -TIE else 1.0
        return min(1.0, 2 * min(shape_of(risks).p_valley, elsewhere))

    def observed(self, place: Place) -> Observed:
        """Where the mean risk is lowest, against the bound that is nearer to it."""
        found = _asked(place)
        assert found is not None
        risks, k_star = found
        shape = shape_of(risks)
        low, high = (float(evaluate(side, {K_STAR.name: k_star})) for side in (self.low, self.high))
        below = abs(shape.best.estimate - low) < abs(shape.best.estimate - high)
        note = (
            f"the mean risk is lowest at d = {shape.best.estimate:g} [{shape.best.low:.3g}, {shape.best.high:.3g}], "
            f"by {-_cost(risks, k_star):.3g} against d = k* = {k_star}; largest second descent {shape.hump:.3g}, "
            f"p (valley) = {shape.p_valley:.2g}; p (lowest near k*) = {self._p_near(risks, k_star):.2g}, p (the "
            f"opposite) = {self._p_against(risks, k_star):.2g}, {len(risks)} seeds"
        )
        return Observed(shape.best.estimate, low if below else high, ">=" if below else "<=", note, len(risks), 0)


def _asked(place: Place) -> tuple[Array, int] | None:
    """Risks of the seeds that have them, and k*; None if there are none."""
    values = numbers_of(place, {RISK.name})
    if values is None:
        return None
    if K_STAR.name not in place:
        raise InputError(f"a place with a risk must have {K_STAR.name!r}, its number of classes minus one")
    k_star, risks = int(np.asarray(place[K_STAR.name])), values[RISK.name]
    if not 1 <= k_star < risks.shape[1]:
        raise InputError(
            f"{K_STAR.name}={k_star} must be in [1, {risks.shape[1] - 1}]: the risk has columns for d = 0 to "
            f"{risks.shape[1] - 1}"
        )
    risks = risks[np.isfinite(risks).all(axis=1)]
    return (risks, k_star) if len(risks) else None


def _adjusted(p: dict[Any, float]) -> dict[Any, float]:
    """P values by place, adjusted for their number (Benjamini and Hochberg)."""
    return dict(zip(p, false_discovery_control(list(p.values())).tolist(), strict=True)) if p else {}


def _cost(risks: Array, k_star: int) -> float:
    """The least mean risk less that at k*; 0 or less."""
    mean = risks.mean(axis=0)
    return float(mean.min() - mean[k_star])
