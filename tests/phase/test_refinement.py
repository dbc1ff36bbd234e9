"""Refinement against whole grids: of made diagrams, and of a small sweep that is run both ways."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.phase import Phase, PhaseDiagram, Runs, Stored, SweepSource, agreement, refine, replay
from lngd_theory.phase.axes import diagram_axes
from tests.phase.conftest import SNR, N, small_sweep
from tests.phase.made import X, diagram_of, made, power

FINE = tuple(np.geomspace(0.02, 0.3, 60).tolist())
ROWS = tuple(range(20, 161, 20))


@given(st.floats(-0.7, 0.7), st.integers(0, 10**6), st.sampled_from([None, 6, 8]), st.integers(2, 9))
@settings(max_examples=6)
def test_a_refined_diagram_has_the_phases_of_the_whole_one(exponent, rng, first_seeds, coarse):
    whole = made(power(exponent, 0.08 / 60**exponent), y=ROWS, rng=rng)
    refined = replay(whole, first_seeds=first_seeds, coarse=coarse)
    found = agreement(refined, whole)
    assert found.cells == whole.phases().size
    assert found.opposite == 0
    assert found.same >= (found.cells if first_seeds is None else 0.97 * found.cells)
    assert refined.share_of_runs < 0.6


def test_every_run_is_counted_once_and_its_cost_is_that_of_the_runs():
    whole = made(power(-0.4), x=FINE, y=ROWS)
    refined = replay(whole)
    runs = np.isfinite(refined.diagram.accuracy.values)
    assert refined.runs == runs.sum() == refined.diagram.runs()
    assert refined.seconds == pytest.approx(whole.seconds.values[runs].sum())
    assert refined.whole_runs == whole.runs()
    assert refined.whole_seconds == pytest.approx(whole.cost())
    assert (runs.any(axis=2) == refined.looked_at).all()
    assert np.array_equal(refined.diagram.accuracy.values[runs], whole.accuracy.values[runs])


def test_a_finer_grid_costs_a_smaller_share():
    shares = [replay(made(power(-0.4), x=x, y=ROWS)).share_of_seconds for x in (X[::3], X, FINE)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.2


def test_cells_that_are_decided_by_the_first_seeds_get_no_more():
    whole = made(power(-0.4), y=ROWS, seeds=20)
    refined = replay(whole, first_seeds=7)
    seeds = np.isfinite(refined.diagram.accuracy.values).sum(axis=2)[refined.looked_at]
    assert set(seeds) == {7, 20}
    assert replay(whole, first_seeds=None).runs > refined.runs


def test_rows_are_taken_from_the_cheaper_end():
    asked = []

    class Spy(Stored):
        def cells(self, places, seeds):
            places = list(places)
            asked.extend(row for row, _ in places)
            return super().cells(places, seeds)

    whole = made(power(-0.4), y=ROWS)
    refine(Spy(whole))
    assert asked == sorted(asked)
    asked.clear()
    costly = PhaseDiagram(whole.noise, whole.accuracy, whole.seconds[::-1].assign_coords(n=whole.accuracy.n),
                          whole.diverged, whole.steps, whole.level)  # fmt: skip
    refine(Spy(costly))
    assert asked == sorted(asked, reverse=True)


def test_a_diagram_without_a_boundary_costs_its_ends():
    whole = made(power(0.0, 9.0), y=ROWS)
    refined = replay(whole, coarse=5)
    assert (refined.phases == Phase.FAILS).all()
    assert refined.looked_at.sum() == 5 + 2 * (len(ROWS) - 1)


def test_a_diagram_with_two_changes_in_a_row_is_found():
    """Success between two failures, as along a step size that first is too small and then too large."""
    y = np.array([1.0, 2.0, 3.0])
    band = np.abs(np.arange(31)[None, :] - 12 - 2 * y[:, None]) < 6
    accuracy = np.repeat(np.where(band, 0.95, 0.5)[:, :, None], 6, axis=2)
    whole = diagram_of(accuracy, np.arange(1.0, 32), y)
    found = agreement(replay(whole, coarse=7), whole)
    assert (found.same, found.opposite) == (93, 0)


def test_an_island_that_no_row_before_has_is_missed_and_counted():
    accuracy = np.full((3, 41, 6), 0.5)
    accuracy[1, 21:24] = 0.95
    whole = diagram_of(accuracy, np.arange(1.0, 42), [1.0, 2.0, 3.0])
    found = agreement(replay(whole), whole)
    assert (found.same, found.opposite) == (120, 3)


def test_a_sweep_runs_only_what_is_asked_for(small, tmp_path):
    sweep, _, data = small
    runs = Runs(tmp_path)
    refined = refine(SweepSource(runs, sweep, "none", "SNR", "n"))
    whole = PhaseDiagram.of(data, "none", "SNR", "n")
    there = np.isfinite(refined.diagram.accuracy.values)
    assert np.array_equal(refined.diagram.accuracy.values[there], whole.accuracy.values[there])
    assert runs.computed == refined.runs < whole.runs()
    assert agreement(refined, whole).opposite == 0
    again = Runs(tmp_path)
    second = refine(SweepSource(again, sweep, "none", "SNR", "n"))
    assert again.computed == 0
    assert np.array_equal(second.phases, refined.phases)
    assert second.seconds == refined.seconds


def test_the_whole_cost_is_foretold_from_the_runs_made(small):
    sweep, folder, data = small
    refined = refine(SweepSource(Runs(folder), sweep, "none", "SNR", "n"), first_seeds=None)
    whole = PhaseDiagram.of(data, "none", "SNR", "n")
    assert refined.whole_runs == whole.runs()
    assert 0.2 < refined.whole_seconds / whole.cost() < 5  # from a nominal time of a cell


@pytest.mark.parametrize(
    ("changes", "axes", "message"),
    [
        ({"axes": {"SNR": SNR}, "setting": {"d": 2000, "m": 4, "sigma_p": 1.0, "sigma_0": 0.002, "eta": 0.002, "n": 8}},
         {}, "needs two axes with several values, the sweep has 1 (SNR)"),
        ({"axes": {"SNR": SNR, "n": N, "eta": [0.001, 0.002]},
          "setting": {"d": 2000, "m": 4, "sigma_p": 1.0, "sigma_0": 0.002}},
         {}, "the sweep has 3 (SNR, n, eta)"),
        ({}, {"x": "q"}, "x='q' is no axis of the sweep; choose one of SNR, n"),
        ({}, {"x": "n", "y": "n"}, "x and y are both 'n'"),
        ({"observables": ("clean_loss",)}, {}, "a phase diagram needs 'test_error' of every run"),
    ],
)  # fmt: skip
def test_sweeps_without_two_axes_are_refused(changes, axes, message):
    with pytest.raises(InputError) as error:
        diagram_axes(small_sweep(**changes), **axes)
    assert message in str(error.value)


def test_axes_are_the_first_two_unless_named():
    assert diagram_axes(small_sweep()) == ("SNR", "n")
    assert diagram_axes(small_sweep(), x="n") == ("n", "SNR")
    assert diagram_axes(small_sweep(), y="SNR") == ("n", "SNR")


def test_too_few_seeds_and_cells_are_refused(tmp_path):
    with pytest.raises(InputError, match="5 seeds are too few to refine a diagram: a median needs 6"):
        refine(SweepSource(Runs(tmp_path), small_sweep(seeds=5), "none", "SNR", "n"))
    with pytest.raises(InputError, match="coarse=1 must be an integer >= 2"):
        replay(made(power(-0.4)), coarse=1)
    with pytest.raises(InputError, match="first_seeds=3 must be an integer >= 6"):
        replay(made(power(-0.4)), first_seeds=3)
    assert not list(tmp_path.iterdir())
