"""Everything that this package says of one feature matrix, from one decomposition: what ``lngd spectral`` shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.choose import RULES, choose_rank
from lngd_theory.spectral.curve import curve_of
from lngd_theory.spectral.decomposition import decompose
from lngd_theory.spectral.residual import energy_of
from lngd_theory.spectral.samples import GIVEN
from lngd_theory.spectral.spectra import summary_of

__all__ = ["HELD_OUT", "FeatureAnalysis", "analyse", "hold_out"]

HELD_OUT = "held out"


@dataclass(frozen=True)
class FeatureAnalysis:
    """What :func:`analyse` found.

    Attributes
    ----------
    curve : xarray.Dataset
        As :func:`~lngd_theory.spectral.rank_risk_curve` returns it; besides ``train`` of ``held out`` and ``test``.
    summary : xarray.Dataset
        As :func:`~lngd_theory.spectral.spectrum_summary` returns it.
    energy : xarray.Dataset or None
        As :func:`~lngd_theory.spectral.label_energy` returns it, about class means; None without clean labels.
    chosen : mapping of rule to d
        Of :func:`~lngd_theory.spectral.choose_rank`, by each rule that has what it needs.
    """

    curve: xr.Dataset
    summary: xr.Dataset
    energy: xr.Dataset | None
    chosen: dict[str, int]

    @property
    def data(self) -> xr.Dataset:
        """One dataset of all, for a file."""
        parts = [self.curve, self.summary.drop_vars("singular_value")]
        if self.energy is not None:
            parts.append(self.energy.drop_vars("singular_value"))
        rules = xr.Dataset({"chosen": ("rule", list(self.chosen.values()))}, coords={"rule": list(self.chosen)})
        return xr.merge([*parts, rules], combine_attrs="drop").assign_attrs(self.curve.attrs)

    def scores(self, d: int) -> dict[str, float]:
        """Accuracy with d directions by ``sample`` or ``sample, labels``, of all that were scored."""
        found = {}
        for sample in self.curve["sample"].values:
            for labels in self.curve["labels"].values:
                value = float(self.curve.accuracy.sel(sample=sample, labels=labels, d=d))
                if not np.isnan(value):
                    found[str(sample) if labels == GIVEN else f"{sample}, {labels}"] = value
        return found

    def best(self, name: str) -> int:
        """The d with the highest accuracy by one of the names of :meth:`scores`; the smallest among equal ones."""
        sample, _, labels = name.partition(", ")
        return int(self.curve.accuracy.sel(sample=sample, labels=labels or GIVEN).argmax("d"))

    def cumulative(self, kind: str, d: int) -> float:
        """Share of the energy of ``signal`` or ``noise`` in the first d directions; needs clean labels."""
        assert self.energy is not None
        return float(self.energy[f"{kind}_cumulative"].values[d - 1]) if d else 0.0

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        summary = self.summary
        last = int(self.curve.d[-1])
        return {
            **{key: self.curve.attrs[key] for key in ("N", "D", "centred", "ridge", "route")},
            "effective_rank": {str(of): float(summary.effective_rank.sel(of=of)) for of in summary.of.values},
            "participation_ratio": float(summary.participation_ratio),
            "stable_rank": float(summary.stable_rank),
            "rank": int(summary["rank"]),
            "limit": int(summary.limit),
            "size": {str(name): int(self.curve["size"].sel(sample=name)) for name in self.curve["sample"].values},
            "chosen": {rule: {"d": d, "accuracy": self.scores(d)} for rule, d in self.chosen.items()},
            "all_directions": {"d": last, "accuracy": self.scores(last)},
            "best": {
                name: {"d": self.best(name), "accuracy": self.scores(self.best(name))[name]} for name in self.scores(0)
            },
        }


def analyse(
    arrays: Mapping[str, ArrayLike], *, ridge: float = 0.0, centred: bool = True, route: str = "auto"
) -> FeatureAnalysis:
    """Spectrum, rank-risk curve, chosen ranks and, with clean labels, energies per direction.

    Parameters
    ----------
    arrays : mapping
        Under the names of :data:`~lngd_theory.spectral.files.ARRAYS`.
    ridge, centred, route
        As for :func:`~lngd_theory.spectral.rank_risk_curve`; not the route ``randomised``.

    Raises
    ------
    InputError
        Arrays that do not match, or what the parts refuse.
    """
    labels = {GIVEN: arrays["labels"]}
    if "clean_labels" in arrays:
        labels["clean"] = arrays["clean_labels"]
    sets: dict[str, dict[str, ArrayLike]] = {"features": {}, "labels": {}}
    for name, prefix in ((HELD_OUT, "held_out"), ("test", "test")):
        there = [kind for kind in sets if f"{prefix}_{kind}" in arrays]
        if len(there) == 1:
            raise InputError(f"{prefix}_{there[0]} are given without the other of features and labels; give both")
        for kind in there:
            sets[kind][name] = arrays[f"{prefix}_{kind}"]
    if route == "randomised":
        raise InputError("route='randomised' does not find the whole spectrum; take 'auto', 'svd' or 'gram'")
    parts = decompose(arrays["features"], centred, route)
    curve = curve_of(parts, arrays["features"], labels, sets["features"], sets["labels"], ridge=ridge)
    energy = None
    if "clean_labels" in arrays:
        energy = energy_of(parts, arrays["clean_labels"], arrays["labels"], about="class")
    chosen = {}
    for rule in RULES:
        if rule == "threshold" and not np.median(parts.s) > 0:
            continue
        if rule == HELD_OUT and HELD_OUT not in curve["sample"]:
            continue
        chosen[rule] = int(choose_rank(curve, rule))
    return FeatureAnalysis(curve, summary_of(curve["singular_value"]), energy, chosen)


def hold_out(arrays: Mapping[str, NDArray[Any]], share: float, seed: int = 0) -> dict[str, NDArray[Any]]:
    """Arrays with a random share of the training samples held out, as ``held_out_features`` and ``held_out_labels``.

    Raises
    ------
    InputError
        A share outside (0, 1) or that leaves fewer than two samples on either side, or held-out samples given already.
    """
    if not 0 < share < 1:
        raise InputError(f"the share {share} to hold out must be between 0 and 1")
    if "held_out_features" in arrays or "held_out_labels" in arrays:
        raise InputError("held-out samples are given already; leave out the share to hold out")
    n = len(arrays["features"])
    count = round(share * n)
    if min(count, n - count) < 2:
        raise InputError(f"the share {share} of {n} samples leaves {count} and {n - count}; both need two")
    order = np.random.default_rng(seed).permutation(n)
    held, kept = np.sort(order[:count]), np.sort(order[count:])
    split = {name: np.asarray(arrays[name])[kept] for name in ("features", "labels", "clean_labels") if name in arrays}
    split |= {f"held_out_{name}": np.asarray(arrays[name])[held] for name in ("features", "labels")}
    return {**arrays, **split}
