"""Tables of the study."""

from __future__ import annotations

import xarray as xr

from lngd_theory.report.study import Table
from lngd_theory.spectral.spiked.cases import Reading
from lngd_theory.spectral.spiked.contrasts import STATEMENTS
from lngd_theory.spectral.spiked.measurements import Agreement, Searched
from lngd_theory.spectral.spiked.model import SpikedModel

__all__ = ["agreement_table", "case_table", "described", "search_table", "threshold_table"]

_RISK_NAMES = {"squared": "squared risk", "excess": "excess risk", "error": "0-1 error"}


def described(model: SpikedModel) -> str:
    """A model in a few signs."""
    ell = ", ".join(f"{one:.3g}" for one in model.ell)
    weights = ", ".join(f"{one:.2g}" for one in model.weights)
    more = "" if model.aligned is None else f", corruption by spike {model.aligned + 1}"
    classes = ", classes" if model.latent == "classes" else ""
    if not model.isotropic:
        classes += ", tail " + " ".join(f"{variance:g}:{share:g}" for variance, share in model.tail)
    return f"N={model.N} D={model.D} ell=({ell}) b=({weights}) r={model.r:g}{more}{classes}"


def p_text(p: float) -> str:
    """A p-value with its order of magnitude."""
    return f"p = {p:.2g}" if p >= 1e-4 else f"p < 1e{int(f'{p:e}'.split('e')[1]) + 1}"


def case_table(readings: list[Reading]) -> Table:
    """Cases of one risk: where the minima are, and which statements the formula and the seeds contradict."""
    rows = []
    for reading in readings:
        model, low, middle, high = reading.case.model, *reading.bottoms
        values, seen = reading.formula.values, reading.simulated.median("seed").values
        places = (model.k_star, reading.shape.bottom, model.full_rank)
        risks = " / ".join(f"{values[d]:.3g} ({seen[d]:.3g})" for d in places)
        rows.append(
            (
                reading.case.name, described(model), str(model.k_star), ", ".join(map(str, reading.shape.minima)),
                f"{middle:g} [{low:g}, {high:g}]", risks, *(_statement(reading, name) for name in STATEMENTS),
            )
        )  # fmt: skip
    name = _RISK_NAMES[readings[0].risk]
    columns = (
        "case", "model", "k*", "local minima (formula)", "bottom over seeds [quartiles]",
        "risk at k* / at the bottom / at min(N, D): formula (simulated median)", "one minimum", "at k*", "convex",
    )  # fmt: skip
    caption = f"{name}: yes where the formula says so; where it does not, the seeds that agree with it, and a sign test"
    return Table(caption[0].upper() + caption[1:], columns, tuple(rows))


def _statement(reading: Reading, name: str) -> str:
    found = reading.contradicted.get(name)
    return "yes" if found is None else f"no: {min(found.positive)} of {found.seeds} seeds, {p_text(found.p_value)}"


def agreement_table(found: list[Agreement]) -> Table:
    """Simulation over formula at growing N."""
    columns = ("N", "risk", "d", "mean simulated risk/formula [95 %]", "largest relative difference over all d")
    rows = tuple(
        (f"{a.N:,}", _RISK_NAMES[a.risk], a.place, f"{a.ratio:.4f} [{a.low:.4f}, {a.high:.4f}]", f"{a.worst:.3f}")
        for a in found
    )
    return Table("Formula against simulation as N grows at D/N = 1/2", columns, rows)


def threshold_table(found: xr.DataArray) -> Table:
    """Least strength of a valley at k* over the threshold of detection."""
    columns = ("latents", "r", *(f"D/N = {g:g}" for g in found.gamma.values))
    rows = tuple(
        (str(latent), f"{r:g}", *(f"{value:.2f}" for value in found.sel(latent=latent, r=r).values))
        for latent in found.latent.values
        for r in found.r.values
    )
    caption = "Strength from which on one spike has its valley at k* = 1 (squared risk), in units of that of detection"
    return Table(caption, columns, rows)


def search_table(found: list[Searched]) -> Table:
    """The smallest counterexamples."""
    columns = ("risk", "useless spikes", "statement", "smallest counterexample", "d compared", "seeds", "looked at")
    rows = []
    for one in found:
        first = (_RISK_NAMES[one.risk], "allowed" if one.nuisance else "none", STATEMENTS[one.statement])
        if one.found is None:
            rows.append((*first, "none found", "–", "–", "all"))
            continue
        compared = "; ".join(", ".join(map(str, contrast.d)) for contrast in one.found.contrasts)
        replication = one.found.replication
        seeds = f"{min(replication.positive)} of {replication.seeds}, {p_text(replication.p_value)}"
        rows.append((*first, described(one.found.model), compared, seeds, str(one.found.looked_at)))
    return Table("Search from seed 0 among spikes of at least 1.5 times the threshold", columns, tuple(rows))
