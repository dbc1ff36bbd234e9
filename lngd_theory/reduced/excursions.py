"""How far iota strays from the balance point: measured, and bounded as in the proof of Lemma 4.5.

The proof treats ``M = (iota - iota*)^2`` as a supermartingale with increments at most ``eta C2`` and applies the
one-sided Azuma inequality with a union bound over steps. M is none near iota* (``martingale``), so the bound is a
number to compare with, not a theorem about this chain.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.reduced.chains import simulate_chains
from lngd_theory.reduced.dynamics import ReducedDynamics, positive
from lngd_theory.statistics import Interval, share_interval

__all__ = ["Excursions", "azuma_bound", "measure_excursions", "true_increment"]

_POINTS = 2001


class Excursions(NamedTuple):
    """Measured share of chains that strayed, and what the inequality would say."""

    share: Interval  #: chains with ``|iota - centre| > u`` at some step, with the exact interval
    increment: float  #: largest ``|M' - M|`` from a state within u of the centre
    bound: float  #: Azuma with that increment and the union bound
    printed: float  #: Azuma with the increment ``eta C2`` that was given; nan without


def azuma_bound(excess: float, steps: int, increment: float, union: bool = True) -> float:
    """One-sided Azuma, at most 1: ``P(M_t >= M_0 + excess, some t <= steps) <= exp(-excess^2/(2 steps increment^2))``.

    Parameters
    ----------
    excess, increment : float
        > 0; the increment bounds ``|M_{t+1} - M_t|`` (printed: ``eta C2``).
    steps : int
        >= 1.
    union : bool
        Multiply by ``steps``, as the paper's union bound over t does. A supermartingale does not need it (Doob).
    """
    excess, increment = (
        finite_number(name, value, 0, strict=True) for name, value in (("excess", excess), ("increment", increment))
    )
    steps = whole_number("steps", steps, 1)
    return min(1.0, (steps if union else 1) * math.exp(-((excess / increment) ** 2) / (2 * steps)))


def true_increment(dynamics: ReducedDynamics, low: float, high: float, centre: float | None = None) -> float:
    """The supremum of ``|(iota' - centre)^2 - (iota - centre)^2|`` over iota in [low, high] and both outcomes.

    The maximum on 2001 points is refined between its neighbours. The centre is the balance point unless given.
    """
    c = dynamics.balance_point if centre is None else float(positive("centre", centre))
    if not 0 < low < high < math.inf:
        raise InputError(f"low={low!r}, high={high!r} must be finite numbers with 0 < low < high")

    def size(iota: float, outcome: int) -> float:
        moved = float(dynamics.outcomes(iota)[outcome])
        return abs((moved - iota) * (moved + iota - 2 * c))

    grid = np.linspace(low, high, _POINTS)
    largest = 0.0
    for outcome, moved in enumerate(dynamics.outcomes(grid)):
        sizes = np.abs((moved - grid) * (moved + grid - 2 * c))
        best = int(np.argmax(sizes))
        bracket = grid[max(best - 1, 0)], grid[min(best + 1, _POINTS - 1)]
        refined = minimize_scalar(lambda x, k=outcome: -size(x, k), bounds=bracket, method="bounded")
        largest = max(largest, float(sizes[best]), -float(refined.fun))
    return largest


def measure_excursions(
    dynamics: ReducedDynamics,
    u: float,
    steps: int,
    *,
    chains: int = 1000,
    seed: int = 0,
    start: float | None = None,
    centre: float | None = None,
    printed_increment: float = math.nan,
) -> Excursions:
    """Share of chains that leave ``|iota - centre| <= u`` within ``steps`` steps, beside the proof's bound on it.

    Parameters
    ----------
    dynamics : ReducedDynamics
        a, p and version.
    u : float
        In (0, centre).
    steps, chains, seed : int
        See ``chains.simulate_chains``.
    start, centre : float, optional
        The balance point unless given; the start is closer than u to the centre.
    printed_increment : float, optional
        A value for the printed ``eta C2``, whose constant the paper leaves open.
    """
    c = dynamics.balance_point if centre is None else float(positive("centre", centre))
    first = c if start is None else float(positive("start", start))
    if not abs(first - c) < finite_number("u", u, 0, strict=True) < c:
        raise InputError(
            f"u={u!r} must be below the centre {c:g} and above the start's distance {abs(first - c):g} to it"
        )
    strayed = (
        simulate_chains(dynamics, first, steps, chains=chains, seed=seed, record_every=max(steps, 1)).farthest(c) > u
    )
    increment, excess = true_increment(dynamics, c - u, c + u, c), u**2 - (first - c) ** 2
    printed = math.nan if math.isnan(printed_increment) else azuma_bound(excess, steps, printed_increment)
    bound = azuma_bound(excess, steps, increment)
    return Excursions(share_interval(int(strayed.sum()), chains), increment, bound, printed)
