"""``lngd assumptions``: which condition of Assumption 3.1 holds, by what factor, and what would have to change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from lngd_theory.cli.console import new_folder, output
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption
from lngd_theory.cli.setting import Changes, ConfigOption, PresetOption, chosen_setting, setting_options
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.assumptions import AssumptionReport

__all__ = ["assumptions_command"]

_PARAMETERS = ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "p")


@setting_options()
def assumptions_command(
    *,
    preset_name: PresetOption = None,
    config: ConfigOption = None,
    changes: Changes,
    p: Annotated[float | None, typer.Option(help="Flip probability; 0.1 unless given (chosen with --inside).")] = None,
    delta: Annotated[float, typer.Option(help="Failure probability.")] = 0.01,
    constant: Annotated[float, typer.Option("--C", help="The assumption's constant C.")] = 1.0,
    version: Annotated[str, typer.Option(help="Version of the paper: arxiv or iclr.")] = "arxiv",
    inside: Annotated[
        bool,
        typer.Option(
            "--inside", help="Find the smallest setting inside that keeps the parameters given, and check it."
        ),
    ] = False,
    exponents: Annotated[
        str | None,
        typer.Option(help="Example n=d^a, |mu|=d^b, sigma_0=d^-c as a,b,c: 1/3,-1/3,11/16."),
    ] = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check Assumption 3.1; exit code 1 if a condition fails."""
    from lngd_theory.assumptions import check_assumptions, setting_inside

    case: dict[str, Any] = {"delta": delta, "C": constant, "version": version}
    if inside:
        if preset_name or config:
            raise InputError("--inside keeps the parameters given as options; leave out --preset and --config")
        report = setting_inside(p=p, **case, **changes)
    else:
        report = check_assumptions(chosen_setting(preset_name, config, changes), p=0.1 if p is None else p, **case)
    example = _example(exponents)
    summary = _summary(report, example)
    folder = new_folder(out, overwrite)
    if folder:
        from lngd_theory.assumptions.figure import region_figure
        from lngd_theory.figures import save_figure

        (folder / "summary.json").write_text(json.dumps(summary, indent=2), encoding="utf-8")
        if inside:
            report.setting.save(folder / "setting.toml")
        save_figure(
            region_figure(report.feasible_exponents(), {"example": example} if example else None),
            folder / "exponents.png",
        )
    if as_json:
        output.print_json(json.dumps(summary))
    else:
        _print(report, summary, folder, inside)
    if not report.holds:
        raise typer.Exit(1)


def _summary(report: AssumptionReport, example: tuple[str, str, str] | None) -> dict[str, Any]:
    """All that the command finds, for JSON."""
    region = report.feasible_exponents()
    feasible = {name: report.feasible(name) for name in _PARAMETERS}
    smallest = report.feasible("d", free=("sigma_0", "eta", "p"))
    return report.to_dict() | {
        "feasible": {name: [list(pair) for pair in found.intervals] for name, found in feasible.items()},
        "feasible_reasons": {name: found.reason or None for name, found in feasible.items()},
        "smallest_d": smallest.smallest,
        "smallest_d_reason": smallest.reason or None,
        "exponents": {
            "conditions": {half.id: str(half) for half in region.halfspaces},
            "vertices": [[str(value) for value in vertex] for vertex in region.vertices],
            "consequences": region.consequences(),
            "example": list(example) if example else None,
            "violations": {k: str(v) for k, v in region.violations(*example).items()} if example else None,
        },
    }


def _example(text: str | None) -> tuple[str, str, str] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise InputError(f"--exponents {text!r} must be three rational numbers a,b,c such as 1/3,-1/3,11/16")
    return parts[0], parts[1], parts[2]


def _print(report: AssumptionReport, summary: dict[str, Any], folder: Path | None, inside: bool) -> None:
    if inside:
        output.print(f"The smallest setting inside (least d, then n, then m), with p = {report.p:g}:", highlight=False)
        output.print(report.setting.to_toml(), highlight=False, markup=False)
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
    found = f"{smallest:.3g}" if smallest else f"none works: {summary['smallest_d_reason']}"
    output.print(f"{question}: {found}", highlight=False)
    output.print("values of one parameter, the others as they are:", highlight=False)
    for name in _PARAMETERS:
        output.print(f"  {report.feasible(name)}", highlight=False)
    exponents = summary["exponents"]
    output.print("As d grows, with n = d^a, |mu| = d^b, sigma_0 = d^-c, it leaves:", highlight=False)
    output.print("  " + ", ".join(exponents["consequences"]), highlight=False)
    if exponents["violations"] is not None:
        broken = [f"{key} by d^({power})" for key, power in exponents["violations"].items()]
        output.print(f"The example breaks: {', '.join(broken) or 'nothing'}", highlight=False)
    if folder:
        output.print(f"written to {folder}", highlight=False)
