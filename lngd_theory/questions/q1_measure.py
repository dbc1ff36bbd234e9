"""Q1, computed: the exact region of exponents, the smallest settings inside, and the rebuttal's example."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

from lngd_theory.assumptions import AssumptionReport, check_assumptions, feasible_exponents, setting_inside
from lngd_theory.assumptions.conditions import Version
from lngd_theory.assumptions.exponents import ExponentRegion
from lngd_theory.errors import InputError
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.setting import Setting

__all__ = ["DELTA", "DIMENSIONS", "EXAMPLE", "NAMES", "Found", "P", "compute"]

#: The rebuttal's example of consistent hyper-parameters: n = d^a, |mu| = d^b, sigma_0 = d^-c.
EXAMPLE = {"a": "1/3", "b": "-1/3", "c": "11/16"}
NAMES = {"arxiv": "arXiv", "iclr": "ICLR"}
P, DELTA = 0.1, 0.01
#: Dimensions at which the example is checked with its logarithms.
DIMENSIONS = tuple(10**power for power in (6, 12, 24, 48))


@dataclass(frozen=True)
class Found:
    """What is computed."""

    regions: dict[str, ExponentRegion]
    violations: dict[str, dict[str, Any]]  #: by version: condition -> power of d
    conflict: tuple[str, ...]  #: fewest conditions that exclude the example's n whatever the rest
    largest_n: Any  #: largest exponent of n beside the example's |mu| and sigma_0; None if none
    inside: dict[tuple[str, float], AssumptionReport | str]  #: by (version, C); a reason where nothing works
    at_finite_d: dict[int, AssumptionReport]


def compute(constants: tuple[float, ...], dimensions: tuple[int, ...], progress: Progress | None) -> Found:
    """Everything, for these C and dimensions."""
    versions: tuple[Version, ...] = get_args(Version)
    parts = Parts(progress, len(versions) * len(constants) + 1)
    parts.part("exponents")
    regions: dict[str, ExponentRegion] = {version: feasible_exponents(version) for version in versions}
    inside: dict[tuple[str, float], AssumptionReport | str] = {}
    for version, C in itertools.product(versions, constants):
        parts.part(f"smallest setting inside, {NAMES[version]}, C = {C:g}")
        try:
            inside[version, C] = setting_inside(C=C, delta=DELTA, p=P if C * P < 1 else None, version=version)
        except InputError as error:
            inside[version, C] = str(error)
    arxiv = regions["arxiv"]
    beside = arxiv.within({key: (EXAMPLE[key], EXAMPLE[key]) for key in ("b", "c")})
    return Found(
        regions=regions,
        violations={version: region.violations(**EXAMPLE) for version, region in regions.items()},
        conflict=_conflict(arxiv),
        largest_n=None if beside.is_empty else beside.bounds("n")[1],
        inside=inside,
        at_finite_d={d: _example_at(d) for d in dimensions},
    )


def _conflict(region: ExponentRegion) -> tuple[str, ...]:
    """The fewest conditions that no |mu| and sigma_0 satisfy with the example's n; empty if all can be satisfied."""
    n = {"a": (EXAMPLE["a"], EXAMPLE["a"])}
    if not region.within(n).is_empty:
        return ()
    for size in range(1, len(region.halfspaces) + 1):
        for chosen in itertools.combinations(region.halfspaces, size):
            if ExponentRegion(chosen).within(n).is_empty:
                return tuple(half.id for half in chosen)
    return ()


def _example_at(d: int) -> AssumptionReport:
    """The rebuttal's example at one d, with sigma_p = 1, the least m, and half the largest eta."""
    power = {key: float(Fraction(value)) for key, value in EXAMPLE.items()}
    m = math.ceil(math.log(d / DELTA))
    setting = Setting(
        n=max(1, round(d ** power["a"])),
        d=d,
        m=m,
        mu=d ** power["b"],
        sigma_p=1.0,
        sigma_0=d ** -power["c"],
        eta=0.5 / (math.log(d / DELTA) * d),
    )
    return check_assumptions(setting, p=P, delta=DELTA)
