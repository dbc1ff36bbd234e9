"""Q3, said: whether the premise can hold, and where it is broken."""

from __future__ import annotations

import numpy as np

from lngd_theory.questions.q3_measure import Found, Measured
from lngd_theory.questions.words import Correction
from lngd_theory.report.sentences import count_of, listed
from lngd_theory.statistics import median_interval

__all__ = ["corrected", "sentences"]

#: Probabilities this close are equal.
_ROUNDING = 1e-9


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (_proof(found), *_network(found), *_reduced(found))


def _proof(found: Found) -> str:
    if not found.gap_is_negative:
        return f"Whether the premise can hold at the balance point is not decided by sympy; its gap is {found.gap}."
    gap = min((one.balance - one.largest_c2 for one in found.measured), default=0.0)
    below = f", at least {gap:.2f} below the balance point" if gap > 0 else ""
    negative = [f"{one.p:g}" for one in found.measured if one.largest_c2 < 0]
    return (
        f"No, for no p: f moves about log((1-p)/p), so c₂ is at least that, and with exp(c₂) = (1+v)(1-p)/p, v >= 0, "
        f"w = (1-p)/p the right side less the left side of the premise is {found.gap}, negative for all v and w. The "
        f"largest c₂ that the premise allows is {found.ceiling}{below}"
        + (f" and negative at p = {listed(negative)}." if negative else ".")
    )


def _network(found: Found) -> list[str]:
    said = []
    holding = sum(int(one.holds.sum()) for one in found.measured)
    total = sum(one.holds.size for one in found.measured)
    if total == 0:
        return ["On the full network no run reached the second stage."]
    flips = listed([f"{one.p:g}" for one in found.measured])
    said.append(
        f"On the full network (figure 2, p = {flips}) the premise, some c₂ with f <= c₂ on [T₁, T₂(c₂)], holds on "
        f"{count_of(holding, total)} runs."
    )
    broken = [one for one in found.measured if np.isfinite(one.broken_after).any()]
    if broken:
        shown = listed(
            [f"{np.median(one.broken_after):.0f} of {one.length:.0f} steps (p = {one.p:g})" for one in broken]
        )
        said.append(
            f"Some f passes the largest c₂ after, in the median over seeds, {shown} of the lemma's second stage."
        )
    above = [one for one in found.measured if np.median(one.above) > 0.5]
    if above:
        shown = listed([f"{100 * np.median(one.above):.0f} % (p = {one.p:g})" for one in above])
        said.append(f"It is not an outlier: of all samples and steps {shown} are above it.")
    return said


def _reduced(found: Found) -> list[str]:
    if not found.reduced:
        return []
    by_p: dict[float, dict[float, float]] = {}
    for (p, a), mass in found.reduced.items():
        by_p.setdefault(p, {})[a] = mass
    if any(len(masses) < 2 for masses in by_p.values()):
        return []
    grows = all(masses[min(masses)] >= masses[max(masses)] - _ROUNDING for masses in by_p.values())
    lowest = min(masses[min(masses)] for masses in by_p.values())
    small = min(a for _, a in found.reduced)
    effect = "does not help" if grows else "helps at some p"
    return [
        f"A smaller step size {effect}: under the stationary law of the reduced dynamics f is below the largest c₂ "
        f"with probability at most {max(1 - lowest, 0.0):.1g} at a = {small:g}."
    ]


def corrected(found: Found) -> list[Correction]:
    """The premise, where it fails first, and what it does describe."""
    failing = [one for one in found.measured if not one.holds.all()]
    if not found.gap_is_negative or not failing:
        return []
    first: Measured = min(failing, key=lambda one: float(np.median(one.broken_after)))
    return [
        Correction(
            "Lemma 4.5, premise",
            "c₁ <= f <= c₂ on [T₁, T₂] with 3p/2 <= 1/(2(1 + exp(c₂)))",
            f"figure 2, p = {first.p:g}: c₂ may be {first.largest_c2:.3f}, and f is above it from step "
            f"T₁ + {median_interval(first.broken_after)} on; largest f {median_interval(first.highest)}",
            "f stays near log((1-p)/p), median "
            + listed([f"{np.median(one.quantiles[:, 1]):.3f} of {one.balance:.3f} (p = {one.p:g})" for one in failing])
            + "; the premise describes the way there",
        )
    ]
