"""How many steps a cell gets: the same everywhere, or as a time of the theory, equal in the middle of the plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from lngd_theory.claims.expressions import evaluate
from lngd_theory.label_noise import LabelNoise
from lngd_theory.second_stage.statement import PREDICTED, T2_THEOREM
from lngd_theory.setting import Setting
from lngd_theory.sweeps import Sweep
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.thresholds import numbers_at
from lngd_theory.symbols import p

__all__ = ["CLOCKS", "centre_of", "on_clock", "steps_of"]

#: What the number of steps is proportional to: nothing; the time of Theorem 3.3 with all constants 1; the inverse of
#: the growth rate in the second stage, to leading order.
CLOCKS: dict[str, sp.Expr] = {"fixed": sp.Integer(1), "theorem": T2_THEOREM, "rate": 1 / PREDICTED}


def on_clock(sweep: Sweep, clock: str, centre: Setting, flips: float) -> Sweep:
    """The sweep with its number of steps as that of one cell, those of the others by a clock.

    Parameters
    ----------
    sweep : Sweep
        With a whole number of steps: those of a cell with the setting ``centre``.
    clock : str
        One of :data:`CLOCKS`.
    flips : float
        The p of the label noise whose times are meant; all label noises of the sweep get the same steps.
    """
    if clock == "fixed":
        return sweep
    time = CLOCKS[clock].subs(p, flips)
    at_centre = float(evaluate(time, centre.model_dump()))
    table: dict[str, Any] = sweep.to_dict() | {"steps": f"{int(sweep.steps) / at_centre!r}*({sp.sstr(time)})"}
    return Sweep.from_dict(table)


def steps_of(sweep: Sweep, noise: LabelNoise) -> Callable[[Setting], float]:
    """The steps of any setting under a sweep, as a callable that raises InputError where they need an axis's value."""
    formula = sweep.steps_formula

    def steps(setting: Setting) -> float:
        find = numbers_at(setting, noise, {k: v for k, v in sweep.all_constants.items() if v is not None})
        return formula({name: find(name) for name in formula.names})

    if isinstance(sweep.steps, int):
        fixed = sweep.steps
        return lambda setting: fixed
    return steps


def centre_of(sweep: Sweep) -> Setting:
    """The setting in the middle of all axes (halfway between the first and last value where there is none)."""
    axes = {name: [_middle(values)] for name, values in sweep.axes.items()}
    return cell_at(Sweep.from_dict(sweep.to_dict() | {"axes": axes, "steps": 0}), 0).setting


def _middle(values: tuple[float, ...]) -> float:
    middle = (values[0] + values[-1]) / 2
    return int(middle) if isinstance(values[0], int) else middle
