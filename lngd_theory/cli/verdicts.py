"""Verdicts for the terminal, for files, and the replay of a counterexample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from lngd_theory._version import __version__
from lngd_theory.cli.console import output
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.claims.verdict import Verdict
    from lngd_theory.proofs import ProofRecord
    from lngd_theory.verification import Verification

__all__ = ["STYLES", "folder_of", "print_replay", "row", "summary", "write"]

#: Colours of the five verdicts; the word itself is always there.
STYLES = {
    "proved": "bold green",
    "supported": "green",
    "refuted": "bold red",
    "vacuous": "magenta",
    "undecided": "yellow",
}
_OWN = {"figures", "overview.png", "report.html", "report.md", "runs", "verdicts.json"}


def folder_of(path: Path | None) -> Path | None:
    """The output folder; one that an earlier verification wrote is used again, any other is refused unless empty."""
    if path is None:
        return None
    if path.exists() and not path.is_dir():
        raise InputError(f"--out {path} is a file; give the name of a folder")
    foreign = sorted(item.name for item in path.iterdir() if item.name not in _OWN) if path.is_dir() else []
    if foreign:
        raise InputError(f"--out {path} holds {foreign[0]!r}, which no verification wrote; choose another folder")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder --out {path}: {error.strerror}; choose another") from None
    return path


def _number(value: float) -> str:
    return "" if value != value else f"{value:.4g}"


def row(verdict: Verdict) -> tuple[str, str, str, str]:
    """Observed, relation, claimed and the reason, for a table."""
    return _number(verdict.observed), verdict.relation, _number(verdict.claimed), verdict.reason


def summary(done: dict[str, Verification]) -> dict[str, Any]:
    """Everything that was found, as JSON has it."""
    return {
        "version": __version__,
        "settings": {
            name: {
                "setting": one.case.setting.model_dump(),
                "noise": one.case.noise.label,
                "seeds": len(one.case.seeds),
                "steps": one.case.horizon,
                "engine": one.case.engine,
                "verdicts": [verdict.to_dict() for verdict in one.verdicts],
                "thresholds": [
                    {key: value if value == value and abs(value) != float("inf") else None for key, value in numbers}
                    | {"name": times.name, "algorithm": times.algorithm}
                    for times in one.thresholds
                    for numbers in [[(key, value) for key, value in vars(times).items() if not isinstance(value, str)]]
                ],
            }
            for name, one in done.items()
        },
    }


def write(
    folder: Path,
    done: dict[str, Verification],
    proofs: tuple[ProofRecord, ...],
    found: dict[str, Any],
    facts: dict[str, Any],
) -> None:
    """verdicts.json, report.html, report.md with its figures, and all verdicts in one picture."""
    from lngd_theory.assumptions import check_assumptions
    from lngd_theory.figures import save_figure
    from lngd_theory.report import Report, Section, overview_figure, write_html, write_markdown

    (folder / "verdicts.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    sections = []
    for name, one in done.items():
        case = one.case
        checked = None
        if 0 < case.p < 1:
            checked = check_assumptions(case.setting, p=case.p, delta=case.delta, C=case.C).to_dict()
        told = {
            "seeds": len(case.seeds),
            "steps": case.horizon,
            "engine": case.engine,
            "delta": case.delta,
            "epsilon": case.epsilon,
            "error_rate": case.error_rate,
            "versions": {"lngd_theory": __version__},
            **facts,
        }
        sections.append(
            Section(name, case.setting.model_dump(), case.noise.label, one.verdicts, checked, one.thresholds, told)
        )
    report = Report("Label-noise gradient descent: every statement and its verdict", tuple(sections), proofs)
    write_html(report, folder / "report.html")
    write_markdown(report, folder / "report.md")
    save_figure(overview_figure(report), folder / "overview.png")


def print_replay(done: dict[str, Verification]) -> None:
    """One seed: both sides of every part at its worst point."""
    for one in done.values():
        for verdict in one.verdicts:
            columns = ("part", "algorithm", "step", "observed", "", "claimed", "holds")
            table = Table(*columns, title=f"{verdict.claim}, one seed")
            for part in (*verdict.parts, *verdict.repairs):
                holds = "" if part.margin != part.margin else "yes" if part.margin >= -1e-9 else "[red]no[/]"
                step = "" if part.worst_step is None else str(part.worst_step)
                observed, claimed = _number(part.observed), _number(part.claimed)
                table.add_row(part.name, part.algorithm, step, observed, part.relation, claimed, holds)
            output.print(table)
