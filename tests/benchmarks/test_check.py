"""The regression check names what got worse, and does not cry over noise."""

import math

import pytest

from benchmarks import check as module
from benchmarks.check import EXACT, SLACK, bounds, check, misses
from benchmarks.measurement import Target
from benchmarks.suite import BENCHMARKS, run_suite
from tests.benchmarks.made import ratio, run_of


def test_counts_meet_their_bounds():
    """The part of the check that cannot flake: instructions, allocations, bytes; no time is read."""
    judged = misses(run_suite(EXACT, quick=True).measurements, None)
    assert {one.row.benchmark for one in judged} == set(EXACT)
    assert [f"{one.row.case}: {one.row.quantity}" for one in judged if one.missed] == []


@pytest.mark.slow
def test_ratios_meet_their_bounds():
    """What takes turns on one thread; measured again before it counts."""
    names = ("step", "dimension", "decoupled")
    judged = check(None, names)
    assert {one.row.benchmark for one in judged} == set(names)
    assert [f"{one.row.case}: {one.row.quantity}" for one in judged if one.missed] == []


class TestBounds:
    def test_a_bound_is_missed_only_if_the_quartiles_lie_beyond_it(self):
        rows = [ratio("inside", 1.0), ratio("on the edge", 1.5), ratio("beyond", 1.6)]
        assert [one.row.case for one in misses(rows, None) if one.missed] == ["beyond"]

    def test_a_lower_bound_looks_at_the_upper_quartile(self):
        rows = [ratio(f"{median}", median, Target(low=20.0), spread=1.0) for median in (18.5, 19.5)]
        assert [one.missed for one in misses(rows, None)] == [True, False]

    def test_times_and_rows_without_a_target_or_a_value_are_left_out(self):
        rows = [ratio("a time", 9.0, unit="µs"), ratio("free", 9.0, Target()), ratio("not measured", None)]
        assert [one.row.case for one in misses(rows, None)] == ["free"]
        assert not misses(rows, None)[0].missed

    def test_the_stored_run_is_a_second_bound_on_the_side_that_the_target_looks_at(self):
        stored = ratio(median=0.5)
        high, low = (bounds(ratio(target=target), stored)[1][0] for target in (Target(high=1.3), Target(low=0.1)))
        assert (high.high, low.low) == (pytest.approx(0.5 * SLACK), pytest.approx(0.5 / SLACK))
        assert (high.low, low.high) == (-math.inf, math.inf)
        assert len(bounds(ratio(target=Target(0.9, 1.1)), stored)) == 1

    def test_a_row_that_got_worse_within_its_target_is_missed(self):
        judged = misses([ratio(median=1.0, spread=0.01)], run_of(ratio(median=0.5)))
        assert [(one.why, one.missed) for one in judged] == [("target", False), ("stored run: 0.5", True)]


class TestRepetition:
    @pytest.fixture
    def measured(self, monkeypatch):
        """Runs that are handed out one after the other instead of being measured."""
        asked = []

        def prepare(*runs):
            waiting = list(runs)

            def suite(names, quick, started):
                asked.append(list(names))
                assert quick
                for name in names:
                    started(name)
                return waiting.pop(0)

            monkeypatch.setattr(module, "run_suite", suite)
            return asked

        return prepare

    def test_what_is_missed_is_measured_again_and_alone(self, measured):
        bad, good = ratio(median=2.0), ratio(median=1.0)
        asked, told = measured(run_of(bad, ratio(benchmark="dimension")), run_of(good)), []
        judged = check(None, ["step", "dimension"], told.append)
        assert asked == [["step", "dimension"], ["step"]]
        assert not any(one.missed for one in judged)
        assert len(judged) == 2
        assert told == ["step, try 1", "dimension, try 1", "step, try 2"]

    def test_what_is_missed_every_time_is_missed(self, measured):
        asked = measured(*[run_of(ratio(median=2.0))] * 3)
        judged = check(None, ["step"])
        assert asked == [["step"]] * 3
        assert [one.missed for one in judged] == [True]

    def test_a_stored_run_of_another_machine_is_no_bound(self, measured):
        for processor, why in (("P", ["target", "stored run: 0.4"]), ("Q", ["target"])):
            measured(run_of(ratio(median=0.45, spread=0.01)))
            judged = check(run_of(ratio(median=0.4), processor=processor), ["step"])
            assert [one.why for one in judged] == why


def test_all_that_is_checked_exists():
    assert set(module.CHECKED) <= set(BENCHMARKS)
