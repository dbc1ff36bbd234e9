"""Assumption 3.1 for given numbers: which inequality holds, by what factor, and what one would have to change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from lngd_theory.assumptions.conditions import SYMBOLS, Condition, Version, conditions_of
from lngd_theory.assumptions.exponents import ExponentRegion, feasible_exponents
from lngd_theory.assumptions.intervals import Feasible, feasible_set
from lngd_theory.errors import InputError
from lngd_theory.setting import Setting

__all__ = ["AssumptionReport", "CheckedCondition", "check_assumptions", "check_numbers"]

_DIGITS = 30


@dataclass(frozen=True)
class CheckedCondition:
    """One condition with numbers.

    ``ratio`` is the factor by which it holds: at least 1 where it holds, 1/100 where it misses by a factor of 100.
    """

    condition: Condition
    holds: bool
    left: float
    right: float
    ratio: float

    @property
    def id(self) -> str:
        """Number in the assumption, with a word."""
        return self.condition.id


@dataclass(frozen=True)
class AssumptionReport:
    """All conditions of one version of the paper for one setting; iterating gives the conditions."""

    setting: Setting
    p: float
    delta: float
    C: float
    version: Version
    conditions: tuple[CheckedCondition, ...]

    def __iter__(self) -> Iterator[CheckedCondition]:
        return iter(self.conditions)

    def __getitem__(self, condition_id: str) -> CheckedCondition:
        for checked in self.conditions:
            if checked.id == condition_id:
                return checked
        raise KeyError(condition_id)

    @property
    def holds(self) -> bool:
        """Whether every condition holds."""
        return all(checked.holds for checked in self.conditions)

    def feasible(self, parameter: str, free: tuple[str, ...] = ()) -> Feasible:
        """Values of one parameter that satisfy every condition, the others as they are.

        Parameters named in ``free`` (any but d) may take any value instead: what is asked is whether some value of
        theirs works. Where none does, the result's ``reason`` says why.
        """
        return feasible_set(conditions_of(self.version), _values(self), parameter, free)

    def smallest_d(self) -> float | None:
        """Least d for these n, m, mu, sigma_p, with sigma_0, eta and p left free; None if no d works."""
        return self.feasible("d", free=("sigma_0", "eta", "p")).smallest

    def feasible_exponents(self) -> ExponentRegion:
        """The exponents n = d^a, |mu| = d^b, sigma_0 = d^-c that the assumption leaves as d -> infinity."""
        return feasible_exponents(self.version)

    def to_dict(self) -> dict[str, Any]:
        """For JSON; an infinite side (mu = 0) becomes null."""
        return {
            "setting": self.setting.model_dump(),
            "p": self.p,
            "delta": self.delta,
            "C": self.C,
            "version": self.version,
            "holds": self.holds,
            "conditions": [
                {
                    "id": checked.id,
                    "holds": checked.holds,
                    "relation": checked.condition.relation,
                    **{k: _finite(getattr(checked, k)) for k in ("left", "right", "ratio")},
                    "statement": checked.condition.latex,
                    "note": checked.condition.note,
                }
                for checked in self.conditions
            ],
        }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _values(report: AssumptionReport) -> dict[str, float]:
    """Numbers by the names of :data:`SYMBOLS`."""
    numbers = {name: float(value) for name, value in report.setting.model_dump().items() if name in SYMBOLS}
    return numbers | {"p": report.p, "delta": report.delta, "C": report.C}


def check_assumptions(
    setting: Setting, p: float, delta: float = 0.01, C: float = 1.0, version: Version = "arxiv"
) -> AssumptionReport:
    """Check every condition of LNGD Assumption 3.1 (ICLR: Assumption 3.1 with (v) shortened) for given numbers.

    Parameters
    ----------
    setting : Setting
        n, d, m, mu, sigma_p, sigma_0, eta.
    p : float
        Flip probability, in [0, 1].
    delta : float
        Failure probability, in (0, 1).
    C : float
        The assumption's constant, ``> 0``. The paper wants it large; 1 is the most generous choice.
    version : {"arxiv", "iclr"}
        Which version of the paper.

    Raises
    ------
    InputError
        A value is out of range.

    Examples
    --------
    >>> from lngd_theory import Setting, check_assumptions
    >>> s = Setting(n=200, d=2000, m=20, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)
    >>> report = check_assumptions(s, p=0.1)
    >>> report.holds, report["(ii) n"].holds
    (False, True)
    """
    check_numbers(p, delta, C, version)
    empty = AssumptionReport(setting, p, delta, C, version, ())
    numbers = {SYMBOLS[name]: _rational(value, setting, name) for name, value in _values(empty).items()}
    checked = tuple(_check(condition, numbers) for condition in conditions_of(version))
    return AssumptionReport(setting, p, delta, C, version, checked)


def check_numbers(p: float, delta: float, C: float, version: str) -> None:
    """Refuse a p, delta or C out of range and an unknown version with an InputError."""
    for name, value, allowed, fits in [
        ("p", p, "in [0, 1]", 0 <= p <= 1),
        ("delta", delta, "in (0, 1)", 0 < delta < 1),
        ("C", C, "> 0", 0 < C < math.inf),
    ]:
        if not fits:
            raise InputError(f"{name}={value!r} must be a finite number {allowed}; change {name}")
    if version not in ("arxiv", "iclr"):
        raise InputError(f"version={version!r} must be 'arxiv' or 'iclr'")


def _rational(value: float, setting: Setting, name: str) -> sp.Rational:
    """The number as the user wrote it: 0.1 is 1/10, d keeps all its digits."""
    return sp.Rational(str(setting.d if name == "d" else value))


def _check(condition: Condition, numbers: dict[sp.Symbol, sp.Rational]) -> CheckedCondition:
    left, right = (_evaluated(side, numbers) for side in (condition.left, condition.right))
    difference = sp.N(left - right, _DIGITS) if right.is_finite else -sp.oo
    difference = difference if condition.relation in (">=", ">") else -difference
    holds = bool(difference > 0 or (difference == 0 and not condition.strict))
    ratio = left / right if condition.relation in (">=", ">") else right / left
    return CheckedCondition(condition, holds, float(left), float(right), _as_float(ratio))


def _evaluated(side: sp.Expr, numbers: dict[sp.Symbol, sp.Rational]) -> sp.Expr:
    """A side with numbers; a bound divided by mu = 0 is infinite."""
    value = side.subs(numbers)
    return sp.oo if value.has(sp.zoo, sp.oo) else value


def _as_float(ratio: sp.Expr) -> float:
    return math.inf if ratio.has(sp.zoo, sp.oo) else float(ratio)
