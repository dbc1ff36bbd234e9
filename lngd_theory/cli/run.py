"""``lngd run``: any setting, several label noises, several seeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table

from lngd_theory.algorithms import parse_algorithm
from lngd_theory.cli.console import INTERRUPTED, errors, new_folder, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption, WorkersOption
from lngd_theory.cli.setting import Changes, ConfigOption, PresetOption, chosen_setting, setting_options
from lngd_theory.experiments.runner import file_name
from lngd_theory.figures import noise_name, panels, save_figure
from lngd_theory.label_noise import parse_label_noise
from lngd_theory.planning import plan_simulation
from lngd_theory.setting import Setting
from lngd_theory.simulate import Interrupted, simulate
from lngd_theory.statistics import median_interval
from lngd_theory.trajectory import Trajectory

__all__ = ["run_command"]

_SHOWN = ("train_loss", "clean_loss", "train_accuracy", "test_accuracy", "gamma_max", "rho_max")


@setting_options()
def run_command(
    *,
    preset_name: PresetOption = None,
    config: ConfigOption = None,
    changes: Changes,
    noise: Annotated[
        list[str] | None,
        typer.Option(
            help="none, flip:P, smoothing:P, gaussian:MEAN,STD, uniform:LOW,HIGH; repeat it. [none, flip:0.1]"
        ),
    ] = None,
    algorithm: Annotated[
        list[str] | None,
        typer.Option(
            help="gd, sgd:BATCH, momentum:BETA, nesterov:BETA, decay:LAMBDA, sam:RADIUS, dropout:RATE, adam, "
            "adamw:LAMBDA, joined by + ; repeat it. [gd]"
        ),
    ] = None,
    steps: Annotated[int, typer.Option(help="Gradient steps.")] = 2000,
    seeds: Annotated[int, typer.Option(help="Number of seeds (numbers 0, 1, ...).")] = 8,
    record_every: Annotated[int | None, typer.Option(help="Recording interval; about 100 records by default.")] = None,
    engine: Annotated[
        str,
        typer.Option(
            help="gram (any d), gram32 (its product in single precision), dense (weights in R^d), decoupled (noise "
            "taken as orthogonal), both (gram and dense compared on one draw), or gram32+gram."
        ),
    ] = "gram",
    n_test: Annotated[int, typer.Option(help="Size of the test draw, 0 for none.")] = 2000,
    record_rho: Annotated[bool, typer.Option("--record-rho", help="Record every rho_{j,r,i}.")] = False,
    workers: WorkersOption = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Train with each label noise and algorithm on the same instances; print the end, write netCDF, JSON, a figure."""
    setting = chosen_setting(preset_name, config, changes)
    trained = {
        f"{label_noise.label} + {rule.label}".removesuffix(" + gd"): (label_noise, rule)
        for rule in map(parse_algorithm, algorithm or ["gd"])
        for label_noise in map(parse_label_noise, noise or ["none", "flip:0.1"])
    }
    options: dict[str, Any] = {
        "steps": steps,
        "seeds": seeds,
        "record_every": record_every,
        "engine": engine,
        "n_test": n_test,
        "record_rho": record_rho,
    }
    for label_noise, rule in trained.values():
        plan_simulation(setting, label_noise, algorithm=rule, **options)  # refuses bad values before any work
    folder = new_folder(out, overwrite)
    runs: dict[str, Trajectory] = {}
    interrupted = False
    with pool(workers, seeds) as executor, progress_bar() as bar:
        for label, (label_noise, rule) in trained.items():
            task = bar.add_task(noise_name(label), total=None)
            try:
                runs[label] = simulate(
                    setting,
                    label_noise,
                    algorithm=rule,
                    executor=executor,
                    progress=lambda done, total, task=task: bar.update(task, completed=done, total=total),  # type: ignore[misc]
                    **options,
                )
            except Interrupted as stopped:
                interrupted = True
                if stopped.partial is not None:
                    runs[label] = stopped.partial
            if folder and label in runs:
                runs[label].save(folder / f"{file_name(label)}.nc")
            if interrupted:
                break
    summary = _summary(setting, runs, interrupted)
    if folder:
        _write(folder, runs, summary)
    if as_json:
        output.print_json(json.dumps(summary))
    else:
        _print(setting, runs, folder)
    if interrupted:
        errors.print("interrupted: what was done is kept, the rest is missing")
        raise typer.Exit(INTERRUPTED)


def _summary(setting: Setting, runs: dict[str, Trajectory], interrupted: bool) -> dict[str, Any]:
    """The final state of every run, as JSON has it."""
    return {
        "setting": setting.model_dump(),
        "derived": setting.derived(),
        "interrupted": interrupted,
        "runs": {
            label: {
                "seeds": [int(seed) for seed in run.data.seed],
                "status": [str(status) for status in run.status.values],
                "reason": [str(reason) for reason in run.reason.values],
                "final": {name: _finite(median_interval(values)._asdict()) for name, values in _final(run).items()},
                **(
                    {"disagreement": {str(k): float(v) for k, v in run.disagreement.max("seed").to_series().items()}}
                    if "disagreement" in run.data
                    else {}
                ),
            }
            for label, run in runs.items()
        },
    }


def _finite(values: dict[str, float]) -> dict[str, float | None]:
    return {key: value if value == value else None for key, value in values.items()}


def _final(run: Trajectory) -> dict[str, Any]:
    """Values at the last step, over seeds."""
    last = run.last()
    return {
        name: (last[name].max("sign") if "sign" in last[name].dims else last[name]).values
        for name in _SHOWN
        if name in last
    }


def _write(folder: Path, runs: dict[str, Trajectory], summary: dict[str, Any]) -> None:
    (folder / "summary.json").write_text(json.dumps(summary, indent=2), encoding="utf-8")
    if runs:
        save_figure(panels([("", runs)]), folder / "run.png")


def _fates(run: Trajectory) -> str:
    """How many seeds ended how, e.g. ``7 ok, 1 diverged``."""
    fates, counts = np.unique(run.status.values, return_counts=True)
    return ", ".join(f"{count} {fate}" for fate, count in zip(fates, counts, strict=True))


def _print(setting: Setting, runs: dict[str, Trajectory], folder: Path | None) -> None:
    numbers = "  ".join(f"{key}={value:g}" for key, value in setting.model_dump().items())
    output.print(numbers, highlight=False)
    if not runs:
        return
    output.print(
        f"SNR = {setting.snr:.4g}   n SNR^2 = {setting.n_snr2:.4g}   "
        f"2 eta sigma_p^2 d/(nm) = {setting.noise_growth:.4g}   stage one: about {setting.stage_one_steps:.4g} steps",
        highlight=False,
    )
    table = Table(title="Last step: median over seeds [95 % interval]")
    table.add_column("")
    for label in runs:
        table.add_column(noise_name(label), justify="right")
    finals = {label: _final(run) for label, run in runs.items()}
    for name in _SHOWN:
        cells = [str(median_interval(final[name])) if name in final else "-" for final in finals.values()]
        table.add_row(name.replace("_", " "), *cells)
    table.add_row("seeds", *(_fates(run) for run in runs.values()))
    output.print(table)
    for label, run in runs.items():
        for reason in sorted(set(map(str, run.reason.values)) - {""})[:3]:
            output.print(f"{noise_name(label)}: {reason}", highlight=False)
        if "disagreement" in run.data:
            worst = float(run.disagreement.max())
            output.print(f"{noise_name(label)}: the two engines agree to {worst:.2g} (relative, worst over the run)")
    if folder:
        output.print(f"written to {folder}", highlight=False)
