"""What the study says: every sentence from its numbers."""

from __future__ import annotations

import itertools

import numpy as np
import xarray as xr

from lngd_theory.spectral.spiked.cases import Reading
from lngd_theory.spectral.spiked.measurements import Agreement, Searched, Width
from lngd_theory.spectral.spiked.tables import described

__all__ = ["CONFIRMED", "Noise", "sentences"]

#: Level of a sign test at which a contradiction counts as confirmed.
CONFIRMED = 0.01

#: More cases than these are counted, not named.
_MANY = 5

#: Median share of the label noise in the top k* directions of the samples, and k*/N, by case.
Noise = dict[str, tuple[float, float]]


def sentences(
    readings: list[Reading],
    agreement: list[Agreement],
    found: xr.DataArray,
    searched: list[Searched],
    widths: list[Width],
    true: tuple[xr.Dataset, xr.Dataset, int],
    noise: Noise,
) -> list[str]:
    """All of them, in the order of the page."""
    squared, error = ([one for one in readings if one.risk == risk] for risk in ("squared", "error"))
    return [
        _agreement(agreement),
        *(_shapes(part) for part in (squared, error)),
        _verdict(readings),
        _threshold(found),
        _searched(searched),
        _truncation(error),
        _corruption(error, noise),
        _widths(widths),
        _descent(readings, *true),
    ]


def _agreement(found: list[Agreement]) -> str:
    worst = {size: max(one.worst for one in found if size == one.N) for size in sorted({one.N for one in found})}
    text = ", ".join(f"{100 * value:.1f} % at N = {size:,}" for size, value in worst.items())
    inside = sum(one.low <= 1 <= one.high for one in found)
    return (
        f"Formula against simulation: the largest relative difference of the mean curve, over all d and three risks, "
        f"is {text}; {inside} of {len(found)} intervals of the ratio contain 1 (the formula leaves out terms of order "
        f"1/N, and the mean has its own error)."
    )


def _shapes(readings: list[Reading]) -> str:
    name = "Squared risk" if readings[0].risk == "squared" else "0-1 error"
    counts = {
        text: sum(statement not in one.contradicted for one in readings)
        for statement, text in (
            ("unique", "one local minimum"),
            ("at k*", "its bottom at k*"),
            ("convex", "a convex curve"),
        )
    }
    text = ", ".join(f"{what} in {count}" for what, count in counts.items())
    against = [found for one in readings for found in one.contradicted.values()]
    confirmed = sum(found.p_value < CONFIRMED for found in against)
    return (
        f"{name}, {len(readings)} cases: by formula {text}; of the {len(against)} statements that the formula "
        f"contradicts simulated seeds confirm {confirmed} at p < {CONFIRMED:g}."
    )


def _verdict(readings: list[Reading]) -> str:
    parts = []
    for statement, text in (("unique", "one minimum"), ("at k*", "at k*"), ("convex", "convex")):
        for risk, name in (("squared", "squared risk"), ("error", "0-1 error")):
            ones = [one for one in readings if one.risk == risk]
            held = [one for one in ones if statement in one.contradicted]
            firm = [one for one in held if one.contradicted[statement].p_value < CONFIRMED]
            if firm:
                names = "; ".join(one.case.name for one in firm)
                where = f"in {len(firm)} of {len(ones)} cases" if len(firm) > _MANY else f"by {names}"
                parts.append(f"'{text}' is refuted for the {name} {where}")
            elif held:
                parts.append(f"'{text}' is contradicted by the formula for the {name}, but not by the seeds")
            else:
                parts.append(f"'{text}' holds in every case for the {name}")
    return f"MT.2 as a statement about every model of this kind: {'. '.join(parts)}."


def _threshold(found: xr.DataArray) -> str:
    low, high = float(found.min()), float(found.max())
    tail = (
        "being detectable is not enough for a valley at k*: just above the threshold the risk falls on into the bulk"
        if low > 1.01
        else "at some of them being detectable is enough"
    )
    return (
        f"One spike has its valley at k* from {low:.2f} to {high:.3g} times the threshold of detection sqrt(D/N) on, "
        f"for D/N from {float(found.gamma.min()):g} to {float(found.gamma.max()):g} and r from "
        f"{float(found.r.min()):g} to {float(found.r.max()):g}: {tail}."
    )


