"""Tables of the bridge page: other dimensions, and systematic corruption beside random."""

from __future__ import annotations

from lngd_theory.figures import noise_name
from lngd_theory.phase.words import interval
from lngd_theory.report.study import Table
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.words import place
from lngd_theory.statistics import median_interval

__all__ = ["corruption_table", "dimension_table"]

_ACROSS = ("as trained", "weights, oracle k", "movement, oracle k", "filters averaged", "features, oracle d")


def dimension_table(evidence: Evidence, noises: tuple[str, ...]) -> Table:
    """The same n SNR^2 and initial overlap at other dimensions."""
    rows = []
    for d, data in evidence.part(evidence.design.sweep_of_dimensions()).items():
        for noise in noises:
            energy = data.energy.sel(noise=noise).isel(record=-1)
            start = (energy.sel(part="initial weights") / energy.sum("part")).values
            shown = (interval(median_interval(accuracies(data, (noise, remedy)))) for remedy in _ACROSS)
            rows.append((f"{d:g}", noise_name(noise), interval(median_interval(start), 2), *shown))
    columns = ("d", "algorithm", "initial weights' share of the energy of W", *_ACROSS)
    where = place(evidence.design.focus[0])
    return Table(f"Other dimensions at {where}: accuracy, median with 95 % interval", columns, tuple(rows))


def corruption_table(evidence: Evidence, noises: tuple[str, ...]) -> Table:
    """Random against systematic corruption: shares in the first direction, accuracies."""
    cells = evidence.part(evidence.design.other_corruption())
    rows = []
    for (kind, strength), data in cells.items():
        for noise in noises:
            last = data.sel(noise=noise).isel(record=-1)
            shares = (interval(median_interval(last[name]), 2) for name in ("signal_top", "noise_top"))
            remedies = ("as trained", "weights, oracle k", "features, d = 1", "probe, oracle d")
            shown = (interval(median_interval(accuracies(data, (noise, remedy)))) for remedy in remedies)
            rows.append((kind, f"{strength:g}", noise_name(noise), *shares, *shown))
    columns = (
        "corruption", "n SNR^2", "algorithm", "signal share", "residual share", "as trained", "weights, oracle k",
        "features, d = 1", "probe, oracle d",
    )  # fmt: skip
    rate = evidence.design.focus[0][1]
    caption = f"Random and systematic fixed corruption, r = {rate:g}: shares of the first direction, accuracies"
    return Table(caption, columns, tuple(rows))
