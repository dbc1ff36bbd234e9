"""What Q4 measures: sweeps of the two-scale rate, times at settings of interest, and full simulations beside them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import NamedTuple

from lngd_theory.assumptions import setting_inside
from lngd_theory.label_noise import LabelFlip
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.q4_brute import BruteForce, brute_force, signal_steps
from lngd_theory.second_stage import Exponent, GrowthRate, SignalTime, exponents, second_stage_growth, signal_time
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval

__all__ = ["FLIPS", "LEVEL", "Place", "Study", "measured"]

FLIPS = LabelFlip(0.1)
#: gamma that Lemma 4.5 (ii) has at T_2.
LEVEL = 0.1

#: The point about which the two-scale rate is swept: nearly orthogonal patches, a = 0.005.
_TWO_SCALE = Setting(n=20, d=10**12, m=40, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=2e-12)
#: The point of the full simulations: a = 0.1, n SNR^2 = 0.1, a signal that stays small for long.
_FULL = Setting(n=20, d=10**6, m=16, mu=70.0, sigma_p=1.0, sigma_0=1e-12, eta=1.6e-5)
#: sigma_0 of the full simulations of figure 2, whose signal at 0.01 is not small when the second stage begins.
_TINY = 1e-20
_SWEEPS = {
    "eta": (0.3, 0.6, 1.0, 2.0, 4.0),
    "p": (0.15, 0.3, 0.6, 1.2, 3.0),
    "n": (0.5, 1.0, 2.0, 3.0, 5.0),
    "m": (0.5, 1.0, 2.0, 3.0, 5.0),
    "d": (0.3, 0.6, 1.0, 2.0, 4.0),
}
_QUICK_SWEEPS = {"eta": (1.0, 3.0, 10.0), "p": (0.5, 1.0, 2.5), "n": (0.2, 0.5, 1.0), "m": (0.3, 0.6, 1.0)}
_FULL_FACTORS, _QUICK_FACTORS = (0.2, 0.5, 1.0, 2.0), (0.3, 1.0, 3.0)
_LARGE_A, _LARGE_P = (0.3, 0.6, 0.9), (0.1, 0.3)


class Place(NamedTuple):
    """A setting at which the time to learn the signal is extrapolated."""

    name: str
    growth: GrowthRate
    time: SignalTime


class Study(NamedTuple):
    """All measurements of Q4."""

    seeds: int
    fits: Mapping[str, Exponent]
    large: tuple[GrowthRate, ...]  #: large steps, up to a = 0.9
    places: tuple[Place, ...]
    full: Mapping[str, tuple[BruteForce, ...]]  #: full simulations by what is varied: mu, eta
    figure2: tuple[BruteForce, ...]  #: figure 2 with a tiny sigma_0, by eta
    reached: Mapping[float, tuple[Interval, Interval]]  #: figure 2: steps to gamma = 0.1, to test error 0.05, by eta

    @property
    def rates(self) -> list[GrowthRate]:
        """Every two-scale rate measured."""
        swept = [growth for fit in self.fits.values() for growth in fit.growths]
        compared = [point.two_scale for point in (*itertools.chain(*self.full.values()), *self.figure2)]
        return [*swept, *self.large, *(place.growth for place in self.places), *compared]


def measured(quick: bool, executor: Executor | None, progress: Progress | None) -> Study:
    """Take all measurements; ``quick`` with 3 seeds and fewer points."""
    seeds = 3 if quick else 8

    def report(what: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(what, done, total) if progress else None

    fits = exponents(
        _QUICK_SWEEPS if quick else _SWEEPS,
        _TWO_SCALE,
        FLIPS,
        seeds=seeds,
        executor=executor,
        progress=report("two-scale rates"),
    )
    return Study(
        seeds=seeds,
        fits=fits,
        large=_large_steps(seeds, quick, executor),
        places=_places(seeds, quick, executor, report("times")),
        full=_full_sweeps(seeds, quick, executor, report("full simulations")),
        figure2=tuple(
            brute_force(
                preset("fig2").replace(eta=eta, sigma_0=_TINY), FLIPS, range(seeds), 50 if quick else 200, executor
            )
            for eta in _figure2_etas(quick)
        ),
        reached={
            eta: signal_steps(preset("fig2").replace(eta=eta), FLIPS, range(seeds), 1500 if quick else 6000, executor)
            for eta in _figure2_etas(quick)
        },
    )


def _figure2_etas(quick: bool) -> tuple[float, ...]:
    return (1.0,) if quick else (0.5, 1.0)  # as printed, and as in the authors' code by a reviewer's report


def _large_steps(seeds: int, quick: bool, executor: Executor | None) -> tuple[GrowthRate, ...]:
    per_eta = _TWO_SCALE.noise_growth / _TWO_SCALE.eta
    return tuple(
        second_stage_growth(
            _TWO_SCALE.replace(eta=a / per_eta), LabelFlip(p), seeds=seeds, steps=20_000, executor=executor
        )
        for a in (_LARGE_A[-1:] if quick else _LARGE_A)
        for p in _LARGE_P
    )


def _places(
    seeds: int, quick: bool, executor: Executor | None, report: Callable[[int, int], None]
) -> tuple[Place, ...]:
    """Inside Assumption 3.1 in both versions, and at figure 2."""
    iclr, arxiv = preset("inside"), setting_inside(C=1.0, delta=0.05, p=FLIPS.p, version="arxiv").setting  # type: ignore[arg-type]
    chosen = {"inside (ICLR)": (iclr, 100_000), "inside (arXiv)": (arxiv, 5_000 if quick else 100_000)}
    chosen |= {f"figure 2, eta = {eta:g}": (preset("fig2").replace(eta=eta), 10_000) for eta in _figure2_etas(quick)}
    places = []
    for number, (name, (setting, steps)) in enumerate(chosen.items()):
        growth = second_stage_growth(setting, FLIPS, seeds=seeds, steps=steps, burn_in=steps // 10, executor=executor)
        places.append(Place(name, growth, signal_time(growth, LEVEL)))
        report(number + 1, len(chosen))
    return tuple(places)


def _full_sweeps(
    seeds: int, quick: bool, executor: Executor | None, report: Callable[[int, int], None]
) -> dict[str, tuple[BruteForce, ...]]:
    """Full simulations over |mu| and eta, every point with seeds of its own."""
    factors = _QUICK_FACTORS if quick else _FULL_FACTORS
    names = ("mu",) if quick else ("mu", "eta")
    found: dict[str, tuple[BruteForce, ...]] = {}
    for number, name in enumerate(names):
        points = []
        for k, factor in enumerate(factors):
            own = range((number * len(factors) + k) * seeds, (number * len(factors) + k + 1) * seeds)
            setting = _FULL.replace(**{name: factor * getattr(_FULL, name)})
            points.append(brute_force(setting, FLIPS, own, 300 if quick else 2000, executor))
            report(number * len(factors) + k + 1, len(names) * len(factors))
        found[name] = tuple(points)
    return found
