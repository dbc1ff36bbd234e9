"""A boundary held against what is printed, the same with a logarithm, a free power, and our race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory import symbols
from lngd_theory.claims.boundary import SNR, printed_exponent, printed_quantity
from lngd_theory.claims.expressions import evaluate
from lngd_theory.errors import InputError
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.laws import Fit, fit_log_law, fit_power, fit_shape, local_exponents
from lngd_theory.phase.race import race_snr
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval

__all__ = ["FITS", "Analysis", "analyse", "printed_law"]

Array = NDArray[np.float64]

#: A law fits where a misfit as large has at least this probability.
FITS = 0.05


@dataclass(frozen=True)
class Analysis:
    """One boundary with its laws.

    Attributes
    ----------
    name : str
        What was run.
    boundary : Boundary
        The critical SNR along n or d.
    quantity : str
        What is printed to be constant on it.
    printed : float
        The exponent that this means.
    fits : dict of str to Fit
        ``power`` (free), ``printed``, ``logarithm`` (printed, with one) and ``race``, those that could be fitted.
    halves : pair of Interval, optional
        Exponents over the lower and the upper half of the rows.
    """

    name: str
    boundary: Boundary
    quantity: str
    printed: float
    fits: dict[str, Fit]
    halves: tuple[Interval, Interval] | None

    def holds(self, law: str) -> bool:
        """Whether a law was fitted and fits."""
        return law in self.fits and self.fits[law].p_value >= FITS


def printed_law(q: float, at: Callable[[float], Setting]) -> tuple[Callable[[Array], Array], float]:
    """The printed quantity as ``scale(y) SNR^power``: its scale along the settings ``at(y)``, and its power."""
    quantity = printed_quantity(q)
    power = sp.simplify(sp.diff(sp.log(quantity), SNR) * SNR)
    rest = sp.simplify(quantity / SNR**power)

    def scale(y: Array) -> Array:
        return np.array([float(evaluate(rest, at(float(value)).model_dump())) for value in np.ravel(y)])

    return scale, float(power)


def analyse(
    name: str,
    boundary: Boundary,
    at: Callable[[float], Setting],
    p: float = 0.0,
    steps: Callable[[Setting], float] | None = None,
    rate: Callable[[Setting], float] | None = None,
    raced: bool = True,
) -> Analysis:
    """Fit every law to a boundary in the SNR.

    Parameters
    ----------
    name : str
        What was run.
    boundary : Boundary
        Along n or d.
    at : callable
        The setting at a value of n or d; its ``|mu|`` plays no role.
    p, steps, rate
        Of label noise, as in :func:`lngd_theory.phase.race_snr`; none for GD.
    raced : bool
        Whether to fit the race, which knows GD and flips only.
    """

    def race(y: float) -> float:
        try:
            return race_snr(at(y), p, steps, rate)
        except InputError:  # it says nothing here
            return float("nan")

    def shape(y: Array) -> Array:
        return np.array([race(float(value)) for value in np.ravel(y)])

    q = at(float(boundary.y[0])).q
    scale, power = printed_law(q, at)
    found = {
        "power": fit_power(boundary),
        "printed": fit_shape(boundary, "printed", lambda y: scale(y) ** (-1 / power), power),
        "logarithm": fit_log_law(boundary, "printed, with a logarithm", scale, power),
        "race": fit_shape(boundary, "race", shape) if raced else None,
    }
    exponent = float(printed_exponent(q, getattr(symbols, boundary.y_name)))
    fits = {key: fit for key, fit in found.items() if fit is not None}
    return Analysis(name, boundary, _words(printed_quantity(q)), exponent, fits, local_exponents(boundary))


def _words(quantity: sp.Expr) -> str:
    """``n SNR^2``: parameters first."""
    powers = sorted(quantity.as_powers_dict().items(), key=lambda pair: (pair[0] == SNR, str(pair[0]) != "n"))
    return " ".join(str(base) if power == 1 else f"{base}^{float(power):g}" for base, power in powers)
