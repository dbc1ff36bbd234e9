import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import (
    GaussianLabelNoise,
    InputError,
    Interrupted,
    LabelFlip,
    LabelSmoothing,
    NoLabelNoise,
    Setting,
    Trajectory,
    simulate,
)
from lngd_theory.recorder import VARIABLES
from tests.draws import NOISES, SMALL, patch_cases, same_bits, same_trajectories

SHORT = {"steps": 6, "record_every": 2, "n_test": 10}


@pytest.fixture(scope="module")
def short():
    return simulate(SMALL, LabelFlip(0.2), seeds=4, record_rho=True, **SHORT)


# --- shape of the result ------------------------------------------------------------------------------------------
@pytest.mark.nojit
def test_every_variable_has_its_axes_and_meaning(short):
    of_two_layers = {name: labels for name, labels in VARIABLES.items() if name != "shared_max"}
    assert set(of_two_layers) < set(short.data.data_vars)
    sizes = {"seed": 4, "step": 4, "sample": SMALL.n, "sign": 2, "neuron": SMALL.m, "patch": 2}
    assert dict(short.data.sizes) == sizes
    for name, (axes, meaning) in of_two_layers.items():
        assert short.data[name].dims == ("seed", "step", *axes)
        assert short.data[name].attrs["long_name"] == meaning
        assert np.isfinite(short.data[name].values).all()
    assert short.data.sign.values.tolist() == [1, -1]
    assert short.data.step.values.tolist() == [0, 2, 4, 6]
    assert short.data.seed.values.tolist() == [0, 1, 2, 3]


def test_the_result_says_what_produced_it(short):
    assert short.problem == {"type": "Setting", **SMALL.model_dump()}
    assert short.noise == {"kind": "flip", "p": 0.2}
    attrs = short.data.attrs
    assert (attrs["label"], attrs["engine"], attrs["draw"], attrs["n_test"]) == ("flip:0.2", "gram", "law", 10)
    assert set(json.loads(attrs["versions"])) == {"lngd_theory", "numpy", "python"}


def test_about_a_hundred_records_by_default_and_always_the_last_step():
    assert simulate(SMALL, steps=250, seeds=1).step.values.tolist() == [*range(0, 251, 2)]
    assert simulate(SMALL, steps=1005, seeds=1).step.values[-2:].tolist() == [1000, 1005]
    assert simulate(SMALL, steps=3, seeds=1).step.values.tolist() == [0, 1, 2, 3]


def test_without_label_noise_training_is_standard_gradient_descent():
    assert same_trajectories(simulate(SMALL, seeds=2, **SHORT), simulate(SMALL, NoLabelNoise(), seeds=2, **SHORT))


def test_corruption_is_marked():
    r = simulate(SMALL.replace(corruption=0.5), seeds=3, **SHORT)
    clean = simulate(SMALL, seeds=3, **SHORT)
    assert r.corrupted.dtype == bool
    assert 0 < r.corrupted.values.sum() < 3 * SMALL.n
    assert not clean.corrupted.values.any()
    assert np.array_equal(r.label.values, np.where(r.corrupted.values, -1, 1) * clean.label.values)


# --- seeds --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "seeds", [4, np.int64(4), range(4), [0, 1, 2, 3], np.arange(4), (k for k in range(4))],
    ids=["int", "numpy int", "range", "list", "array", "generator"],
)  # fmt: skip
def test_seeds_may_be_given_in_any_form(short, seeds):
    assert same_trajectories(simulate(SMALL, LabelFlip(0.2), seeds=seeds, record_rho=True, **SHORT), short)


