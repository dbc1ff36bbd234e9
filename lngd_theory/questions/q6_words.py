"""Q6, said: which experiments are inside, which conditions fail most, what would have to change."""

from __future__ import annotations

from collections import Counter

from lngd_theory.assumptions import AssumptionReport
from lngd_theory.questions.q6_measure import DELTA, C, Found
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import count_of, listed

__all__ = ["conflict", "sentences"]


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (_inside(found), *_failing(found), *_change(found), *_open(found), *_left_out(found))


def conflict(reason: str) -> str:
    """Why nothing works, without the repeated beginning."""
    return reason.partition(": ")[2].partition("; change or free")[0] if reason.startswith("nothing is") else reason


def _failed(report: AssumptionReport) -> list[str]:
    return [checked.id for checked in report if not checked.holds]


def _inside(found: Found) -> str:
    total = len(found.judged)
    arxiv = [name for name, one in found.judged.items() if one.arxiv.holds]
    iclr = [name for name, one in found.judged.items() if one.iclr.holds]
    said = f"with C = {C:g} and δ = {DELTA:g}, the most generous reading"
    if not arxiv and not iclr:
        return f"No: of {total} experiments none satisfies Assumption 3.1 in either version ({said})."
    return (
        f"Of {total} experiments {count_of(len(arxiv), total)} satisfy the arXiv version"
        f"{f' ({listed(arxiv)})' if arxiv else ''} and {count_of(len(iclr), total)} the ICLR version"
        f"{f' ({listed(iclr)})' if iclr else ''} ({said})."
    )


def _failing(found: Found) -> list[str]:
    counts = [len(_failed(one.arxiv)) for one in found.judged.values()]
    if not any(counts):
        return []
    name, first = next(iter(found.judged.items()))
    everywhere = Counter(condition for one in found.judged.values() for condition in _failed(one.arxiv))
    always = [condition for condition, count in everywhere.items() if count == len(found.judged)]
    said = [f"Between {min(counts)} and {max(counts)} of {len(tuple(first.arxiv))} conditions fail (arXiv)."]
    if always:
        said[0] = f"{said[0][:-1]}; {listed(always)} fail in every one."
    worst = sorted((checked for checked in first.arxiv if not checked.holds), key=lambda checked: checked.ratio)[:2]
    if worst:
        misses = listed([f"{checked.id} by a factor of {number(1 / checked.ratio, 2)}" for checked in worst])
        said.append(f"{name} ({len(_failed(first.arxiv))} fail, ICLR {len(_failed(first.iclr))}) misses {misses}.")
    return said


def _change(found: Found) -> list[str]:
    said = []
    alone = [f"{name} ({', '.join(one.alone)})" for name, one in found.judged.items() if one.alone]
    said.append(
        f"Changing one parameter alone is enough for {listed(alone)}."
        if alone
        else "For none of them is it enough to change one parameter."
    )
    name, first = next(iter(found.judged.items()))
    if isinstance(first.inside, str):
        said.append(f"With {name}'s n, m and p no d is large enough: {conflict(first.inside)}.")
    else:
        s = first.inside.setting
        said.append(f"{name} with its n, m and p is inside from d = {number(float(s.d), 2)} on.")
    if not isinstance(first.with_n, str):
        s = first.with_n.setting
        said.append(
            f"With its n and p alone kept, the smallest setting inside has d = {number(float(s.d), 2)}, "
            f"m = {number(s.m)}, |μ| = {number(s.mu, 2)}, σ₀ = {number(s.sigma_0, 3)}, η = {number(s.eta, 2)}: "
            f"n SNR² = {number(s.n_snr2, 2)} in place of {number(first.case.setting.n_snr2, 2)}."
        )
    return said


def _open(found: Found) -> list[str]:
    """What the paper leaves open or the theory does not cover."""
    said = []
    if not any("sigma_0" in one.alone for one in found.judged.values()):
        said.append("The paper does not print σ₀ (here 0.01, for mnist 0.001); no σ₀ would bring one of them inside.")
    powers = [f"{name} (q = {one.case.setting.q:g})" for name, one in found.judged.items() if one.case.setting.q != 2]
    if powers:
        said.append(f"The theorems have q = 2, which {listed(powers)} have not.")
    return said


def _left_out(found: Found) -> list[str]:
    return [f"Left out: {listed(found.without)}."] if found.without else []
