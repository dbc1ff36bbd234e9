"""GD's boundary for other powers of the activation, q from 1 to 3, along n or d (Remarks R.3 and R.5).

All sizes are kept in units of the noise along a scan, as in ``lngd_theory.claims.boundary``: the initial overlap
``sigma_0 sigma_p sqrt(d)``, and the pull ``2 eta sigma_p^2 d/(nm)``, so that time is that of the noise. A run is read
when its training loss first is at most 0.1, and at its end if it never is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lngd_theory.phase.analysis import Analysis, analyse
from lngd_theory.phase.boundary import boundary_of
from lngd_theory.phase.reading import accuracy_when_trained
from lngd_theory.phase.refinement import Refined, refine
from lngd_theory.phase.source import Runs, SweepSource
from lngd_theory.setting import Setting
from lngd_theory.sweeps import Sweep

__all__ = ["FULL", "QUICK", "PowersDesign", "Scan", "Scanned", "measure_powers"]

#: Loss at which a run counts as trained: that of the claim's check.
TRAINED = 0.1


class Scan(NamedTuple):
    """One boundary: a power, what varies, and what is fixed."""

    q: float
    y: str  #: ``n`` or ``d``
    values: tuple[int, ...]
    other: int  #: d where n varies, n where d does
    overlap: float  #: ``sigma_0 sigma_p sqrt(d)``

    @property
    def name(self) -> str:
        """In words."""
        fixed = "d" if self.y == "n" else "n"
        return f"q = {self.q:g} along {self.y} ({fixed} = {_power_of_ten(self.other)}, overlap {self.overlap:g})"


class PowersDesign(NamedTuple):
    """What is run."""

    scans: tuple[Scan, ...]
    snr: tuple[float, ...]  #: among which every boundary is located
    seeds: int
    steps: int
    records: int
    n_test: int
    m: int = 10
    pull: float = 0.1

    def sweep(self, scan: Scan) -> Sweep:
        """The whole grid of a scan."""
        fixed = {"d" if scan.y == "n" else "n": scan.other}
        return Sweep(
            setting={"m": self.m, "sigma_p": 1.0, "q": scan.q, **fixed},
            axes={"SNR": self.snr, scan.y: scan.values},
            derive={
                "mu": "SNR*sigma_p*sqrt(d)",
                "sigma_0": "overlap/(sigma_p*sqrt(d))",
                "eta": "pull*n*m/(2*sigma_p**2*d)",
            },
            constants={"overlap": scan.overlap, "pull": self.pull},
            noises=("none",),
            seeds=self.seeds,
            steps=self.steps,
            records=self.records,
            observables=("clean_loss", "test_error"),
            n_test=self.n_test,
        )

    def at(self, scan: Scan, y: float) -> Setting:
        """The setting at some n or d, with an arbitrary signal."""
        n, d = (round(y), scan.other) if scan.y == "n" else (scan.other, round(y))
        return Setting(
            n=n, d=d, m=self.m, mu=1.0, sigma_p=1.0, sigma_0=scan.overlap / math.sqrt(d),
            eta=self.pull * n * self.m / (2 * d), q=scan.q,
        )  # fmt: skip


def _doubling(first: int, count: int) -> tuple[int, ...]:
    return tuple(first * 2**k for k in range(count))


def _grid(low: float, high: float, ratio: float) -> tuple[float, ...]:
    count = int(np.ceil(np.log(high / low) / np.log(ratio))) + 1
    return tuple(float(f"{value:.6g}") for value in np.geomspace(low, high, count))


_N = _doubling(10, 7)
FULL = PowersDesign(
    scans=(
        *(Scan(q, "n", _N, 10**8, 0.03) for q in (3.0, 2.5, 2.1, 2.0)),
        Scan(1.0, "n", _N, 10**8, 0.03),
        Scan(1.0, "n", _N, 10**4, 0.003),
        Scan(1.0, "d", tuple(10**k for k in range(3, 9)), 40, 0.003),
    ),
    snr=_grid(1e-3, 2.0, 1.06), seeds=16, steps=1500, records=50, n_test=400,
)  # fmt: skip
QUICK = PowersDesign(
    scans=(
        *(Scan(q, "n", _doubling(6, 4), 10**6, 0.03) for q in (3.0, 2.0)),
        Scan(1.0, "n", _doubling(6, 4), 10**4, 0.003),
        Scan(1.0, "d", (10**3, 10**4, 10**5), 12, 0.003),
    ),
    snr=_grid(5e-3, 2.0, 1.25), seeds=6, steps=800, records=20, n_test=100,
)  # fmt: skip


@dataclass(frozen=True)
class Scanned:
    """One scan with its boundary and laws; ``untrained`` runs of those made never had a loss of at most 0.1."""

    scan: Scan
    refined: Refined
    analysis: Analysis
    untrained: int


def measure_powers(design: PowersDesign, runs: Runs) -> list[Scanned]:
    """Locate every boundary, running what is missing."""
    found = []
    for scan in design.scans:
        reading = _Reading()
        source = SweepSource(runs, design.sweep(scan), "none", "SNR", scan.y, reading=reading, what=scan.name)
        refined = refine(source, first_seeds=None, coarse=9)
        analysis = analyse(
            scan.name, boundary_of(refined.diagram), lambda y, scan=scan: design.at(scan, y)  # type: ignore[misc]
        )  # fmt: skip
        found.append(Scanned(scan, refined, analysis, reading.untrained))
    return found


class _Reading:
    """Accuracy when trained, with a count of the runs that never were."""

    def __init__(self) -> None:
        self.untrained = 0
        self._read = accuracy_when_trained(TRAINED)

    def __call__(self, data):  # type: ignore[no-untyped-def]
        never = (data.clean_loss > TRAINED).all("record") & (data.status == "ok")
        self.untrained += int(never.sum())
        return self._read(data)


def _power_of_ten(value: int) -> str:
    exponent = round(np.log10(value))
    return f"10^{exponent}" if value == 10**exponent and exponent > 2 else str(value)
