"""Phase diagrams from few of their cells: only what lies about a change of phase is run at the full resolution.

Rows are taken from the cheaper end of the y axis; :mod:`lngd_theory.phase.search` says which cells of a row are run. A
cell counts as decided by the interval of its median over seeds, not by its median; one that is decided by the first
few seeds gets no more. All other cells take the phase of the cells about them. What lies between two cells of the same
phase is not looked at: an island smaller than the spacing of the first row, or one that begins in a later row, is
missed. A diagram that is there in full tells how much that matters (:func:`lngd_theory.phase.replay`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, whole_number
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.level import Phase, phase_of
from lngd_theory.phase.search import Change, changes, expected_changes, filled, search_row
from lngd_theory.phase.source import Place, Source, Stored

__all__ = ["FIRST_SEEDS", "Agreement", "Refined", "agreement", "refine", "replay"]

#: Seeds after which a cell may be decided: the fewest for which a median has a 95 % interval.
FIRST_SEEDS = 6


@dataclass(frozen=True)
class Refined:
    """A diagram of which a part was run.

    Attributes
    ----------
    diagram : PhaseDiagram
        With the runs that were made.
    phases : (rows, columns) array
        The :class:`~lngd_theory.phase.Phase` of every cell, run or filled in.
    looked_at : (rows, columns) array of bool
        Which cells were run.
    runs, seconds
        How many runs, and their time of one core.
    whole_runs, whole_seconds
        The same for the whole grid with all seeds; the time is expected from that of the runs made.
    """

    diagram: PhaseDiagram
    phases: NDArray[np.int8]
    looked_at: NDArray[np.bool_]
    runs: int
    seconds: float
    whole_runs: int
    whole_seconds: float

    @property
    def share_of_runs(self) -> float:
        """Runs made, of those of the whole grid."""
        return self.runs / self.whole_runs

    @property
    def share_of_seconds(self) -> float:
        """Time spent, of that of the whole grid."""
        return self.seconds / self.whole_seconds


def refine(source: Source, *, first_seeds: int | None = FIRST_SEEDS, coarse: int = 5) -> Refined:
    """Run the cells of a diagram that lie about changes of phase, and fill in the others.

    Parameters
    ----------
    source : Source
        Gives the cells: :class:`~lngd_theory.phase.SweepSource` runs them, ``Stored`` has them.
    first_seeds : int, optional
        Seeds after which a decided cell gets no more, at least 6; None gives every cell all seeds.
    coarse : int
        Cells of a row that is looked at without a hint from the row before, at least 2.

    Raises
    ------
    InputError
        Fewer than 6 seeds, which decide no cell.
    """
    coarse = whole_number("coarse", coarse, 2)
    diagram = source.blank()
    if diagram.seeds < FIRST_SEEDS:
        raise InputError(
            f"{diagram.seeds} seeds are too few to refine a diagram: a median needs {FIRST_SEEDS} for a 95 % interval; "
            f"give more seeds, or run the whole grid"
        )
    few = diagram.seeds if first_seeds is None else min(whole_number("first_seeds", first_seeds, FIRST_SEEDS),
                                                        diagram.seeds)  # fmt: skip
    rows, columns = diagram.y.size, diagram.x.size
    order = list(range(rows))
    if source.expected_seconds(rows - 1, 0) < source.expected_seconds(0, 0):
        order.reverse()
    known: dict[int, dict[int, Phase]] = {row: {} for row in order}
    before: list[list[Change]] = []
    for row in order:
        spread = 2 if before else coarse  # where the row before has no change, only the ends are looked at
        for wanted in search_row(known[row], columns, expected_changes(before, columns), spread):
            known[row] |= _look(source, diagram, [(row, column) for column in wanted], few)
        before.append(changes(known[row]))
    looked_at = np.array([[column in known[row] for column in range(columns)] for row in range(rows)])
    phases = np.array([filled(known[row], columns) for row in range(rows)])
    return _with_cost(source, diagram, phases, looked_at)


def _look(source: Source, diagram: PhaseDiagram, places: list[Place], few: int) -> dict[int, Phase]:
    """Run some cells of a row, with more seeds where the first ones do not decide; their phases by column."""

    def run(where: Iterable[Place], seeds: int) -> None:
        for part in source.cells(where, seeds):
            diagram.put(part)

    def phase(row: int, column: int) -> Phase:
        return phase_of(diagram.accuracy.values[row, column], diagram.level)

    run(places, few)
    open_still = [place for place in places if phase(*place) not in (Phase.FAILS, Phase.SUCCEEDS)]
    if few < diagram.seeds and open_still:
        run(open_still, diagram.seeds)
    return {column: phase(row, column) for row, column in places}


def _with_cost(
    source: Source, diagram: PhaseDiagram, phases: NDArray[np.int8], looked_at: NDArray[np.bool_]
) -> Refined:
    rows, columns = looked_at.shape
    expected = np.array([[source.expected_seconds(row, column) for column in range(columns)] for row in range(rows)])
    runs = np.isfinite(diagram.seconds.values).sum(axis=2)
    spent = diagram.cost()
    speed = spent / float((expected * runs).sum())
    whole = float(expected.sum()) * diagram.seeds * speed
    return Refined(
        diagram, phases, looked_at, int(runs.sum()), spent, rows * columns * diagram.seeds, whole
    )  # fmt: skip


@dataclass(frozen=True)
class Agreement:
    """How the phases of a refined diagram agree with those of the whole one, cell by cell."""

    cells: int
    same: int  #: the same phase; the two undecided ones count as one
    opposite: int  #: failure in one and success in the other


def agreement(refined: Refined, whole: PhaseDiagram) -> Agreement:
    """Compare every cell, run or filled in, with a diagram in which all were run."""
    a, b = _merged(refined.phases), _merged(whole.phases())
    decided = (a != Phase.LOW) & (b != Phase.LOW)
    return Agreement(a.size, int((a == b).sum()), int((decided & (a != b)).sum()))


def _merged(phases: NDArray[np.int8]) -> NDArray[np.int8]:
    return np.where(phases == Phase.HIGH, np.int8(Phase.LOW), phases)


def replay(whole: PhaseDiagram, *, first_seeds: int | None = FIRST_SEEDS, coarse: int = 5) -> Refined:
    """What :func:`refine` would have run of a diagram that is there in full, and what that had cost."""
    return refine(Stored(whole), first_seeds=first_seeds, coarse=coarse)
