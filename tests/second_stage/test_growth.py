"""Growth of the signal in the second stage: known limits, a chain of one sample, and the full dynamics."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from lngd_theory import InputError, LabelFlip, LabelSmoothing, NoLabelNoise, Setting, simulate
from lngd_theory.instances import draw_instance
from lngd_theory.presets import preset
from lngd_theory.second_stage import second_stage_growth
from lngd_theory.streams import streams
from tests.draws import ALPHA

S = Setting(n=20, d=10**12, m=30, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=6e-12)  # a = 0.02
SEEDS = 8


def error_of(interval, seeds):
    """Standard error behind a 95 % Student interval."""
    return (interval.high - interval.low) / 2 / stats.t.ppf(0.975, seeds - 1)


def assert_equal_means(first, second, bias=0.0):
    """Two independent measurements, or one and a number, by a t test at level ALPHA."""
    error = math.hypot(*(error_of(g.rate, len(g.seeds)) for g in (first, second) if not isinstance(g, float)))
    values = [g if isinstance(g, float) else g.rate.estimate for g in (first, second)]
    dof = min(len(g.seeds) for g in (first, second) if not isinstance(g, float)) - 1
    assert abs(values[0] - values[1]) < stats.t.isf(ALPHA / 2, dof) * error + bias


@pytest.fixture(scope="module")
def growth():
    return second_stage_growth(S, LabelFlip(0.1), seeds=SEEDS)


def test_it_is_what_a_chain_of_one_sample_says(growth):
    """z <- z (1 + a g) with f = z^2, vectorised over chains: b/2 E g, by plain averages."""
    a, b, p, chains, steps = S.noise_growth, S.signal_growth, 0.1, 4000, 6000
    rng = np.random.default_rng(5)
    log_f, total = np.full(chains, math.log(math.log(9))), np.zeros(chains)
    for t in range(steps):
        f = np.exp(log_f)
        g = np.where(rng.random(chains) < p, -1 / (1 + np.exp(-f)), 1 / (1 + np.exp(f)))
        log_f += 2 * np.log1p(a * g)
        if t >= steps // 4:
            total += g
    mean = total / (steps - steps // 4)
    error = b / 2 * mean.std() / math.sqrt(chains)
    expected = float(b / 2 * mean.mean())
    assert abs(growth.rate.estimate - expected) < 5.5 * error + stats.t.isf(ALPHA / 2, SEEDS - 1) * error_of(
        growth.rate, SEEDS
    )
    assert error < 0.02 * expected


def test_the_prediction_holds_up_to_the_next_order(growth):
    assert_equal_means(growth, growth.predicted, bias=2 * S.noise_growth * growth.predicted)


def test_the_control_variate_changes_the_error_and_not_the_mean(growth):
    assert growth.gain > 10
    naive = growth.naive_rate
    limit = stats.t.isf(ALPHA / 2, SEEDS - 1) * error_of(naive, SEEDS)
    assert abs(naive.estimate - growth.rate.estimate) < limit


def test_it_is_stationary_and_says_what_the_state_is(growth):
    assert growth.stationary
    entropy = -0.1 * math.log(0.1) - 0.9 * math.log(0.9)
    assert growth.loss.estimate == pytest.approx(entropy, abs=S.noise_growth)
    assert growth.largest_margin > math.log(9)
    assert growth.probe_output < 1e-12
    assert growth.neglected == S.snr**2
    assert growth.by_seed.shape == (SEEDS, 2)
    assert 0.5 * growth.steps / 64 < growth.autocorrelation_time < growth.steps / 4
    ratio = growth.within_error / error_of(growth.rate, SEEDS)
    assert 0.2 < ratio < 5


def test_it_depends_neither_on_the_start_nor_on_the_burn_in(growth):
    for start, burn_in in ((0.5, None), (4.0, None), (None, 3000)):
        other = second_stage_growth(S, LabelFlip(0.1), seeds=range(20, 28), start=start, burn_in=burn_in)
        assert_equal_means(growth, other)


def test_the_two_engines_agree_to_the_coupling(growth):
    few = second_stage_growth(S, LabelFlip(0.1), seeds=SEEDS, engine="gram")
    assert few.engine == "gram"
    assert few.rate.estimate == pytest.approx(growth.rate.estimate, rel=1e-3)
    assert growth.engine == "decoupled"


def test_it_is_linear_in_the_square_of_mu_and_blind_to_sigma_0(growth):
    assert second_stage_growth(S.replace(mu=0.0), LabelFlip(0.1), seeds=2, steps=128).rate.estimate == 0
    short = [second_stage_growth(S.replace(mu=mu), LabelFlip(0.1), seeds=2, steps=500) for mu in (1.0, 100.0)]
    assert short[1].rate.estimate == pytest.approx(1e4 * short[0].rate.estimate)


def test_under_label_smoothing_the_signal_does_not_grow():
    smooth = second_stage_growth(S, LabelSmoothing(0.1), seeds=3, steps=2000)
    assert abs(smooth.rate.estimate) < smooth.resolution < 1e-8 * S.signal_growth
    assert smooth.stationary
    assert smooth.predicted == 0
    moved = second_stage_growth(S, LabelSmoothing(0.1), seeds=3, steps=2000, start=1.0, burn_in=0)
    assert moved.naive_rate.estimate > 100 * moved.resolution  # on its way to the fixed point it does


def test_without_flips_nothing_is_stationary():
    run = second_stage_growth(S, NoLabelNoise(), seeds=3, steps=5000)
    assert not run.stationary
    assert run.trend.low > 0
    assert run.predicted == 0


def test_corrupted_labels_pull_the_signal_backwards():
    setting = S.replace(corruption=0.25)
    run = second_stage_growth(setting, LabelFlip(0.1), seeds=SEEDS)
    share = np.mean([np.mean(drawn.labels == drawn.true_labels) for drawn in map(_instance, range(SEEDS))])
    assert 0.6 < share < 0.9
    assert run.predicted == pytest.approx(0.5 * second_stage_growth(S, LabelFlip(0.1), seeds=1, steps=128).predicted)
    assert run.rate.estimate == pytest.approx((2 * share - 1) * 2 * run.predicted, rel=0.1)


def _instance(seed):
    return draw_instance(S.replace(corruption=0.25), streams(seed), "law", 0)


def test_flips_of_some_samples_only():
    mixed = LabelFlip((0.1,) * 10 + (0.3,) * 10)
    run = second_stage_growth(S, mixed, seeds=SEEDS)
    assert_equal_means(run, run.predicted, bias=2 * S.noise_growth * run.predicted)
    assert run.predicted == pytest.approx(S.signal_growth * S.noise_growth * (0.09 + 0.21) / 8)


def test_executor_and_progress():
    done = []
    plain = second_stage_growth(S, LabelFlip(0.1), seeds=3, steps=500, progress=lambda *now: done.append(now))
    assert done[-1][0] == done[-1][1]
    assert done == sorted(done)
    with ThreadPoolExecutor(2) as pool:
        other = second_stage_growth(
            S, LabelFlip(0.1), seeds=[2, 0, 1], steps=500, executor=pool, progress=lambda *now: done.append(now)
        )
    assert done[-1][0] == done[-1][1]
    assert np.array_equal(other.controlled[[1, 2, 0]], plain.controlled)


@pytest.mark.parametrize("seeds", [[], [1, 1], 0])
def test_seeds_are_checked(seeds):
    with pytest.raises(InputError, match="seeds="):
        second_stage_growth(S, LabelFlip(0.1), seeds=seeds)


# --- brute force ------------------------------------------------------------------------------------------------
def full_dynamics(setting, noise, seeds, steps, first):
    """Growth per step of the largest aligned ``<w_{j,r}, mu>`` in simulated training, from ``first`` on; (seeds, 2)."""
    run = simulate(setting, noise, steps=steps, seeds=seeds, record_every=first, n_test=0)
    assert np.all(run.status == "ok")
    signs = np.array([[1.0], [-1.0]])
    start = [draw_instance(setting, streams(k), "law", 0).overlaps[:, 0].reshape(2, setting.m) * signs for k in seeds]
    overlaps = (run.gamma.values + np.array(start)[:, None]).max(axis=3)
    return np.log(overlaps[:, -1] / overlaps[:, 1]) / (steps - first), overlaps


BRUTE = Setting(n=20, d=20000, m=20, mu=12.0, sigma_p=1.0, sigma_0=1e-7, eta=2e-3)  # a = 0.2, signal of 1e-6


@pytest.mark.parametrize("engine", ["gram", "decoupled"])
def test_the_full_dynamics_grow_at_this_rate(engine):
    """From random weights through the first stage; gamma over a stretch in which it grows several-fold."""
    noise, seeds = LabelFlip(0.1), range(6)
    growth = second_stage_growth(BRUTE, noise, seeds=range(30, 36), steps=20000, engine=engine)
    rates, overlaps = full_dynamics(BRUTE, noise, seeds, 12000, 3000)
    growth_factor = overlaps[:, -1] / overlaps[:, 1]
    assert growth_factor.min() > 1.5
    assert growth_factor.max() > 5
    assert np.all(overlaps[:, -1] ** 2 < 1e-6)  # it has not acted back
    by_seed = rates.mean(axis=1)
    error = math.hypot(by_seed.std(ddof=1) / math.sqrt(6), error_of(growth.rate, 6))
    difference = abs(by_seed.mean() - growth.rate.estimate)
    assert difference < stats.t.isf(ALPHA / 2, 5) * error
    assert error < 0.01 * growth.rate.estimate


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "steps", "first"),
    [
        (BRUTE.replace(eta=2e-4), 120000, 40000),  # small steps: a = 0.02
        (preset("fig2").replace(mu=0.2, sigma_0=1e-3), 9000, 3000),  # patches far from orthogonal
    ],
)
def test_the_full_dynamics_grow_at_this_rate_elsewhere(setting, steps, first):
    growth = second_stage_growth(setting, LabelFlip(0.1), seeds=range(30, 38), steps=steps // 2, engine="gram")
    rates, _ = full_dynamics(setting, LabelFlip(0.1), range(8), steps, first)
    by_seed = rates.mean(axis=1)
    error = math.hypot(by_seed.std(ddof=1) / math.sqrt(8), error_of(growth.rate, 8))
    assert abs(by_seed.mean() - growth.rate.estimate) < stats.t.isf(ALPHA / 2, 7) * error
    assert error < 0.02 * growth.rate.estimate