@pytest.mark.nojit
@settings(max_examples=10)
@given(seeds=st.lists(st.integers(0, 10**6), min_size=1, max_size=4, unique=True), data=st.data())
def test_a_seed_does_not_depend_on_the_seeds_beside_it_nor_on_their_order(seeds, data):
    noise = data.draw(st.sampled_from(NOISES))
    together = simulate(SMALL, noise, seeds=seeds, **SHORT)
    assert together.data.seed.values.tolist() == seeds
    some = data.draw(st.permutations(seeds))[: data.draw(st.integers(1, len(seeds)))]
    alone = simulate(SMALL, noise, seeds=some, **SHORT)
    for name, values in alone.data.data_vars.items():
        assert same_bits(values.values, together.data[name].sel(seed=some).values), name


def test_different_seeds_differ(short):
    first = short.margin.isel(step=0).values
    assert len({tuple(row) for row in first}) == 4


@pytest.mark.parametrize("draw", ["law", "dense"])
def test_every_label_noise_meets_the_same_instance_of_a_seed(draw):
    runs = [simulate(SMALL, noise, seeds=2, draw=draw, **SHORT) for noise in NOISES]
    for r in runs[1:]:
        for name in ("margin", "clean_loss", "test_accuracy"):
            assert same_bits(r.data[name].isel(step=0).values, runs[0].data[name].isel(step=0).values)
        assert same_bits(r.label.values, runs[0].label.values)
    final = {tuple(r.margin.isel(seed=0, step=-1).values) for r in runs}
    assert len(final) == len(NOISES)


def test_the_size_of_the_test_draw_changes_no_training():
    a, b = (simulate(SMALL, LabelFlip(0.2), steps=6, seeds=2, n_test=n_test) for n_test in (0, 30))
    assert "test_accuracy" not in a.data
    for name in a.data.data_vars:
        assert same_bits(a.data[name].values, b.data[name].values)


@pytest.mark.nojit
@pytest.mark.parametrize("noise", [LabelFlip(0.0), LabelSmoothing(0.0), GaussianLabelNoise(1.0, 0.0)])
@pytest.mark.parametrize("engine", ["gram", "dense"])
def test_label_noise_of_size_zero_is_none_bit_for_bit(noise, engine):
    plain = simulate(SMALL, seeds=2, engine=engine, **SHORT)
    assert same_trajectories(simulate(SMALL, noise, seeds=2, engine=engine, **SHORT), plain)


def test_label_noise_may_leave_some_samples_clean():
    """Flips with certainty on sample 0 only: that sample alone gets rho_bar <= 0 <= rho_low."""
    noise = LabelFlip((1.0,) + (0.0,) * (SMALL.n - 1))
    r = simulate(SMALL, noise, steps=3, seeds=3, record_every=1, n_test=0)
    bar, low = r.rho_bar_max.isel(step=-1), r.rho_low_min.isel(step=-1)
    assert np.all(bar.values[:, 0] <= 0)
    assert np.all(low.values[:, 0] >= 0)
    assert np.all(bar.values[:, 1:] >= 0)
    assert np.all(low.values[:, 1:] <= 0)
    assert np.all(np.any(bar.values[:, 1:] > 0, axis=1))


def test_dense_and_law_draw_of_definition_2_1_are_chosen_by_the_engine():
    for engine, draw in (("gram", "law"), ("dense", "dense"), ("both", "dense")):
        assert simulate(SMALL, steps=1, seeds=1, engine=engine).data.attrs["draw"] == draw
    gram = simulate(SMALL, steps=1, seeds=1, draw="dense")
    assert same_bits(gram.label.values, simulate(SMALL, steps=1, seeds=1, engine="dense").label.values)


@pytest.mark.parametrize("d", [10**6, 10**22])
def test_a_huge_dimension_is_simulated(d):
    setting = Setting(n=10, d=d, m=2, mu=1.0, sigma_p=d**-0.5, sigma_0=0.1, eta=0.5)
    r = simulate(setting, LabelFlip(0.1), steps=20, seeds=2)
    assert r.status.values.tolist() == ["ok", "ok"]
    assert np.isfinite(r.test_accuracy.values).all()
    assert float(r.gamma_max.isel(step=-1).max()) > 0


