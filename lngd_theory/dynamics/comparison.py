"""How far two engines are from each other, and a dense one from its decomposition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.engine import Engine

__all__ = ["disagreement", "residual"]

Array = NDArray[np.float64]


def residual(engine: Engine) -> float:
    """How far the weights of a dense engine are from their decomposition; 0 for engines without weights."""
    return engine.decomposition_residual() if isinstance(engine, DenseEngine) else 0.0


def disagreement(first: dict[str, Array], second: dict[str, Array], reached: int) -> dict[str, float]:
    """Worst disagreement of two recordings over the records reached, relative to the size of each variable.

    A variable that is zero to rounding at some record (f where filters cancel, gamma at the start) is compared with a
    millionth of its largest size over the run; nan where nothing was compared, or where one engine has a nan.
    """
    if not reached:
        return dict.fromkeys(first, np.nan)
    worst = {}
    for name in first:
        a, b = (arrays[name][:reached].reshape(reached, -1) for arrays in (first, second))
        sizes = np.abs(b).max(axis=1, initial=0.0)
        scale = np.maximum(sizes, 1e-6 * sizes.max(initial=0.0))
        errors = np.abs(a - b).max(axis=1, initial=0.0)
        relative = np.divide(errors, scale, out=errors.copy(), where=(scale > 0) & (errors != 0))
        worst[name] = float(relative.max())
    return worst
