"""The engine whose product is single precision beside the one in double: what a step costs, and how far they part."""

from __future__ import annotations

from functools import partial

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import ALGORITHMS, FIG2, draw
from benchmarks.timing import Case, interleave
from lngd_theory import LabelFlip, Setting, simulate
from lngd_theory.dynamics import Gram32Engine, GramEngine
from lngd_theory.presets import preset
from lngd_theory.streams import streams

__all__ = ["disagreements", "measure", "steps"]

#: A step in single precision has half the bytes and twice the lanes; it is kept as long as it saves a third.
WORTH_IT = Target(high=0.67)
COMPARED = ("gamma", "rho_max", "margin", "train_loss", "clean_loss", "test_accuracy")


def measure(quick: bool) -> list[Measurement]:
    """Both; times where the step is more than its beginnings."""
    sizes = [(200, 20)] if quick else [(200, 20), (700, 20), (2000, 20), (200, 1000)]
    rows = [steps(FIG2.replace(n=n, m=m, d=max(2000, 10 * n)), rounds=7 if quick else 25) for n, m in sizes]
    names = ["fig2"] if quick else ["fig2", "narrow-m3", "narrow-m10-sigma2", "q3"]
    return rows + [row for name in names for row in disagreements(name, seeds=1 if quick else 5)]


def steps(setting: Setting, rounds: int) -> Measurement:
    """Steps of the two engines from one draw on, in turns."""
    instance = draw(setting)
    block = max(1, 4_000_000 // (setting.m * setting.n**2))
    eps = LabelFlip(0.1).draw(streams(0).label_noise, block, setting.n)
    eta = setting.eta * 2000 / setting.d  # eta d is that of figure 2
    engines = {"double": GramEngine(instance, eta, setting.q), "single": Gram32Engine(instance, eta, setting.q)}
    cases = {name: Case(partial(engine.advance, eps), block) for name, engine in engines.items()}
    timings = interleave(cases, rounds).processor
    return Measurement(
        "single",
        f"n = {setting.n}, m = {setting.m}",
        "time of a step in single precision / in double",
        timings.ratio("single", "double"),
        target=WORTH_IT if setting.n >= 700 or setting.m >= 1000 else None,
        details={name: timings.microseconds(name) for name in cases},
    )


def disagreements(name: str, seeds: int) -> list[Measurement]:
    """Worst difference of every variable over 2000 steps, relative to its size then; quartiles are over seeds."""
    rows = []
    for algorithm, noise in ALGORITHMS.items():
        run = simulate(preset(name), noise, steps=2000, seeds=seeds, engine="gram32+gram")
        rows += [
            Measurement(
                "single",
                f"{name}, {algorithm}: {variable}",
                "largest difference from double precision in 2000 steps, relative",
                Spread.of(run.disagreement.sel(quantity=variable).values),
                details={"worst": float(run.disagreement.sel(quantity=variable).max())},
            )
            for variable in COMPARED
        ]
    return rows
