"""Verdicts on other kinds of places, to stand beside those on real networks: two-layer network, spiked model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lngd_theory.claims.tail import Ruling, rulings
from lngd_theory.errors import InputError
from lngd_theory.figures import noise_name
from lngd_theory.spectral.network.evidence import Evidence

__all__ = ["spiked_rulings", "two_layer_evidence", "two_layer_rulings"]


def two_layer_evidence(folder: Path) -> Evidence:
    """The finished cells of ``lngd bridge``.

    Parameters
    ----------
    folder : Path
        That ``lngd bridge --out`` wrote, whole or ``--quick``.

    Raises
    ------
    InputError
        It does not hold all cells of either.
    """
    from lngd_theory.spectral.network import FULL, QUICK, CellRuns

    runs = CellRuns(folder)
    for design in (FULL, QUICK):
        kept = {cell: runs.kept(cell, design.seeds) for cell in design.cells()}
        found = {cell: data for cell, data in kept.items() if data is not None}
        if len(found) == len(kept):
            return Evidence(design, found)
    raise InputError(f"--bridge {folder} does not hold all cells of lngd bridge; run lngd bridge --out {folder} first")


def two_layer_rulings(evidence: Evidence) -> Iterator[tuple[str, dict[str, Ruling]]]:
    """Verdicts on the two-layer network, one algorithm after the other, with their names."""
    from lngd_theory.spectral.network import rulings as of_network

    for noise in evidence.design.noises:
        yield f"two-layer network, {noise_name(noise)}", of_network(evidence, noise)


def spiked_rulings(seeds: int = 20) -> dict[str, Ruling]:
    """MT.2 on every case of the spiked model with label noise, by simulation; the formulas say more: see its study."""
    from lngd_theory.spectral.spiked.cases import CASES
    from lngd_theory.spectral.spiked.simulation import simulate_rank_risk

    places = {
        case.name: {
            "risk": simulate_rank_risk(case.model, seeds)["error"].transpose("seed", "d").values,
            "k_star": case.model.k_star,
        }
        for case in CASES if case.model.r > 0
    }  # fmt: skip
    return rulings({"MT.2": places})
