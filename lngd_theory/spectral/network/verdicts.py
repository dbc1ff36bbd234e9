"""MT.1 to MT.6 and MT.8 on the two-layer network: what each says here, the number per seed, and what the seeds say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from lngd_theory.questions.q7_study import SIGNIFICANT, TIE
from lngd_theory.spectral.network.compare import accuracies, compare, gain_of_truncation, transfer_regret
from lngd_theory.spectral.network.evidence import MARGIN, Evidence
from lngd_theory.spectral.network.seats import seats
from lngd_theory.spectral.network.shape import Shape, shape_of
from lngd_theory.statistics import median_interval

__all__ = ["CLAIMS", "K_STAR", "NEAR", "Ruling", "rulings", "segregation", "shapes", "stability"]

Array = NDArray[np.float64]

#: Dimension of the signal subspace: the number of classes minus one.
K_STAR = 1
#: A minimum counts as near k* if its interval reaches down to this k.
NEAR = 2
#: What each claim says of this network, by its number.
CLAIMS = {
    "MT.1": "the first k* = 1 direction of the features is nearer to the class than to the labels trained on",
    "MT.2": "the risk of the probe over d is a valley, with its minimum near k*",
    "MT.3": "truncating the features to k* (network's own second layer) does not fall behind the converged network",
    "MT.4": "truncation gains more on the trained network's features than on the untrained one's (probe)",
    "MT.5": "the widest network has features of higher effective rank than the narrowest one, and generalises worse",
    "MT.6": "a step chosen on other seeds costs more than a rank chosen on other seeds (probe)",
    "MT.8": "the first direction is nearer to the class under random corruption than under systematic corruption",
}


class Ruling(NamedTuple):
    """One claim for one algorithm: what the cells say.

    ``signs`` by cell: 1 it holds, -1 its opposite does (adjusted tests), 0 not told; ``value`` is the median tested.
    """

    claim: str
    noise: str
    signs: dict[Any, int]
    value: dict[Any, float]

    @property
    def verdict(self) -> str:
        """``supported`` if it holds in every cell, ``refuted`` if the opposite holds in one; else ``undecided``."""
        found = list(self.signs.values())
        if not found:
            return "vacuous"
        return "refuted" if -1 in found else "supported" if all(sign == 1 for sign in found) else "undecided"

    @property
    def counterexample(self) -> Any:
        """The cell that is furthest on the other side, or None."""
        against = [key for key, sign in self.signs.items() if sign < 0]
        return min(against, key=lambda key: self.value[key]) if against else None


def rulings(evidence: Evidence, noise: str = "none") -> list[Ruling]:
    """Every claim of :data:`CLAIMS` for one algorithm, over the cells in which that can be asked."""
    imperfect = evidence.above_chance(noise)
    tested: dict[str, dict[Any, Array]] = {
        "MT.1": {key: segregation(data, noise) for key, data in evidence.corrupted_plane().items()},
        "MT.4": {
            key: gain_of_truncation(data, noise, "probe") - gain_of_truncation(data, noise, "probe", "untrained")
            for key, data in imperfect.items()
        },
        "MT.6": {key: stability(data, noise) for key, data in imperfect.items()},
        "MT.8": _against_systematic(evidence, noise),
    }
    found = [_ruled(claim, noise, differences) for claim, differences in tested.items() if differences]
    found += [_valley(imperfect, noise), _not_behind(imperfect, noise), _width(evidence, noise)]
    return sorted(found, key=lambda ruling: ruling.claim)


def _ruled(claim: str, noise: str, differences: Mapping[Any, Array]) -> Ruling:
    contests = compare(differences)
    signs = {key: int(sign) for key, sign in zip(differences, contests.sign(), strict=True)}
    return Ruling(claim, noise, signs, dict(zip(differences, contests.gain.tolist(), strict=True)))


def segregation(data: xr.Dataset, noise: str) -> Array:
    """The seat of the first direction at the end (seeds,), see :func:`~lngd_theory.spectral.network.seats.seat`."""
    return seats(data, noise)[:, -1]


def stability(data: xr.Dataset, noise: str, kind: str = "probe") -> Array:
    """Regret of a transferred step less that of a transferred number of directions of one kind (seeds,)."""
    one = data.sel(noise=noise)
    over_time, over_rank = one.accuracy_over_time.values, one.curve.sel(kind=kind).values[:, :, 1:]
    time, rank = (transfer_regret(curve[:, 0], curve[:, 1]) for curve in (over_time, over_rank))
    return np.asarray(time - rank)


def shapes(cells: Mapping[Any, xr.Dataset], noise: str, kind: str) -> dict[Any, Shape]:
    """Shape of the risk over k by cell, with p values adjusted for the number of cells; both halves together."""
    found = {
        key: shape_of(1 - data.curve.sel(noise=noise, kind=kind).mean("half").values) for key, data in cells.items()
    }
    if not found:
        return {}
    adjusted = [
        false_discovery_control([getattr(shape, name) for shape in found.values()]) for name in ("p_valley", "p_convex")
    ]
    return {
        key: shape._replace(p_valley=float(valley), p_convex=float(convex))
        for (key, shape), valley, convex in zip(found.items(), *adjusted, strict=True)
    }


def _valley(cells: Mapping[Any, xr.Dataset], noise: str) -> Ruling:
    """1: no second descent, and the interval of the minimum near k*. -1: a second descent, or a minimum elsewhere.

    A minimum is elsewhere if its interval is, and it is lower than the risk at k* by more than a tie.
    """
    found = shapes(cells, noise, "probe")
    signs, costs = {}, {}
    for key, shape in found.items():
        risk = 1 - cells[key].curve.sel(noise=noise, kind="probe").mean(["half", "seed"]).values
        costs[key] = float(risk.min() - risk[K_STAR])
        elsewhere = shape.best.low > NEAR and costs[key] < -TIE
        signs[key] = -1 if shape.p_valley <= SIGNIFICANT or elsewhere else int(shape.best.high <= NEAR)
    return Ruling("MT.2", noise, signs, costs)


def _not_behind(cells: Mapping[Any, xr.Dataset], noise: str) -> Ruling:
    """1: truncated to k* it is ahead, or behind by no more than a hundredth with 95 % confidence; -1: it is behind."""
    differences = {
        key: accuracies(data, (noise, "features, d = 1")) - accuracies(data, (noise, "as trained"))
        for key, data in cells.items()
    }
    tested = _ruled("MT.3", noise, differences)
    close = {key: median_interval(values).low >= -MARGIN for key, values in differences.items()}
    return tested._replace(signs={key: sign or int(close[key]) for key, sign in tested.signs.items()})


def _against_systematic(evidence: Evidence, noise: str) -> dict[Any, Array]:
    cells = evidence.part(evidence.design.other_corruption())
    return {
        (kind, strength): segregation(cells["random", strength], noise) - segregation(data, noise)
        for (kind, strength), data in cells.items()
        if kind != "random"
    }


def _width(evidence: Evidence, noise: str) -> Ruling:
    """Widest against narrowest network with corruption: 1 if rank is higher and accuracy lower, -1 if one is not."""
    design = evidence.design
    cells = evidence.part(design.sweep_of_widths())
    narrow, wide = min(design.widths), max(design.widths)
    places = [(s, r) for s, r, m in cells if m == wide and r > 0]
    rank: dict[Any, Array] = {}
    risk: dict[Any, Array] = {}
    for place in places:
        few, many = (cells[*place, m] for m in (narrow, wide))
        ranks = [data.effective_rank.sel(noise=noise).isel(record=-1).values for data in (few, many)]
        rank[place] = ranks[1] - ranks[0]
        risk[place] = accuracies(few, (noise, "as trained")) - accuracies(many, (noise, "as trained"))
    signs = zip(places, compare(rank).sign(), compare(risk).sign(), strict=True)
    ruled = {place: int(min(first, second)) for place, first, second in signs}
    return Ruling("MT.5", noise, ruled, {place: float(np.median(risk[place])) for place in places})
