"""From the findings on its parts to the verdict on a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from lngd_theory.claims.case import Case
from lngd_theory.claims.claim import Check, Claim, Finding, combine
from lngd_theory.claims.decide import Decision, decide
from lngd_theory.claims.hypotheses import hypotheses
from lngd_theory.claims.values import values_of
from lngd_theory.claims.verdict import Judgement, MeasuredConstant, Part, Verdict
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["judge_claim", "not_judged"]

_CONSTANTS = {
    "C_1": "least |l'| on [0, T_1], measured",
    "C_0": "least |l'_i| of a sample until it is memorised to 0.1, measured",
    "T_1": "end of the first stage",
    "T_2": "end of the second stage",
    "c_1": "least y_i f_i on [T_1, T_2], measured",
    "c_2": "largest y_i f_i on [T_1, T_2], measured",
}


def judge_claim(claim: Claim, case: Case, evidence: Evidence, inside: bool) -> Verdict:
    """The verdict on a claim, once its runs are there."""
    values = _values(claim, case, evidence)
    premises = hypotheses(claim.premises, claim, values)
    findings = [_judged(check, claim, case, evidence) for check in claim.checks]
    parts = tuple(finding.part for finding in findings)
    repairs = tuple(_judged(check, claim, case, evidence).part for check in claim.repairs)
    joint = _joint(case, findings)
    if not premises.impossible and not premises.open:  # seeds where a hypothesis fails say nothing
        met = premises.of(case.seeds)
        joint = {seed: outcome for seed, outcome in joint.items() if met[seed]}
    verdict, decision = _conclusion(claim, case, findings, joint)
    without: Judgement | None = None
    reason = _reason(verdict, parts)
    if premises.impossible:
        without, verdict = verdict, "vacuous"
        broken = premises.broken
        reason = (
            f"a hypothesis fails here ({broken.left:.3g} against {broken.right:.3g}); "
            f"without it the conclusion is {without}"
        )
    elif premises.open:
        without, verdict = verdict, "undecided"
        reason = f"a hypothesis is about a stretch that the runs do not reach; without it the conclusion is {without}"
    deciding = _deciding(parts, without or verdict)
    counterexample = None
    if verdict == "refuted":  # those without one of their own are shown by judging them again
        numbers = {"left": deciding.observed, "right": deciding.claimed}
        failed = next((seed for seed, outcome in joint.items() if outcome is False), None)
        again = case.counterexample(claim.id, deciding.name, numbers, failed)
        counterexample = deciding.counterexample or again
    return Verdict(
        claim.id,
        claim.title,
        {"arxiv": claim.source.arxiv, "iclr": claim.source.iclr, "reconstructed": claim.source.reconstructed},
        claim.statement,
        verdict,
        deciding.evidence,
        deciding.observed,
        deciding.claimed,
        deciding.relation,
        deciding.margin,
        decision.confidence,
        reason,
        case.setting.model_dump(),
        case.noise.label,
        inside,
        parts,
        premises.checks,
        _constants(values),
        claim.where,
        without,
        repairs,
        counterexample,
        claim.reading,
    )


def _judged(check: Check, claim: Claim, case: Case, evidence: Evidence) -> Finding:
    """What a check found; one that raises has decided nothing, and says why."""
    try:
        return check.judge(claim, case, evidence)
    except InputError as error:  # it has no meaning at this setting
        note = str(error)
    except Exception as error:  # whatever a user's check raises becomes part of the verdict
        note = f"raised {type(error).__name__}: {error}"
    nan, algorithm = float("nan"), getattr(check, "algorithm", "")
    shown = check.statement(claim.names)
    return Finding(Part(check.name, shown, algorithm, "undecided", "none", "", nan, nan, nan, note))


def not_judged(claim: Claim, case: Case, why: tuple[Judgement, str], inside: bool) -> Verdict:
    """A verdict without a run, and its reason: the claim has no meaning here, or could not be judged."""
    (verdict, reason), nan = why, float("nan")
    return Verdict(
        claim.id,
        claim.title,
        {"arxiv": claim.source.arxiv, "iclr": claim.source.iclr, "reconstructed": claim.source.reconstructed},
        claim.statement,
        verdict,
        "none",
        nan,
        nan,
        "",
        nan,
        "",
        reason,
        case.setting.model_dump(),
        case.noise.label,
        inside,
        where=claim.where,
        reading=claim.reading,
    )


def _values(claim: Claim, case: Case, evidence: Evidence) -> dict[str, Any]:
    """What premises are evaluated with: the runs of the first check on this setting, and the stages."""
    for check in claim.checks:
        for need in check.needs(claim, case):
            if need.setting == case.setting:
                stage = claim.stage if claim.stage in ("gd", "lngd") else None
                return values_of(case, evidence.of(need), stage)  # type: ignore[arg-type]
    return dict(case.numbers)


def _joint(case: Case, findings: list[Finding]) -> dict[int, bool | None]:
    """Bounds "with probability" hold jointly, seed by seed; empty if there are none."""
    seeded = [finding.by_seed for finding in findings if finding.by_seed is not None]
    return {seed: _all(outcomes.get(seed) for outcomes in seeded) for seed in case.seeds} if seeded else {}


def _conclusion(
    claim: Claim, case: Case, findings: list[Finding], joint: dict[int, bool | None]
) -> tuple[Judgement, Decision]:
    """All parts together."""
    others = [finding.part.verdict for finding in findings if finding.by_seed is None]
    if not joint:
        notes = "; ".join(dict.fromkeys(finding.part.note for finding in findings if finding.part.note))
        verdict = combine(others)
        return verdict, Decision(verdict, notes)
    decision = decide(claim, case, list(joint.values()))
    return combine([decision.verdict, *others]), decision


def _all(outcomes: Any) -> bool | None:
    """False if any is, else None if any is open, else True."""
    found = list(outcomes)
    if any(outcome is False for outcome in found):
        return False
    return None if any(outcome is None for outcome in found) else True


def _deciding(parts: tuple[Part, ...], verdict: Judgement) -> Part:
    """The part that the verdict rests on: of those that say the same, the one with the least margin."""
    same = [part for part in parts if part.verdict == verdict] or list(parts)
    return min(same, key=lambda part: part.margin if part.margin == part.margin else np.inf)


def _reason(verdict: Judgement, parts: tuple[Part, ...]) -> str:
    part = _deciding(parts, verdict)
    words = {
        "proved": "every step is confirmed symbolically",
        "supported": f"holds wherever it was looked at, least clearly in “{part.name}”",
        "refuted": f"fails in “{part.name}”",
        "undecided": f"the evidence does not decide “{part.name}”",
        "vacuous": f"says nothing here in “{part.name}”",
    }
    return words[verdict]


def _constants(values: dict[str, Any]) -> tuple[MeasuredConstant, ...]:
    """The constants and times that were solved for, as quantiles over seeds."""
    found = []
    for name, meaning in _CONSTANTS.items():
        if name in values and hasattr(values[name], "dims"):
            numbers = np.asarray(values[name], dtype=np.float64)
            numbers = numbers[~np.isnan(numbers)]
            if numbers.size:
                low, middle, high = np.quantile(numbers, [0.1, 0.5, 0.9], method="lower")
                found.append(MeasuredConstant(name, sp.latex(sp.Symbol(name)), meaning, low, middle, high))
    return tuple(found)