def _searched(searched: list[Searched]) -> str:
    def say(nuisance: bool) -> str:
        ones = [one for one in searched if one.nuisance is nuisance and one.statement == "unique"]
        hits = [one.found for one in ones if one.found]
        if not hits:
            return "no second minimum was found"
        return "the smallest with a second minimum is " + "; ".join(
            f"{described(hit.model)} ({hit.risk})" for hit in hits
        )

    none, some = say(False), say(True)
    return f"Search for two minima: where every spike has a part in the label {none}; with useless spikes {some}."


def _truncation(error: list[Reading]) -> str:
    better: list[tuple[str, float]] = []
    worse: list[tuple[str, float]] = []
    for one in error:
        at, full = (one.simulated.isel(d=d).values for d in (one.case.model.k_star, -1))
        share = float(np.mean(at < full))
        (better if share > 0.5 else worse).append((one.case.name, share))
    text = f"MT.3, the top k* against all min(N, D) directions: less 0-1 error in {len(better)} of {len(error)} cases"
    if better:
        text += f" (in at least {100 * min(share for _, share in better):.0f} % of the seeds of each)"
    if worse:
        text += "; not for " + ", ".join(f"{name} ({100 * share:.0f} % of the seeds)" for name, share in worse)
    return text + "."


def _corruption(error: list[Reading], noise: Noise) -> str:
    parts = []
    for one in error:
        if one.case.name in noise:
            share, even = noise[one.case.name]
            k = one.case.model.k_star
            at, one_less, full = (float(one.simulated.isel(d=d).median()) for d in (k, k - 1, -1))
            parts.append(
                f"{one.case.name}: error {one_less:.3f} at d = {k - 1}, {at:.3f} at d = {k}, {full:.3f} at the end, "
                f"and {100 * share:.1f} % of the label noise in the top {k} directions (an even spread is "
                f"{100 * even:.1f} %)"
            )
    return f"MT.1 and MT.8, the same rate of corruption by coins or by a feature: {'; '.join(parts)}."


def _widths(widths: list[Width]) -> str:
    full = [one.full for one in widths]
    peak = widths[int(np.argmax(full))]
    rises = all(b >= a for a, b in itertools.pairwise(full))
    how = "rises with the width" if rises else f"is largest at D/N = {peak.gamma:g} and falls beyond it"
    return (
        f"MT.5, wider features at the same N and r: the error of all directions {how} ({widths[0].full:.3f} at D/N = "
        f"{widths[0].gamma:g}, {peak.full:.3f} at {peak.gamma:g}, {widths[-1].full:.3f} at {widths[-1].gamma:g}); that "
        f"of the truncated probe goes from {widths[0].truncated:.3f} to {widths[-1].truncated:.3f}."
    )


def _descent(readings: list[Reading], formula: xr.Dataset, simulated: xr.Dataset, samples: int) -> str:
    squared = simulated.squared.median("seed")
    before = float(squared.where(squared.d < samples, drop=True).min())
    peak, end = float(squared.max()), float(squared[-1])
    at = int(squared.d[int(np.argmax(squared.values))])
    random = [one for one in readings if one.risk == "squared" and one.case.model.aligned is None]
    even = [one for one in random if min(one.case.model.ell) > 0 and one.case.model.isotropic]
    last = sum(one.shape.minima[-1] == one.case.model.full_rank for one in even)
    word = "falls again" if end < 0.9 * peak else "does not fall again"
    return (
        f"A second descent: on the true directions the simulated squared risk is {before:.2f} at its least below d = "
        f"N, {peak:.3g} at d = {at} (N = {samples}), and {end:.2f} at d = {int(squared.d[-1])}: it {word}. The curve "
        f"of the sample's own directions ends at min(N, D); of {len(even)} cases with spikes above an even tail and "
        f"random corruption {last} fall towards that end."
    )
