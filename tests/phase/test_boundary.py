"""Boundaries of diagrams whose boundary is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from lngd_theory import InputError
from lngd_theory.phase import boundary_of
from tests.draws import ALPHA
from tests.phase.made import X, Y, diagram_of, made, power


@given(st.floats(-0.6, 0.3), st.integers(0, 10**6))
@settings(max_examples=10)
def test_a_known_boundary_lies_in_the_intervals(exponent, rng):
    true = power(exponent, 0.09 / 60**exponent)
    found = boundary_of(made(true, rng=rng))
    assert found.side == ("",) * len(Y)
    ratio = np.array([X[k + 1] / X[k] for k in range(len(X) - 1)]).max()
    for row, y in enumerate(Y):
        value = found.interval(row)
        assert value.low < value.estimate < value.high
        assert abs(np.log(value.estimate / true(y))) < np.log(ratio) + 3 * 0.03


def test_intervals_cover_at_least_as_often_as_they_say():
    """The interpolation's share of the width makes them wide: coverage is at least the level."""
    true, rounds = power(-0.4, 0.5), 25
    hits = 0
    for rng in range(rounds):
        found = boundary_of(made(true, rng=rng), resamples=200)
        hits += sum(found.interval(k).low <= true(y) <= found.interval(k).high for k, y in enumerate(Y))
    assert hits >= binom.ppf(ALPHA, rounds * len(Y), 0.95)


def test_a_boundary_is_where_linear_interpolation_finds_it():
    """For medians that rise: another route, with numpy's interp."""
    diagram = made(power(-0.4), scatter=0.0, seeds=6)
    found = boundary_of(diagram)
    for row in range(len(Y)):
        curve = np.median(diagram.accuracy.values[row], axis=1)
        assert np.log(found.critical[row]) == pytest.approx(np.interp(0.76, curve, np.log(X)))


def test_an_isotonic_fit_is_the_nearest_rising_curve():
    """A dip that crosses the level back is pooled with what stands before it."""
    curve = np.array([0.5, 0.6, 0.9, 0.6, 0.9, 1.0])
    x = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    found = boundary_of(diagram_of(np.repeat(curve[None, :, None], 6, axis=2), x, [1.0]))
    # pooled: 0.5, 0.6, 0.75, 0.75, 0.9, 1.0; from 0.75 to 0.9 between 8 and 16
    share = (0.76 - 0.75) / (0.9 - 0.75)
    assert found.critical[0] == pytest.approx(8 * 2**share)


def test_a_falling_boundary_is_the_mirror_image():
    rising, falling = made(power(-0.4)), made(power(-0.4), rising=False)
    assert boundary_of(falling, increasing=False).critical == pytest.approx(boundary_of(rising).critical, rel=0.05)


def test_where_there_is_no_boundary_the_side_is_said():
    for constant, side in ((9.0, "above"), (1e-3, "below")):
        found = boundary_of(made(power(0.0, constant)))
        assert found.side == (side,) * len(Y)
        assert np.isnan(found.critical).all()
        assert np.isnan(found.interval(0).estimate)
        assert not found.found.any()
    mirrored = boundary_of(made(power(0.0, 9.0), rising=False), increasing=False)
    assert mirrored.side == ("above",) * len(Y)


def test_a_row_that_crosses_for_some_seeds_only_is_at_the_edge():
    accuracy = np.full((1, 5, 8), 0.5)
    accuracy[0, 4, :5] = 0.9
    found = boundary_of(diagram_of(accuracy, [1.0, 2, 3, 4, 5], [1.0]))
    assert found.side == ("edge",)
    assert found.critical[0] > 4


def test_cells_that_were_not_run_are_left_out():
    diagram = made(power(-0.4))
    whole = boundary_of(diagram)
    keep = np.zeros(diagram.accuracy.shape, dtype=bool)
    for row, critical in enumerate(whole.critical):
        k = int(np.searchsorted(X, critical))
        keep[row, k - 3 : k + 3] = True
    thin = diagram_of(np.where(keep, diagram.accuracy.values, np.nan), X, Y)
    assert boundary_of(thin).critical == pytest.approx(whole.critical, rel=1e-9)
    assert boundary_of(diagram_of(np.full((1, 3, 6), np.nan), [1.0, 2, 3], [1.0])).side == ("empty",)


def test_seeds_that_a_decided_cell_was_not_given_change_little():
    diagram = made(power(-0.4))
    values = diagram.accuracy.values.copy()
    decided = (values.max(axis=2) < 0.6) | (values.min(axis=2) > 0.9)
    assert decided.any()
    values[:, :, 6:][decided] = np.nan
    found = boundary_of(diagram_of(values, X, Y))
    assert found.critical == pytest.approx(boundary_of(diagram).critical, rel=0.02)


def test_the_same_seed_gives_the_same_replicates():
    diagram = made(power(-0.4))
    one, two = boundary_of(diagram, seed=3), boundary_of(diagram, seed=3)
    assert np.array_equal(one.replicates, two.replicates)
    assert not np.array_equal(one.replicates, boundary_of(diagram, seed=4).replicates)
    assert one.spread().shape == (len(Y),)


def test_a_level_out_of_range_and_too_few_resamples_are_refused():
    with pytest.raises(InputError, match=r"level=1\.2 must be an accuracy"):
        boundary_of(made(power(-0.4)), 1.2)
    with pytest.raises(InputError, match="resamples=5 must be an integer >= 100"):
        boundary_of(made(power(-0.4)), resamples=5)
