"""Evidence: what is run, once, in chunks, and found again."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import Interrupted, LabelFlip, NoLabelNoise, Setting, Trajectory, execution
from lngd_theory.claims import Case
from lngd_theory.claims.case import Need
from lngd_theory.claims.ledger import chosen_claims, ledger
from lngd_theory.evidence import Evidence, gather
from lngd_theory.evidence.gather import merge, recorded_steps
from lngd_theory.observables import OBSERVABLES, Observable
from lngd_theory.verification import verify_case
from lngd_theory.workers import WorkerPool
from tests.draws import same_bits

SETTING = Setting(n=6, d=50, m=2, mu=1.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
FLIP = LabelFlip(0.2)
CASE = Case(SETTING, FLIP, tuple(range(7)), steps=30)
NAMES = frozenset({"f_max", "xi_norm2_max", "test_error", "sample_flips_most"})


def need(names=NAMES, steps=30, seeds=range(7), setting=SETTING, noise=FLIP):
    return Need(setting, noise, frozenset(names), steps, tuple(seeds))


@pytest.fixture
def executed(monkeypatch):
    """Every run that is made: (setting, noise, steps, observables, seeds)."""
    calls, real = [], gather.execute

    def execute(plan, seeds, executor=None, progress=None):
        names = {item.name for item in plan.recording.observables}
        calls.append((plan.problem, plan.noise.label, plan.steps, names, list(seeds)))
        return real(plan, seeds, executor, progress)

    monkeypatch.setattr(gather, "execute", execute)
    return calls


def gathered(needs, case=CASE, **values):
    evidence = Evidence(case, OBSERVABLES, **values)
    evidence.prepare(needs)
    return evidence


def same(a, b):
    """Every variable of two datasets bit for bit."""
    return set(a.variables) == set(b.variables) and all(
        same_bits(a[name].values, b[name].values) for name in a.variables
    )


# --- recorded steps ----------------------------------------------------------------------------------------------
@given(st.one_of(st.integers(1, 500), st.integers(1, 10**15)))
def test_recorded_steps_are_ascending_from_zero_to_the_last_and_few(steps):
    at = recorded_steps(steps)
    assert (at[0], at[-1]) == (0, steps)
    assert all(a < b for a, b in pairwise(at))
    assert len(at) <= 121
    assert 1 in at
    assert all(isinstance(step, int) for step in at)
    gaps = [b - a for a, b in pairwise(at)]
    assert max(gaps) <= steps / 60 + 1  # the linear scale
    assert all(b <= 1.35 * a * max(1, steps ** (1 / 59) / 1.3) + 1 for a, b in pairwise(at[1:]))


def test_short_runs_are_recorded_at_every_step_and_draws_once():
    assert recorded_steps(0) == (0,)
    for steps in (1, 2, 17, 60):
        assert recorded_steps(steps) == tuple(range(steps + 1))


# --- merging -----------------------------------------------------------------------------------------------------
def test_needs_of_one_setting_noise_and_length_become_one_run():
    draws = need({"b_bar"}, 0, (1, 9), noise=NoLabelNoise())
    training = need({"f_max"}, 30, (0, 1), noise=NoLabelNoise())
    again = need({"b_bar", "f_min"}, 30, (9, 1), noise=NoLabelNoise())
    longer = need({"f_max"}, 31, (0, 1), noise=NoLabelNoise())
    other = need({"f_min"}, 30, (0, 1))
    elsewhere = need({"f_min"}, 30, (0, 1), SETTING.replace(eta=0.25))
    found = merge([draws, other, training, elsewhere, longer, again])
    both = need({"b_bar", "f_max", "f_min"}, 30, (0, 1, 9), noise=NoLabelNoise())
    assert found == [draws, other, both, elsewhere, longer]
    assert merge([]) == []


@given(
    st.lists(st.tuples(st.sampled_from(["f_min", "f_max", "b_bar"]), st.integers(0, 3), st.booleans()), max_size=8),
    st.randoms(),
)
def test_merging_does_not_depend_on_the_order_and_covers_everything_and_no_more(asked, random):
    needs = [
        need({name}, 10 * steps, range(steps, steps + 2), noise=FLIP if flips else NoLabelNoise())
        for name, steps, flips in asked
    ]
    found = {(item.noise.label, item.steps): item for item in merge(needs)}
    shuffled = list(needs)
    random.shuffle(shuffled)
    assert {(item.noise.label, item.steps): item for item in merge(shuffled)} == found
    assert len(merge(needs)) == len({(item.noise.label, item.steps) for item in needs})
    for (label, steps), whole in found.items():
        same_run = [item for item in needs if (item.noise.label, item.steps) == (label, steps)]
        assert whole.observables == frozenset().union(*(item.observables for item in same_run))
        assert set(whole.seeds) == set().union(*(item.seeds for item in same_run))
        assert len(whole.seeds) == len(set(whole.seeds))


def test_a_need_gets_its_own_seeds_in_its_own_order(executed):
    evidence = gathered([need(seeds=(0, 3)), need(seeds=(5, 1))])
    assert [call[4] for call in executed] == [[0, 1, 3, 5]]
    assert evidence.of(need(seeds=(5, 1))).seed.values.tolist() == [5, 1]
    with pytest.raises(KeyError):
        evidence.of(need(setting=SETTING.replace(eta=0.1)))


# --- the same numbers whatever the way ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def alone():
    return gathered([need()]).of(need())


@pytest.mark.parametrize("chunk", [1, 3, 7, 100])
def test_the_size_of_chunks_changes_nothing(monkeypatch, alone, executed, chunk):
    monkeypatch.setattr(gather, "CHUNK", chunk)
    assert same(gathered([need()]).of(need()), alone)
    assert [seed for call in executed for seed in call[4]] == list(range(7))
    assert max(len(call[4]) for call in executed) == min(chunk, 7)


def test_threads_and_files_change_nothing(alone, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        assert same(gathered([need()], executor=pool).of(need()), alone)
    for _ in range(2):
        assert same(gathered([need()], folder=tmp_path).of(need()), alone)


@pytest.mark.slow
def test_processes_change_nothing(alone):
    with WorkerPool(2) as pool:
        assert same(gathered([need()], executor=pool).of(need()), alone)


def test_what_else_is_asked_of_a_run_changes_nothing(alone):
    evidence = gathered([need(OBSERVABLES), need(NAMES, 0, (11,)), need(NAMES, seeds=(7, 8))])
    found = evidence.of(need())
    for name in NAMES | {"seed", "step", "status"}:
        assert same_bits(found[name].values, alone[name].values), name


def test_claims_in_another_order_or_alone_get_the_same_verdicts():
    case = Case(SETTING, FLIP, tuple(range(5)), steps=20, path_seeds=4)
    names = ["B.1", "D.1", "4.1", "E.3", "4.2.ii"]
    together = {v.claim: v for v in verify_case(case, chosen_claims(names)).verdicts}
    backwards = {v.claim: v for v in verify_case(case, chosen_claims(names[::-1])).verdicts}
    for name in names:
        single = verify_case(case, chosen_claims(name)).verdicts[0]
        assert single.to_json() == together[name].to_json() == backwards[name].to_json(), name


# --- only what is needed -----------------------------------------------------------------------------------------
def runs_made(executed, names, **options):
    executed.clear()
    verify_case(Case(SETTING, FLIP, tuple(range(3)), **{"steps": 20, "path_seeds": 2} | options), chosen_claims(names))
    return executed


def test_a_subset_of_claims_runs_only_what_it_needs(executed):
    (draw,) = runs_made(executed, ["B.1", "B.2"])
    assert draw[1:3] == ("none", 0)  # no step is taken
    assert draw[3] == {"xi_norm2_min", "xi_norm2_max", "xi_cross_max", "mu_overlap_max", "xi_overlap_max",
                       "mu_aligned_min", "xi_aligned_min"}  # fmt: skip
    gd, draw = runs_made(executed, ["D.1", "B.1", "D.2"])  # the draw is a run of its own, and cheap
    assert (gd[1:3], draw[1:3]) == (("none", 20), ("none", 0))
    assert {"gamma_factor_max", "rho_low_abs_max"} <= gd[3]
    assert draw[3] == {"xi_norm2_min", "xi_norm2_max", "xi_cross_max"}
    assert "test_error" not in gd[3]
    (lngd,) = runs_made(executed, ["E.1"])
    assert lngd[1] == "flip:0.2"
    assert runs_made(executed, ["TV"]) == []


def test_a_path_takes_a_run_for_each_setting_and_shares_the_first(executed):
    made = runs_made(executed, ["4.2.ii", "4.2.i"])
    assert len(made) == 4
    assert len({call[0].sigma_0 for call in made}) == 4
    assert [len(call[4]) for call in made if call[0] == SETTING] == [3]  # the seeds of 4.2.i
    assert {len(call[4]) for call in made if call[0] != SETTING} == {2}


def test_all_claims_together_make_one_run_of_each_algorithm_and_length_at_the_setting(executed):
    case = Case(SETTING, FLIP, (0, 1), steps=5, path_seeds=2)
    evidence = Evidence(case, OBSERVABLES)
    evidence.prepare([one for claim in ledger().values() for check in claim.checks for one in check.needs(claim, case)])
    here = [call for call in executed if call[0] == SETTING]
    assert sorted(call[1:3] for call in here) == [("flip:0.2", 5), ("none", 0), ("none", 5)]


# --- a folder ----------------------------------------------------------------------------------------------------
@pytest.fixture
def chunks_of_two(monkeypatch):
    monkeypatch.setattr(gather, "CHUNK", 2)


def test_finished_chunks_are_found_again_and_only_what_is_lost_or_damaged_is_run(
    tmp_path, executed, alone, chunks_of_two
):
    gathered([need()], folder=tmp_path)
    files = sorted(tmp_path.iterdir())
    assert [call[4] for call in executed] == [[0, 1], [2, 3], [4, 5], [6]]
    assert len(files) == 4
    executed.clear()
    assert same(gathered([need()], folder=tmp_path).of(need()), alone)
    assert executed == []
    files[1].unlink()
    files[3].write_bytes(files[3].read_bytes()[:1000])
    stamps = {path: path.stat().st_mtime_ns for path in (files[0], files[2])}
    assert same(gathered([need()], folder=tmp_path).of(need()), alone)
    assert len(executed) == 2
    assert {tuple(call[4]) for call in executed} == {tuple(_seeds(path)) for path in (files[1], files[3])}
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in stamps.items())
    assert sorted(tmp_path.iterdir()) == files


def _seeds(path):
    return Trajectory.load(path).data.seed.values.tolist()


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: b"not netCDF", lambda data: data[: len(data) // 2],
                                    lambda data: data[:-200] + bytes(200)])  # fmt: skip
def test_a_damaged_file_is_run_again_whatever_the_damage(tmp_path, executed, alone, damage):
    gathered([need()], folder=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    executed.clear()
    assert same(gathered([need()], folder=tmp_path).of(need()), alone)
    assert len(executed) == 1


def test_more_seeds_reuse_the_chunks_that_are_whole(tmp_path, executed, chunks_of_two):
    gathered([need(seeds=range(4))], folder=tmp_path)
    executed.clear()
    gathered([need(seeds=range(7))], folder=tmp_path)
    assert [call[4] for call in executed] == [[4, 5], [6]]


@pytest.mark.parametrize(
    "changed",
    [{"steps": 29}, {"setting": SETTING.replace(eta=0.25)}, {"noise": LabelFlip(0.3)}, {"names": NAMES | {"f_min"}}],
)
def test_another_question_is_another_file(tmp_path, executed, changed):
    gathered([need()], folder=tmp_path)
    executed.clear()
    gathered([need(**changed)], folder=tmp_path)
    assert len(executed) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_other_numbers_of_the_case_are_another_file(tmp_path, executed):
    gathered([need()], folder=tmp_path)
    gathered([need()], Case(SETTING, FLIP, tuple(range(7)), steps=30, epsilon=0.2), folder=tmp_path)
    assert len(executed) == 2


def test_other_seeds_with_the_same_ends_are_another_file(tmp_path):
    gathered([need(seeds=(0, 1, 5))], folder=tmp_path)
    found = gathered([need(seeds=(0, 2, 5))], folder=tmp_path).of(need(seeds=(0, 2, 5)))
    assert found.seed.values.tolist() == [0, 2, 5]


def first_value(at):
    return 1.0


def second_value(at):
    return 2.0


def test_a_changed_observable_is_not_found_in_old_files(tmp_path):
    # a user who corrects `compute` and runs again
    for compute in (first_value, second_value):
        known = {"mine": Observable("mine", "x", "mine", compute)}
        evidence = Evidence(CASE, known, folder=tmp_path)
        evidence.prepare([need({"mine"})])
    assert float(evidence.of(need({"mine"})).mine[0, 0]) == 2.0


@pytest.mark.parametrize("package", ["numpy", "lngd_theory"])
def test_files_of_other_versions_are_run_again_and_kept(tmp_path, executed, chunks_of_two, package):
    # runs of different versions cannot be merged: some of the chunks are there after the upgrade, some are not
    gathered([need(seeds=range(4))], folder=tmp_path)
    old = {path: path.read_bytes() for path in tmp_path.iterdir()}
    executed.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(execution, "VERSIONS", execution.VERSIONS | {package: "0.0.0"})
        gathered([need(seeds=range(2))], folder=tmp_path)
        found = gathered([need(seeds=range(4))], folder=tmp_path).of(need(seeds=range(4)))
        assert [call[4] for call in executed] == [[0, 1], [2, 3]]
        assert '"0.0.0"' in found.attrs["versions"]
    assert {path: path.read_bytes() for path in old} == old
    executed.clear()
    gathered([need(seeds=range(4))], folder=tmp_path)  # and back again
    assert executed == []


def test_killed_half_way_and_started_again(tmp_path, executed, alone, chunks_of_two):
    def stop(what, done, total):
        assert total == 7 * 30
        if done >= 3.5 * 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gathered([need()], folder=tmp_path, progress=stop)
    assert [call[4] for call in executed] == [[0, 1], [2, 3]]
    assert len(list(tmp_path.iterdir())) == 1  # the chunk that was running is not kept
    executed.clear()
    assert same(gathered([need()], folder=tmp_path).of(need()), alone)
    assert [call[4] for call in executed] == [[2, 3], [4, 5], [6]]
    assert issubclass(Interrupted, KeyboardInterrupt)


def test_progress_rises_to_the_total(chunks_of_two):
    seen = []
    gathered([need()], progress=lambda *told: seen.append(told))
    assert {what for what, _, _ in seen} == {"1/1 flip:0.2"}
    done = [steps for _, steps, _ in seen]
    assert done == sorted(done)
    assert seen[-1][1:] == (7 * 30, 7 * 30)


def told(at):
    return at.numbers["sigma_0"]


def test_observables_on_a_path_are_told_the_numbers_of_their_own_setting():
    other = SETTING.replace(sigma_0=0.01)
    evidence = Evidence(CASE, {"told": Observable("told", "x", "told", told)})
    evidence.prepare([need({"told"}, 1), need({"told"}, 1, setting=other)])
    assert float(evidence.of(need({"told"}, 1, setting=other)).told[0, 0]) == 0.01


def test_data_are_labelled_by_seed_and_step(alone):
    assert isinstance(alone, xr.Dataset)
    assert alone.f_max.dims == ("seed", "step")
    assert alone.xi_norm2_max.dims == ("seed",)
    assert np.isfinite(alone.f_max).all()


def test_what_several_checks_ask_for_is_computed_once():
    evidence, made = Evidence(Case(SETTING, LabelFlip(0.1), (0, 1)), OBSERVABLES), []
    for key in ("growth", "growth", "exponent"):
        assert evidence.once((key, 1), lambda key=key: made.append(key) or key) == key
    assert made == ["growth", "exponent"]
