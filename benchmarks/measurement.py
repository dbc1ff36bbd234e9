"""What a benchmark returns: measured numbers beside the target they are held against."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["CLOCKED", "Measurement", "Spread", "Target"]


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: ArrayLike) -> Spread:
        """Quartiles of a sample."""
        return cls(*np.percentile(np.asarray(values, dtype=np.float64), [25, 50, 75]).tolist())

    @classmethod
    def exact(cls, value: float) -> Spread:
        """A number that does not vary."""
        return cls(float(value), float(value), float(value))


@dataclass(frozen=True)
class Target:
    """The interval in which a measured median is wanted."""

    low: float = -math.inf
    high: float = math.inf

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in the interval."""
        return self.low <= value <= self.high

    @classmethod
    def from_dict(cls, bounds: dict[str, float | None]) -> Target:
        """The target that :meth:`Measurement.to_dict` wrote."""
        low, high = bounds["low"], bounds["high"]
        return cls(-math.inf if low is None else low, math.inf if high is None else high)

    def __str__(self) -> str:
        if math.isinf(self.low):
            return f"at most {self.high:.3g}"
        if math.isinf(self.high):
            return f"at least {self.low:.3g}"
        return f"{self.low:.3g} to {self.high:.3g}"


#: Units of what depends on how fast the machine is; all else can be compared between machines.
CLOCKED = ("s", "µs", "boxes/s", "runs/s")


@dataclass(frozen=True)
class Measurement:
    """One row: a quantity of one case; ``value`` is None where it could not be measured, and ``note`` says why."""

    benchmark: str
    case: str
    quantity: str
    value: Spread | None
    unit: str = ""
    target: Target | None = None
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells this row from all others of a run."""
        return self.benchmark, self.case, self.quantity

    @property
    def clocked(self) -> bool:
        """Whether the value says something of the machine's speed: a time or a rate, not a ratio or a count."""
        return self.unit in CLOCKED

    @property
    def met(self) -> bool | None:
        """Whether the median meets the target; None without a target or a value."""
        if self.target is None or self.value is None:
            return None
        return self.target.holds(self.value.median)

    @property
    def verdict(self) -> str:
        """``met``, ``not met``, ``not measured``, or nothing for a row without a target."""
        if self.value is None:
            return "not measured"
        return {True: "met", False: "not met", None: ""}[self.met]

    def to_dict(self) -> dict[str, Any]:
        """The row for JSON; an open end of a target is null."""
        row = asdict(self) | {"verdict": self.verdict}
        if self.target is not None:
            row["target"] = {
                end: None if math.isinf(bound) else bound
                for end, bound in [("low", self.target.low), ("high", self.target.high)]
            }
        return row

    @classmethod
    def from_dict(cls, row: dict[str, Any]) -> Measurement:
        """The row that :meth:`to_dict` wrote."""
        own = {name: row[name] for name in ("benchmark", "case", "quantity", "unit", "note", "details")}
        value = None if row["value"] is None else Spread(**row["value"])
        target = None if row["target"] is None else Target.from_dict(row["target"])
        return cls(value=value, target=target, **own)
