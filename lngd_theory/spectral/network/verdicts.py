"""MT.1 to MT.6 and MT.8 on the two-layer network: where each is asked. Statements and decisions are the claims'.

MT.7 is about architectures that this network is not one of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xarray as xr
from scipy.stats import false_discovery_control

from lngd_theory.claims.tail import Ruling
from lngd_theory.claims.tail import rulings as rulings_at
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.quantities import at_cell, of_kinds, of_widths
from lngd_theory.spectral.shape import Shape, shape_of

__all__ = ["places", "rulings", "shapes"]


def rulings(evidence: Evidence, noise: str = "none") -> dict[str, Ruling]:
    """Every claim that can be asked of one algorithm, by its id, over the cells in which it can."""
    return rulings_at(places(evidence, noise))


def places(evidence: Evidence, noise: str) -> dict[str, dict[Any, dict[str, Any]]]:
    """The places of every claim, by its id: the cells that have something to say of it."""
    design = evidence.design
    imperfect = {key: at_cell(data, noise) for key, data in evidence.above_chance(noise).items()}
    kinds = evidence.part(design.other_corruption())
    widths = evidence.part(design.sweep_of_widths())
    corrupted = dict.fromkeys((s, r) for s, r, _ in widths if r > 0)
    return {
        "MT.1": {key: at_cell(data, noise) for key, data in evidence.corrupted_plane().items()},
        **dict.fromkeys(("MT.2", "MT.3", "MT.4", "MT.6"), imperfect),
        "MT.5": {(s, r): of_widths({m: widths[s, r, m] for m in design.widths}, noise) for s, r in corrupted},
        "MT.8": {
            (kind, strength): of_kinds(kinds["random", strength], data, noise)
            for (kind, strength), data in kinds.items()
            if kind != "random"
        },
    }


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
