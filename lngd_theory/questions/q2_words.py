"""Q2, said: where the supermartingale fails, and the statement that repairs it."""

from __future__ import annotations

from lngd_theory.questions.q2_measure import TIME, Found, Row, U
from lngd_theory.questions.words import Correction
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import listed
from lngd_theory.report.words import source_name

__all__ = ["corrected", "region_text", "sentences"]

#: A fitted exponent this close to 1/2 is called one.
_CLOSE = 0.01


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (_centre(found), *_region(found), _condition(found), *_radius(found), *_stray(found))


def region_text(row: Row) -> str:
    """The region as intervals."""
    return " and ".join(f"{part.low:.3g} to {part.high:.3g}" for part in row.region) or "nowhere"


def _paper(found: Found) -> Row:
    """The row of figure 2 at its printed step size, p = 0.1 if it is there."""
    return next((row for row in found.rows if row.p == 0.1 and row.a < 0.2), found.rows[0])


def _centre(found: Found) -> str:
    failing = [version for version, proved in found.proved.items() if proved]
    if not failing:
        return "That its drift at ι* is positive for every a and p could not be proved."
    versions = listed([source_name(version) for version in failing])
    row = _paper(found)
    return (
        f"(ι - ι*)² is a supermartingale on no region that contains ι*: its drift there is a sum of two squares, "
        f"positive for every a > 0 and p in (0, 1) ({versions} version; sympy decides the sign). At figure 2's "
        f"a = {row.a:g}, p = {row.p:g} it is {row.at_balance:.3g}."
    )


def _region(found: Found) -> list[str]:
    row = _paper(found)
    return [
        f"There the drift is at most 0 for ι in {region_text(row)}, and positive between "
        f"{row.balance - row.radius.below:.3g} and {row.balance + row.radius.above:.3g} (ι* = {row.balance:.4g})."
    ]


def _condition(found: Found) -> str:
    text = f"The printed condition p < 1/(1 + 2 exp(f)) holds for f < {found.ceiling}"
    if found.covers_balance:
        return f"{text}, which reaches the balance point for some p."
    return f"{text}, below the balance point log((1-p)/p) for every p: not on the region on which it is used."


def _radius(found: Found) -> list[str]:
    fitted = list(found.exponents.values())
    low, high = min(fitted), max(fitted)
    agrees = abs(low - 0.5) < _CLOSE and abs(high - 0.5) < _CLOSE
    said = [
        f"Repaired statement: within (0, 4 ι*] the drift is at most 0 where |ι - ι*| >= r, and r shrinks with the step "
        f"size: fitted exponents in a between {low:.3f} and {high:.3f}"
        + (
            ", the square root; the leading term is sqrt(a log((1-p)/p)) (arXiv) and sqrt(a)/2 (ICLR)."
            if agrees
            else ", which is not the square root that the leading term says."
        )
    ]
    if found.lost:
        cases = listed([f"p = {p:g} with a = {a:g}" for p, a in found.lost])
        said.append(f"For p near 1/2 no radius is left within 4 ι*: {cases}.")
    return said


def _stray(found: Found) -> list[str]:
    if not found.excursions:
        return []
    first, last = found.excursions[0], found.excursions[-1]
    said = [
        f"The conclusion |ι - ι*| <= {U:g} over {TIME:g}/a² steps, the length of a second stage, "
        f"{'becomes likely' if last.found.share.high < first.found.share.low else 'does not become likely'} as a "
        f"falls: the share of chains that leave is {first.found.share} at a = {first.a:g} and "
        f"{last.found.share} at a = {last.a:g}."
    ]
    empty = [one for one in found.excursions if min(one.found.bound, one.printed) >= 1]
    if len(empty) == len(found.excursions):
        ratio = min(one.found.increment / one.needed for one in found.excursions)
        said.append(
            f"Azuma's inequality with the union bound does not show it: it is 1 at every a, with the true increments "
            f"and with the printed form η C₂ alike, since steps × increment² does not fall with a; the increments "
            f"would have to be smaller by a factor of at least {number(ratio, 2)}. What shows it is the stationary "
            f"law, whose standard deviation falls from {first.std:.2g} to {last.std:.2g}."
        )
    else:
        useful = listed([f"a = {one.a:g} ({one.found.bound:.2g})" for one in found.excursions if one not in empty])
        said.append(f"Azuma's inequality with the union bound is below 1 at {useful}.")
    return said


def corrected(found: Found) -> list[Correction]:
    """The tool and the bound of Lemma 4.5, where they fail."""
    if not any(found.proved.values()):
        return []
    row = _paper(found)
    fixed = Correction(
        "Lemma 4.5, proof: the tool",
        "(ι - ι*)² is a supermartingale for ι <= 4 ι* if p < 1/(1 + 2 exp(f)) and η is small",
        f"one step from ι = ι*: without a flip and with one ι leaves ι*, E(ι' - ι*)² = {row.at_balance:.3g} > 0 "
        f"(a = {row.a:g}, p = {row.p:g})",
        f"E(ι' - ι*)² <= (ι - ι*)² where |ι - ι*| >= r, ι <= 4 ι*; here r = {row.radius.radius:.3g}, to leading order "
        f"{row.leading:.3g}",
    )
    trivial = [one for one in found.excursions if one.found.bound >= 1]
    if len(trivial) < len(found.excursions) or not trivial:
        return [fixed]
    last = trivial[-1]
    bound = Correction(
        "Lemma 4.5 (i), proof: Azuma with a union bound",
        "increments at most η C₂ make |ι - ι*| <= C_ι likely up to T₂",
        f"a = {last.a:g}, {last.steps} steps: the bound is {last.found.bound:g} with true increments up to "
        f"{last.found.increment:.2g}, and {last.found.share} of the chains leave",
        f"true for small a, by the stationary law: its mass beyond {U:g} is {last.beyond:.2g} there",
    )
    return [fixed, bound]
