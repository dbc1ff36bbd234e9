"""Runs that train side by side are the runs alone: every recorded bit, every fate, every disturbance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import Interrupted, LabelFlip, LabelSmoothing, NoLabelNoise, simulate
from lngd_theory.dynamics.batch import FEWEST, LARGEST_N
from lngd_theory.dynamics.product import LANES
from lngd_theory.planning import plan_simulation
from lngd_theory.run import groups, run_seed, run_together
from lngd_theory.workers import WorkerPool
from tests.draws import NOISES, SMALL, patch_cases, same_bits, same_trajectories

#: With this step size some seeds diverge within 60 steps and others do not.
EDGE = SMALL.replace(eta=4.0)


def plan(problem=SMALL, noise=None, **options):
    given = {"steps": 20, "record_every": 5, "n_test": 20, "record_rho": True, "seeds": 1}
    return plan_simulation(problem, noise, **{**given, **options})[0]


def assert_same(run, alone):
    assert (run.seed, run.status, run.stopped_at, run.reason) == (
        alone.seed,
        alone.status,
        alone.stopped_at,
        alone.reason,
    )
    assert run.arrays.keys() == alone.arrays.keys()
    for name, values in alone.arrays.items():
        assert same_bits(run.arrays[name], values), name
    assert same_bits(run.labels, alone.labels)
    assert same_bits(run.true_labels, alone.true_labels)


@settings(max_examples=15)
@given(data=st.data())
def test_any_company_and_order_of_runs_changes_no_bit(data):
    """Several label noises, signals and step sizes, some of them diverging, in one group."""
    jobs = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        plan(SMALL.replace(eta=eta, mu=mu), noise)
                        for eta in (0.5, 4.0)
                        for mu in (0.0, 2.0)
                        for noise in NOISES
                    ]
                ),
                st.integers(0, 40),
            ),
            min_size=1,
            max_size=LANES + 3,
        )
    )
    for run, job in zip(run_together(jobs), jobs, strict=True):
        assert_same(run, run_seed(*job))


def test_simulated_seeds_are_the_seeds_alone():
    options = {"steps": 60, "record_every": 7, "n_test": 20, "record_rho": True}
    together = simulate(EDGE, LabelFlip(0.2), seeds=19, **options)
    assert set(together.status.values) == {"ok", "diverged"}
    for seed in range(19):
        alone = simulate(EDGE, LabelFlip(0.2), seeds=[seed], **options)
        for name in together.data.data_vars:
            assert together.data[name].sel(seed=[seed]).values.tolist() == alone.data[
                name
            ].values.tolist() or same_bits(together.data[name].sel(seed=[seed]).values, alone.data[name].values), name


@pytest.mark.parametrize("name", ["several patches", "corrupted", "zero patch"])
def test_data_given_as_arrays_run_together_too(name):
    data = patch_cases()[name]
    options = {"steps": 20, "record_every": 10}
    together = simulate(data, LabelFlip(0.2), seeds=FEWEST, **options)
    for seed in range(FEWEST):
        alone = simulate(data, LabelFlip(0.2), seeds=[seed], **options)
        assert same_bits(together.margin.sel(seed=[seed]).values, alone.margin.values)


def test_the_recording_interval_and_the_blocks_of_label_noise_leave_no_trace(monkeypatch):
    whole = simulate(SMALL, LabelFlip(0.2), steps=20, record_every=20, seeds=9)
    monkeypatch.setattr("lngd_theory.run._BLOCK", 3 * 9 * SMALL.n)
    pieces = simulate(SMALL, LabelFlip(0.2), steps=20, record_every=5, seeds=9)
    for name in ("margin", "gamma", "train_loss", "test_accuracy"):
        assert same_bits(whole.data[name].values, pieces.data[name].sel(step=whole.step).values)


def test_two_worker_processes_with_groups_of_seeds_change_nothing():
    options = {"steps": 60, "seeds": 21, "record_every": 7, "n_test": 20}
    with WorkerPool(2) as pool:
        assert same_trajectories(
            simulate(EDGE, LabelFlip(0.2), executor=pool, **options), simulate(EDGE, LabelFlip(0.2), **options)
        )


# --- which runs go together --------------------------------------------------------------------------------------
@given(sizes=st.lists(st.integers(1, 4), max_size=40), largest=st.integers(1, LANES))
def test_groups_are_a_partition_of_runs_of_one_size(sizes, largest):
    jobs = [(plan(SMALL.replace(n=n)), seed) for seed, n in enumerate(sizes)]
    made = groups(jobs, largest)
    assert sorted(number for group in made for number in group) == list(range(len(jobs)))
    for group in made:
        assert len({sizes[number] for number in group}) == 1
        assert len(group) == 1 or FEWEST <= len(group) <= largest


@pytest.mark.parametrize(
    ("change", "together"),
    [
        ({}, True),
        ({"noise": LabelSmoothing(0.1)}, True),
        ({"problem": SMALL.replace(eta=0.1, mu=1.0, sigma_p=1.0, d=100)}, True),
        ({"problem": SMALL.replace(n=LARGEST_N + 1)}, False),
        ({"engine": "gram32"}, False),
        ({"engine": "both"}, False),
        ({"n_test": 10**6, "steps": 10**6, "record_every": 10**6}, False),  # too much memory
        ({"n_test": 1000}, False),  # test sets outweigh steps
        ({"n_test": 1000, "steps": 1000, "record_every": 1000}, True),
    ],
)
def test_small_gram_runs_of_one_schedule_go_together(change, together):
    made = plan(**{"noise": NoLabelNoise(), **change})
    assert (len(groups([(made, seed) for seed in range(8)])) == 1) == together


def test_runs_of_other_sizes_powers_or_schedules_are_kept_apart():
    others = [plan(), plan(SMALL.replace(m=4)), plan(SMALL.replace(q=3.0)), plan(steps=25), plan(record_every=4)]
    jobs = [(each, seed) for seed in range(FEWEST) for each in others]
    assert groups(jobs) == [list(range(k, len(jobs), len(others))) for k in range(len(others))]


# --- disturbances ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("call", [0, 1, 3])
def test_ctrl_c_keeps_what_every_member_has(call):
    seen = []

    def progress(done, total):
        if len(seen) == call:
            raise KeyboardInterrupt
        seen.append((done, total))

    options = {"steps": 6, "record_every": 2, "n_test": 10, "seeds": LANES}
    with pytest.raises(Interrupted) as caught:
        simulate(SMALL, LabelFlip(0.2), progress=progress, **options)
    partial, whole = caught.value.partial, simulate(SMALL, LabelFlip(0.2), **options)
    assert seen == [(2 * k * LANES, 6 * LANES) for k in range(call)]
    assert partial.status.values.tolist() == ["interrupted"] * LANES
    assert partial.stopped_at.values.tolist() == [2 * call] * LANES
    assert same_bits(partial.margin.values[:, :call], whole.margin.values[:, :call])
    assert np.isnan(partial.margin.values[:, call:]).all()


def test_progress_counts_the_steps_of_all_members():
    seen = []
    simulate(SMALL, steps=4, record_every=2, seeds=LANES + 1, n_test=0, progress=lambda *now: seen.append(now))
    assert seen == sorted(seen)
    assert seen[-1] == (4 * (LANES + 1), 4 * (LANES + 1))
