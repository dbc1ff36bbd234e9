"""``lngd verify``: a verdict with evidence for every statement, at one setting or several, and a report."""

from __future__ import annotations

import json
import shlex
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group
from rich.live import Live
from rich.table import Table

from lngd_theory.cli.console import INTERRUPTED, bar_columns, errors, output, pool
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.cli.setting import Changes, ConfigOption, chosen_setting, setting_options
from lngd_theory.cli.verdicts import STYLES, folder_of, print_replay, row, summary, write
from lngd_theory.errors import InputError
from lngd_theory.label_noise import parse_label_noise
from lngd_theory.setting import Setting

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from lngd_theory.proofs import ProofRecord

__all__ = ["verify_command"]


@setting_options()
def verify_command(
    *,
    ids: Annotated[list[str] | None, typer.Argument(help="Claims such as D.1 or 4.5; all by default.")] = None,
    preset_names: Annotated[
        list[str] | None, typer.Option("--preset", help="A named setting; several times for several settings.")
    ] = None,
    config: ConfigOption = None,
    changes: Changes,
    noise: Annotated[str, typer.Option(help="Label noise of the statements on label-noise GD.")] = "flip:0.1",
    seeds: Annotated[int, typer.Option(help="Number of seeds (numbers 0, 1, ...).")] = 100,
    seed: Annotated[int | None, typer.Option(help="This seed only: replays a counterexample.")] = None,
    delta: Annotated[float, typer.Option(help="Failure probability of the statements.")] = 0.05,
    epsilon: Annotated[float, typer.Option(help="Target training loss.")] = 0.1,
    constant: Annotated[float, typer.Option("--C", help="Constant of Assumption 3.1 and Theorem 3.3.")] = 1.0,
    error_rate: Annotated[float, typer.Option(help="Error rate of a verdict on a probability.")] = 0.05,
    steps: Annotated[int | None, typer.Option(help="Horizon T*; by default what the claims need.")] = None,
    path_seeds: Annotated[int, typer.Option(help="Seeds at each setting along the path of an exponent.")] = 8,
    claims_from: Annotated[
        Path | None, typer.Option("--claims", help="A Python file whose CLAIMS are judged too.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 if a claim is refuted.")] = False,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for report, verdicts and runs; runs in it are used again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Give every statement of the theory a verdict with evidence."""
    from lngd_theory.claims.ledger import chosen_claims, load_claims
    from lngd_theory.verification import case_of

    settings = _settings(preset_names or [], config, changes)
    own = load_claims(claims_from) if claims_from else []
    claims = [*(chosen_claims(ids) if ids or not own else []), *own]
    asked: Any = seeds if seed is None else [seed]
    options = {
        "seeds": asked, "delta": delta, "epsilon": epsilon, "C": constant, "error_rate": error_rate, "steps": steps,
        "path_seeds": path_seeds,
    }  # fmt: skip
    parsed = parse_label_noise(noise)
    cases = {name: case_of(setting, parsed, **options) for name, setting in settings.items()}
    folder = folder_of(out)
    started = time.monotonic()
    screen = _Screen(quiet=as_json or seed is not None, count=len(claims) * len(cases))
    done: dict[str, Any] = {}
    try:
        with pool(workers, len(next(iter(cases.values())).seeds)) as executor, screen:
            for name, case in cases.items():
                screen.section(name if len(cases) > 1 else "")
                done[name] = _judge(case, claims, executor, folder, screen, everything=not ids and not own)
            proofs = _proofs([claim.id for claim in claims], executor, screen) if folder else ()
    except KeyboardInterrupt:
        kept = f"; {folder / 'runs'} keeps the finished runs: the same command goes on" if folder else ""
        errors.print(f"interrupted{kept}")
        raise typer.Exit(INTERRUPTED) from None
    found = summary(done) | ({"proofs": [record.to_dict(certificates=False) for record in proofs]} if folder else {})
    if folder:
        command = shlex.join(["lngd", *sys.argv[1:]]) if sys.argv[1:2] == ["verify"] else "lngd verify"
        write(folder, done, proofs, found, {"command": command, "seconds": time.monotonic() - started})
    if as_json:
        output.print_json(json.dumps(found))
    elif seed is not None:
        print_replay(done)
    if folder and not as_json:
        output.print(f"report: {folder / 'report.html'}", highlight=False)
    if strict and any(verdict.verdict == "refuted" for one in done.values() for verdict in one.verdicts):
        raise typer.Exit(1)


def _settings(presets: list[str], config: Path | None, changes: Changes) -> dict[str, Setting]:
    """The settings asked for by name: presets, each with the parameters changed, or one of the user's own."""
    if presets and config:
        raise InputError("give --preset or --config, not both")
    if len(set(presets)) < len(presets):
        raise InputError(f"--preset {' --preset '.join(presets)}: give each name once")
    names: list[str | None] = [*presets] or [None]
    return {name or (config.stem if config else "setting"): chosen_setting(name, config, changes) for name in names}


def _judge(case: Any, claims: Any, executor: Any, folder: Path | None, screen: _Screen, everything: bool) -> Any:
    from lngd_theory.verification import verify_case

    runs = None
    if folder:
        runs = folder / "runs"
        runs.mkdir(exist_ok=True)
    return verify_case(
        case,
        claims,
        executor=executor,
        folder=runs,
        thresholds=everything,  # the times need runs that a few claims may not
        progress=screen.tick,
        on_verdict=screen.add,
    )


def _proofs(ids: list[str], executor: Executor | None, screen: _Screen) -> tuple[ProofRecord, ...]:
    """The proof side of those claims that have one: the user's own do not."""
    from proofs_check.ledger import arguments
    from proofs_check.run import prove

    known = [name for name in ids if name in arguments()]
    done = 0

    def tell(record: ProofRecord) -> None:
        nonlocal done
        done += 1
        screen.tick(f"proof of {record.claim}", done, len(known))

    return tuple(prove(known, executor=executor, on_record=tell)) if known else ()


def _empty_table() -> Table:
    table = Table()
    for name in ("claim", "verdict", "observed", "", "claimed"):
        table.add_column(name, no_wrap=True, justify="right" if name in ("observed", "claimed") else "left")
    table.add_column("because")
    return table


@dataclass
class _Screen:
    """A table that grows with the verdicts, and the progress of the runs below it."""

    quiet: bool
    count: int

    def __post_init__(self) -> None:
        from rich.progress import Progress

        self._bar = Progress(*bar_columns(), console=errors, transient=True)
        self._task = self._bar.add_task("", total=None)
        self._table = _empty_table()
        self._live = Live(console=errors, get_renderable=self._view, refresh_per_second=4, transient=True)

    def __enter__(self) -> None:
        if errors.is_terminal and not self.quiet:
            self._live.start()

    def __exit__(self, *_: object) -> None:
        if errors.is_terminal and not self.quiet:
            self._live.stop()
        if not self.quiet and self._table.row_count:
            output.print(self._table)

    def _view(self) -> Group:
        return Group(self._table, self._bar)

    def section(self, name: str) -> None:
        """A new setting begins."""
        if name:
            self._table.add_section()
            self._table.add_row(f"[bold]{name}[/bold]")

    def tick(self, what: str, done: int, total: int) -> None:
        """Progress of the runs."""
        self._bar.update(self._task, description=what, completed=done, total=total or None)

    def add(self, verdict: Any) -> None:
        """A verdict has come."""
        style = STYLES[verdict.verdict]
        self._table.add_row(verdict.claim, f"[{style}]{verdict.verdict}[/]", *row(verdict))
