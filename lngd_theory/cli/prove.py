"""``lngd prove``: the machine-checked side of every claim, and a check of stored certificates."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from lngd_theory.cli.console import INTERRUPTED, check_docs, errors, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.proofs import ProofRecord

__all__ = ["PROOF_STYLES", "STEP_STYLES", "prove_command"]

PROOF_STYLES = {
    "proved": "bold green",
    "conditional": "green",
    "in part": "cyan",
    "gap": "red",
    "refuted": "bold red",
    "vacuous": "magenta",
    "open": "yellow",
    "not formalisable": "dim",
}
STEP_STYLES = {
    "identity": "green",
    "certified": "green",
    "counterexample": "bold red",
    "undecided": "yellow",
    "not formalisable": "dim",
}
_OWN = {"certificates", "proofs.json", "proofs.html", "proofs.md"}


def prove_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims such as D.1 or 4.5; all by default.")] = None,
    steps: Annotated[
        Path | None, typer.Option("--steps", help="A Python file whose STEPS (inequalities of your own) are proved.")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="Check the certificates of a file or folder again, without any search."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Search every certificate anew; the stored ones are not looked at.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 if a step is undecided or false.")] = False,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the records, a page and the certificates.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose answers/proofs.md is to be made again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Prove what can be proved of every statement: identities, certified inequalities, counterexamples."""
    if check is not None:
        if ids or steps or fresh or out or docs:
            raise InputError("--check reads certificates and does nothing else; leave out all but --json")
        _check(check, as_json)
        return
    if steps is not None and ids:
        raise InputError("--steps proves the steps of a file, ids those of the ledger; give one of them")
    if docs and (ids or steps):
        raise InputError("--docs writes what the documentation says of all claims; leave out ids and --steps")
    check_docs(docs)
    folder = _folder(out)
    started = time.monotonic()
    try:
        records = _own(steps) if steps is not None else _ledger(ids, workers, fresh, as_json)
    except KeyboardInterrupt:
        errors.print("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    seconds = time.monotonic() - started
    if folder:
        _write(folder, records, seconds)
    if docs:
        _write_docs(docs, records)
    if as_json:
        found = {"seconds": seconds, "claims": [record.to_dict(certificates=False) for record in records]}
        output.print_json(json.dumps(found))
    else:
        _print(records, seconds, every_step=bool(ids or steps))
        if folder:
            output.print(f"page: {folder / 'proofs.html'}", highlight=False)
    bad = ("counterexample", "undecided")
    if strict and any(step.status in bad for record in records for step in record.steps):
        raise typer.Exit(1)


def _ledger(ids: list[str] | None, workers: int | None, fresh: bool, quiet: bool) -> list[ProofRecord]:
    from proofs_check.ledger import chosen_arguments
    from proofs_check.run import prove

    total = len(chosen_arguments(ids))
    with pool(workers, total) as executor, progress_bar("claims") as bar:
        task = bar.add_task("proving", total=total)

        def tell(record: ProofRecord) -> None:
            if not quiet:
                bar.update(task, advance=1, description=f"proved {record.claim}")

        return prove(ids, executor=executor, stored=not fresh, on_record=tell)


def _own(path: Path) -> list[ProofRecord]:
    from proofs_check.own import load_steps, prove_steps

    return [prove_steps(path.stem, load_steps(path))]


def _folder(path: Path | None) -> Path | None:
    """The output folder; one that an earlier ``lngd prove`` wrote is used again, any other is refused unless empty."""
    if path is None:
        return None
    if path.exists() and not path.is_dir():
        raise InputError(f"--out {path} is a file; give the name of a folder")
    foreign = sorted(item.name for item in path.iterdir() if item.name not in _OWN) if path.is_dir() else []
    if foreign:
        raise InputError(f"--out {path} holds {foreign[0]!r}, which lngd prove did not write; choose another folder")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder --out {path}: {error.strerror}; choose another") from None
    return path


def _write(folder: Path, records: list[ProofRecord], seconds: float) -> None:
    """proofs.json, proofs.html, proofs.md and the certificates."""
    from lngd_theory._version import __version__
    from lngd_theory.report import Report, write_html, write_markdown
    from proofs_check.store import save

    save(records, folder / "certificates")
    found: dict[str, Any] = {"version": __version__, "seconds": seconds}
    found["claims"] = [record.to_dict(certificates=False) for record in records]
    (folder / "proofs.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    report = Report("Label-noise gradient descent: every proof step by step", (), tuple(records))
    write_html(report, folder / "proofs.html")
    write_markdown(report, folder / "proofs.md")


def _write_docs(docs: Path, records: list[ProofRecord]) -> None:
    from lngd_theory.report.proofs_page import proofs_page

    (docs / "answers").mkdir(exist_ok=True)
    (docs / "answers" / "proofs.md").write_text(proofs_page(records), encoding="utf-8", newline="\n")


def _check(path: Path, as_json: bool) -> None:
    """Verify stored certificates; exit code 1 if one is refused."""
    from proofs_check.recheck import recheck

    started = time.monotonic()
    found = recheck(path)
    seconds = time.monotonic() - started
    refused = [item for item in found if not item.ok]
    if as_json:
        told = [{"file": item.file, "step": item.step, "ok": item.ok, "reason": item.reason} for item in found]
        output.print_json(json.dumps({"seconds": seconds, "certificates": told}))
    else:
        for item in refused:
            output.print(Text(f"refused: {item.file}, {item.step}: {item.reason}", style="bold red"))
        output.print(f"{len(found) - len(refused)} of {len(found)} certificates hold, checked in {seconds:.1f} s")
    if refused:
        raise typer.Exit(1)


def _print(records: list[ProofRecord], seconds: float, every_step: bool) -> None:
    if every_step:
        for record in records:
            output.print(_steps_table(record))
    else:
        table = Table("claim", "proof side", "steps", "what follows", show_lines=True)
        for record in records:
            counts = ", ".join(f"{count} {status}" for status, count in record.counts.items())
            style = PROOF_STYLES[record.status]
            table.add_row(record.claim, f"[{style}]{record.status}[/]", counts, Text(record.conclusion))
        output.print(table)
    steps = [step for record in records for step in record.all_steps]
    certificates = sum(step.certificate is not None for step in steps)
    output.print(f"{len(steps)} steps, {certificates} certificates, {seconds:.1f} s", highlight=False)


def _steps_table(record: ProofRecord) -> Table:
    table = Table("step", "status", "how", title=Text(f"{record.claim}: {record.status}. {record.conclusion}"))
    groups = (("", record.steps), ("corrected statements", record.repairs), ("hypotheses", record.premises))
    for caption, steps in groups:
        if caption and steps:
            table.add_section()
            table.add_row(f"[bold]{caption}[/bold]")
        for step in steps:
            table.add_row(Text(step.name), f"[{STEP_STYLES[step.status]}]{step.status}[/]", Text(step.how))
    if record.rests_on:
        table.caption = Text("Rests on: " + "; ".join(record.rests_on))
    return table
