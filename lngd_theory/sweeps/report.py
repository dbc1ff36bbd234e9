"""What one start of a sweep did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import xarray as xr

from lngd_theory.sweeps.cost import Estimate
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.result import open_sweep

__all__ = ["SweepInterrupted", "SweepReport"]


#: Notices that a report keeps.
_MOST = 50


@dataclass
class SweepReport:
    """What a call of :func:`lngd_theory.sweeps.run_sweep` did.

    Attributes
    ----------
    folder : Path
        Where the runs are.
    size : Estimate
        Cells, runs and expected cost of the whole sweep.
    found, computed : int
        Runs that were there already, and runs of this call; what a grid holds twice is computed once and found after.
    diverged, failed : int
        How many of the computed runs did.
    refused : int
        Runs of cells that cannot run, see ``notices``.
    noted : int
        Computed runs that are ok but for observables that had no value.
    tasks : int
        Tasks that the computed runs were handed out in.
    workers : int
        Tasks carried out at once.
    seconds : float
        Time of the computed runs themselves (wall time on the workers), added up over workers.
    wall : float
        Time from the first task to the last result.
    setup : float
        Time before that, in which workers start and load the compiled code.
    notices : list of str
        Damage that was found and mended, and cells that cannot run.
    """

    folder: Path
    size: Estimate
    found: int = 0
    computed: int = 0
    diverged: int = 0
    failed: int = 0
    refused: int = 0
    noted: int = 0
    tasks: int = 0
    workers: int = 1
    seconds: float = 0.0
    wall: float = 0.0
    setup: float = 0.0
    notices: list[str] = field(default_factory=list)

    def count(self, records: list[Record]) -> None:
        """Add some computed runs."""
        self.computed += len(records)
        noted = [record.reason for record in records if record.status == "ok" and record.reason]
        if noted and not self.noted:
            self.note(f"some numbers of some runs are missing, see reason in the result; the first: {noted[0]}")
        self.noted += len(noted)
        self.diverged += sum(record.status == "diverged" for record in records)
        self.failed += sum(record.status == "failed" for record in records)
        self.seconds += sum(record.seconds for record in records)

    def note(self, what: str) -> None:
        """Add a notice; of very many only the first are kept."""
        if len(self.notices) < _MOST:
            self.notices.append(what)
        elif len(self.notices) == _MOST:
            self.notices.append("and more of the kind, which are not listed: see status and reason in the result")

    @property
    def done(self) -> int:
        """Runs that need no more work."""
        return self.found + self.computed + self.refused

    @property
    def overhead(self) -> float:
        """Share by which the workers' time exceeds that of the runs; nan if nothing was computed."""
        return self.wall * self.workers / self.seconds - 1 if self.seconds else float("nan")

    @property
    def data(self) -> xr.Dataset:
        """The labelled result, see :func:`lngd_theory.sweeps.open_sweep`."""
        return open_sweep(self.folder)


class SweepInterrupted(KeyboardInterrupt):
    """Ctrl-C during a sweep; ``report`` says what was done, which is kept."""

    def __init__(self, report: SweepReport):
        super().__init__("interrupted")
        self.report = report
