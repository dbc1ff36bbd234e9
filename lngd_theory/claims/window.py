"""The stretch of a run that a statement speaks of."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

__all__ = ["Window", "completed", "selected"]


class Window(enum.Enum):
    """A stretch, and how a report writes it."""

    DRAW = "of the draw"
    WHOLE = r"0 \le t \le T^*"
    STAGE_1 = r"0 \le t \le T_1"
    END_1 = r"t = T_1"
    STAGE_2 = r"T_1 \le t \le T_2"
    END_2 = r"t = T_2"
    SOME_2 = r"\text{some } t \in [T_1, T_2]"
    SOME = r"\text{some } t \le T_2"
    TRAINED = r"\text{first } t \text{ with } L_S \le \epsilon"
    LAST = r"t = T^*"

    @property
    def staged(self) -> bool:
        """Whether T_1 must be solved for."""
        return self not in (Window.DRAW, Window.WHOLE, Window.TRAINED, Window.LAST)

    @property
    def exists(self) -> bool:
        """Whether one moment is enough."""
        return self in (Window.SOME, Window.SOME_2)

    @property
    def moment(self) -> bool:
        """Whether it is a single moment."""
        return self in (Window.END_1, Window.END_2, Window.TRAINED, Window.LAST)


def selected(window: Window, step: xr.DataArray, values: Mapping[str, Any]) -> Any:
    """Which recorded steps of which seeds belong to the window; a moment is the first record at or after it."""
    if window in (Window.DRAW, Window.WHOLE):
        return True
    if window is Window.LAST:
        return step == float(step[-1])
    if window is Window.TRAINED:
        return step == values["tau_loss"]
    T1, T2 = values["T_1"], values["T_2"]
    if window is Window.STAGE_1:
        return step <= T1
    if window in (Window.END_1, Window.END_2):
        end = T1 if window is Window.END_1 else T2
        return step == step.where(step >= end).min("step")
    if window is Window.SOME:
        return step <= T2
    return (step >= T1) & (step <= T2)


def completed(window: Window, last: float, values: Mapping[str, Any]) -> Any:
    """Whether a seed's window ends within its run of ``last`` steps (and has a meaning)."""
    if window is Window.TRAINED:
        return xr.DataArray(np.isfinite(values["tau_loss"]))
    if not window.staged:
        return True
    end = values["T_1" if window in (Window.STAGE_1, Window.END_1) else "T_2"]
    return end <= last
