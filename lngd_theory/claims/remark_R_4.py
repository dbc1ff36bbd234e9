"""Remark R.4: label-noise GD needs no strong signal, SAM does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from lngd_theory.claims.case import Case
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.proof import Computation, Proof
from lngd_theory.claims.verdict import Part
from lngd_theory.simulate import simulate

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

_SCALE = 2.0**-10  # a power of two: the scaled run differs by no rounding
_STEPS = 200


def _steps() -> list[tuple[str, bool]]:
    """The overlaps z_l = <w, x_l> of a filter under one step w -> w - eta sum_k slope_k x_k, slopes functions of z."""
    c, eta = sp.symbols("c eta", positive=True)
    w, x = sp.symbols("w1:4", real=True), [sp.symbols(f"x{k}_1:4", real=True) for k in range(2)]

    def overlaps(w: list[sp.Expr], x: list[list[sp.Expr]], eta: sp.Expr) -> tuple[list[sp.Expr], list[sp.Expr]]:
        z = [sum(a * b for a, b in zip(w, patch, strict=True)) for patch in x]
        slopes = [sp.Function(f"s{k}")(*map(sp.expand, z)) for k in range(2)]
        moved = [a - eta * sum(s * patch[i] for s, patch in zip(slopes, x, strict=True)) for i, a in enumerate(w)]
        after = [sum(a * b for a, b in zip(moved, patch, strict=True)) for patch in x]
        return z, after

    plain = overlaps(list(w), [list(patch) for patch in x], eta)
    scaled = overlaps([a / c for a in w], [[c * a for a in patch] for patch in x], eta / c**2)
    return [
        (name, all(sp.expand(a - b) == 0 for a, b in zip(one, other, strict=True)))
        for name, one, other in zip(("overlaps are the same", "so they are after a step"), plain, scaled, strict=True)
    ]


def _same_run(check: Computation, case: Case, evidence: Evidence) -> Part:
    """A run and the same with |mu| smaller by 2^10: largest difference of margins."""
    s = case.setting
    weak = s.replace(mu=s.mu * _SCALE, sigma_p=s.sigma_p * _SCALE, sigma_0=s.sigma_0 / _SCALE, eta=s.eta / _SCALE**2)
    seeds = case.seeds[:2]
    one, other = (simulate(x, case.noise, steps=_STEPS, seeds=seeds, n_test=0) for x in (s, weak))
    difference = float(np.nanmax(np.abs(one.margin.values - other.margin.values)))
    return check.part(
        "supported" if difference == 0 else "refuted",
        "simulation",
        f"largest difference of a margin over {_STEPS} steps and {len(seeds)} seeds: {difference:.3g}",
        relation="=",
        observed=difference,
        claimed=0.0,
        margin=-difference,
        seeds=len(seeds),
    )


def _sam(check: Computation, case: Case, evidence: Evidence) -> Part:
    return check.part("undecided", "none", "SAM is not among the algorithms of this package")


CLAIMS = (
    Claim(
        id="R.4",
        title="LNGD needs no strong-signal condition; SAM needs |mu| of order one",
        source=Source("remark on SAM (Chen et al. 2023)", "rebuttal"),
        probability=None,
        checks=(
            Proof(
                "no condition on |mu| alone",
                r"(\mu, \sigma_p, \sigma_0, \eta) \to (c\mu, c\sigma_p, \sigma_0/c, \eta/c^2) "
                r"\text{ leaves every } f_i \text{ as it is}",
                _steps,
            ),
            Computation("the same run with |mu| smaller by 2^10", r"f_i^{(t)} \text{ equal}", _same_run),
            Computation("SAM", r"\|\mu\| \ge \tilde\Omega(1) \text{ for SAM}", _sam),
        ),
    ),
)
