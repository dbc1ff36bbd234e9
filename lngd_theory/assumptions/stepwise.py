"""The parameters of Assumption 3.1 chosen one after the other, each where the later ones still can be.

The interval of a parameter is what the conditions leave it, those chosen before it being numbers and those after it
eliminated: whatever is chosen inside, the next interval is not empty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from lngd_theory.assumptions.conditions import Condition
from lngd_theory.assumptions.elimination import ORDER, margins
from lngd_theory.assumptions.intervals import Feasible, feasible_set
from lngd_theory.assumptions.reasons import conflict
from lngd_theory.errors import InputError

__all__ = ["Choose", "Interval", "chosen_stepwise", "rounded"]

#: Ends of an interval, 0 and inf where a parameter is not bounded.
Interval = tuple[float, float]
#: Called with a parameter's name and its interval; returns its value.
Choose = Callable[[str, Interval], float]

#: Relative step inwards from an end: the ends are good to about 1e-12, and an inequality may be strict.
_INWARDS = 1e-10


def chosen_stepwise(
    conditions: tuple[Condition, ...], values: Mapping[str, Any], names: tuple[str, ...], choose: Choose
) -> dict[str, Any]:
    """Values of all parameters that satisfy the conditions.

    Parameters
    ----------
    conditions : tuple of Condition
        What is to hold.
    values : mapping
        C, delta and the parameters that are fixed.
    names : tuple of str
        The parameters wanted, of ``elimination.ORDER``; others are eliminated.
    choose : callable
        Picks a value in an interval.

    Raises
    ------
    InputError
        Nothing satisfies the conditions; the sentence names the fewest that conflict.
    """
    free = tuple(name for name in ORDER if name not in values)
    refuse_conflict(conditions, values)
    chosen = dict(values)
    for name in (name for name in free if name in names):
        later = tuple(other for other in free if other != name and other not in chosen)
        chosen[name] = choose(name, _interval(conditions, chosen, name, later))
    return chosen


def refuse_conflict(conditions: tuple[Condition, ...], values: Mapping[str, Any]) -> None:
    """Raise an InputError that says why, if no choice of the parameters without a value satisfies the conditions."""
    free = tuple(name for name in ORDER if name not in values)
    if "d" in free:
        reason = _search(conditions, tuple(sorted(values.items())), "d", free[1:]).reason
    else:
        reason = conflict(margins(conditions, free), conditions, values)
    if reason:
        fixed = ", ".join(f"{name}={values[name]:.6g}" for name in (*ORDER, "C", "delta") if name in values)
        raise InputError(f"nothing is inside Assumption 3.1 with {fixed}: {reason}; change or free one of these")


@lru_cache(maxsize=64)
def _search(
    conditions: tuple[Condition, ...], values: tuple[tuple[str, Any], ...], name: str, later: tuple[str, ...]
) -> Feasible:
    return feasible_set(conditions, dict(values), name, later)


def _interval(
    conditions: tuple[Condition, ...], values: Mapping[str, Any], name: str, later: tuple[str, ...]
) -> Interval:
    """The (first) interval of one parameter, a little inside its ends."""
    if name in ("d", "n"):  # these enter logarithms: searched, not solved
        found = _search(conditions, tuple(sorted(values.items())), name, later)
        low, high = found.intervals[0] if found.intervals else (math.inf, 0.0)
        low, high = (end if end not in found.searched else bound for end, bound in ((low, 0.0), (high, math.inf)))
    else:
        asked = margins(conditions, later, name)
        powers = np.array(asked.powers)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            bounds = np.exp(-asked({**values, name: 1.0}) / powers)
        low = float(bounds[powers > 0].max(initial=0.0))
        high = float(bounds[powers < 0].min(initial=math.inf))
    low, high = low if low == 1 else low * (1 + _INWARDS), high * (1 - _INWARDS)  # 1 is the least count, exactly
    if low > high:
        raise InputError(f"what is fixed leaves {name} an interval too narrow for floating-point numbers; free some")
    return low, high


def rounded(value: float, interval: Interval, whole: bool = False) -> float:
    """The number of fewest significant digits, two at least, that rounds ``value`` and lies in the interval.

    An int if ``whole``. InputError if the interval is too narrow for any.
    """
    low, high = interval
    if whole:
        value = max(round(value), math.ceil(low))
        value = value if value <= high else math.floor(high)
    for digits in range(2, 18):
        for rounding in (ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR):
            short = Context(prec=digits, rounding=rounding).create_decimal(Decimal(value))
            if low <= short <= high and (not whole or short == short.to_integral_value()):
                return int(short) if whole else float(short)
    raise InputError(
        f"what is fixed leaves an interval too narrow for floating-point numbers, at {value:.3g}; free some"
    )
