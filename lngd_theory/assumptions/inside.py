"""A setting inside Assumption 3.1, the smallest that keeps some parameters fixed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lngd_theory.assumptions.check import AssumptionReport, check_assumptions, check_numbers
from lngd_theory.assumptions.conditions import Version, conditions_of
from lngd_theory.assumptions.elimination import ORDER
from lngd_theory.assumptions.stepwise import Interval, chosen_stepwise, rounded
from lngd_theory.errors import InputError
from lngd_theory.setting import Setting

__all__ = ["completed", "fixed_parameters", "setting_inside", "smallest_value"]

#: How far above its least value d lies at least: at that value sigma_0 would be left a single point.
_ROOM = 1.001


def setting_inside(
    C: float = 1.0, delta: float = 0.01, p: float | None = None, version: Version = "arxiv", **fixed: Any
) -> AssumptionReport:
    """The smallest setting that satisfies every condition of LNGD Assumption 3.1 and keeps what is fixed.

    Smallest means: the least d, a permille of room added and rounded up to two digits, then the least n, then the
    least m (so that n m is within n of its least value). The others follow, each where the rest still can: sigma_p = 1
    if that fits; eta its upper bound, rounded down to two digits; |mu| half its upper bound; p and sigma_0 the
    geometric middle of their interval, p half its upper bound where it has no lower one. What is chosen is a number of
    two digits unless the interval asks for more.

    Parameters
    ----------
    C : float
        The assumption's constant, ``> 0``.
    delta : float
        Failure probability, in (0, 1).
    p : float, optional
        Flip probability, in (0, 1]; chosen if not given.
    version : {"arxiv", "iclr"}
        Which version of the paper.
    **fixed
        Any of the parameters of :class:`~lngd_theory.Setting`.

    Returns
    -------
    AssumptionReport
        The check of what was found: its ``setting`` and ``p``, and every condition with the factor by which it holds.

    Raises
    ------
    InputError
        A value is out of range, or nothing works: then the sentence names the fewest conditions that conflict.

    Examples
    --------
    >>> found = setting_inside(version="iclr", delta=0.1, p=0.1)
    >>> found.holds, found.setting.n, found.setting.m, f"{found.setting.d:.3g}"
    (True, 50, 50, '2.2e+20')
    """
    values = fixed_parameters(fixed, p, delta, C, version)
    chosen = chosen_stepwise(
        conditions_of(version), values | {"C": float(C), "delta": float(delta)}, ORDER, smallest_value
    )
    kept = {name: fixed[name] for name in ("q", "corruption") if name in fixed}
    setting = Setting(**{name: chosen[name] for name in ORDER if name != "p"}, **kept)
    report = check_assumptions(setting, chosen["p"], delta, C, version)
    if not report.holds:
        missed = ", ".join(checked.id for checked in report if not checked.holds)
        raise InputError(
            f"what is fixed leaves an interval too narrow for floating-point numbers ({missed}); free some"
        )
    return report


def fixed_parameters(
    fixed: Mapping[str, Any], p: float | None, delta: float, C: float, version: Version
) -> dict[str, Any]:
    """The parameters of the assumption among those fixed, validated as in a Setting; with p if it is given."""
    valid = completed(fixed)
    check_numbers(0.5 if p is None else p, delta, C, version)
    if p == 0:
        raise InputError(f"p={p!r} must be > 0 in Assumption 3.1; change p")
    values = {name: getattr(valid, name) for name in ORDER if name in fixed}
    return values if p is None else values | {"p": float(p)}


def completed(fixed: Mapping[str, Any]) -> Setting:
    """A setting with some parameters fixed and harmless ones beside them; refuses what a Setting refuses."""
    harmless = {"n": 1, "d": 10**300, "m": 1, "mu": 1.0, "sigma_p": 1.0, "sigma_0": 1.0, "eta": 1.0}
    return Setting(**{**harmless, **fixed})


def smallest_value(name: str, interval: Interval) -> float:
    """The value of one parameter in its interval, as :func:`setting_inside` says."""
    low, high = interval
    if name in ("n", "m"):
        return max(1, math.ceil(low))
    if name == "d":
        low = max(float(math.ceil(low)), 3.0)
        return rounded(min(low * _ROOM, math.sqrt(low) * math.sqrt(high)), (low, high), whole=True)
    if name == "sigma_p" and low <= 1 <= high:
        return 1.0
    return rounded(_within(name, low, high), interval)


def _within(name: str, low: float, high: float) -> float:
    if low > 0 and high < math.inf:
        return math.sqrt(low) * math.sqrt(high)
    if high < math.inf:
        return high if name == "eta" else high / 2
    return max(2 * low, 1.0)
