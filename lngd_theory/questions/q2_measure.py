"""Q2, computed: the region of the supermartingale, the repaired radius, and how far iota strays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.reduced import (
    Excursions,
    Radius,
    Range,
    ReducedDynamics,
    leading_radius,
    martingale_drift,
    measure_excursions,
    proofs,
    radius_exponent,
    repaired_radius,
    stationary_law,
    supermartingale_region,
)
from lngd_theory.reduced.statement import Version

__all__ = ["SMALL_A", "TIME", "Found", "Measured", "Row", "Sizes", "U", "compute"]

#: An excursion is ``|iota - iota*| > U``, within ``TIME / a^2`` steps.
U, TIME = 1.0, 10.0
#: Where the exponent of the radius is fitted.
SMALL_A = (1e-6, 1e-5, 1e-4)
#: The chance that a bound on an excursion should come below.
_USEFUL = 0.05


@dataclass(frozen=True)
class Sizes:
    """How much is computed."""

    p: tuple[float, ...] = (0.05, 0.1, 0.3)  #: the second one is the paper's
    a: tuple[float, ...] = (0.1, 0.01, 0.001)  #: beside the values of the paper's figure 2
    excursion_a: tuple[float, ...] = (0.1, 0.05, 0.02, 0.01)
    chains: int = 1000


@dataclass(frozen=True)
class Row:
    """The drift at one (p, a)."""

    p: float
    a: float
    balance: float
    at_balance: float  #: the drift there
    region: tuple[Range, ...]
    radius: Radius
    leading: float


@dataclass(frozen=True)
class Measured:
    """Excursions at one a, and what Azuma's inequality would need."""

    a: float
    steps: int
    found: Excursions
    printed: float  #: the bound with increments of the printed form, a times a constant
    needed: float  #: the increment below which the bound would say something
    beyond: float  #: mass of the stationary law beyond U
    std: float  #: of the stationary law


@dataclass(frozen=True)
class Found:
    """What is computed."""

    proved: dict[str, bool]  #: by version: the drift at the centre is positive for all a and p, decided by sympy
    ceiling: str  #: f below which the printed condition holds
    covers_balance: bool  #: whether that is ever at or above the balance point
    rows: tuple[Row, ...]
    exponents: dict[tuple[str, float], float]  #: by (version, p)
    lost: tuple[tuple[float, float], ...]  #: (p, a) at which no radius is left
    excursions: tuple[Measured, ...]


def compute(sizes: Sizes, progress: Progress | None) -> Found:
    """Everything, at these sizes."""
    parts = Parts(progress, len(sizes.p) + 2 * len(sizes.excursion_a) + 1)
    parts.part("proofs")
    versions: tuple[Version, ...] = get_args(Version)
    paper = [ReducedDynamics.of(preset(name), 0.1).a for name in ("fig2", "fig2-eta1")]
    rows: list[Row] = []
    exponents: dict[tuple[str, float], float] = {}
    for p in sizes.p:
        parts.part(f"regions, p = {p:g}")
        rows += [_row(ReducedDynamics(a, p)) for a in (*reversed(paper), *sizes.a)]
        exponents |= {(version, p): radius_exponent(p, SMALL_A, version) for version in versions}
    return Found(
        proved={version: bool(proofs.drift_at_centre(version).is_positive) for version in versions},
        ceiling=str(proofs.printed_condition_ceiling()),
        covers_balance=any(_printed_condition_holds(p) for p in sizes.p),
        rows=tuple(rows),
        exponents=exponents,
        lost=tuple(
            (p, a) for p in (0.4, 0.47, 0.49) for a in paper if math.isinf(repaired_radius(ReducedDynamics(a, p)).above)
        ),
        excursions=_excursions(sizes, parts),
    )


def _printed_condition_holds(p: float) -> bool:
    """Whether ``p < 1/(1 + 2 exp(f))`` at the balance point."""
    return p < 1 / (1 + 2 * (1 - p) / p)


def _row(dynamics: ReducedDynamics) -> Row:
    star = dynamics.balance_point
    return Row(
        p=dynamics.p,
        a=dynamics.a,
        balance=star,
        at_balance=float(martingale_drift(dynamics, star)),
        region=supermartingale_region(dynamics),
        radius=repaired_radius(dynamics),
        leading=leading_radius(dynamics),
    )


def _strayed(star: float, iota: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(iota - star) > U, dtype=np.float64)


def _excursions(sizes: Sizes, parts: Parts) -> tuple[Measured, ...]:
    p = sizes.p[min(1, len(sizes.p) - 1)]
    constant = math.nan
    measured = []
    for a in sizes.excursion_a:
        parts.part(f"excursions, a = {a:g}", 2)
        dynamics = ReducedDynamics(a, p)
        steps = round(TIME / a**2)
        # the printed form eta C2, its constant taken where it helps most: the true increment at the first a
        printed = math.nan if math.isnan(constant) else constant * a
        found = measure_excursions(dynamics, U, steps, chains=sizes.chains, printed_increment=printed)
        if math.isnan(constant):
            constant = found.increment / a
            found = found._replace(printed=found.bound)
        try:
            law = stationary_law(dynamics)
            beyond, std = law.expectation(partial(_strayed, dynamics.balance_point)).value, law.std.value
        except InputError:  # too narrow for the grid
            beyond = std = math.nan
        needed = U**2 / math.sqrt(2 * steps * math.log(steps / _USEFUL))
        measured.append(Measured(a, steps, found, found.printed, needed, beyond, std))
    return tuple(measured)
