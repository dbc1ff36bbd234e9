"""One run: two routes on one draw, independence of the recording interval, divergence, comparison of engines."""

import pickle

import numpy as np
import pytest

from lngd_theory import LabelFlip, NoLabelNoise, PatchData, Setting, simulate
from lngd_theory.dynamics import DenseEngine, GramEngine
from lngd_theory.recorder import Table
from lngd_theory.run import ENGINES, RunPlan, run_seed
from tests.draws import EPS, NOISES, POWERS, SMALL, patch_cases, relative_error, same_bits

#: Two engines over 200 steps: rounding grows with the dynamics, in these runs to 2^15 eps (q = 3) and, where patches
#: are shared and losses fall to exp(-30), to 2^19 eps; 2^24 eps = 4e-9 leaves room for processors that add in another
#: order. A difference that is no rounding would have grown to order one as well.
LONG = 2.0**24 * EPS

MEDIUM = Setting(n=20, d=200, m=5, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5, corruption=0.1)

#: With these some of EDGE_SEEDS diverge and others do not, whichever the draw.
EDGE = SMALL.replace(eta=4.0)
EDGE_NOISE = LabelFlip(0.2)
EDGE_SEEDS = (0, 2, 4, 6, 9, 13)


def plan(problem=SMALL, noise=EDGE_NOISE, **changes):
    defaults = {"at": (0, 5, 10, 15, 20), "engine": "gram", "draw": "dense", "n_test": 20, "recording": Table(True)}
    return RunPlan(problem, noise, **{**defaults, **changes})


# --- two routes --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.kind)
def test_both_engines_agree_to_rounding_at_every_recorded_step(noise, q):
    setting = MEDIUM.replace(q=q)
    r = simulate(setting, noise, steps=200, seeds=3, record_every=10, engine="both", record_rho=True, n_test=100)
    assert set(r.status.values) == {"ok"}
    recorded = {str(name) for name, value in r.data.data_vars.items() if "step" in value.dims}
    assert set(r.disagreement.quantity.values) == recorded | {"decomposition"}
    assert float(r.disagreement.max()) < LONG
    assert float(r.disagreement.sel(quantity="decomposition").max()) < 2.0**10 * EPS  # R and W: eps a step, 200 steps
    assert float(np.abs(r.rho).max()) > 0.3  # something was learned


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.kind)
@pytest.mark.parametrize("name", patch_cases())
def test_both_engines_agree_on_data_given_as_arrays(name, noise):
    r = simulate(patch_cases()[name], noise, steps=100, seeds=2, record_every=5, engine="both")
    assert set(r.status.values) == {"ok"}
    assert float(r.disagreement.max()) < LONG
    assert float(r.coefficient_max.isel(step=-1).max()) > 0.05


def test_separate_runs_of_the_two_engines_on_the_dense_draw_agree_at_every_step():
    runs = [
        simulate(MEDIUM, EDGE_NOISE, steps=60, seeds=2, record_every=1, engine=engine, draw="dense", record_rho=True)
        for engine in ("gram", "dense")
    ]
    assert same_bits(runs[0].label.values, runs[1].label.values)
    for name in ("margin", "gamma", "rho", "train_loss", "clean_loss", "test_accuracy"):
        for step in range(61):
            a, b = (r.data[name].sel(step=step).values for r in runs)
            assert relative_error(a, b) < LONG


def test_weights_that_start_as_mirror_images_can_be_compared():
    """f = 0 at the start, exactly in one engine and up to rounding in the other: no division by zero, no alarm."""
    rng = np.random.default_rng(0)
    half = rng.standard_normal((3, 5))
    data = PatchData(
        rng.standard_normal((4, 2, 5)), [1.0, -1.0, 1.0, -1.0], m=3, eta=0.1, W0=np.vstack([half, half[::-1]])
    )
    r = simulate(data, steps=20, seeds=1, record_every=1, engine="both")
    assert set(r.status.values) == {"ok"}
    assert float(r.disagreement.max()) < LONG


def wrong_engine(**methods):
    """A dense engine with a fault."""
    return type("Wrong", (DenseEngine,), methods)


def test_a_wrong_engine_is_noticed_in_the_disagreement(monkeypatch):
    wrong = wrong_engine(margins=lambda self: DenseEngine.margins(self) * (1 + 1e-6))
    monkeypatch.setitem(ENGINES, "both", (GramEngine, wrong))
    r = simulate(SMALL, steps=5, seeds=1, engine="both")
    assert float(r.disagreement.sel(quantity="margin").max()) > 5e-7


def test_a_nan_in_one_engine_is_no_agreement(monkeypatch):
    def margins(self):
        values = DenseEngine.margins(self)
        values[0] = np.nan
        return values

    monkeypatch.setitem(ENGINES, "both", (GramEngine, wrong_engine(margins=margins)))
    r = simulate(SMALL, steps=5, seeds=1, engine="both")
    assert not float(r.disagreement.sel(quantity="margin").max(skipna=False)) < 1


# --- independence ------------------------------------------------------------------------------------------------
@pytest.mark.nojit
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.kind)
@pytest.mark.parametrize("draw", ["law", "dense"])
def test_the_recording_interval_changes_nothing_bit_for_bit(noise, draw):
    every = {
        interval: simulate(SMALL, noise, steps=20, seeds=2, record_every=interval, draw=draw, record_rho=True)
        for interval in (1, 3, 20, 1000)
    }
    finest = every[1].data
    for r in every.values():
        for name, values in r.data.data_vars.items():
            expected = finest[name].sel(step=r.data.step) if "step" in values.dims else finest[name]
            assert same_bits(values.values, expected.values), name


