"""The reduced dynamics with numbers for a and p: outcomes, drifts, and the points where something is balanced."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias, get_args

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from lngd_theory.errors import InputError, finite_number, near_match
from lngd_theory.reduced import statement
from lngd_theory.reduced.statement import STATEMENTS, Statement, Version, numbers
from lngd_theory.setting import Setting

__all__ = ["ReducedDynamics", "as_function", "positive"]

Array = NDArray[np.float64]
Test: TypeAlias = sp.Expr | Callable[[Array], ArrayLike]


@dataclass(frozen=True)
class ReducedDynamics:
    """The scalar chain ``iota' = iota (1 + a g(iota))^k`` of the second stage of label-noise GD (after Lemma 4.4).

    Parameters
    ----------
    a : float
        ``2 eta |xi_i|^2 / (n m)``, in (0, 1): the factor of a flip, at least ``1 - a``, stays positive.
    p : float
        Probability of a flip, in (0, 1).
    version : {"arxiv", "iclr"}
        arXiv: iota is the mean of rho^2, k = 2, margin f = iota. ICLR: iota is the mean of rho, k = 1, f = iota^2.

    Raises
    ------
    InputError
        A value is out of range, or the version is unknown.

    Examples
    --------
    >>> dynamics = ReducedDynamics(a=0.1, p=0.1)
    >>> round(dynamics.balance_point, 4), round(dynamics.log_drift_zero, 4)
    (2.1972, 2.1455)
    """

    a: float
    p: float
    version: Version = "arxiv"

    def __post_init__(self) -> None:
        for name, why in (("a", "the factor 1 - a/(1 + exp(-f)) of a flip stays positive"), ("p", "")):
            value = finite_number(name, getattr(self, name), 0, strict=True)
            if value >= 1:
                raise InputError(f"{name}={value!r} must be a number with 0 < {name} < 1{why and f', so that {why}'}")
            object.__setattr__(self, name, value)
        if self.version not in get_args(Version):
            raise InputError(f"version={self.version!r} is unknown; {near_match(str(self.version), get_args(Version))}")

    @classmethod
    def of(cls, setting: Setting, p: float, version: Version = "arxiv") -> Self:
        """The reduced dynamics of a setting (q = 2), with ``a = setting.noise_growth``, |xi|^2 at its mean."""
        if setting.q != 2:
            raise InputError(f"q={setting.q!r} must be 2: the reduced dynamics is that of the squared activation")
        try:
            return cls(setting.noise_growth, p, version)
        except InputError as error:
            raise InputError(f"{error} (a = 2 eta sigma_p^2 d/(n m) of the setting; lower eta)") from None

    @property
    def statement(self) -> Statement:
        """The two outcomes in sympy."""
        return STATEMENTS[self.version]

    def evaluate(self, expression: sp.Expr, iota: ArrayLike, centre: float = math.nan) -> Array:
        """An expression of the statement at this a and p, for iota of any shape (and a centre)."""
        symbols = (statement.iota, statement.a, statement.p, statement.centre)
        return numbers(expression, *symbols)(iota, self.a, self.p, centre)

    # --- one step ----------------------------------------------------------------------------------------------
    def outcomes(self, iota: ArrayLike) -> tuple[Array, Array]:
        """Next iota without and with a flip (probabilities 1 - p and p), in the shape of iota."""
        state = positive("iota", iota)
        kept, flipped = (self.evaluate(outcome, state) for outcome in self.statement.outcomes)
        return kept, flipped

    def margin(self, iota: ArrayLike) -> Array:
        """The margin f of iota."""
        return self.evaluate(self.statement.margin, positive("iota", iota))

    def smoothing_step(self, iota: ArrayLike) -> Array:
        """Next iota under label smoothing of mass p: flips replaced by their mean, no randomness (remark R.2)."""
        return self.evaluate(self.statement.smoothed, positive("iota", iota))

    def drift(self, test: Test, iota: ArrayLike) -> Array:
        """``E[test(iota') | iota] - test(iota)``, in closed form.

        Parameters
        ----------
        test : sympy expression or function
            An expression in one symbol, or a function that accepts and returns arrays.
        iota : array-like
            Positive numbers of any shape.
        """
        state = positive("iota", iota)
        value = as_function(test)
        here = np.asarray(value(state), dtype=np.float64)
        kept, flipped = (np.asarray(value(outcome), dtype=np.float64) - here for outcome in self.outcomes(state))
        return np.asarray((1 - self.p) * kept + self.p * flipped)

    # --- points of balance -------------------------------------------------------------------------------------
    @property
    def balance_point(self) -> float:
        """The iota with E[g] = 0: ``f = log((1-p)/p)``. An InputError for p >= 1/2, where no positive one exists."""
        if self.p >= 0.5:
            raise InputError(
                f"p={self.p!r} must be below 1/2: the mean push is zero where exp(f) = (1-p)/p, "
                f"and no f > 0 satisfies it; lower p"
            )
        return float(self.evaluate(self.statement.balance, 1.0))

    def log_drift(self, iota: ArrayLike) -> Array:
        """``E[log iota'] - log iota`` for iota >= 0; it decreases in iota, because both pushes do."""
        kept, flipped = (np.log1p(self.a * self.evaluate(g, iota)) for g in self.statement.pushes)
        return np.asarray(self.statement.power * ((1 - self.p) * kept + self.p * flipped))

    @property
    def log_drift_zero(self) -> float:
        """The iota with ``E[log iota'] = log iota``; below the balance point by a term of order a.

        Where there is none (p near or above 1/2) iota tends to 0 and there is no stationary law: an InputError.
        """
        if self.p >= 0.5 or self.log_drift(0.0) <= 0:
            raise InputError(
                f"p={self.p!r} with a={self.a!r}: (1-p) log(1+a/2) + p log(1-a/2) must be positive, or iota tends "
                f"to 0; lower p or a"
            )
        # log is concave: E log(1 + a g) < log(1 + a E g) = 0 at the balance point
        return float(brentq(lambda x: float(self.log_drift(x)), 0.0, self.balance_point, xtol=1e-14, rtol=1e-14))


def positive(name: str, values: ArrayLike) -> Array:
    """``values`` as an array of floats, or an InputError unless all are finite and > 0."""
    array = np.asarray(values, dtype=np.float64)
    bad = array[~(np.isfinite(array) & (array > 0))]
    if bad.size:
        raise InputError(f"{name} holds {float(bad.flat[0])!r}; it must be finite numbers > 0")
    return array


def as_function(test: Test) -> Callable[[Array], ArrayLike]:
    """A sympy expression in one symbol as a function of arrays; a function as it is."""
    if not isinstance(test, sp.Expr):
        return test
    if len(test.free_symbols) != 1:
        names = sorted(str(symbol) for symbol in test.free_symbols)
        raise InputError(f"test={test} must be an expression in one symbol, and has {names or 'none'}")
    return numbers(test, *test.free_symbols)
