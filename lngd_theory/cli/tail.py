"""``lngd tail``: the claims of the Malignant Tail on real networks, trained on real images with corrupted labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli.console import check_docs, errors, interrupted, kept_folder, output, processors, progress_bar
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.cli.study import finish_study, kept_runs
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.claims.tail import Ruling
    from lngd_theory.spectral.deep.design import TailDesign
    from lngd_theory.spectral.deep.runs import TailRuns
    from lngd_theory.spectral.network.evidence import Evidence

__all__ = ["tail_command"]

#: Before more than so many seconds of work an estimate is said.
_SAID = 20.0


def tail_command(
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data", help="Set of images: digits, or NAME=PATH for mnist, fashion-mnist, cifar10; repeat it."
        ),
    ] = None,
    path: Annotated[Path | None, typer.Option("--path", help="File or folder of the one set of images.")] = None,
    train: Annotated[int | None, typer.Option("--train", help="Training images, a fifth of which is held out.")] = None,
    test: Annotated[
        int | None, typer.Option("--test", help="Test images: half to choose by, half to score on.")
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help="Average images to so many pixels along a side.")] = None,
    architecture: Annotated[
        list[str] | None, typer.Option("--architecture", help="resnet, vgg, wideresnet, vit or mlp; repeat it.")
    ] = None,
    optimiser: Annotated[
        list[str] | None, typer.Option("--optimiser", help="sgd, momentum, adam or adamw; repeat it.")
    ] = None,
    corruption: Annotated[
        list[str] | None, typer.Option("--corruption", help="random, systematic or aligned; repeat it.")
    ] = None,
    rate: Annotated[list[float] | None, typer.Option("--rate", help="Rate of the fixed corruption; repeat it.")] = None,
    width: Annotated[
        list[int] | None, typer.Option("--width", help="Width of the networks; repeat for a sweep.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option("--layer", help="Whose features: penultimate, or a module's name.")
    ] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", help="Budget of every training.")] = None,
    seeds: Annotated[int | None, typer.Option("--seeds", help="Number of seeds; fewer than 6 decide nothing.")] = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of cells, summary and figures; cells in it are used again.")
    ] = None,
    bridge: Annotated[
        Path | None, typer.Option("--bridge", help="Folder of lngd bridge, whose verdicts stand beside these.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose page of this study is to be made again.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Tiny networks, few images and seeds, in seconds.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Sizes of the literature: says how long they take; --yes runs them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Run --full.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask MT.1 to MT.8 of networks trained on images whose labels are corrupted once and for all."""
    from lngd_theory.spectral.deep.asked import Asked, designs
    from lngd_theory.spectral.deep.beside import two_layer_evidence
    from lngd_theory.spectral.deep.runs import CELLS, TailRuns
    from lngd_theory.spectral.deep.study import run_designs, tail_study

    if quick and full:
        raise InputError("--quick and --full exclude each other; leave one out")
    if docs and (quick or full):
        raise InputError("--docs writes what the documentation says: leave out --quick and --full")
    check_docs(docs)
    asked = designs(
        Asked(
            _with_path(data or [], path, full), "quick" if quick else "full" if full else "reduced", train, test, size,
            architecture or (), optimiser or (), corruption or (), rate or (), width or (), layer, epochs, seeds,
        )
    )  # fmt: skip
    two_layer = two_layer_evidence(bridge) if bridge else None
    folder = None if full and not yes else kept_folder(out, CELLS, "cells of this command")
    try:
        tasks = max(design.seeds for design in asked)
        with kept_runs(TailRuns, folder, workers, tasks, "trainings") as runs:
            if not _announced(runs, asked, min(workers or processors(), tasks), full, yes):
                return
            evidences = run_designs(runs, asked)
        command = _command(data or [], quick, full, bridge is not None)
        with progress_bar("parts") as bar:
            task = bar.add_task("verdicts, tables and figures", total=None)
            others = _others(two_layer, quick, lambda what: bar.update(task, description=what))
            study = tail_study(evidences, command, quick, others)
    except KeyboardInterrupt:
        interrupted(folder, "cells")
    finish_study(study, folder, docs, as_json)


def _with_path(data: Sequence[str], path: Path | None, full: bool) -> Sequence[str]:
    """Sets of images with their paths; the literature's is CIFAR-10."""
    data = data or ["cifar10" if full else "digits"]
    if path is None:
        return data
    if len(data) > 1 or any("=" in text for text in data):
        raise InputError("--path belongs to one set of images; write --data NAME=PATH for several")
    return [f"{data[0]}={path}"]


def _command(data: Sequence[str], quick: bool, full: bool, bridge: bool) -> str:
    """What makes the study again, without the paths of this machine."""
    sets = "".join(f" --data {text.partition('=')[0]}{'=PATH' * ('=' in text)}" for text in data)
    return f"lngd tail{sets}{' --quick' * quick}{' --full --yes' * full}{' --bridge bridge' * bridge} --out tail"


def _announced(runs: TailRuns, asked: Sequence[TailDesign], workers: int, full: bool, yes: bool) -> bool:
    """Say how long what is left will take, where that is long; whether to go on."""
    from lngd_theory.spectral.deep.estimate import in_words, seconds_of

    total = 0.0
    for design in asked:
        left = [cell for cell in design.cells() if runs.kept(cell, design.seeds) is None]
        seconds = seconds_of(left, design.seeds) / workers
        total += seconds
        if seconds > _SAID or full:
            many = len(left) * design.seeds
            errors.print(
                f"{design.images.name}: {many} trainings of {', '.join(design.architectures)}, "
                f"{in_words(seconds)} on {workers} process(es) of this machine", highlight=False,
            )  # fmt: skip
    if not full or yes:
        return True
    for design in asked:
        for name, width, depth in design.networks:
            output.print(f"{design.images.name}: {name}, width {width}, depth {depth}, {design.training.epochs} epochs",
                         highlight=False)  # fmt: skip
    output.print(f"in all {in_words(total)}; add --yes and --out to run them, with as many --workers as there are",
                 highlight=False)  # fmt: skip
    return False


def _others(two_layer: Evidence | None, quick: bool, say: Callable[[str], None]) -> Mapping[str, Mapping[str, Ruling]]:
    """Verdicts on the two-layer network, if its runs are given, and on the spiked model."""
    from lngd_theory.spectral.deep.beside import spiked_rulings, two_layer_rulings

    others: dict[str, Mapping[str, Ruling]] = {}
    for name, found in two_layer_rulings(two_layer) if two_layer else ():
        others[name] = found
        say(name)
    if not quick:
        say("spiked model")
        others["spiked model"] = spiked_rulings()
    say("tables and figures")
    return others
