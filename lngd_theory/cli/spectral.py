"""``lngd spectral``: the spectrum of a feature matrix, and how well its top d directions predict, for every d."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from lngd_theory.cli.console import INTERRUPTED, errors, new_folder, output
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.spectral.analysis import FeatureAnalysis

__all__ = ["spectral_command"]

ArrayOption = Path | None


def spectral_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="FILE.npz with arrays features (N, D) and labels (N,), and perhaps clean_labels, held_out_features, "
            "held_out_labels, test_features, test_labels; or FILE.npy with features."
        ),
    ],
    labels: Annotated[ArrayOption, typer.Option(help="FILE.npy: training labels, noisy or not.")] = None,
    clean_labels: Annotated[ArrayOption, typer.Option(help="FILE.npy: the true labels of the same samples.")] = None,
    held_out_features: Annotated[
        ArrayOption, typer.Option(help="FILE.npy: samples that nothing was fitted to, for the choice of d.")
    ] = None,
    held_out_labels: Annotated[ArrayOption, typer.Option(help="FILE.npy: their labels, noisy or not.")] = None,
    test_features: Annotated[ArrayOption, typer.Option(help="FILE.npy: test samples.")] = None,
    test_labels: Annotated[ArrayOption, typer.Option(help="FILE.npy: their labels.")] = None,
    hold_out: Annotated[
        float | None, typer.Option("--hold-out", help="Hold out this share of the training samples, at random.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the samples held out.")] = 0,
    ridge: Annotated[float, typer.Option(help="Penalty of the probe's squared weights.")] = 0.0,
    uncentred: Annotated[bool, typer.Option("--uncentred", help="Do not subtract the mean, fit no intercept.")] = False,
    route: Annotated[str, typer.Option(help="auto, svd or gram: see the documentation.")] = "auto",
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Sum up the spectrum of features, and score a linear probe on the top d directions for every d."""
    from lngd_theory.spectral.analysis import analyse
    from lngd_theory.spectral.analysis import hold_out as hold_out_share
    from lngd_theory.spectral.files import read_arrays

    arrays = read_arrays(
        file,
        {
            "labels": labels,
            "clean_labels": clean_labels,
            "held_out_features": held_out_features,
            "held_out_labels": held_out_labels,
            "test_features": test_features,
            "test_labels": test_labels,
        },
    )
    if seed < 0:
        raise InputError(f"--seed {seed} must be an integer >= 0")
    if hold_out is not None:
        arrays = hold_out_share(arrays, hold_out, seed)
    folder = new_folder(out, overwrite)
    try:
        with errors.status("decomposing, then scoring every d"):
            found = analyse(arrays, ridge=ridge, centred=not uncentred, route=route)
            if folder:
                _write(found, folder, file.name)
    except KeyboardInterrupt:
        errors.print("interrupted: nothing was printed; the same command begins anew", highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        output.print_json(json.dumps(found.to_dict(), allow_nan=False))
        return
    _print(found)
    if folder:
        output.print(f"written to {folder}", highlight=False)


def _write(found: FeatureAnalysis, folder: Path, title: str) -> None:
    from lngd_theory.figures import save_figure
    from lngd_theory.spectral.figure import spectral_figure
    from lngd_theory.sweeps.result import save_dataset

    save_figure(spectral_figure(found, title), folder / "spectral.png")
    save_dataset(found.data, folder / "spectral.nc")
    text = json.dumps(found.to_dict(), indent=1, allow_nan=False) + "\n"
    (folder / "summary.json").write_text(text, encoding="utf-8")


def _print(found: FeatureAnalysis) -> None:
    facts = found.to_dict()
    table = Table("", "", show_header=False)
    for name, value in (
        ("samples, features", f"{facts['N']}, {facts['D']}"),
        ("rank, highest possible", f"{facts['rank']}, {facts['limit']}"),
        *((f"effective rank, {of}", f"{value:.4g}") for of, value in facts["effective_rank"].items()),
        ("participation ratio", f"{facts['participation_ratio']:.4g}"),
        ("stable rank", f"{facts['stable_rank']:.4g}"),
    ):
        table.add_row(Text(name), Text(value))
    output.print(table)
    output.print(_curve_table(found))


def _curve_table(found: FeatureAnalysis) -> Table:
    """Accuracies at powers of two, at every chosen d and at the best ones."""
    notes: dict[int, list[str]] = {}
    for rule, d in found.chosen.items():
        notes.setdefault(d, []).append(f"chosen: {rule}")
    names = list(found.scores(0))
    for name in names:
        if not name.startswith("train"):
            notes.setdefault(found.best(name), []).append(f"best: {name}")
    last = int(found.curve.d[-1])
    powers = [2**k for k in range(last.bit_length()) if 2**k < last]
    held = [] if found.energy is None else ["signal", "noise"]
    columns = ["d", *names, *(f"{kind} in d" for kind in held), ""]
    table = Table(title="accuracy of the probe on d directions", title_justify="left")
    for column in columns:
        table.add_column(Text(column))
    for d in sorted({0, *powers, *notes, last}):
        cells = [f"{value:.4f}" for value in found.scores(d).values()]
        cells += [f"{found.cumulative(kind, d):.3f}" for kind in held]
        table.add_row(str(d), *cells, Text("; ".join(notes.get(d, []))))
    return table