def test_more_filters_than_free_dimensions_are_simulated():
    setting = Setting(n=8, d=10, m=6, mu=1.0, sigma_p=0.5, sigma_0=0.1, eta=0.5)  # d - 1 - n = 1 < 2m = 12
    r = simulate(setting, LabelFlip(0.1), steps=20, seeds=3)
    assert r.status.values.tolist() == ["ok"] * 3
    assert np.isfinite(r.test_accuracy.values).all()


# --- progress and interruption --------------------------------------------------------------------------------------
def test_progress_grows_to_all_steps_of_all_seeds():
    seen = []
    simulate(SMALL, steps=6, seeds=3, record_every=2, progress=lambda done, total: seen.append((done, total)))
    done = [d for d, _ in seen]
    assert {total for _, total in seen} == {18}
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 18)
    assert set(range(0, 19, 2)) == set(done)


def interrupt_at(call):
    """A progress callback that is Ctrl-C at its n-th call, counted from 0."""
    calls = iter(range(10**9))

    def progress(done, total):
        if next(calls) == call:
            raise KeyboardInterrupt

    return progress


CALLS_OF_A_SEED = 5  # steps 0, 2, 4, 6 and the end of the seed


@pytest.mark.parametrize("engine", ["gram", "both"])
@pytest.mark.parametrize("call", range(3 * CALLS_OF_A_SEED))
def test_ctrl_c_gives_a_valid_partial_trajectory_that_saves_and_loads(tmp_path, call, engine):
    options = {"seeds": 3, "engine": engine, "draw": "dense", **SHORT}
    whole = simulate(SMALL, LabelFlip(0.2), **options)
    with pytest.raises(Interrupted, match="interrupted") as caught:
        simulate(SMALL, LabelFlip(0.2), progress=interrupt_at(call), **options)
    partial = caught.value.partial
    begun, within = divmod(call, CALLS_OF_A_SEED)
    finished = begun + (within == CALLS_OF_A_SEED - 1)
    assert partial.data.seed.values.tolist() == list(range(begun + 1))
    assert partial.status.values[:finished].tolist() == ["ok"] * finished
    assert set(partial.status.values[finished:]) <= {"interrupted"}
    assert np.array_equal(partial.stopped_at.values, [-1] * finished + [2 * within] * (begun + 1 - finished))
    for name in ("margin", "gamma", "train_loss", "test_accuracy"):
        recorded = partial.data[name].values
        assert same_bits(recorded[:finished], whole.data[name].values[:finished])
        if finished == begun:
            assert same_bits(recorded[begun, :within], whole.data[name].values[begun, :within])
            assert np.isnan(recorded[begun, within:]).all()
    partial.save(tmp_path / "partial.nc")
    assert same_trajectories(Trajectory.load(tmp_path / "partial.nc"), partial)


