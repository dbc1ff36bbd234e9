"""Remark R.2: label smoothing is the mean of flipping, and still trains differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp
from scipy.stats import binomtest

from lngd_theory.claims.case import Case
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.proof import Computation, Identity
from lngd_theory.claims.verdict import Part
from lngd_theory.errors import InputError
from lngd_theory.label_noise import LabelSmoothing
from lngd_theory.second_stage import second_stage_growth
from lngd_theory.symbols import p

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

_z = sp.Symbol("z", real=True)
_slope = sp.diff(sp.log(1 + sp.exp(-_z)), _z)  # l'(z)


def _growths_differ(check: Computation, case: Case, evidence: Evidence) -> Part:
    """Sign test over seeds on the signal's growth rate in the second stage, flips against smoothing."""
    seeds = case.seeds[: max(case.path_seeds, 12)]
    try:
        rates = [
            second_stage_growth(case.setting, noise, seeds=seeds, executor=evidence.executor).by_seed.mean(axis=1)
            for noise in (case.noise, LabelSmoothing(case.p))
        ]
    except InputError as error:
        return check.part("undecided", "none", str(error))
    faster = int((rates[0] > rates[1]).sum())
    tested = binomtest(faster, len(seeds)).pvalue
    verdict = "supported" if tested <= case.error_rate else "undecided"
    note = (
        f"the signal grows faster under flips for {faster} of {len(seeds)} seeds (sign test p = {tested:.3g}); median "
        f"rates {np.median(rates[0]):.4g} and {np.median(rates[1]):.4g} a step"
    )
    return check.part(
        verdict,  # type: ignore[arg-type]
        "simulation",
        note,
        relation="=",
        observed=float(np.median(rates[0])),
        claimed=float(np.median(rates[1])),
        margin=case.error_rate - float(tested),
        seeds=len(seeds),
    )


CLAIMS = (
    Claim(
        id="R.2",
        title="Label smoothing and flipping agree in expectation; their dynamics differ",
        source=Source("remark on label smoothing", "rebuttal"),
        probability=None,
        stage="lngd",
        checks=(
            Identity(
                "mean gradient",
                (1 - p) * _slope - p * _slope.subs(_z, -_z),
                sp.diff((1 - p) * sp.log(1 + sp.exp(-_z)) + p * sp.log(1 + sp.exp(_z)), _z),
                r"E_\epsilon[\epsilon\,\ell'(\epsilon z)] = (1-p)\ell'(z) - p\,\ell'(-z)",
            ),
            Computation(
                "the dynamics differ", r"\lambda_{\text{flips}} \ne \lambda_{\text{smoothing}}", _growths_differ
            ),
        ),
    ),
)
