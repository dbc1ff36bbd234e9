"""The typer application, with one module for each command."""

from __future__ import annotations

from typing import Annotated

import typer

from lngd_theory._version import __version__
from lngd_theory.cli.answer import answer_command
from lngd_theory.cli.assumptions import assumptions_command
from lngd_theory.cli.bridge import bridge_command
from lngd_theory.cli.phase import phase_command
from lngd_theory.cli.prove import prove_command
from lngd_theory.cli.reproduce import reproduce_command
from lngd_theory.cli.review import review_command
from lngd_theory.cli.run import run_command
from lngd_theory.cli.scaling import scaling_command
from lngd_theory.cli.spectral import spectral_command
from lngd_theory.cli.sweep import sweep_command
from lngd_theory.cli.tail import tail_command
from lngd_theory.cli.verify import verify_command

__all__ = ["app"]

app = typer.Typer(
    name="lngd",
    help="Check a deep-learning theory by machine: label-noise gradient descent in the low-SNR regime.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lngd_theory {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


app.command("run")(run_command)
app.command("assumptions")(assumptions_command)
app.command("reproduce")(reproduce_command)
app.command("review")(review_command)
app.command("verify")(verify_command)
app.command("prove")(prove_command)
app.command("answer")(answer_command)
app.command("sweep")(sweep_command)
app.command("phase")(phase_command)
app.command("bridge")(bridge_command)
app.command("tail")(tail_command)
app.command("scaling")(scaling_command)
app.command("spectral")(spectral_command)
