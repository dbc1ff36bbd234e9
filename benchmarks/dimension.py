"""The cost of a step and of a draw at any d."""

from __future__ import annotations

from functools import partial

from benchmarks.measurement import Measurement, Target
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw, same_law
from benchmarks.timing import Case, Readings, interleave
from lngd_theory import Setting

__all__ = ["measure"]

POWERS = (3, 4, 6, 9, 12, 22)
BLOCK = 100
DRAWS = 8
#: What counts as the same cost.
SAME = Target(0.9, 1.1)


def measure(quick: bool) -> list[Measurement]:
    """Step and draw at every d, as ratios to d = 10^3; a second seed at d = 10^3 shows the noise of the comparison."""
    settings = {f"d = 10^{power}": same_law(FIG2, 10**power) for power in POWERS}
    seeds = dict.fromkeys(settings, 0) | {_CONTROL: 1}
    settings[_CONTROL] = settings[_REFERENCE]
    noise = ALGORITHMS["LNGD, p = 0.1"]
    runs = {name: TrainingRun(s, noise, draw(s, seed=seeds[name]), BLOCK) for name, s in settings.items()}
    rounds = 7 if quick else 60
    steps = interleave({name: run.block() for name, run in runs.items()}, rounds).processor
    draws = interleave({name: Case(partial(_draw_several, s), DRAWS) for name, s in settings.items()}, rounds).processor
    return [
        _row(quantity, name, settings[name].d, timings, runs[name].active_share)
        for quantity, timings in (("step", steps), ("draw", draws))
        for name in settings
    ]


_REFERENCE, _CONTROL = "d = 10^3", "d = 10^3, another seed"


def _draw_several(setting: Setting) -> None:
    for seed in range(DRAWS):
        draw(setting, seed=seed)


def _row(what: str, name: str, d: int, timings: Readings, active_share: float) -> Measurement:
    compared = name not in (_REFERENCE, _CONTROL)
    return Measurement(
        "dimension",
        name,
        f"time of a {what} / the same at {_REFERENCE} (n = {FIG2.n}, m = {FIG2.m})",
        timings.ratio(name, _REFERENCE),
        target=SAME if compared else None,
        note={_REFERENCE: "the reference", _CONTROL: "the control"}.get(name, ""),
        details={
            "d": d,
            "what": what,
            "active_share": active_share,
            "seconds": [timings.spread(name).low, timings.spread(name).median, timings.spread(name).high],
        },
    )
