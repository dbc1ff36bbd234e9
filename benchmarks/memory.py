"""Memory of a run: the peak while an instance is drawn and its engine is built, and what its steps allocate."""

from __future__ import annotations

import tracemalloc

import numpy as np
from numba.core.runtime import rtsys

from benchmarks.isolated import in_fresh_process
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import GRAM, SIDES
from benchmarks.subjects import FIG2, draw, same_law
from lngd_theory import Setting
from lngd_theory.dynamics import DecoupledEngine, GramEngine

__all__ = ["allocations_here", "measure", "peak_bytes"]


def measure(quick: bool) -> list[Measurement]:
    """Peak at small and large d, and its exponents: m K + K^2 with K = n + 1 has 2 along n with m, 1 along m.

    Beside it that of the same run as a script in NumPy, and allocations of the compiled step.
    """
    both = [(n, n // 10) for n in (100, 200, 400, 800, 1600)]
    widths = [(50, m) for m in (200, 400, 800, 1600, 3200)]
    return [
        *_peaks((2_000,) if quick else (2_000, 20_000, 200_000)),
        *in_fresh_process({"NUMBA_NRT_STATS": "1"}, allocations_here),
        _same_at_any_d(),
        _scaling("n = {first[0]} to {last[0]}, m = n / 10", both, 2.05, quick),
        _scaling("n = {first[0]}, m = {first[1]} to {last[1]}", widths, 1.05, quick),
    ]


def _peaks(dimensions: tuple[int, ...]) -> list[Measurement]:
    peak_bytes(FIG2)  # what is made once, at the first use, does not count
    peaks = {f"{GRAM}, d = {FIG2.d:,}": peak_bytes(FIG2), f"{GRAM}, d = 10^12": peak_bytes(same_law(FIG2, 10**12))}
    peaks |= {f"{SIDES[0].name}, d = {d:,}": _script_peak(same_law(FIG2, d)) for d in dimensions}
    return [
        Measurement("memory", name, f"peak of a run (n = {FIG2.n}, m = {FIG2.m})", Spread.exact(peak / 2**20), "MiB",
                    details={"bytes": peak})
        for name, peak in peaks.items()
    ]  # fmt: skip


def _script_peak(setting: Setting) -> int:
    """Largest amount of memory held while a dense instance is drawn and the script takes a step."""
    tracemalloc.start()
    try:
        SIDES[0].start(setting, draw(setting, "dense")).train(np.ones((1, setting.n)))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def allocations_here() -> list[Measurement]:
    """Arrays that compiled code allocates in a step: a long call less a short one; needs NUMBA_NRT_STATS."""
    setting = same_law(FIG2, 10**9)
    rows = []
    for kind in (GramEngine, DecoupledEngine):
        engine = kind(draw(setting), setting.eta, setting.q)
        engine.advance(np.ones((1, setting.n)))  # numba counts from the first compiled call on
        counts = []
        for steps in (10, 110):
            before = rtsys.get_allocation_stats().alloc
            engine.advance(np.ones((steps, setting.n)))
            counts.append(rtsys.get_allocation_stats().alloc - before)
        rows.append(
            Measurement("memory", kind.__name__, "arrays that the compiled code allocates in a step",
                        Spread.exact((counts[1] - counts[0]) / 100), target=Target(high=0.0),
                        note=f"{counts[0]} in a call", details={"allocations": counts})
        )  # fmt: skip
    return rows


def peak_bytes(setting: Setting) -> int:
    """Largest amount of memory held while drawing an instance and building its engine (of which NumPy reports all)."""
    tracemalloc.start()
    try:
        engine = GramEngine(draw(setting), setting.eta, setting.q)
        engine.advance(np.ones((1, setting.n)))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _same_at_any_d() -> Measurement:
    small, large = (peak_bytes(same_law(FIG2, d)) for d in (10**3, 10**12))
    return Measurement(
        "memory",
        f"n = {FIG2.n}, m = {FIG2.m}: d = 10^12 against d = 10^3",
        "ratio of the peaks",
        Spread.exact(large / small),
        target=Target(0.99, 1.01),
        details={"bytes_at_1e3": small, "bytes_at_1e12": large},
    )


def _scaling(case: str, pairs: list[tuple[int, int]], bound: float, quick: bool) -> Measurement:
    """Exponent of the peak along settings (n, m) that grow, by least squares in logarithms."""
    pairs = pairs[:3] if quick else pairs
    peaks = [peak_bytes(FIG2.replace(n=n, m=m, d=10**6, eta=1e-3)) for n, m in pairs]
    growing = [max(n / pairs[0][0], m / pairs[0][1]) for n, m in pairs]
    exponent = float(np.polyfit(np.log(growing), np.log(peaks), 1)[0])
    units = [peak / (8 * (m * (n + 1) + (n + 1) ** 2)) for (n, m), peak in zip(pairs, peaks, strict=True)]
    return Measurement(
        "memory",
        case.format(first=pairs[0], last=pairs[-1]),
        "fitted exponent of the peak",
        Spread.exact(exponent),
        target=Target(high=bound),
        note=f"{min(units):.1f} to {max(units):.1f} (m K + K²) numbers of 8 bytes",
        details={"peaks": [{"n": n, "m": m, "bytes": p} for (n, m), p in zip(pairs, peaks, strict=True)]},
    )
