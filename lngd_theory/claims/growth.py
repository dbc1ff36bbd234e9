"""Checks by the two-scale method: the signal's growth rate on top of the stationary noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from lngd_theory.claims.case import Case
from lngd_theory.claims.fit import Slope, within
from lngd_theory.claims.proof import Computation
from lngd_theory.claims.verdict import Part, Series
from lngd_theory.errors import InputError
from lngd_theory.second_stage import Exponent, GrowthRate, exponent, second_stage_growth, signal_time
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, T2_THEOREM, local_exponent

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["growth_check", "reach_check", "time_order_check"]

#: Multiples of eta along which the order of the second stage's time is fitted.
_FACTORS = (1.0, 0.5, 0.25, 0.125)
_TOLERANCE = 0.1


def _growth(case: Case, evidence: Evidence) -> GrowthRate:
    """The growth rate at the case's setting, measured once for all checks that look at it."""
    seeds = case.seeds[: case.path_seeds]
    found: GrowthRate = evidence.once(
        ("growth", case.setting.to_json(), case.noise.label, seeds),
        lambda: second_stage_growth(case.setting, case.noise, seeds=seeds, executor=evidence.executor),
    )
    return found


def _exponent(case: Case, evidence: Evidence) -> Exponent:
    """Its exponent in eta, measured once as well."""
    seeds, noise = case.seeds[: case.path_seeds], case.noise
    found: Exponent = evidence.once(
        ("exponent", case.setting.to_json(), noise.label, seeds),
        lambda: exponent("eta", _FACTORS, case.setting, noise, seeds=seeds, executor=evidence.executor),  # type: ignore[arg-type]
    )
    return found


def growth_check(bound: sp.Expr) -> Computation:
    """The growth rate per step against Lemma 4.5 (iv)'s lower bound."""

    def compute(check: Computation, case: Case, evidence: Evidence) -> Part:
        try:
            growth = _growth(case, evidence)
        except InputError as error:
            return check.part("undecided", "none", str(error))
        rate, claimed = growth.rate, case.value(bound)
        verdict = "supported" if rate.low >= claimed else "refuted" if rate.high < claimed else "undecided"
        note = (
            f"rate {rate.estimate:.4g} [{rate.low:.4g}, {rate.high:.4g}] a step over {len(growth.seeds)} seeds; "
            f"leading order predicts {growth.predicted:.4g}"
        )
        if not growth.stationary:
            note += "; the noise had not come to rest: its rate still had a trend"
        size = max(abs(rate.estimate), abs(claimed))
        return check.part(
            verdict,  # type: ignore[arg-type]
            "simulation",
            note,
            relation=">=",
            observed=rate.estimate,
            claimed=claimed,
            margin=(rate.estimate - claimed) / size,
            seeds=len(growth.seeds),
        )

    return Computation("growth rate, two-scale method", rf"\lambda \ge {sp.latex(bound)}", compute)


def time_order_check() -> Computation:
    """Theorem 3.3's second stage takes Theta(1/eta) steps: the growth rate must be proportional to eta."""
    claimed = local_exponent(LEMMA_4_5_IV, "eta")

    def compute(check: Computation, case: Case, evidence: Evidence) -> Part:
        try:
            fit = _exponent(case, evidence)
        except InputError as error:
            return check.part("undecided", "none", str(error))
        slope = Slope(*fit.slope, len(_FACTORS), min(case.path_seeds, len(case.seeds)))
        verdict, allowed = within(slope, "Theta", "zero", _TOLERANCE, claimed)
        rates = [growth.rate for growth in fit.growths]
        claims = [case.on(growth.setting).value(LEMMA_4_5_IV) for growth in fit.growths]
        series = Series(
            r"\eta",
            r"\lambda",
            tuple(float(x) for x in fit.x),
            tuple((rate.low, rate.estimate, rate.high) for rate in rates),
            tuple((value, value, value) for value in claims),
            ">=",
            True,
            all(rate.low > 0 for rate in rates),
        )
        note = f"the growth rate has exponent {slope.text()} in eta, the time its negative; allowed {allowed}"
        return check.part(
            verdict,
            "exponent",
            note,
            relation="~",
            observed=slope.estimate,
            claimed=claimed,
            margin=_TOLERANCE - abs(slope.estimate - claimed),
            seeds=slope.seeds,
            series=series,
        )

    return Computation("order of the time in eta", r"\lambda = \Theta(\eta), \quad T_2 - T_1 = \Theta(1/\eta)", compute)


def reach_check() -> Computation:
    """By extrapolation, gamma must reach 0.1 within the printed time, its constants taken as 1."""

    def compute(check: Computation, case: Case, evidence: Evidence) -> Part:
        try:
            growth = _growth(case, evidence)
        except InputError as error:
            return check.part("undecided", "none", str(error))
        time = signal_time(growth)
        steps, claimed = time.steps, time.lemma_4_5
        verdict = "supported" if steps.high <= claimed else "refuted" if steps.low > claimed else "undecided"
        note = (
            f"gamma takes {steps.estimate:.4g} [{steps.low:.4g}, {steps.high:.4g}] steps of the second stage to reach "
            f"0.1; Lemma 4.5 has {time.lemma_4_5:.4g} with c_2 = {growth.largest_margin:.3g}, Theorem 3.3 "
            f"{time.theorem_3_3:.4g}"
        )
        return check.part(
            verdict,  # type: ignore[arg-type]
            "simulation",
            note,
            relation="<=",
            observed=steps.estimate,
            claimed=claimed,
            margin=(claimed - steps.estimate) / max(claimed, steps.estimate),
            seeds=len(growth.seeds),
        )

    shown = rf"\tau_{{\gamma}} \le T_2, \quad T_2 \sim {sp.latex(T2_THEOREM)}"
    return Computation("time to learn the signal", shown, compute)
