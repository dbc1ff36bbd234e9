"""An answer as a Markdown page, with its figures as PNG files beside it, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lngd_theory.figures import save_figure
from lngd_theory.questions.answer import Answer, Table
from lngd_theory.report.markdown import prose, table_lines

__all__ = ["captioned", "figure_name", "markdown", "plain", "summary", "write_page"]


def figure_name(answer: Answer, name: str) -> str:
    """File name of a figure: ``Q2-drift.png``."""
    return f"{answer.question}-{name}.png"


def markdown(answer: Answer) -> str:
    """The page: what was asked, the sentences, figures and tables, and the command that makes it."""
    lines = [f"# {answer.question}: {prose(answer.title)}", ""]
    for sentence in answer.sentences:
        lines += [f"* {prose(sentence)}"]
    for name in answer.figures:
        lines += ["", f"![{answer.question}, {name}]({figure_name(answer, name)})"]
    for table in answer.tables:
        lines += ["", *captioned(table)]
    return "\n".join([*lines, "", f"Made by `lngd answer {answer.question}`.", ""])


def captioned(table: Table) -> list[str]:
    """A table and its caption in Markdown."""
    return [f"**{prose(table.caption)}**", "", *table_lines(table.columns, table.rows)]


def write_page(answer: Answer, folder: Path) -> Path:
    """Write ``Q1.md`` and its figures into a folder that exists; files of the same names are replaced."""
    for name, figure in answer.figures.items():
        save_figure(figure, folder / figure_name(answer, name))
    page = folder / f"{answer.question}.md"
    page.write_text(markdown(answer), encoding="utf-8", newline="\n")
    return page


def summary(answer: Answer) -> dict[str, Any]:
    """The answer as JSON has it; what is not finite becomes null."""
    return {
        "question": answer.question,
        "title": answer.title,
        "sentences": list(answer.sentences),
        "tables": [table.to_dict() for table in answer.tables],
        "figures": {name: figure_name(answer, name) for name in answer.figures},
        "data": plain(answer.data),
    }


def plain(value: Any) -> Any:
    """Numbers and arrays as JSON has them; None for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value
