"""What is simulated for the quantities: few kinds of run, each read by several of them, as sweeps over a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import sympy as sp

from lngd_theory.errors import InputError
from lngd_theory.scaling.along import Base, with_target
from lngd_theory.scaling.path import Path
from lngd_theory.scaling.prediction import FIRST_STAGE, PREDICTIONS, SECOND_STAGE
from lngd_theory.symbols import p

if TYPE_CHECKING:
    from lngd_theory.sweeps import Sweep

__all__ = ["RUNS", "LeftOut", "Planned", "Run", "base_sweep", "plan_run"]

#: Seconds that one run may take on a nominal machine; points that need more are left out.
LARGEST_SECONDS = 60.0
_N_TEST = 2000


@dataclass(frozen=True)
class Run:
    """A kind of run.

    Attributes
    ----------
    noise : str
        Label noise, as a sweep writes it.
    steps : sympy expression
        How long it is: some multiple of the time in which what it is for is predicted to happen.
    observables : tuple of str
        What is recorded.
    records : int
        At how many steps.
    """

    noise: str
    steps: sp.Expr
    observables: tuple[str, ...]
    records: int


_SIGNAL = ("gamma_abs_max", "signal_best", "test_error")

#: The kinds of run; the shorter one for the second stage is for what happens when the test error has just fallen.
RUNS: dict[str, Run] = {
    "gd": Run("none", 4 * PREDICTIONS["T2-gd"] + 20, ("clean_loss", "rho_bar_least", "test_error"), 200),
    "lngd-first": Run("flip:p", 5 * FIRST_STAGE + 20, ("rho_bar_least",), 200),
    "lngd-second": Run("flip:p", sp.Rational(3, 2) * SECOND_STAGE + 20, _SIGNAL, 150),
    "lngd-short": Run("flip:p", SECOND_STAGE + 20, ("test_error",), 100),
}


class LeftOut(NamedTuple):
    """A point of a path at which nothing is run, and why."""

    value: float
    reason: str


class Planned(NamedTuple):
    """A sweep over the points of a path that can be run (None if fewer than two can), and the others."""

    sweep: Sweep | None
    left_out: tuple[LeftOut, ...]


def plan_run(run: Run, path: Path, base: Base, seeds: Iterable[int]) -> Planned:
    """The sweep of one kind of run over a path about the base point, with the same seeds at every point."""
    from lngd_theory.sweeps.cells import cell_at
    from lngd_theory.sweeps.cost import nominal_seconds

    sweep = _sweep(run, path, base, list(seeds))
    kept, left_out = [], []
    for index, value in enumerate(path.values(base.setting, base.p)):
        try:
            seconds = nominal_seconds(cell := cell_at(sweep, index))
        except InputError as error:
            left_out.append(LeftOut(value, str(error)))
            continue
        if seconds > LARGEST_SECONDS:
            reason = f"{cell.where}: {cell.steps:.3g} steps are too many to run (about {seconds:.2g} s a run)"
            left_out.append(LeftOut(value, reason))
        else:
            kept.append(value)
    if len(kept) < 2:
        return Planned(None, tuple(left_out))
    return Planned(replace(sweep, axes={path.parameter: kept}), tuple(left_out))


def base_sweep(run: Run, base: Base, seeds: Iterable[int]) -> Sweep:
    """The sweep of one kind of run over the base point alone, whose runs those over a path share."""
    return replace(_sweep(run, Path("eta", (1.0, 2.0)), base, list(seeds)), axes={})


def _sweep(run: Run, path: Path, base: Base, seeds: list[int]) -> Sweep:
    """Over all points, before it is known which of them can be run."""
    from lngd_theory.sweeps import Sweep

    target = base.fixed["epsilon"]
    steps = with_target(run.steps, target).evalf(17)
    if path.parameter != "p":
        steps = steps.subs(p, sp.Float(base.p))  # GD has no p
    return Sweep(
        setting=base.setting,
        axes={path.parameter: path.values(base.setting, base.p)},
        derive=path.derivations(base.setting),
        constants={"epsilon": target},
        noises=[run.noise.replace(":p", f":{base.p!r}") if path.parameter != "p" else run.noise],
        seeds=seeds,
        steps=str(steps),
        observables=run.observables,
        records=np.linspace(0, 1, run.records + 1).tolist(),
        engine="auto",
        n_test=_N_TEST,
    )