def test_ctrl_c_before_anything_was_done_leaves_no_partial_result(monkeypatch):
    def draw(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("lngd_theory.run.draw_instance", draw)
    with pytest.raises(Interrupted) as caught:
        simulate(SMALL, seeds=2, **SHORT)
    assert caught.value.partial is None
    assert isinstance(caught.value, KeyboardInterrupt)


def test_the_reason_of_an_interrupted_seed_says_how_far_it_got():
    with pytest.raises(Interrupted) as caught:
        simulate(SMALL, seeds=1, progress=interrupt_at(1), **SHORT)
    assert caught.value.partial.reason.values.tolist() == ["interrupted after 2 of 6 steps"]
    assert caught.value.partial.diverged_at.values.tolist() == [-1]


# --- bad input ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "message"),
    [
        *(({"steps": value}, r"^steps=.* must be an integer >= 0$") for value in (-1, 1.5, True, "10", None, np.nan)),
        *(({"record_every": value}, r"^record_every=.* must be an integer >= 1$") for value in (0, -1, 1.5, True, "1")),
        *(({"n_test": value}, r"^n_test=.* must be an integer >= 0$") for value in (-1, 1.5, True, "10", None)),
        *(
            ({"seeds": value}, r"^seeds=.* must be a number of seeds >= 1, or different integers >= 0$")
            for value in (0, -2, [], [-1], [1, 1], [0.5], [0, True], True, 2.5, "two", None, [2**63 + 1, 3], [2**70])
        ),
        *(
            (
                {"engine": value},
                r"^engine=.* must be one of 'gram', 'dense', 'both', 'decoupled', 'gram32', 'gram32\+gram'$",
            )
            for value in ("sparse", None, ["gram"])
        ),
        ({"draw": "laws"}, "^draw='laws' must be"),
        ({"engine": "dense", "draw": "law"}, "^engine='dense' needs vectors in R.d: draw must be 'dense'"),
        ({"engine": "both", "draw": "law"}, "^engine='both' needs vectors in R.d: draw must be 'dense'"),
        ({"noise": LabelFlip((0.1, 0.2))}, "^p of flip has 2 values; give one, or one for each of n=8 samples"),
        ({"noise": GaussianLabelNoise(1.0, (1.0,) * 9)}, "^std of gaussian has 9 values"),
        ({"noise": "flip:0.1"}, "^noise='flip:0.1' must be"),
        ({"problem": {"n": 8}}, "^problem=.* must be a Setting, PatchData"),
        (
            {"steps": 4 * 10**6, "record_every": 1, "seeds": 4},
            "would take .* GiB, the limit is 4 GiB: raise record_every=1 or use fewer seeds",
        ),
        (
            {"steps": 2 * 10**6, "record_every": 1, "record_rho": True, "seeds": 4},
            "raise record_every=1, leave out record_rho or use fewer seeds",
        ),
        ({"engine": "dense", "problem": SMALL.replace(d=10**22)}, r"^d=1\d+ is too large .* use engine='gram'"),
    ],
    ids=lambda value: None if isinstance(value, str) else ",".join(f"{k}={str(v)[:20]}" for k, v in value.items()),
)  # fmt: skip
def test_what_cannot_be_run_is_refused_before_any_work(change, message):
    options = {"problem": SMALL, "noise": LabelFlip(0.1), "steps": 2, "seeds": 1, **change}
    with pytest.raises(InputError, match=message):
        simulate(**options)


def test_a_recording_too_large_is_refused_without_taking_memory_itself():
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="the limit is 4 GiB"):
            simulate(SMALL, steps=4 * 10**6, record_every=1, seeds=8)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**24


@pytest.mark.parametrize(
    ("setting", "n_test", "name"),
    [(SMALL.replace(n=10**7, d=10**8, m=1), 10, "n"), (SMALL, 10**15, "n_test")],
    ids=["n", "n_test"],
)
def test_what_no_memory_holds_is_refused_by_name_before_it_is_allocated(setting, n_test, name):
    """The Gram matrix of 10^7 samples takes 728 TiB, the test draw of 10^15 patches more: no computer begins."""
    with pytest.raises(InputError, match=rf"\b{name}={10**7 if name == 'n' else 10**15}\b.* GiB"):
        simulate(setting, steps=1, seeds=1, n_test=n_test)


def test_numpy_integers_are_integers():
    a = simulate(SMALL, steps=np.int64(6), seeds=[np.int64(1)], record_every=np.int64(2), n_test=np.int64(10))
    assert same_trajectories(a, simulate(SMALL, seeds=[1], **SHORT))


@pytest.mark.parametrize("name", patch_cases())
def test_data_given_as_arrays_are_simulated_saved_and_described(name, tmp_path):
    data = patch_cases()[name]
    r = simulate(data, LabelFlip(0.1), steps=4, seeds=2)
    assert r.problem["type"] == "PatchData"
    assert (r.problem["n"], r.problem["d"]) == (data.n, data.d)
    r.save(tmp_path / "a.nc")
    assert same_trajectories(Trajectory.load(tmp_path / "a.nc"), r)
