"""The proof side of all claims on one Markdown page: what follows, what is false, and what is true instead."""

from __future__ import annotations

from collections.abc import Sequence

from lngd_theory.proofs import ProofRecord, StepRecord
from lngd_theory.report.markdown import table_lines
from lngd_theory.report.words import PROOF_SIGNS, STEP_SIGNS

__all__ = ["proofs_page"]


def proofs_page(records: Sequence[ProofRecord]) -> str:
    """Markdown of the records: counts, a table of claims, the false steps, the corrected statements, the hypotheses."""
    false = [(record, step) for record in records for step in record.steps if step.status == "counterexample"]
    repaired = [(record, step) for record in records for step in record.repairs]
    conflicting = [(record, step) for record in records for step in record.premises if step.status == "counterexample"]
    lines = ["# Every claim and what a machine makes of its proof", "", _counts(records), ""]
    lines += table_lines(
        ("claim", "proof side", "steps", "what follows", "rests on"),
        (
            (
                record.claim,
                f"{PROOF_SIGNS[record.status]} {record.status}",
                ", ".join(f"{count} {status}" for status, count in record.counts.items()),
                record.conclusion,
                "; ".join(record.rests_on),
            )
            for record in records
        ),
    )
    for caption, found in (
        ("## Steps that are false as printed", false),
        ("## Corrected statements", repaired),
        ("## Hypotheses that contradict each other", conflicting),
    ):
        if found:
            lines += ["", caption, ""]
            lines += table_lines(("claim", "step", "statement", "status", "how"), (_row(*one) for one in found))
    return "\n".join([*lines, "", "Made by `lngd prove --docs`.", ""])


def _counts(records: Sequence[ProofRecord]) -> str:
    steps = [step for record in records for step in record.all_steps]
    statuses = [step.status for step in steps]
    certificates = sum(step.certificate is not None for step in steps)
    parts = ", ".join(f"{statuses.count(status)} {status}" for status in STEP_SIGNS if status in statuses)
    return f"{len(records)} claims, {len(steps)} steps ({parts}), {certificates} certificates."


def _row(record: ProofRecord, step: StepRecord) -> tuple[str, ...]:
    return record.claim, step.name, step.formulas, f"{STEP_SIGNS[step.status]} {step.status}", step.how
