"""The lines along which the cost of a step is measured: d, m and n, each through figure 2's setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.machine import physical_memory
from benchmarks.subjects import FIG2, same_law
from lngd_theory import Setting
from lngd_theory.instances import Draw

__all__ = ["AXES", "DENSE_NUMBERS", "Axis"]

#: Numbers that the patches of a dense draw may hold: 400 million are 3.2 GB, and three times as much is in use.
DENSE_NUMBERS = 4 * 10**8


class Axis(NamedTuple):
    """One parameter that grows while the growth rate of the noise coefficients stays as in figure 2.

    The engine is given the law-exact draw along d and, where all fits, the scripts' own dense draw along m and n.
    """

    name: str
    at: Callable[[int], Setting]
    values: tuple[int, ...]
    quick: tuple[int, ...]
    draw: Draw
    title: str
    #: the exponent that one product of (2m, n + 1) and (n + 1, n + 1) numbers has: no more is wanted
    limit: float

    def state_bytes(self, value: int) -> int:
        """What a step of the engine goes through: pre-activations, slopes and coefficients, and the Gram matrix."""
        setting = self.at(value)
        return 8 * (6 * setting.m * (setting.n + 1) + (setting.n + 1) ** 2)

    def dense_numbers(self, value: int) -> int:
        """How many numbers the patches of a dense draw are."""
        setting = self.at(value)
        return 2 * setting.n * setting.d

    def dense_fits(self, value: int) -> bool:
        """Whether the scripts can be given this point."""
        return self.dense_numbers(value) <= min(DENSE_NUMBERS, physical_memory() / (2 * 3 * 8))


def _wider(m: int) -> Setting:
    return FIG2.replace(m=m, eta=FIG2.eta * m / FIG2.m)


#: Large enough that even the most samples leave their noise patches linearly independent.
_ROOMY = same_law(FIG2, 4000)


def _more(n: int) -> Setting:
    return _ROOMY.replace(n=n, eta=_ROOMY.eta * n / _ROOMY.n)


AXES = {
    axis.name: axis
    for axis in (
        Axis(
            "d",
            lambda d: same_law(FIG2, d),
            tuple(10**power for power in (3, 4, 5, 6, 9, 12)),
            (10**3, 10**4, 10**9),
            "law",
            f"the dimension d, at n = {FIG2.n}, m = {FIG2.m}",
            0.0,
        ),
        Axis(
            "m",
            _wider,
            (10, 30, 100, 1000, 10_000),
            (10, 30, 100),
            "dense",
            f"the width m, at n = {FIG2.n}, d = {FIG2.d:,}",
            1.0,
        ),
        Axis(
            "n",
            _more,
            (20, 50, 100, 200, 500, 1000, 2000),
            (20, 50, 100),
            "dense",
            f"the number of samples n, at m = {FIG2.m}, d = {_ROOMY.d:,}",
            2.0,
        ),
    )
}
