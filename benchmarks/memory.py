"""Memory of a seed: the peak while an instance is drawn and its engine is built."""

from __future__ import annotations

import tracemalloc

import numpy as np

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import FIG2, draw, same_law
from lngd_theory import Setting
from lngd_theory.dynamics import GramEngine

__all__ = ["measure", "peak_bytes"]


def measure(quick: bool) -> list[Measurement]:
    """Peak at small and large d, and its exponents: m K + K^2 with K = n + 1 has 2 along n with m, 1 along m."""
    both = [(n, n // 10) for n in (100, 200, 400, 800, 1600)]
    widths = [(50, m) for m in (200, 400, 800, 1600, 3200)]
    return [
        _same_at_any_d(),
        _scaling("n = {first[0]} to {last[0]}, m = n / 10", both, 2.05, quick),
        _scaling("n = {first[0]}, m = {first[1]} to {last[1]}", widths, 1.05, quick),
    ]


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
    peak_bytes(FIG2)  # what is made once, at the first use, does not count
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
