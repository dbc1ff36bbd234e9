"""SAM in other units of length: the same problem with |mu| and sigma_p times c (remark R.4)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from lngd_theory.algorithms import SAM
from lngd_theory.experiments.algorithms.arms import Candidate, radius_unit
from lngd_theory.experiments.algorithms.book import Book, reading
from lngd_theory.experiments.algorithms.measure import Plane
from lngd_theory.setting import Setting

__all__ = ["RADII", "in_unit", "unit_dependence"]

#: How the radius is chosen in another unit.
RADII = {"radius": "radius as it is", "radius/c": "radius / c"}
#: Of SAM, in its own unit.
_SHARE = 0.35


def in_unit(s: Setting, c: float) -> Setting:
    """``(|mu|, sigma_p, sigma_0, eta) -> (c |mu|, c sigma_p, sigma_0/c, eta/c^2)``: GD's run is the same."""
    return s.replace(mu=s.mu * c, sigma_p=s.sigma_p * c, sigma_0=s.sigma_0 / c, eta=s.eta / c**2)


def unit_dependence(plane: Plane, snr: float, exponents: range, seeds: range, book: Book) -> xr.Dataset:
    """Test accuracy of SAM over (radius, c, seed) for c = 2^exponent, with one radius and with radius/c."""
    setting = plane.setting(snr)
    radius = _SHARE * radius_unit(setting)
    factors = [2.0**exponent for exponent in exponents]
    found = np.empty((len(RADII), len(factors), len(seeds)))
    for k, c in enumerate(factors):
        scaled = in_unit(setting, c)
        for which, own in enumerate((radius, radius / c)):
            candidate = Candidate(scaled.eta, algorithm=SAM(own))
            curves = book.curves(scaled, candidate, plane.length, seeds)
            found[which, k] = reading(curves, candidate, plane.length.steps)
    return xr.Dataset(
        {"accuracy": (("radius", "c", "seed"), found, {"long_name": "test accuracy of SAM"})},
        {"radius": list(RADII), "c": factors, "seed": list(seeds)},
        {"setting": setting.to_json(), "sam_radius": radius, "snr": snr, "steps": plane.length.steps},
    )
