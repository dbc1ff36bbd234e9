"""``lngd assumptions``: which condition of Assumption 3.1 holds, by what factor, and what would have to change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from lngd_theory.cli.console import new_folder, output
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption
from lngd_theory.cli.setting import (
    ConfigOption,
    CorruptionOption,
    DOption,
    EtaOption,
    MOption,
    MuOption,
    NOption,
    PresetOption,
    QOption,
    SigmaPOption,
    SigmaZeroOption,
    chosen_setting,
)
from lngd_theory.errors import InputError

__all__ = ["assumptions_command"]

_PARAMETERS = ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "p")


def assumptions_command(
    preset_name: PresetOption = None,
    config: ConfigOption = None,
    n: NOption = None,
    d: DOption = None,
    m: MOption = None,
    mu: MuOption = None,
    sigma_p: SigmaPOption = None,
    sigma_0: SigmaZeroOption = None,
    eta: EtaOption = None,
    q: QOption = None,
    corruption: CorruptionOption = None,
    p: Annotated[float, typer.Option(help="Flip probability.")] = 0.1,
    delta: Annotated[float, typer.Option(help="Failure probability.")] = 0.01,
    constant: Annotated[float, typer.Option("--C", help="The assumption's constant C.")] = 1.0,
    version: Annotated[str, typer.Option(help="Version of the paper: arxiv or iclr.")] = "arxiv",
    exponents: Annotated[
        str | None,
        typer.Option(help="Example n=d^a, |mu|=d^b, sigma_0=d^-c as a,b,c: 1/3,-1/3,11/16."),
    ] = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check Assumption 3.1; exit code 1 if a condition fails."""
    from lngd_theory.assumptions import check_assumptions

    setting = chosen_setting(
        preset_name, config, n=n, d=d, m=m, mu=mu, sigma_p=sigma_p, sigma_0=sigma_0, eta=eta, q=q, corruption=corruption
    )
    report = check_assumptions(setting, p=p, delta=delta, C=constant, version=version)  # type: ignore[arg-type]
    example = _example(exponents)
    region = report.feasible_exponents()
    summary = report.to_dict() | {
        "feasible": {name: [list(pair) for pair in report.feasible(name).intervals] for name in _PARAMETERS},
        "smallest_d": report.smallest_d(),
        "exponents": {
            "conditions": {half.id: str(half) for half in region.halfspaces},
            "vertices": [[str(value) for value in vertex] for vertex in region.vertices],
            "consequences": region.consequences(),
            "example": list(example) if example else None,
            "violations": {k: str(v) for k, v in region.violations(*example).items()} if example else None,
        },
    }
    folder = new_folder(out, overwrite)
    if folder:
        from lngd_theory.assumptions.figure import region_figure
        from lngd_theory.figures import save_figure

        (folder / "summary.json").write_text(json.dumps(summary, indent=2), encoding="utf-8")
        save_figure(region_figure(region, {"example": example} if example else None), folder / "exponents.png")
    if as_json:
        output.print_json(json.dumps(summary))
    else:
        _print(report, summary, folder)
    if not report.holds:
        raise typer.Exit(1)


def _example(text: str | None) -> tuple[str, str, str] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise InputError(f"--exponents {text!r} must be three rational numbers a,b,c such as 1/3,-1/3,11/16")
    return parts[0], parts[1], parts[2]


def _print(report: Any, summary: dict[str, Any], folder: Path | None) -> None:
    table = Table(title=f"Assumption 3.1 ({report.version}), C = {report.C:g}, delta = {report.delta:g}")
    for column in ("condition", "left", "", "right", "holds by a factor"):
        table.add_column(column, justify="left" if column in ("condition", "") else "right")
    for checked in report:
        style = "green" if checked.holds else "red"
        relation = checked.condition.relation
        table.add_row(
            checked.id, f"{checked.left:.3g}", relation, f"{checked.right:.3g}", f"[{style}]{checked.ratio:.3g}[/]"
        )
    output.print(table)
    smallest = summary["smallest_d"]
    question = "smallest d for these n, m, mu, sigma_p (some sigma_0, eta, p)"
    output.print(f"{question}: {smallest:.3g}" if smallest else f"{question}: none works", highlight=False)
    for name in _PARAMETERS:
        output.print(f"  {report.feasible(name)}  (the others as they are)", highlight=False)
    exponents = summary["exponents"]
    output.print("As d grows, with n = d^a, |mu| = d^b, sigma_0 = d^-c, it leaves:", highlight=False)
    output.print("  " + ", ".join(exponents["consequences"]), highlight=False)
    if exponents["violations"] is not None:
        broken = [f"{key} by d^({power})" for key, power in exponents["violations"].items()]
        output.print(f"The example breaks: {', '.join(broken) or 'nothing'}", highlight=False)
    if folder:
        output.print(f"written to {folder}", highlight=False)
