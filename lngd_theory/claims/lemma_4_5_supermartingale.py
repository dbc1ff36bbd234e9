"""The tool of Lemma 4.5's proof: (iota - iota*)^2 as a supermartingale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from lngd_theory.claims.case import Case
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.proof import Computation, Proof
from lngd_theory.claims.verdict import Judgement, Part, Series
from lngd_theory.reduced import ReducedDynamics, martingale_drift, repaired_radius, supermartingale_region
from lngd_theory.reduced.proofs import drift_at_centre, premise_gap
from lngd_theory.second_stage.statement import BALANCE
from lngd_theory.symbols import p

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

_UPTO = 4.0


def _dynamics(case: Case) -> ReducedDynamics:
    return ReducedDynamics.of(case.setting, case.p)


def _drift(check: Computation, case: Case, evidence: Evidence) -> Part:
    """Drift of the square over (0, 4 iota*]: refuted by any iota where it is positive."""
    dynamics = _dynamics(case)
    centre = dynamics.balance_point
    iota = np.unique(np.append(np.linspace(0.02, _UPTO, 200) * centre, centre))
    drift = martingale_drift(dynamics, iota)
    worst = int(np.argmax(drift))
    region = ", ".join(f"[{low:.4g}, {high:.4g}]" for low, high in supermartingale_region(dynamics))
    size = max(float(np.abs(drift).max()), np.finfo(float).tiny)
    positive = float(drift[worst]) > 0
    note = f"the drift is <= 0 on {region or 'no interval'} of (0, {_UPTO * centre:.4g}], iota* = {centre:.4g}"
    points = tuple((float(x), float(x), float(x)) for x in drift)
    zeros = ((0.0, 0.0, 0.0),) * iota.size
    series = Series(r"\iota", r"E[M'|\iota] - M", tuple(map(float, iota)), points, zeros, "<=")
    counterexample = None
    if positive:
        values = {"iota": float(iota[worst]), "drift": float(drift[worst]), "a": dynamics.a, "p": dynamics.p}
        counterexample = case.counterexample("4.5.supermartingale", check.name, values)
    return check.part(
        "refuted" if positive else "supported",
        "identity",
        note,
        relation="<=",
        observed=float(drift[worst]),
        claimed=0.0,
        margin=-float(drift[worst]) / size,
        series=series,
        counterexample=counterexample,
    )


def _below(check: Computation, case: Case, evidence: Evidence) -> Part:
    """The drift where p < 1/(1 + 2 exp(iota))."""
    dynamics = _dynamics(case)
    ceiling = float(np.log((1 - case.p) / (2 * case.p)))
    if ceiling <= 0:
        return check.part("vacuous", "none", f"log((1-p)/(2p)) = {ceiling:.4g}: there is no such iota")
    iota = np.linspace(0.001, 1, 1000) * ceiling
    drift = martingale_drift(dynamics, iota)
    worst = int(np.argmax(drift))
    verdict: Judgement = "supported" if drift[worst] <= 0 else "refuted"
    note = f"largest at iota = {iota[worst]:.4g}, below log((1-p)/(2p)) = {ceiling:.4g}"
    size = float(np.abs(drift).max())
    return check.part(
        verdict, "identity", note, relation="<=", observed=float(drift[worst]), claimed=0.0,
        margin=-float(drift[worst]) / size,
    )  # fmt: skip


def _repaired(check: Computation, case: Case, evidence: Evidence) -> Part:
    """The drift outside a ball about iota*."""
    dynamics = _dynamics(case)
    radius = repaired_radius(dynamics).radius
    holds = np.isfinite(radius) and radius < dynamics.balance_point
    note = f"radius {radius:.4g}, iota* = {dynamics.balance_point:.4g}, a = {dynamics.a:.4g}"
    return check.part(
        "supported" if holds else "refuted", "identity", note, relation="<=", observed=radius,
        claimed=dynamics.balance_point, margin=1 - radius / dynamics.balance_point if np.isfinite(radius) else -1.0
    )  # fmt: skip


def _proof() -> list[tuple[str, bool]]:
    return [("the drift at iota = iota* is positive for every a > 0, 0 < p < 1", drift_at_centre().is_positive is True)]


def _premise() -> list[tuple[str, bool]]:
    gap = premise_gap()
    return [("1/(2(1 + exp(c_2))) - 3p/2 < 0 for every c_2 >= log((1-p)/p)", gap.is_negative is True)]


CLAIMS = (
    Claim(
        id="4.5.supermartingale",
        title="(iota - iota*)^2 is a supermartingale of the reduced dynamics for iota <= 4 iota*",
        source=Source("proof of Lemma E.4", "proof of Lemma D.4"),
        probability=None,
        stage="lngd",
        premises=(sp.Lt(p, 1 / (1 + 2 * sp.exp(BALANCE))),),
        checks=(
            Computation(
                "drift",
                r"E[(\iota' - \iota^*)^2 \mid \iota] \le (\iota - \iota^*)^2 \quad (0 < \iota \le 4\iota^*)",
                _drift,
            ),
        ),
        repairs=(
            Computation(
                "where the printed condition holds",
                r"E[(\iota' - \iota^*)^2 \mid \iota] \le (\iota - \iota^*)^2 \quad (0 < \iota < \log\tfrac{1-p}{2p})",
                _below,
            ),
            Computation(
                "outside a ball",
                r"E[(\iota' - \iota^*)^2 \mid \iota] \le (\iota - \iota^*)^2 \quad (|\iota - \iota^*| \ge r(a, p))",
                _repaired,
            ),
            Proof(
                "it fails at the centre for every a and p",
                r"E[(\iota' - \iota^*)^2 \mid \iota = \iota^*] > 0",
                _proof,
            ),
            Proof(
                "the premise of Lemma 4.5 excludes the balance point",
                r"\tfrac{3p}{2} > \frac{1}{2(1 + e^{c_2})} \quad (c_2 \ge \log\tfrac{1-p}{p})",
                _premise,
            ),
        ),
        reading="iota* is the balance point log((1-p)/p), a = 2 eta sigma_p^2 d/(nm). The printed condition "
        "p < 1/(1 + 2 exp(iota)) is looked at for iota = iota*, which lies in the stated region and which the lemma is "
        "about; below log((1-p)/(2p)), where it holds, see the corrected statement. 'eta small' is the setting's.",
    ),
)
