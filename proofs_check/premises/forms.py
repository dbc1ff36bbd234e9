"""Linear forms in exponents, with exact coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["QUANTITIES", "Form"]

#: What is a power of d, by symbol; the value is how people write it. ``exp(c_2)`` is one as well.
QUANTITIES = {
    **{name: name for name in ("n", "m", "sigma_p", "sigma_0", "eta", "p", "delta", "epsilon", "t")},
    "mu": "|mu|",
    "T_star": "T*",
    "exp(c_2)": "exp(c_2)",
}


@dataclass(frozen=True)
class Form:
    """A linear form in the exponents: ``constant + sum of coefficient * exponent``, exactly."""

    coefficients: tuple[tuple[str, Fraction], ...] = ()
    constant: Fraction = Fraction(0)

    @classmethod
    def of(cls, coefficients: Mapping[str, Fraction], constant: Fraction = Fraction(0)) -> Form:
        """From a mapping; zeros are dropped."""
        return cls(tuple(sorted((name, value) for name, value in coefficients.items() if value)), constant)

    def __add__(self, other: Form) -> Form:
        total = dict(self.coefficients)
        for name, value in other.coefficients:
            total[name] = total.get(name, Fraction(0)) + value
        return Form.of(total, self.constant + other.constant)

    def __mul__(self, factor: Fraction | int) -> Form:
        scaled = {name: value * factor for name, value in self.coefficients}
        return Form.of(scaled, self.constant * factor)

    def __sub__(self, other: Form) -> Form:
        return self + other * -1

    def at(self, point: Mapping[str, Fraction]) -> Fraction:
        """Its value; exponents that the point does not name are 0."""
        return self.constant + sum(value * point.get(name, 0) for name, value in self.coefficients)

    def __str__(self) -> str:
        """``form >= 0`` as an inequality between products of powers: ``sigma_0 d^(3/4) >= n``."""
        sides: dict[bool, list[str]] = {True: [], False: []}
        for name, value in self.coefficients:
            sides[value > 0].append(_power(QUANTITIES.get(name, name), abs(value)))
        if self.constant:
            sides[self.constant > 0].append(_power("d", abs(self.constant)))
        return " >= ".join(" ".join(sides[side]) or "1" for side in (True, False))


def _power(base: str, exponent: Fraction) -> str:
    if exponent == 1:
        return base
    return f"{base}^{exponent}" if exponent.denominator == 1 else f"{base}^({exponent})"
