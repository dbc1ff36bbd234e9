"""A report as GitHub-flavoured Markdown, with its figures as PNG files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from lngd_theory.figures import noise_name
from lngd_theory.report import words
from lngd_theory.report.drawing import save_png
from lngd_theory.report.environment import environment
from lngd_theory.report.figure import series_figure
from lngd_theory.report.formula import dollars
from lngd_theory.report.records import Report
from lngd_theory.report.view import chapters, matrix, proof_anchor

__all__ = ["escaped", "markdown", "table_lines", "write_markdown"]

FIGURES = "figures"
_SPECIAL = re.compile(r"([\\`*_\[\]#~|$])")
_DOLLAR = re.compile(r"(?<!\\)\$([^$]+)(?<!\\)\$")


def write_markdown(report: Report, path: str | Path) -> None:
    """Write the report as Markdown, and its plots into the folder ``figures`` beside it.

    Parameters
    ----------
    report : Report
        What to show.
    path : str or Path
        The Markdown file; files of the same names are replaced.
    """
    path = Path(path)
    path.write_text(markdown(report), encoding="utf-8", newline="\n")
    plots = [plot for chapter in chapters(report) for entry in chapter.entries for plot in entry.plots]
    if plots:
        (path.parent / FIGURES).mkdir(exist_ok=True)
    for plot in plots:
        save_png(series_figure(plot.series), path.parent / FIGURES / f"{plot.name}.png")


def markdown(report: Report) -> str:
    """The page as text."""
    templates = environment(
        {
            "noise": lambda label: prose(noise_name(label)),
            "tex": lambda latex: prose(latex) if "$" in latex else Markup(dollars(latex)),
            "display": _display,
            "prose": prose,
            "code": _code,
            "block": _block,
        },
        finalize=_finalize,
    )
    read = chapters(report)
    text = templates.get_template("report.md.j2").render(
        report=report, chapters=read, matrix=matrix(read, report.proofs), proof_anchor=proof_anchor
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def escaped(text: str) -> Markup:
    """Text that Markdown shows as it is, on one line, also in a table."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(_SPECIAL.sub(r"\\\1", line))


def prose(text: str) -> Markup:
    """Text in which dollars may enclose formulas."""
    pieces = _DOLLAR.split(text)
    spaced = [dollars(piece) if i % 2 else _keep_ends(words.with_signs(piece)) for i, piece in enumerate(pieces)]
    return Markup("".join(spaced))


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Head and rows of a table of plain text, in which dollars may enclose formulas."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(prose(cell) or ' ' for cell in cells)} |"

    return [line(columns), "|" + " --- |" * len(columns), *map(line, rows)]


def _keep_ends(text: str) -> str:
    """Escaped text with the space at its ends, which separates it from a formula."""
    return " " * text[:1].isspace() + escaped(text) + " " * text[-1:].isspace() if text.strip() else " " * bool(text)


def _finalize(value: Any) -> Markup:
    """What a template prints is escaped unless a filter has made it Markdown."""
    return value if isinstance(value, Markup) else escaped(str(value))


def _display(latex: str) -> Markup:
    return prose(latex) if "$" in latex else Markup(f"$${dollars(latex)[1:-1]}$$")


def _fence(text: str, least: int) -> str:
    return "`" * max(least, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def _code(text: str) -> Markup:
    """Text as code within a line."""
    fence = _fence(text, 1)
    line = " ".join(text.split()).replace("|", r"\|")
    return Markup(f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}")


def _block(text: str) -> Markup:
    """A block of code to be copied."""
    fence = _fence(text, 3)
    return Markup(f"{fence}bash\n{text}\n{fence}")
