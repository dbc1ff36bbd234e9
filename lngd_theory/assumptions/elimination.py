"""Elimination: conditions on some parameters so that a value of the others exists, exactly and in sympy.

Every condition is a slack ``>= 1``. In all parameters but n and d a slack is a power times the rest, so a lower and an
upper bound combine to one slack without the parameter (Fourier-Motzkin). A count (n, m) takes the least whole number
that its lower bounds allow, which every upper bound likes best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.assumptions.conditions import SYMBOLS, Condition
from lngd_theory.errors import InputError, near_match

__all__ = ["DOMAIN", "ORDER", "Margins", "eliminate", "margins"]

Array = NDArray[np.float64]
#: Ids of the conditions that were combined.
Ids = tuple[str, ...]
Slack = tuple[Ids, sp.Expr]

#: The parameters, each before those that can be eliminated when it is chosen.
ORDER = ("d", "n", "m", "sigma_p", "mu", "p", "eta", "sigma_0")
_COUNTS = ("n", "m")

_n, _d, _m, _p = (SYMBOLS[name] for name in ("n", "d", "m", "p"))
#: What makes parameters valid, beside their signs (``Setting``, and p is a probability).
DOMAIN = (
    Condition("n >= 1", _n, ">=", sp.Integer(1)),
    Condition("m >= 1", _m, ">=", sp.Integer(1)),
    Condition("p <= 1", _p, "<=", sp.Integer(1)),
    Condition("n <= d - 2", _d, ">=", _n + sp.Rational(3, 2)),  # the same for integers, and no case of rounding
)


def eliminate(slacks: Iterable[Slack], free: tuple[str, ...]) -> list[Slack]:
    """Conditions on what remains so that some value of the free parameters satisfies all ``slack >= 1``.

    Parameters
    ----------
    slacks : iterable
        Id (as a tuple of one) and slack of each condition.
    free : tuple of str
        Names in :data:`ORDER` except d.

    Returns
    -------
    list
        Slacks without the free parameters, each after the ids of the conditions that it combines.

    Raises
    ------
    InputError
        d or an unknown name is to be free.
    """
    for name in free:
        if name not in ORDER[1:]:
            raise InputError(f"unknown parameter {name!r}; {near_match(name, ORDER[1:])}")
    remaining = list(slacks)
    for name in reversed([name for name in ORDER if name in free]):  # n last: then its lower bounds are powers
        symbol = SYMBOLS[name]
        bounds = [(ids, slack, _power(slack, symbol)) for ids, slack in remaining]
        lower = [(ids, (slack, power)) for ids, slack, power in bounds if power is not None and power > 0]
        upper = [(ids, (slack, power)) for ids, slack, power in bounds if power is None or power < 0]
        combine = _at_least_count if name in _COUNTS else _without_power
        remaining = [(ids, slack) for ids, slack, power in bounds if power == 0] + [
            (tuple(dict.fromkeys(low_ids + high_ids)), combine(symbol, low, high))
            for low_ids, low in lower
            for high_ids, high in upper
        ]
    return remaining


def _power(slack: sp.Expr, symbol: sp.Symbol) -> sp.Expr | None:
    """The power of ``symbol`` in a slack that contains it as a factor only, if at all; else None."""
    if not slack.has(symbol):
        return sp.Integer(0)
    power = sp.simplify(symbol * sp.diff(sp.log(slack), symbol))
    return None if power.has(symbol) else power


#: A slack with the power of the parameter in it.
_Bound = tuple[sp.Expr, Any]


def _without_power(symbol: sp.Symbol, low: _Bound, high: _Bound) -> sp.Expr:
    """The product of two slacks, each to the power that cancels ``symbol``."""
    return sp.simplify(low[0] ** -high[1] * high[0] ** low[1])


def _at_least_count(symbol: sp.Symbol, low: _Bound, high: _Bound) -> sp.Expr:
    """The slack ``high``, which falls with the count, at the least whole number that ``low`` allows."""
    return high[0].subs(symbol, sp.ceiling(low[0].subs(symbol, 1) ** (-1 / low[1])))


@dataclass(frozen=True)
class Margins:
    """Logarithms of slacks as a compiled function of all parameters; ``>= 0`` where the combined conditions hold.

    ``powers`` are those of one parameter in the slacks (nan where it is no power), nan throughout if none was named.
    """

    ids: tuple[Ids, ...]
    powers: tuple[float, ...]
    function: Any

    @property
    def names(self) -> list[str]:
        """The combined conditions in words: ``(iv) sigma_0 lower with (iv) sigma_0 upper, noise``."""
        return [" with ".join(ids) for ids in self.ids]

    def __call__(self, values: Mapping[str, Any]) -> Array:
        """Margins, shape (slacks, ...); what is left free counts for nothing. -inf where a logarithm is negative."""
        arguments = [np.asarray(values.get(name, 1.0), dtype=np.float64) for name in SYMBOLS]
        shape = np.broadcast_shapes(*(argument.shape for argument in arguments))
        with np.errstate(all="ignore"):
            rows = [np.broadcast_to(row, shape) for row in self.function(*arguments)]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), *shape)
        return np.where(np.isnan(table), -np.inf, table)


@lru_cache(maxsize=256)
def margins(conditions: tuple[Condition, ...], free: tuple[str, ...], parameter: str | None = None) -> Margins:
    """What the conditions (and :data:`DOMAIN`) ask of the rest so that values of the free parameters exist."""
    left = eliminate((((condition.id,), condition.slack) for condition in (*conditions, *DOMAIN)), free)
    slacks = [slack for _, slack in left]
    powers = [_power(slack, SYMBOLS[parameter]) if parameter else None for slack in slacks]
    return Margins(
        tuple(ids for ids, _ in left),
        tuple(float("nan") if power is None else float(power) for power in powers),
        sp.lambdify(list(SYMBOLS.values()), [_logarithm(slack) for slack in slacks], "numpy"),
    )


def _logarithm(slack: sp.Expr) -> sp.Expr:
    """``log slack`` with the parameters' powers taken out, so that none leaves the range of floating-point numbers."""
    factors = {base: power for base, power in slack.as_powers_dict().items() if base.is_Symbol}
    rest = slack / sp.Mul(*(base**power for base, power in factors.items()))
    return sp.Add(sp.log(rest), *(power * sp.log(base) for base, power in factors.items()))
