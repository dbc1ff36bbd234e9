"""Tasks of half a second, whatever a run takes, and shorter ones at the end."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory.sweeps.cells import all_cells
from lngd_theory.sweeps.cost import nominal_seconds
from lngd_theory.sweeps.pace import LEAST_SECONDS, TARGET_SECONDS, Pace
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.task import Outcome
from tests.sweeps.shared import TINY

CELLS = list(all_cells(TINY))


def runs_of(task):
    return [(cell, seed) for cell, seeds in task for seed in seeds]


def finished(task, seconds):
    """What a task comes to whose runs take some seconds each."""
    return Outcome([Record(cell.key, seed, "ok", -1, "", seconds, b"") for cell, seed in runs_of(task)], "")


@settings(max_examples=15)
@given(st.floats(5e-4, 10.0), st.floats(0.01, 100.0), st.integers(1, 8))
def test_tasks_settle_at_half_a_second_whatever_was_expected(each, speed, workers):
    pace, runs = Pace(speed, workers), ((CELLS[0], seed) for seed in itertools.count())
    for _ in range(15):
        task = pace.next_task(runs, 10**9)
        pace.learn(task, finished(task, each))
    taken = sum(len(seeds) for _, seeds in task)
    expected = 1 if each >= TARGET_SECONDS else min(round(TARGET_SECONDS / each), 5000)
    assert expected / 1.25 - 1 <= taken <= 1.25 * expected + 1


def test_runs_keep_their_order_and_are_grouped_by_cell():
    pace = Pace(1e-9, 1)
    runs = [(cell, seed) for cell in CELLS for seed in range(3)]
    task = pace.next_task(iter(runs), 12)
    assert runs_of(task) == runs
    assert len(task) == len(CELLS)
    assert pace.next_task(iter([]), 0) == []


def test_a_task_holds_no_more_than_asked_for():
    assert len(runs_of(Pace(1e-9, 1, largest=7).next_task(((CELLS[0], k) for k in range(100)), 100))) == 7


@pytest.mark.parametrize(
    ("left", "seconds"),
    [(10**6, TARGET_SECONDS), (240, 0.4), (120, LEAST_SECONDS), (10, LEAST_SECONDS)],
)
def test_tasks_shrink_when_little_is_left(left, seconds):
    pace = Pace(1.0, workers=4)
    task = [(CELLS[0], list(range(100)))]
    pace.learn(task, finished(task, 0.02))
    assert pace.task_seconds(left) == pytest.approx(seconds)


def test_one_slow_run_does_not_upset_the_pace():
    pace, task = Pace(1.0, 1), [(CELLS[0], [0])]
    pace.learn(task, finished(task, 1000 * nominal_seconds(CELLS[0])))
    assert pace.speed < 4
