"""The cells of the study: a plane of n SNR^2 and corruption rate, widths, other dimensions, other corruption."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.setting import Setting
from lngd_theory.spectral.network.corruption import Corruption

__all__ = ["FULL", "QUICK", "Cell", "Design"]


@dataclass(frozen=True)
class Cell:
    """One problem with its fixed corruption, the algorithms that train on it, and what is measured.

    Attributes
    ----------
    setting : Setting
        Without corruption of its own.
    corruption : Corruption
        Fixed before training.
    noises : tuple of str
        Fresh label noises of the algorithms compared: ``none`` (GD) and flips (LNGD).
    steps : int
        The budget of all of them.
    records : int
        Steps at which the state is looked at, 0 and the last included.
    n_test : int
        Fresh noise patches, half of them to choose by, half to score on.
    over_time : bool
        Whether curves over directions are measured at every record.
    """

    setting: Setting
    corruption: Corruption
    noises: tuple[str, ...]
    steps: int
    records: int
    n_test: int
    over_time: bool = False

    @property
    def at(self) -> NDArray[np.int64]:
        """Recorded steps: 0, then evenly in the logarithm."""
        inner = np.geomspace(min(5, self.steps), self.steps, self.records - 1)
        return np.unique(np.concatenate([[0], np.round(inner)])).astype(np.int64)

    def to_dict(self) -> dict[str, Any]:
        """All that determines the cell's numbers."""
        return {**asdict(self), "setting": self.setting.model_dump(), "corruption": asdict(self.corruption)}


@dataclass(frozen=True)
class Design:
    """The grid. All cells have ``sigma_p = 1`` and the same ``2 eta sigma_p^2 d/(nm)``, so one time scale in steps.

    Attributes
    ----------
    n, d, m : int
        Samples, dimension, and filters of each sign in the plane.
    growth : float
        ``2 eta sigma_p^2 d / (n m)``.
    overlap : float
        ``sigma_0 sigma_p sqrt(d)``, the size of initial pre-activations on noise patches.
    strengths, rates : tuple of float
        n SNR^2 and corruption rates of the plane.
    widths, width_strengths, width_rates
        Of the sweep over m.
    dimensions, dimension_strength
        Other d at one place of the plane.
    kinds : tuple of str
        Corruption other than random, at the focus rate and the strengths of the width sweep.
    focus : tuple of (n SNR^2, rate)
        Cells of the plane whose curves are measured over time.
    p : tuple of float
        Flip rates of LNGD.
    """

    n: int
    d: int
    m: int
    growth: float
    overlap: float
    strengths: tuple[float, ...]
    rates: tuple[float, ...]
    widths: tuple[int, ...]
    width_strengths: tuple[float, ...]
    width_rates: tuple[float, ...]
    dimensions: tuple[float, ...]
    kinds: tuple[str, ...]
    focus: tuple[tuple[float, float], ...]
    p: tuple[float, ...]
    steps: int
    records: int
    n_test: int
    seeds: int

    @property
    def noises(self) -> tuple[str, ...]:
        """GD, then LNGD by flip rate, as text that ``parse_label_noise`` reads."""
        return ("none", *(f"flip:{p:g}" for p in self.p))

    def setting(self, strength: float, m: int | None = None, d: float | None = None) -> Setting:
        """The setting with ``n SNR^2 = strength``."""
        m, d = self.m if m is None else m, self.d if d is None else d
        return Setting(
            n=self.n, d=d, m=m, mu=math.sqrt(strength * d / self.n), sigma_p=1.0, sigma_0=self.overlap / math.sqrt(d),
            eta=self.growth * self.n * m / (2 * d),
        )  # fmt: skip

    def cell(
        self, strength: float, rate: float, m: int | None = None, d: float | None = None, kind: str = "random"
    ) -> Cell:
        """One cell."""
        setting = self.setting(strength, m, d)
        plain = setting.m == self.m and setting.d == self.d and kind == "random"
        over_time = plain and (strength, rate) in self.focus
        return Cell(
            setting, Corruption(kind, rate), self.noises, self.steps, self.records, self.n_test, over_time
        )  # fmt: skip

    def plane(self) -> dict[tuple[float, float], Cell]:
        """By (n SNR^2, rate)."""
        return {(s, r): self.cell(s, r) for r in self.rates for s in self.strengths}

    def sweep_of_widths(self) -> dict[tuple[float, float, int], Cell]:
        """By (n SNR^2, rate, m)."""
        return {
            (s, r, m): self.cell(s, r, m=m) for r in self.width_rates for s in self.width_strengths for m in self.widths
        }

    def sweep_of_dimensions(self) -> dict[float, Cell]:
        """By d, at the first focus."""
        strength, rate = self.focus[0]
        return {d: self.cell(strength, rate, d=d) for d in self.dimensions}

    def other_corruption(self) -> dict[tuple[str, float], Cell]:
        """By (kind, n SNR^2), the random one for comparison included."""
        rate = self.focus[0][1]
        return {
            (kind, s): self.cell(s, rate, kind=kind) for kind in ("random", *self.kinds) for s in self.width_strengths
        }

    def cells(self) -> list[Cell]:
        """Every cell once, in the order of the parts."""
        parts = (self.plane(), self.sweep_of_widths(), self.sweep_of_dimensions(), self.other_corruption())
        return list(dict.fromkeys(cell for part in parts for cell in part.values()))


FULL = Design(
    n=100, d=2000, m=20, growth=0.2, overlap=0.1, strengths=(0.5, 1.0, 2.0, 4.0, 8.0), rates=(0.0, 0.1, 0.2, 0.3, 0.4),
    widths=(5, 10, 20, 40), width_strengths=(1.0, 2.0, 4.0), width_rates=(0.0, 0.2), dimensions=(2e3, 1e5, 1e9),
    kinds=("class", "aligned"), focus=((2.0, 0.2), (4.0, 0.3)), p=(0.1, 0.2, 0.3), steps=2000, records=26, n_test=1000,
    seeds=16,
)  # fmt: skip
QUICK = Design(
    n=40, d=400, m=5, growth=0.4, overlap=0.1, strengths=(1.0, 4.0), rates=(0.0, 0.25), widths=(3, 5),
    width_strengths=(4.0,), width_rates=(0.25,), dimensions=(400, 1e9), kinds=("class", "aligned"),
    focus=((4.0, 0.25),), p=(0.2,), steps=300, records=8, n_test=100, seeds=6,
)  # fmt: skip
