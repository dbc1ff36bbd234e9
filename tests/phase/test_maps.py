"""Who is ahead, cell by cell, against plain counting."""

import numpy as np
import pytest
from scipy.stats import binomtest

from lngd_theory import InputError
from lngd_theory.phase import contest_map
from lngd_theory.statistics import SIGNIFICANT, TIE
from tests.phase.made import diagram_of

RNG = np.random.default_rng(5)
SHAPE = (3, 4, 12)


@pytest.fixture
def pair():
    gd = RNG.uniform(0.5, 1, SHAPE)
    lead = np.array([0.2, 0.0, -0.2, 0.003])[None, :, None] * np.array([1, 0.5, 1])[:, None, None]
    lngd = gd + lead + 0.001 * RNG.standard_normal(SHAPE)
    x, y = [1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0]
    return diagram_of(gd, x, y), diagram_of(lngd, x, y, "flip:0.1")


def adjusted(p):
    """Benjamini and Hochberg by hand."""
    order = np.argsort(p)
    out, least = np.empty(len(p)), 1.0
    for rank in range(len(p), 0, -1):
        k = order[rank - 1]
        least = min(least, p[k] * len(p) / rank)
        out[k] = least
    return out


def test_wins_losses_and_tests_are_those_of_counting(pair):
    gd, lngd = pair
    found = contest_map(gd, lngd)
    p = []
    for k, i in np.ndindex(3, 4):
        difference = lngd.accuracy.values[k, i] - gd.accuracy.values[k, i]
        wins, losses = sum(difference > TIE), sum(difference < -TIE)
        assert (found.wins[k, i], found.losses[k, i], found.ties[k, i]) == (wins, losses, 12 - wins - losses)
        assert found.gain[k, i] == np.median(difference)
        p.append(binomtest(wins, wins + losses).pvalue if wins + losses else 1.0)
        assert found.gd_ahead(k, i).estimate == losses / 12
    assert found.p.ravel() == pytest.approx(p)
    assert found.adjusted.ravel() == pytest.approx(adjusted(p))


def test_a_winner_is_named_where_the_adjusted_test_tells(pair):
    found = contest_map(*pair)
    assert found.winner()[:, [0, 2]].tolist() == [[1, -1]] * 3
    assert (found.winner()[:, [1, 3]] == 0).all()
    assert ((found.winner() != 0) == (found.adjusted <= SIGNIFICANT)).all()
    low, high = found.gd_ahead(0, 2)[1:]
    assert (low, high) == (pytest.approx(0.025 ** (1 / 12)), 1)


def test_cells_that_were_not_run_under_both_are_not_tested(pair):
    gd, lngd = pair
    lngd.accuracy[0, 0] = np.nan
    lngd.accuracy[0, 2, :4] = np.nan
    found = contest_map(gd, lngd)
    assert not found.tested[0, 0]
    assert (found.p[0, 0], found.adjusted[0, 0], found.winner()[0, 0]) == (1, 1, 0)
    assert np.isnan(found.gd_ahead(0, 0).estimate)
    assert found.losses[0, 2] == 8
    assert found.tested.sum() == 11
    nothing = diagram_of(np.full(SHAPE, np.nan), gd.x, gd.y)
    assert (contest_map(nothing, lngd).winner() == 0).all()


def test_diagrams_of_other_axes_are_refused(pair):
    gd, lngd = pair
    other = diagram_of(gd.accuracy.values, [1.0, 2.0, 3.0, 5.0], gd.y)
    with pytest.raises(InputError, match="the same axes, values and seeds"):
        contest_map(other, lngd)
