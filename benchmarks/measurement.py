"""What a benchmark returns: measured numbers beside the target they are held against."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Measurement", "Spread", "Target"]


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

    def __str__(self) -> str:
        if math.isinf(self.low):
            return f"at most {self.high:.3g}"
        if math.isinf(self.high):
            return f"at least {self.low:.3g}"
        return f"{self.low:.3g} to {self.high:.3g}"


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
