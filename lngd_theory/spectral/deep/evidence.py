"""The runs of a design, and the numbers per seed that the claims of the Malignant Tail speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.claims.tail import Place, Places, Ruling, rulings
from lngd_theory.spectral.choosing import gain_of_choice, transfer_regret
from lngd_theory.spectral.deep.design import Cell, TailDesign
from lngd_theory.spectral.seat import seat_of

__all__ = ["TEST", "TailEvidence", "k_star", "numbers", "over_d", "place", "seats"]

Array = NDArray[np.float64]

#: Both halves of the test images, where nothing was chosen.
TEST = ("choice", "score")


@dataclass(frozen=True)
class TailEvidence:
    """The runs of a design.

    Attributes
    ----------
    design : TailDesign
        What was run.
    data : mapping of Cell to Dataset
        Of every cell.
    """

    design: TailDesign
    data: Mapping[Cell, xr.Dataset]

    def rulings(self) -> dict[str, Ruling]:
        """MT.1 to MT.8 by the statements of the ledger, those that the design can ask."""
        return rulings(self.places())

    def places(self) -> dict[str, Places]:
        """Places on which each claim is asked, with their numbers.

        MT.1 to MT.4 and MT.6: every network and rate, with random corruption, the first optimiser and the network's own
        width. MT.5: the widest network against the narrowest. MT.7: every network with the first optimiser, and every
        optimiser on those on which it is varied. MT.8: random against systematic corruption. None has fresh flips.
        """
        design = self.design
        rates = [cell for _, _, cell in design.varied("rate") if cell.corruption.rate]
        optimised = [*map(design.base, design.architectures), *(cell for _, _, cell in design.varied("optimiser"))]
        plain, varied = ({place(cell): numbers(self.data[cell]) for cell in cells} for cells in (rates, optimised))
        return {
            **dict.fromkeys(("MT.1", "MT.2", "MT.3", "MT.4", "MT.6"), plain),
            "MT.5": self._widths(),
            "MT.7": varied,
            "MT.8": self._kinds(),
        }

    def _widths(self) -> Places:
        """Effective rank and test error of the narrowest and of the widest network, by what they share."""
        design, found = self.design, dict[str, dict[str, Array]]()
        ends = {"narrow": min(design.widths, default=0), "wide": max(design.widths, default=0)}
        for architecture, width, cell in design.varied("width"):
            for end in (end for end, at in ends.items() if at == width and len(set(ends.values())) == 2):
                data = self.data[cell]
                if "network" in data:
                    both = found.setdefault(f"{cell.images.name}, {architecture}, {cell.corruption}", {})
                    rank = data["rank"].isel(record=-1).sel(measure="effective rank")
                    both |= {f"rank_{end}": rank.values, f"error_{end}": 1 - numbers(data)["accuracy_full"]}
        return dict(found)

    def _kinds(self) -> Places:
        """Seats under every kind of corruption, by what they share."""
        found: dict[str, dict[str, Array]] = {}
        for architecture, kind, cell in self.design.varied("kind"):
            if "network" in self.data[cell]:
                key = f"{cell.images.name}, {architecture}, rate {cell.corruption.rate:g}"
                found.setdefault(key, {})[f"seat_{kind}"] = seats(self.data[cell])[:, -1]
        return dict(found)


def place(cell: Cell) -> str:
    """A cell in words: ``digits, resnet, momentum, random:0.4``."""
    flips = f", fresh flips {cell.training.fresh_flips:g}" if cell.training.fresh_flips else ""
    return f"{cell.images.name}, {cell.architecture}, {cell.training.optimiser}, {cell.corruption}{flips}"


def k_star(data: xr.Dataset) -> int:
    """The number of classes minus one."""
    return int(np.nanmax(data.classes.values)) - 1


def seats(data: xr.Dataset) -> Array:
    """Seat of the first k* principal directions (seeds, records); see :mod:`lngd_theory.spectral.seat`."""
    first = data.isel(direction=slice(k_star(data)))
    trained = data.trained_shares.values[:, None, :]
    S, N = (first[name].sum("direction", skipna=False).values for name in ("signal", "noise"))
    return seat_of(S, N, trained[..., 0], trained[..., 1])


def over_d(data: xr.Dataset, kind: str, sample: str | list[str], labels: str = "true", record: int = -1) -> Array:
    """Accuracy (seeds, D + 1) of probe or truncated network over d at a record; mean over samples if several."""
    found = data.curve.isel(record=record).sel(kind=kind, labels=labels, sample=sample)
    return np.asarray((found if isinstance(sample, str) else found.mean("sample", skipna=False)).values)


def numbers(data: xr.Dataset) -> Place:
    """Numbers per seed that one cell alone gives, by the names of the claims' quantities; nan where one diverged.

    None at all if every training diverged; no risk if there are fewer than k* features.
    """
    if "network" not in data:
        return {}
    last, test = data.isel(record=-1), list(TEST)
    network = data.network.sel(labels="true")
    k, truncated = k_star(data), over_d(data, "head", test)
    risk = 1 - over_d(data, "probe", test)
    gains = {
        name: gain_of_choice(*(over_d(data, "probe", half, record=record)[:, 1:] for half in TEST))
        for name, record in (("gain_trained", -1), ("gain_untrained", 0))
    }
    ranks = [over_d(data, "probe", half)[:, 1:] for half in TEST]
    return {
        "seat": seats(data)[:, -1],
        "memorised": last.network.sel(sample="corrupted", labels="given").values,
        "accuracy_full": network.isel(record=-1).sel(sample=test).mean("sample", skipna=False).values,
        "accuracy_kstar": truncated[:, min(k, truncated.shape[1] - 1)],
        **gains,
        "regret_epoch": transfer_regret(*(network.sel(sample=half).values for half in TEST)),
        "regret_rank": transfer_regret(*ranks),
        **({"risk": risk, "k_star": k} if k < risk.shape[1] else {}),
    }
