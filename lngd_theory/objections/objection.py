"""What an objection is: a question, the rows of the table that bear on it, and which of their claims whose side is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Bearing", "Objection", "chosen"]

#: A finding as JSON has it, see :class:`lngd_theory.experiments.judge.Finding`.
FindingRecord = Mapping[str, Any]


@dataclass(frozen=True)
class Bearing:
    """Claims of one row that bear on an objection.

    Attributes
    ----------
    row : str
        Of the experiment table.
    claims, variants : str
        Regular expressions that are found in the text of a claim and in the name of a variant.
    by : str
        Regular expression; findings are counted by what it finds in the names of variants.
    """

    row: str
    claims: str = ""
    variants: str = ""
    by: str = ""

    def group(self, variant: str) -> str:
        """What a variant is counted under."""
        found = re.search(self.by, variant) if self.by else None
        return found.group(0) if found else "all"


@dataclass(frozen=True)
class Objection:
    """One objection.

    Attributes
    ----------
    name, title : str
        As it is asked for, and as a heading.
    objection : str
        What is objected, and by whom.
    bearings : tuple of Bearing
        What answers it.
    sentences_of : tuple of (row, regular expression)
        Sentences of a row's result that answer it where its findings do not.
    """

    name: str
    title: str
    objection: str
    bearings: tuple[Bearing, ...]
    sentences_of: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that it needs, each once."""
        names = [bearing.row for bearing in self.bearings] + [row for row, _ in self.sentences_of]
        return tuple(dict.fromkeys(names))


def chosen(bearing: Bearing, findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    """The judged findings of the row that a bearing is about; premises and guesses of ours are left out."""
    return [
        finding
        for finding in findings
        if finding["whose"]
        and finding["verdict"] != "measured"
        and re.search(bearing.claims, finding["claim"])
        and re.search(bearing.variants, finding["variant"])
    ]
