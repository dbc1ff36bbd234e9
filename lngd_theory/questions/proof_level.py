"""What the proof side says of a claim that a question is about."""

from __future__ import annotations

from lngd_theory.report.study import Table

__all__ = ["proof_tables"]


def proof_tables(*claims: str) -> tuple[Table, ...]:
    """A table for each claim: its steps and corrected statements, each with what a machine found."""
    from proofs_check.run import prove

    tables = []
    for record in prove(claims):
        found = (*record.steps, *record.repairs)
        rows = tuple((step.name, step.formulas, step.status, step.how) for step in found)
        caption = f"At proof level, {record.claim} ({record.status}): corrected statements come last"
        tables.append(Table(caption, ("step", "statement", "status", "how"), rows))
    return tuple(tables)
