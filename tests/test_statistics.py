import numpy as np
import pytest
from scipy.stats import binom

from lngd_theory.statistics import Interval, compare, contest, median_interval, share_interval


def test_median_interval_is_made_of_order_statistics():
    # for n = 8 the interval (1st, 8th) covers with probability 1 - 2/2^8 and (2nd, 7th) with 93 % only
    values = [5.0, 1.0, 3.0, 8.0, 7.0, 2.0, 6.0, 4.0]
    assert median_interval(values) == Interval(4.5, 1.0, 8.0)


def test_median_interval_covers_at_its_level():
    rng = np.random.default_rng(0)
    samples = rng.exponential(size=(4000, 11))
    covered = sum(low <= np.log(2) <= high for _, low, high in map(median_interval, samples))
    # the level is a lower bound: below this count with probability < 1e-6 if coverage is 95 %
    assert covered >= binom.ppf(1e-6, 4000, 0.95)


def test_median_interval_leaves_out_nan_and_admits_ignorance():
    assert median_interval([1.0, np.nan, 3.0]).estimate == 2.0
    assert np.isnan(median_interval([1.0, 2.0]).low)
    assert all(np.isnan(median_interval([np.nan])))


@pytest.mark.parametrize(("successes", "low", "high"), [(8, 0.025 ** (1 / 8), 1.0), (0, 0.0, 1 - 0.025 ** (1 / 8))])
def test_share_interval_is_clopper_pearson(successes, low, high):
    share = share_interval(successes, 8)
    assert share.low == pytest.approx(low)
    assert share.high == pytest.approx(high)
    assert share.estimate == successes / 8


def test_an_interval_prints_as_estimate_and_limits():
    assert str(Interval(0.5, 0.25, 0.75)) == "0.5 [0.25, 0.75]"


def test_comparisons_count_ties_adjust_and_leave_out_what_diverged():
    values = {"up": np.full(16, 0.1), "down": np.append(np.full(16, -0.1), np.nan), "tie": np.full(16, 0.004)}
    found = compare(values)
    assert found.sign().tolist() == [1, -1, 0]
    assert found.wins.tolist() == [16, 0, 0]
    assert found.losses.tolist() == [0, 16, 0]
    assert found.adjusted == pytest.approx([3 / 2**16, 3 / 2**16, 1])  # 2 * 2^-16, times 3 tests, over rank 2
    assert found.sign(level=1e-5).tolist() == [0, 0, 0]
    assert compare({}).sign().tolist() == []


def test_a_contest_without_seeds_tells_nothing():
    found = contest([])
    assert (found.wins, found.losses, found.p, found.sign) == (0, 0, 1.0, 0)
    assert np.isnan(found.gain)
