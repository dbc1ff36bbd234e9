"""A row of the table that is a diagram over sweeps, whose runs go through a store."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lngd_theory.experiments.work import Row, Work
from lngd_theory.report.study import StudyResult

if TYPE_CHECKING:
    from lngd_theory.phase.source import Runs

__all__ = ["diagram_row"]


def diagram_row(
    name: str,
    title: str,
    claim: str,
    reproduce: Callable[..., StudyResult],
    core_seconds: dict[str, float],
    sizes: dict[str, str],
) -> Row:
    """The row of a diagram.

    Parameters
    ----------
    name, title, claim : str
        Of the row.
    reproduce : callable
        ``(Runs, seeds=, quick=)``: carries out the sweeps and measures.
    core_seconds : mapping of size to float
        What it takes on one nominal core, see :func:`lngd_theory.sweeps.nominal.machine_speed`.
    sizes : mapping of size to str
        What each size is.
    """

    def run(work: Work) -> StudyResult:
        from lngd_theory.experiments.page import command_of, outcome_of

        with _opened(work) as runs:
            study = reproduce(runs, seeds=work.seeds, quick=work.size == "quick")
        findings = study.data.get("findings", [])
        seeds = max((len(finding["values"]) for finding in findings), default=None)
        outcome = outcome_of(findings, work.size)
        data = {"claim": claim, "size": work.size, "seeds": seeds, "outcome": outcome, "findings": [], **study.data}
        return dataclasses.replace(study, data=data, command=command_of(row, work))

    def seconds(work: Work) -> float:
        from lngd_theory.sweeps.nominal import machine_speed

        return core_seconds["quick" if work.size == "quick" else "reduced"] * machine_speed() / work.workers

    row = Row(name, title, claim, run, seconds, sizes)  # type: ignore[arg-type]
    return row


@contextlib.contextmanager
def _opened(work: Work) -> Iterator[Runs]:
    """What carries out the runs, in the row's folder or in one that is not kept."""
    from lngd_theory.phase.source import Runs
    from lngd_theory.sweeps.crew import PoolCrew

    with contextlib.ExitStack() as stack:
        place = work.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crew = PoolCrew(work.workers) if work.workers > 1 else None
        if crew:
            stack.callback(crew.close)
        yield Runs(place, crew, work.tell)
