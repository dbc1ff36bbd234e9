"""A path: one parameter takes several values, and it is said what stays as it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.symbols import SYMBOLS, d, m, mu, n, p, sigma_p

if TYPE_CHECKING:
    from lngd_theory.setting import Setting

__all__ = ["KEPT", "PARAMETERS", "Path"]

#: Parameters that a path may vary.
PARAMETERS = ("d", "m", "n", "eta", "p", "mu", "sigma_0", "sigma_p")
_WHOLE = ("d", "m", "n")

#: Derived numbers that a path may keep: the parameter that moves for it, and what that is then proportional to.
KEPT: dict[str, tuple[str, sp.Expr]] = {
    "snr": ("mu", sigma_p * sp.sqrt(d)),
    "n_snr2": ("mu", sigma_p * sp.sqrt(d / n)),
    "initial_noise_overlap": ("sigma_0", 1 / (sigma_p * sp.sqrt(d))),
    "noise_growth": ("eta", n * m / (sigma_p**2 * d)),
    "signal_growth": ("eta", m / mu**2),
}
#: The order in which they move: eta may follow mu.
_ORDER = tuple(KEPT)
#: How they are written.
_SHOWN = {
    "snr": "SNR",
    "n_snr2": "n SNR^2",
    "initial_noise_overlap": "sigma_0 sigma_p sqrt(d)",
    "noise_growth": "2 eta sigma_p^2 d/(nm)",
    "signal_growth": "2 eta |mu|^2/m",
}


@dataclass(frozen=True)
class Path:
    """One parameter at several multiples of its value.

    Parameters
    ----------
    parameter : {"d", "m", "n", "eta", "p", "mu", "sigma_0", "sigma_p"}
        What is varied.
    factors : iterable of float
        Two or more different multiples ``> 0``; d, m and n are rounded to whole numbers.
    keep : iterable of {"snr", "n_snr2", "initial_noise_overlap", "noise_growth", "signal_growth"}
        Derived numbers that stay as they are, since a parameter moves with the varied one: ``snr`` moves |mu|. Without
        any all other parameters stay.

    Raises
    ------
    InputError
        Unknown name, too few factors, or a kept number that would move the varied parameter, or one that another
        kept number moves.

    Examples
    --------
    >>> Path("d", (1, 4), keep=("snr",)).label
    'd (SNR kept)'
    """

    parameter: str
    factors: tuple[float, ...]
    keep: tuple[str, ...] = ()
    moved: Mapping[str, sp.Expr] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.parameter not in PARAMETERS:
            raise InputError(f"unknown parameter {self.parameter!r}; {near_match(self.parameter, PARAMETERS)}")
        factors = tuple(sorted(map(float, self.factors)))
        if len(set(factors)) < max(2, len(factors)) or not all(0 < factor < math.inf for factor in factors):
            raise InputError(f"factors={self.factors!r} must be two or more different finite numbers > 0")
        object.__setattr__(self, "factors", factors)
        object.__setattr__(self, "keep", tuple(sorted(set(self.keep), key=self._place)))
        object.__setattr__(self, "moved", self._moved())

    @staticmethod
    def _place(name: str) -> int:
        if name not in KEPT:
            raise InputError(f"cannot keep {name!r}; {near_match(name, KEPT)}")
        return _ORDER.index(name)

    def narrowed(self, power: float) -> Path:
        """The same path over a shorter range: every factor to a power."""
        return self if power == 1 else Path(self.parameter, tuple(factor**power for factor in self.factors), self.keep)

    def _moved(self) -> dict[str, sp.Expr]:
        """What each parameter that moves is proportional to; those that need not move are left out."""
        found: dict[str, sp.Expr] = {}
        movers = [KEPT[name][0] for name in self.keep]
        for name in self.keep:
            parameter, formula = KEPT[name]
            if parameter == self.parameter:
                raise InputError(f"keep {name!r} would move {parameter}, which the path varies; leave it out")
            if movers.count(parameter) > 1:
                raise InputError(f"keep {' and '.join(self.keep)}: two of them would move {parameter}; keep one")
            if {symbol.name for symbol in formula.free_symbols} & {self.parameter, *found}:
                found[parameter] = formula
        return found

    # --- in words ----------------------------------------------------------------------------------------------
    @property
    def label(self) -> str:
        """What is varied, and what is kept other than parameters."""
        kept = [_SHOWN[name] for name in self.keep if KEPT[name][0] in self.moved]
        return f"{self.abscissa} ({', '.join(kept)} kept)" if kept else self.abscissa

    @property
    def abscissa(self) -> str:
        """What the exponent is that of: the parameter, and p (1-p) for p."""
        return {"p": "p(1-p)", "mu": "|mu|"}.get(self.parameter, self.parameter)

    # --- in numbers --------------------------------------------------------------------------------------------
    def values(self, base: Setting, flip: float) -> list[float]:
        """Values of the parameter, ascending and different; p where it is p that varies."""
        start = flip if self.parameter == "p" else getattr(base, self.parameter)
        if self.parameter in _WHOLE:
            return sorted({max(1, round(factor * start)) for factor in self.factors})
        return [factor * start for factor in self.factors]

    def x(self, values: Iterable[float]) -> NDArray[np.float64]:
        """The abscissa at values of the parameter."""
        found = np.array([float(value) for value in values])
        return found * (1 - found) if self.parameter == "p" else found

    def derivations(self, base: Setting) -> dict[str, str]:
        """The parameters that move, as formulas of a sweep; at the base point they have exactly the base's values."""
        from lngd_theory.sweeps.expressions import parse_expression

        found = {}
        for name, formula in self.moved.items():
            text = str(formula)
            start = parse_expression(text)(base.model_dump())
            found[name] = f"{getattr(base, name)!r}*(({text})/{start!r})"
        return found

    def setting_at(self, value: float, base: Setting, flip: float) -> tuple[Setting, float]:
        """The setting and p at a value of the parameter; InputError if there is no such setting."""
        from lngd_theory.sweeps.expressions import parse_expression

        changes: dict[str, Any] = {} if self.parameter == "p" else {self.parameter: value}
        for name, text in self.derivations(base).items():
            changes[name] = parse_expression(text)({**base.model_dump(), **changes})
        return base.replace(**changes), value if self.parameter == "p" else flip

    def along(self, expression: sp.Expr, base: Setting) -> sp.Expr:
        """The expression as a function of the varied parameter, with formulas in place of the parameters that move."""
        for name, formula in reversed(list(self.moved.items())):
            start = {symbol: sp.Float(getattr(base, symbol.name), 30) for symbol in formula.free_symbols}
            scaled = sp.Float(getattr(base, name), 30) * formula / formula.subs(start)
            expression = expression.subs(SYMBOLS[name], scaled)
        return expression

    def local_exponent(self, expression: sp.Expr, base: Setting) -> sp.Expr:
        """``d log(expression) / d log(abscissa)`` along the path, as an expression."""
        symbol: Any = SYMBOLS[self.parameter]
        abscissa = p * (1 - p) if self.parameter == "p" else symbol
        moving = self.along(expression, base)
        return sp.diff(moving, symbol) / moving * abscissa / sp.diff(abscissa, symbol)
