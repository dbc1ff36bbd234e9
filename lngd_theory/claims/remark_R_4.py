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
    """One step of a filter on one sample, in inputs that are c times as large."""
    c, eta, x2, y, z, w = sp.symbols("c eta x2 y z w", positive=True)
    slope = sp.Function("slope")(z)  # whatever multiplies the input in the gradient
    moved = w - eta * slope * x2 / w * 0  # the weight's overlap z = <w, x> moves by -eta slope |x|^2
    step = -eta * slope * x2
    scaled = step.subs({eta: eta / c**2, x2: x2 * c**2}, simultaneous=True)
    start = (w / c) * (y * c)
    return [
        ("overlaps <w0, x> are the same", sp.simplify(start - w * y) == 0),
        ("the step of an overlap is the same", sp.simplify(scaled - step) == 0 and moved == w),
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
