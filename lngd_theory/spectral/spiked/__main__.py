"""``python -m lngd_theory.spectral.spiked``: run the study, print it, and write the documentation's page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lngd_theory.cli.console import INTERRUPTED, errors, new_folder, progress_bar
from lngd_theory.errors import InputError
from lngd_theory.report.study import write_page, write_study
from lngd_theory.spectral.spiked.study import spiked_study

app = typer.Typer(add_completion=False)


@app.command()
def command(
    docs: Annotated[Path | None, typer.Option("--docs", help="Documentation folder whose page is made again.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="New folder for summary, figures and numbers.")] = None,
    seeds: Annotated[int, typer.Option("--seeds", help="Seeds of every simulation, at least 20.")] = 100,
    quick: Annotated[bool, typer.Option("--quick", help="A few small cases, in seconds.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Empty the folder of an earlier run.")] = False,
) -> None:
    """Find out whether the rank-risk curve of the spiked model is a valley with its bottom at k*."""
    try:
        _run(docs, out, seeds, quick, overwrite)
    except InputError as error:
        errors.print(f"error: {error}", style="red", markup=False)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        errors.print("interrupted; nothing was written")
        raise typer.Exit(INTERRUPTED) from None


def _run(docs: Path | None, out: Path | None, seeds: int, quick: bool, overwrite: bool) -> None:
    if docs and quick:
        raise InputError("--docs writes what the documentation says: leave out --quick")
    if docs and not (docs / "conf.py").is_file():
        raise InputError(f"--docs {docs} has no conf.py; give the folder of the documentation")
    folder = new_folder(out, overwrite)
    with progress_bar("parts") as bar:
        task = bar.add_task("")
        study = spiked_study(
            seeds, quick, lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
        )
    for sentence in study.sentences:
        typer.echo(f"* {sentence}")
    if folder:
        write_study(study, folder)
    if docs:
        write_page(study, docs / "answers", docs / "figures")


if __name__ == "__main__":
    app()
