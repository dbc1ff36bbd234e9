"""The decoupled engine against the Gram engine, where patches are orthogonal to all purposes."""

from __future__ import annotations

from functools import partial

from benchmarks.measurement import Measurement, Target
from benchmarks.subjects import ALGORITHMS, FIG2, draw, same_law
from benchmarks.timing import Case, interleave
from lngd_theory.dynamics import DecoupledEngine, GramEngine
from lngd_theory.streams import streams

__all__ = ["measure"]

BLOCK = 100
#: The dimension inside Assumption 3.1, and a step so small that no state changes much while it is timed.
D, SLOWER = 10**20, 1e-3


def measure(quick: bool) -> list[Measurement]:
    """Time of a Gram step / time of a decoupled step, on one draw with the same label noise."""
    rows = []
    for n in (50,) if quick else (50, 200):
        setting = same_law(FIG2.replace(n=n, m=50, eta=FIG2.eta * SLOWER), D)
        for name, noise in ALGORITHMS.items():
            instance = draw(setting)
            eps = noise.draw(streams(0).label_noise, BLOCK, n)
            cases = {
                kind.__name__: Case(partial(kind(instance, setting.eta, setting.q).advance, eps), BLOCK)
                for kind in (GramEngine, DecoupledEngine)
            }
            timings = interleave(cases, 7 if quick else 60).processor
            rows.append(
                Measurement(
                    "decoupled",
                    f"n = {n}, m = {setting.m}, {name}",
                    f"time of a Gram step / time of a decoupled step (d = {D:.0e})",
                    timings.ratio("GramEngine", "DecoupledEngine"),
                    target=Target(low=10.0),
                    details={
                        "n": n,
                        "m": setting.m,
                        "algorithm": name,
                        "gram_microseconds": timings.microseconds("GramEngine"),
                        "decoupled_microseconds": timings.microseconds("DecoupledEngine"),
                    },
                )
            )
    return rows
