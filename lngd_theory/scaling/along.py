"""An expression along a path: values, local exponents by differentiation, and what its logarithms contribute."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.scaling.fit import fit_power
from lngd_theory.scaling.path import Path
from lngd_theory.setting import Setting
from lngd_theory.symbols import epsilon

__all__ = ["Along", "Base", "with_target"]

Array = NDArray[np.float64]


def with_target(expression: sp.Expr, target: float) -> sp.Expr:
    """The expression with the target loss put in, and what that makes a mere number as one."""
    found = expression.subs(epsilon, sp.Float(target, 30)).subs(sp.EulerGamma, sp.EulerGamma.evalf(30))
    return found.replace(sp.Ei, lambda x: sp.Ei(x).evalf(30))


@functools.cache
def _compiled(expression: sp.Expr) -> tuple[tuple[str, ...], Any]:
    symbols = sorted(expression.free_symbols, key=str)
    return tuple(symbol.name for symbol in symbols), sp.lambdify(symbols, expression, ["scipy", "numpy"])


@dataclass(frozen=True)
class Base:
    """The base point: setting, p, and the constants of the statements, which stay the same along a path."""

    setting: Setting
    p: float
    fixed: Mapping[str, float]

    def value(self, expression: sp.Expr, **changes: Any) -> Any:
        """The expression in numbers, arrays for symbols that ``changes`` gives as such; nan or inf without a value."""
        known: dict[str, Any] = {name: float(value) for name, value in self.setting.model_dump().items()}
        known |= {"p": self.p, **self.fixed, **changes}
        names, function = _compiled(with_target(expression, self.fixed["epsilon"]))
        with np.errstate(all="ignore"):
            return function(*(known[name] for name in names))


@dataclass(frozen=True)
class Along:
    """An expression at the points of a path.

    Attributes
    ----------
    values : (k,) array
        Its values, nan where it is not positive.
    local : (k,) array
        ``d log(expression)/d log(abscissa)`` there.
    logarithm : (k,) array or None
        Its values over those with every logarithm frozen at its value at the base point; None if none changes.
    """

    values: Array
    local: Array
    logarithm: Array | None

    @classmethod
    def of(cls, expression: sp.Expr, path: Path, base: Base, at: Sequence[float]) -> Along:
        """The expression at values ``at`` of the path's parameter; parameters that the path moves do move."""

        def values(wanted: sp.Expr) -> Array:
            changes = {path.parameter: np.array([float(value) for value in at])}
            found = base.value(path.along(wanted, base.setting), **changes)
            return np.array(np.broadcast_to(found, (len(at),)), dtype=np.float64)

        own = values(expression)
        own = np.where(np.isfinite(own) & (own > 0), own, np.nan)
        frozen = {item: sp.Float(float(base.value(item)), 30) for item in expression.atoms(sp.log)}
        share = own / values(expression.subs(frozen))
        moves = np.isfinite(share).all() and np.ptp(share) > 1e-9
        return cls(own, values(path.local_exponent(expression, base.setting)), share if moves else None)

    def exponent(self, x: Array, used: NDArray[np.bool_]) -> float:
        """The least-squares slope that the expression itself has on the points ``used``, as the measurements have."""
        fit = fit_power(x[used], np.tile(self.values[used], (3, 1)))
        return fit.exponent.estimate if fit.x.size == used.sum() else float("nan")
