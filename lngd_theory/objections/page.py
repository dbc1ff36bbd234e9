"""The page of all objections."""

from __future__ import annotations

from collections.abc import Sequence

from lngd_theory.report.study import StudyResult, captioned

__all__ = ["reviewers_page"]

_INTRODUCTION = """# Reviewers' corner

What reviewers of the paper objected or asked, and what its setting invites one to ask. Each objection is a check over
rows of the [gallery](gallery.md); the answer below it is made from their numbers. Where two sides disagreed, the claims
of both are tested. A claim *holds* or *fails* if the 95 % interval of the share of seeds that agree lies on one side of
one half.

* `lngd review all --out runs` uses what `lngd reproduce all --out runs` keeps, and runs the rest;
* `lngd review width --quick` asks one objection, in seconds, which decides nothing.
"""


def reviewers_page(answers: Sequence[StudyResult]) -> str:
    """All answers in Markdown."""
    from lngd_theory.report.markdown import prose

    lines = [_INTRODUCTION]
    for one in answers:
        lines += [f"## {prose(one.title)}", "", f"> {prose(one.data['objection'])}", ""]
        lines += [f"* {prose(sentence)}" for sentence in one.sentences]
        lines += ["", f"`{one.command}`", ""]
        for table in one.tables:
            lines += [*captioned(table), ""]
    return "\n".join(lines)
