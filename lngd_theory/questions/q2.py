"""Q2: where (iota - iota*)^2 is a supermartingale, and what repaired statement is true."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import asdict
from typing import Any

from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.proof_level import proof_tables
from lngd_theory.questions.q2_figure import excursion_figure, radius_figure
from lngd_theory.questions.q2_measure import Found, Sizes, U, compute
from lngd_theory.questions.q2_words import corrected, region_text, sentences
from lngd_theory.questions.words import corrections
from lngd_theory.reduced import drift_figure
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.report.words import source_name

__all__ = ["TITLE", "answer"]

TITLE = "Where exactly is (ι - ι*)² a supermartingale, and where not; what repaired statement is true?"

_QUICK = Sizes(p=(0.05, 0.1), a=(0.01,), excursion_a=(0.1, 0.05), chains=200)


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """Exact regions and proofs of the reduced dynamics, and simulated excursions."""
    sizes = _QUICK if quick else Sizes()
    found = compute(sizes, progress)
    return answered(
        question="Q2",
        title=TITLE,
        sentences=(*sentences(found), *quick_note(quick, f"{sizes.chains} chains, two values of p")),
        tables=(*_tables(found), *corrections(corrected(found)), *proof_tables("4.5.supermartingale")),
        figures={
            "drift": drift_figure(0.1, (0.5, 0.1, 0.02)),
            "radius": radius_figure(sizes.p),
            "excursions": excursion_figure(found),
        },
        data=_data(found),
    )


def _tables(found: Found) -> tuple[Table, ...]:
    regions = Table(
        "Where the drift of (ι - ι*)² is at most 0, within (0, 4 ι*] (arXiv)",
        ("p", "a", "ι*", "drift at ι*", "drift <= 0 for ι in", "radius r", "leading term"),
        tuple(
            (f"{row.p:g}", f"{row.a:g}", f"{row.balance:.4g}", f"{row.at_balance:.3g}", region_text(row),
             f"{row.radius.radius:.3g}", f"{row.leading:.3g}")
            for row in found.rows
        ),
    )  # fmt: skip
    exponents = Table(
        "Fitted exponent of r in a, for a from 10⁻⁶ to 10⁻⁴",
        ("version", "p", "exponent"),
        tuple((source_name(version), f"{p:g}", f"{value:.4f}") for (version, p), value in found.exponents.items()),
    )
    stray = Table(
        f"Excursions: share of chains with |ι - ι*| > {U:g}, from ι*, beside Azuma's bound with the union over steps",
        ("a", "steps", "share [95 %]", "bound, true increments", "bound, printed form η C₂", "true increment",
         "increment needed for 5 %", "stationary mass beyond", "stationary std"),
        tuple(
            (f"{one.a:g}", f"{one.steps:,}", str(one.found.share), f"{one.found.bound:.2g}", f"{one.printed:.2g}",
             f"{one.found.increment:.3g}", f"{one.needed:.2g}", f"{one.beyond:.1e}", f"{one.std:.3f}")
            for one in found.excursions
        ),
    )  # fmt: skip
    return regions, exponents, stray


def _data(found: Found) -> dict[str, Any]:
    return {
        "positive_at_centre": found.proved,
        "printed_condition_holds_below": found.ceiling,
        "regions": [asdict(row) | {"region": [list(part) for part in row.region]} for row in found.rows],
        "radius_exponents": {f"{version}, p={p:g}": value for (version, p), value in found.exponents.items()},
        "no_radius_left": [list(pair) for pair in found.lost],
        "excursions": [asdict(one) for one in found.excursions],
    }
