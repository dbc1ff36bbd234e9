"""Settings that satisfy conditions of Assumption 3.1, as a hypothesis strategy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st

from lngd_theory.assumptions.conditions import Condition, Version, conditions_of
from lngd_theory.assumptions.elimination import ORDER
from lngd_theory.assumptions.inside import fixed_parameters, smallest_value
from lngd_theory.assumptions.stepwise import Interval, chosen_stepwise, refuse_conflict, rounded
from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.setting import Setting
from lngd_theory.strategies.small import refuse_bad_values

__all__ = ["settings_satisfying"]

#: Shares of the way to the end of an interval; the end itself would leave the next parameter a single point.
_STEPS, _FARTHEST = 1000, 0.9
#: Largest factor between a value drawn and the smallest one, where the conditions leave more.
_SPAN = 1000.0


def settings_satisfying(
    conditions: Iterable[str] | None = None,
    *,
    C: float = 1.0,
    delta: float = 0.01,
    p: float | None = None,
    version: Version = "arxiv",
    max_more: int = 50,
    **pinned: Any,
) -> st.SearchStrategy[Setting]:
    """Settings that satisfy conditions of LNGD Assumption 3.1.

    They are built: every parameter is drawn from what the conditions leave it, given those before it and some value
    of those after it. The simplest is the one of :func:`~lngd_theory.assumptions.setting_inside`; others lie within a
    factor of 1000 of it, n and m within ``max_more``.

    Parameters
    ----------
    conditions : iterable of str, optional
        Ids, such as ``"(i) SNR"`` (``lngd_theory.assumptions.CONDITIONS`` has all); all by default.
    C, delta : float
        The assumption's constant, ``> 0``, and failure probability, in (0, 1).
    p : float, optional
        Flip probability, in (0, 1]. If it is not given, the conditions hold for some p.
    version : {"arxiv", "iclr"}
        Which version of the paper.
    max_more : int
        How much n and m exceed the least that the conditions allow, at most.
    **pinned
        Parameters of :class:`~lngd_theory.Setting`, each a value or a strategy.

    Raises
    ------
    InputError
        A value is out of range, or the conditions cannot hold together; the sentence names the fewest that conflict
        (at once; for what a strategy draws, when it is drawn).
    """
    refuse_bad_values(pinned)
    constants = {name: value for name, value in pinned.items() if not isinstance(value, st.SearchStrategy)}
    fixed = fixed_parameters(constants, p, delta, C, version)
    numbers = {"C": float(C), "delta": float(delta)}
    chosen = _chosen_conditions(conditions, version)
    refuse_conflict(chosen, fixed | numbers)
    return _satisfying(chosen, numbers, p, version, whole_number("max_more", max_more, 0), pinned)


@st.composite
def _satisfying(
    draw: st.DrawFn,
    conditions: tuple[Condition, ...],
    numbers: Mapping[str, float],
    p: float | None,
    version: Version,
    max_more: int,
    pinned: Mapping[str, Any],
) -> Setting:
    drawn = {name: draw(x) if isinstance(x, st.SearchStrategy) else x for name, x in pinned.items()}
    fixed = fixed_parameters(drawn, p, version=version, **numbers)
    names = tuple(name for name in ORDER if name != "p")

    def choose(name: str, interval: Interval) -> float:
        return draw(_near_smallest(name, interval, max_more))

    values = chosen_stepwise(conditions, {**fixed, **numbers}, names, choose)
    return Setting(**{**drawn, **{name: values[name] for name in names}})


def _chosen_conditions(ids: Iterable[str] | None, version: Version) -> tuple[Condition, ...]:
    known = {condition.id: condition for condition in conditions_of(version)}
    wanted = list(known if ids is None else [ids] if isinstance(ids, str) else ids)
    for condition_id in wanted:
        if condition_id not in known:
            raise InputError(f"unknown condition {condition_id!r} ({version}); {near_match(condition_id, known)}")
    return tuple(known[condition_id] for condition_id in dict.fromkeys(wanted))


def _near_smallest(name: str, interval: Interval, max_more: int) -> st.SearchStrategy[float]:
    """Values of one parameter in its interval, the one of ``setting_inside`` first."""
    start = smallest_value(name, interval)
    if name in ("n", "m"):
        return st.integers(int(start), max(int(start), int(min(interval[1], start + max_more))))
    low, high = max(interval[0], start / _SPAN), min(interval[1], start * _SPAN)

    def at(step: int) -> float:
        share = _FARTHEST * abs(step) / _STEPS
        value = start * ((high if step > 0 else low) / start) ** share
        return rounded(value, interval, whole=name == "d") if step else start

    return st.integers(0 if name == "d" else -_STEPS, _STEPS).map(at)
