"""Q1: whether Assumption 3.1 can be satisfied, with which exponents, and where the rebuttal's example lies."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from lngd_theory.assumptions.figure import region_figure
from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q1_measure import DELTA, DIMENSIONS, EXAMPLE, NAMES, Found, P, compute
from lngd_theory.questions.q1_words import corrected, sentences
from lngd_theory.questions.words import corrections
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table

__all__ = ["TITLE", "answer"]

TITLE = "Is Assumption 3.1 satisfiable, which exponents survive, and is the rebuttal's example inside?"


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """Exact exponents, the smallest settings inside, and the example's place; see the package's page of findings."""
    found = compute((1.0,) if quick else (1.0, 2.0, 10.0), DIMENSIONS[: 2 if quick else None], progress)
    examples = {"rebuttal's example": (EXAMPLE["a"], EXAMPLE["b"], EXAMPLE["c"])}
    return answered(
        question="Q1",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, "C = 1 and two dimensions only")),
        tables=(*_tables(found), *corrections(corrected(found))),
        figures={"region": region_figure(found.regions["arxiv"], examples)},
        data=_data(found),
    )


def _tables(found: Found) -> tuple[Table, ...]:
    rows = []
    for (version, C), report in found.inside.items():
        if isinstance(report, str):
            rows.append((NAMES[version], f"{C:g}", report, *[""] * 7))
            continue
        s = report.setting
        values = (s.d, s.n, s.m, s.mu, s.sigma_0, s.eta, report.p, s.n_snr2)
        rows.append((NAMES[version], f"{C:g}", *(number(float(value), 3) for value in values)))
    inside = Table(
        f"Smallest settings inside (least d, then n, then m; σ_p = 1, δ = {DELTA:g})",
        ("version", "C", "d", "n", "m", "|μ|", "σ₀", "η", "p", "n SNR²"),
        tuple(rows),
    )
    region = found.regions["arxiv"]
    limits = Table(
        "Conditions as d → ∞",
        ("condition", "exponents", "the example misses it by"),
        tuple(
            (half.id, str(half), f"d^({power})" if (power := found.violations["arxiv"].get(half.id)) else "")
            for half in region.halfspaces
        ),
    )
    example = Table(
        f"The example at finite d (C = 1, δ = {DELTA:g}, p = {P:g}, σ_p = 1, least m): factor by which it holds",
        ("condition", *(f"d = {number(float(d))}" for d in found.at_finite_d)),
        tuple(
            (condition.id, *(number(report[condition.id].ratio, 2) for report in found.at_finite_d.values()))
            for condition in next(iter(found.at_finite_d.values()), ())
        ),
    )
    return inside, limits, example


def _data(found: Found) -> dict[str, Any]:
    return {
        "exponents": {
            version: {
                "conditions": {half.id: str(half) for half in region.halfspaces},
                "vertices": [[str(value) for value in corner] for corner in region.vertices],
                "consequences": region.consequences(),
                "example_misses_by": {key: str(power) for key, power in found.violations[version].items()},
            }
            for version, region in found.regions.items()
        },
        "example_conflict": list(found.conflict),
        "example_largest_n": str(found.largest_n),
        "inside": {
            f"{version}, C={C:g}": report if isinstance(report, str) else report.to_dict()
            for (version, C), report in found.inside.items()
        },
    }
