"""A search for small counterexamples among models that should be easy: strong spikes, random label noise, an even tail.

Candidates are drawn from a short list of round numbers in order of size (spikes first, then samples). Where the formula
contradicts a statement by a margin, simulated seeds decide. The same seed finds the same counterexample.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import whole_number
from lngd_theory.spectral.spiked.contrasts import Contrast, Replication, against, replicate
from lngd_theory.spectral.spiked.formula import rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.simulation import simulate_rank_risk

__all__ = ["Counterexample", "search_counterexample"]

#: What candidates are made of: strengths are multiples of sqrt(gamma).
_SAMPLES = (20, 40, 80, 160)
_GAMMAS = (0.25, 0.5, 2.0, 4.0)
_MULTIPLES = (1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0)
_RATES = (0.0, 0.1, 0.2, 0.3, 0.4)
_WEIGHTS = (0.1, 0.25, 0.5, 1.0)
#: A violation by less than this share of the curve's range is not looked at.
_MARGIN = 0.01
#: Seeds that decide, the level at which they do, and candidates for each size.
_SEEDS, _LEVEL, _TRIES = 40, 1e-4, 40


class Counterexample(NamedTuple):
    """A model on which a statement fails, by formula and on simulated seeds."""

    statement: str
    risk: str
    model: SpikedModel
    contrasts: tuple[Contrast, ...]
    replication: Replication
    looked_at: int


def search_counterexample(
    statement: str,
    seed: int = 0,
    risk: str = "squared",
    most_spikes: int = 3,
    latent: str = "gaussian",
    nuisance: bool = False,
) -> Counterexample | None:
    """The smallest candidate that contradicts a statement, or None.

    Parameters
    ----------
    statement : str
        One of :data:`lngd_theory.spectral.spiked.contrasts.STATEMENTS`.
    seed : int
        Of the candidates; simulations take seeds 0, 1, 2, ...
    risk : {"squared", "excess", "error"}
        Which risk the statement is about.
    most_spikes : int
        Largest k.
    latent : {"gaussian", "classes"}
        See :class:`lngd_theory.spectral.spiked.SpikedModel`.
    nuisance : bool
        Whether spikes may have no part in the label.
    """
    rng = np.random.default_rng(whole_number("seed", seed, 0))
    for looked_at, model in enumerate(_candidates(rng, whole_number("most_spikes", most_spikes, 1), latent, nuisance)):
        curve = rank_risk(model)[risk].values
        contrasts = against(curve, statement, model.k_star)
        scale = _MARGIN * np.ptp(curve)
        if not contrasts or min(_value(contrast, curve) for contrast in contrasts) < scale:
            continue
        found = replicate(simulate_rank_risk(model, _SEEDS)[risk], contrasts)
        if found.p_value < _LEVEL:
            return Counterexample(statement, risk, model, contrasts, found, looked_at + 1)
    return None


def _value(contrast: Contrast, curve: NDArray[np.float64]) -> float:
    return float(np.dot(contrast.weights, curve[list(contrast.d)]))


def _candidates(rng: np.random.Generator, most_spikes: int, latent: str, nuisance: bool) -> Iterator[SpikedModel]:
    for k in range(1, most_spikes + 1):
        for samples in _SAMPLES:
            for _ in range(_TRIES):
                gamma = rng.choice(_GAMMAS)
                multiples = np.sort(rng.choice(_MULTIPLES, k, replace=False))[::-1]
                ell, weights = (
                    (multiples * np.sqrt(gamma)).tolist(),
                    rng.choice((*_WEIGHTS, *(0.0,) * nuisance), k).tolist(),
                )
                dimensions = round(samples * gamma)
                if any(weights) and dimensions > k and (latent == "gaussian" or np.ptp(weights) > 0 or k % 2):
                    yield SpikedModel(
                        samples, dimensions, tuple(ell), float(rng.choice(_RATES)), tuple(weights), latent
                    )