def test_label_noise_is_drawn_in_blocks_without_a_trace(monkeypatch):
    """Blocks of at most 3 steps in place of one long block, with progress called at each."""
    whole = run_seed(plan(at=(0, 20)), 3)
    monkeypatch.setattr("lngd_theory.run._BLOCK", 3 * SMALL.n)
    seen = []
    pieces = run_seed(plan(at=(0, 20)), 3, seen.append)
    assert seen == [0, 3, 6, 9, 12, 15, 18, 20]
    for name, values in whole.arrays.items():
        assert same_bits(values, pieces.arrays[name])


def test_a_longer_run_begins_as_the_shorter_one():
    short, long = (run_seed(plan(at=at), 3) for at in ((0, 5, 10), (0, 5, 10, 15, 20)))
    for name, values in short.arrays.items():
        assert same_bits(values, long.arrays[name][:3])


def test_no_steps_record_the_initial_state():
    run = run_seed(plan(at=(0,)), 3)
    assert all(len(values) == 1 for values in run.arrays.values())
    assert np.all(run.arrays["gamma"] == 0)
    assert np.isfinite(run.arrays["train_loss"]).all()


def test_a_plan_survives_pickling():
    """As workers receive it; arrays of a problem included."""
    for problem in (SMALL, patch_cases()["given weights"]):
        original = plan(problem)
        again = pickle.loads(pickle.dumps(original))
        for name, values in run_seed(original, 1).arrays.items():
            assert same_bits(values, run_seed(again, 1).arrays[name])


# --- divergence --------------------------------------------------------------------------------------------------
def test_a_step_size_too_large_is_a_result_and_other_seeds_go_on():
    r = simulate(EDGE, EDGE_NOISE, steps=60, seeds=EDGE_SEEDS, record_every=1, n_test=10)
    status, at, stopped = r.status.values, r.diverged_at.values, r.stopped_at.values
    assert set(status) == {"ok", "diverged"}
    for k in range(len(EDGE_SEEDS)):
        margins = r.margin.isel(seed=k).values
        if status[k] == "ok":
            assert (at[k], stopped[k], r.reason.values[k]) == (-1, -1, "")
            assert np.isfinite(margins).all()
        else:
            assert 0 < at[k] == stopped[k] <= 60
            assert np.isfinite(margins[: at[k]]).all()
            assert np.isnan(margins[at[k] :]).all()
            assert np.abs(margins[: at[k]]).max() <= 1e8
            expected = f"(limit 1e+08) at step {at[k]}: eta is too large here; lower eta"
            assert r.reason.values[k].startswith("|f| reached ")
            assert r.reason.values[k].endswith(expected)


@pytest.mark.parametrize("engine", ["gram", "dense", "both"])
@pytest.mark.parametrize("record_every", [1, 2, 7, 60, 1000])
def test_the_step_of_divergence_depends_neither_on_the_recording_interval_nor_on_the_engine(engine, record_every):
    options = {"steps": 60, "seeds": EDGE_SEEDS, "n_test": 0, "draw": "dense"}
    expected = simulate(EDGE, EDGE_NOISE, record_every=60, engine="gram", **options).diverged_at.values
    r = simulate(EDGE, EDGE_NOISE, record_every=record_every, engine=engine, **options)
    assert r.diverged_at.values.tolist() == expected.tolist()
    assert (expected > 0).any()
    assert (expected == -1).any()


def test_a_seed_that_diverges_changes_no_other():
    together = simulate(EDGE, EDGE_NOISE, steps=60, seeds=EDGE_SEEDS, n_test=10)
    for seed in EDGE_SEEDS:
        alone = simulate(EDGE, EDGE_NOISE, steps=60, seeds=[seed], n_test=10)
        own = together.data.sel(seed=[seed])
        for name in ("margin", "gamma", "test_accuracy", "stopped_at"):
            assert same_bits(own[name].values, alone.data[name].values)
        for name in ("status", "reason"):
            assert own[name].values.tolist() == alone.data[name].values.tolist()


def test_a_start_beyond_the_limit_diverges_at_step_zero():
    for engine in ("gram", "dense", "both"):
        r = simulate(SMALL.replace(sigma_0=1e5), NoLabelNoise(), steps=5, seeds=2, engine=engine, draw="dense")
        assert r.status.values.tolist() == ["diverged", "diverged"]
        assert r.diverged_at.values.tolist() == [0, 0]
        assert np.isnan(r.train_loss.values).all()


def test_engines_can_be_compared_where_only_some_seeds_get_beyond_the_start():
    """A seed without a record has no disagreement; the others keep theirs."""
    setting = SMALL.replace(sigma_0=100.0, q=3.0)
    r = simulate(setting, steps=1, seeds=12, engine="both", n_test=0)
    started = np.isfinite(r.train_loss.values[:, 0])
    assert 0 < started.sum() < 12
    assert np.isnan(r.disagreement.values[~started]).all()
    assert (r.disagreement.values[started] < LONG).all()


@pytest.mark.parametrize("q", [1.5, 2.0])
@pytest.mark.parametrize("engine", ["gram", "dense", "both"])
def test_an_overflowing_step_is_reported_as_divergence_at_step_one(q, engine):
    r = simulate(SMALL.replace(eta=1e307, sigma_p=5.0, q=q), steps=5, seeds=3, engine=engine, draw="dense", n_test=5)
    assert r.status.values.tolist() == ["diverged"] * 3
    assert r.diverged_at.values.tolist() == [1, 1, 1]
