"""Every observable against its loop-only twin on the same draw, the same multipliers and explicit vectors."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import LabelFlip, NoLabelNoise, Setting
from lngd_theory.dynamics import DecoupledEngine, DenseEngine, GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.moment import Moment
from lngd_theory.observables import OBSERVABLES, Observable, ObservableRecording, observed
from lngd_theory.run import RunPlan, run_seed
from lngd_theory.streams import streams
from lngd_theory.tape import FlipCount
from tests import naive_observables as twins
from tests.draws import same_bits

BASE = Setting(n=6, d=30, m=4, mu=1.5, sigma_p=0.5, sigma_0=0.15, eta=0.4)
EPSILON = 0.3
#: What is zero but for rounding: both routes must say so.
ROUNDING_ONLY = {"mu_drift_error", "homogeneity_error"}
#: What speaks of samples until they are memorised to 0.1.
RISING = ("f_rising_max", "log_growth_min")

#: name: (setting, flip probability, label smoothing, seed, steps)
CASES = {
    "at the start": (BASE, 0.25, 0.0, 1, 0),
    "rising": (BASE.replace(sigma_0=0.02), 0.25, 0.0, 2, 3),
    "flips": (BASE.replace(mu=0.7), 0.3, 0.0, 4, 8),
    "standard GD": (BASE, 0.0, 0.0, 5, 8),
    "smoothing": (BASE, 0.25, 0.2, 6, 4),
    "corrupted labels": (BASE.replace(corruption=0.4), 0.25, 0.0, 8, 6),
    "nearly all flipped": (BASE, 0.9, 0.0, 10, 2),
    "weak signal": (BASE.replace(mu=0.01), 0.25, 0.0, 9, 6),
}


class ExplicitTest:
    """A test draw of given vectors in place of the law's."""

    def __init__(self, instance, vectors):
        self._atoms, self._W0 = instance.dense
        self._norms2, self._vectors = instance.norms2, vectors

    @property
    def size(self):
        return len(self._vectors)

    def noise_preactivations(self, R):
        return self._vectors @ (self._W0 + (R / self._norms2) @ self._atoms).T


def made(setting, p, smoothing, seed, steps, engine=GramEngine):
    """A moment of the package and the twins' world of the same run."""
    rng = np.random.default_rng(seed)
    instance = draw_instance(setting, streams(seed), "dense", 0)
    fresh = setting.sigma_p * rng.standard_normal((15, setting.d))
    fresh[:, 0] = 0.0  # mu is along e_1
    instance = dataclasses.replace(instance, test=ExplicitTest(instance, fresh))
    tape = np.where(rng.random((steps + 1, setting.n)) < p, -1.0, 1.0)
    running, flips = engine(instance, setting.eta, setting.q, smoothing), FlipCount(instance.labels)
    assert running.advance(tape[:steps]) == steps
    flips.add(tape[:steps])
    mass = np.full(setting.n, smoothing)
    numbers = {"p": p, "epsilon": EPSILON}
    moment = Moment(setting, instance, running, steps, tape[-1], mass, running.margins(), numbers, flips)
    vectors, W0 = (part.tolist() for part in instance.dense)
    w0 = [W0[: setting.m], W0[setting.m :]]
    world = twins.begin(
        vectors[0], vectors[1:], instance.true_labels.tolist(), instance.labels.tolist(), w0, smoothing=mass.tolist(),
        eta=setting.eta, q=setting.q, sigma_p=setting.sigma_p, p=p, epsilon=EPSILON, fresh=fresh.tolist(),
    )  # fmt: skip
    world.looked = [world]
    for row in tape[:steps].tolist():
        world = twins.step(world, row)
    world.eps = tape[-1].tolist()
    # A and its growth are told where they started by the first record of a run
    begun = GramEngine(instance, setting.eta, setting.q, smoothing)
    start = Moment(setting, instance, begun, 0, tape[0], mass, begun.margins(), numbers, FlipCount(instance.labels))
    OBSERVABLES["log_growth_min"].compute(start)
    moment.store = start.store
    return moment, world


@pytest.fixture(scope="module")
def pairs():
    return {name: made(*case) for name, case in CASES.items()}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", OBSERVABLES)
def test_an_observable_is_its_twin(pairs, case, name):
    moment, world = pairs[case]
    got, expected = OBSERVABLES[name].compute(moment), getattr(twins, name)(world)
    assert isinstance(got, float)
    if name in ROUNDING_ONLY:
        assert got < 1e-12
        assert expected < 1e-12
    else:
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_every_observable_says_something_in_some_case(pairs):
    """Comparisons of nan with nan or of zeros would be no comparison."""
    silent = {
        name
        for name, item in OBSERVABLES.items()
        if name not in ROUNDING_ONLY
        and not any(math.isfinite(value := item.compute(moment)) and value != 0 for moment, _ in pairs.values())
    }
    assert not silent


def test_every_twin_belongs_to_an_observable_and_every_observable_has_one():
    public = {name for name, item in vars(twins).items() if callable(item) and item.__module__ == twins.__name__}
    helpers = {"World", "begin", "step", "shift", "noise_output"}
    assert {name for name in public if not name.startswith("_")} - helpers == set(OBSERVABLES)


@pytest.mark.parametrize("q", [1.5, 3.0])
def test_observables_with_a_meaning_for_other_powers_are_their_twins(q):
    moment, world = made(BASE.replace(q=q, sigma_0=0.3), 0.25, 0.0, 3, 4)
    for name in OBSERVABLES:
        got, expected = OBSERVABLES[name].compute(moment), getattr(twins, name)(world)
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), name


def test_the_dense_engine_gives_the_same_observables():
    """Z is rebuilt from the coefficients where the engine holds none."""
    gram, _ = made(*CASES["flips"])
    dense, _ = made(*CASES["flips"], engine=DenseEngine)
    assert not hasattr(dense.engine, "preactivations")
    for name in set(OBSERVABLES) - ROUNDING_ONLY:
        assert OBSERVABLES[name].compute(dense) == pytest.approx(
            OBSERVABLES[name].compute(gram), rel=1e-9, abs=1e-12, nan_ok=True
        ), name


def test_the_decoupled_engine_gives_nearly_the_same_where_patches_are_nearly_orthogonal():
    setting = Setting(n=6, d=10**17, m=3, mu=1.0, sigma_p=1.0, sigma_0=1e-10, eta=1.5e-17)
    instance = draw_instance(setting, streams(0), "law", 20)
    tape = np.where(np.random.default_rng(0).random((30, 6)) < 0.2, -1.0, 1.0)
    values = []
    for engine in (GramEngine, DecoupledEngine):
        running, flips, store = engine(instance, setting.eta, 2.0), FlipCount(instance.labels), {}
        for steps in (0, 30):
            running.advance(tape[:steps])
            flips.add(tape[:steps])
            moment = Moment(setting, instance, running, steps, tape[-1], np.zeros(6), running.margins(),
                            {"p": 0.2, "epsilon": 0.1}, flips, store)  # fmt: skip
            values.append({name: item.compute(moment) for name, item in OBSERVABLES.items()})
    for name in set(OBSERVABLES) - ROUNDING_ONLY - {"xi_drift_error"}:  # this one is what is neglected
        assert values[3][name] == pytest.approx(values[1][name], rel=1e-5, abs=1e-20, nan_ok=True), name


def test_the_test_error_is_what_the_engine_measures_on_its_own():
    setting = Setting(n=8, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
    instance = draw_instance(setting, streams(3), "law", 400)
    engine = GramEngine(instance, setting.eta, 2.0)
    engine.advance(np.ones((20, 8)))
    moment = Moment(
        setting, instance, engine, 20, np.ones(8), np.zeros(8), engine.margins(), {}, FlipCount(instance.labels)
    )
    error = OBSERVABLES["test_error"].compute(moment)
    assert 0 < error < 1
    assert error == pytest.approx(1 - engine.test().accuracy, abs=1e-12)


def test_drift_is_the_engines_preactivations_less_the_start(pairs):
    for moment, _ in pairs.values():
        assert np.abs(moment.Z - moment.instance.overlaps - moment.drift).max() < 1e-12
        assert same_bits(moment.Z, np.asarray(moment.engine.preactivations))


def _permuted(instance, neurons, samples):
    """The same problem with filters of each sign and samples in another order."""
    m, n = instance.m, instance.n
    rows = np.concatenate([neurons, m + np.asarray(neurons)])
    atoms = np.concatenate([[0], 1 + np.asarray(samples)])  # atom 0 is mu, atom 1 + i is xi_i
    assert instance.signal_atom == 0
    assert instance.noise_atoms.tolist() == list(range(1, n + 1))
    moved = dataclasses.replace(
        instance, gram=instance.gram[np.ix_(atoms, atoms)], overlaps=instance.overlaps[np.ix_(rows, atoms)],
        signs=instance.signs[samples], labels=instance.labels[samples], true_labels=instance.true_labels[samples],
        dense=type(instance.dense)(instance.dense.atoms[atoms], instance.dense.W0[rows]),
    )  # fmt: skip
    return dataclasses.replace(moved, test=ExplicitTest(moved, instance.test._vectors))


@given(neurons=st.permutations(range(4)), samples=st.permutations(range(6)), seed=st.integers(0, 20))
def test_the_order_of_filters_and_samples_does_not_matter(neurons, samples, seed):
    rng = np.random.default_rng(seed)
    instance = draw_instance(BASE, streams(seed), "dense", 0)
    instance = dataclasses.replace(instance, test=ExplicitTest(instance, rng.standard_normal((5, 30))))
    tape = np.where(rng.random((5, 6)) < 0.3, -1.0, 1.0)
    values = []
    for own, rows in ((instance, tape), (_permuted(instance, neurons, samples), tape[:, samples])):
        engine, flips, store = GramEngine(own, BASE.eta, 2.0), FlipCount(own.labels), {}
        for steps in (0, 4):
            engine.advance(rows[:steps])
            flips.add(rows[:steps])
            moment = Moment(BASE, own, engine, steps, rows[-1], np.zeros(6), engine.margins(),
                            {"p": 0.3, "epsilon": EPSILON}, flips, store)  # fmt: skip
            last = {name: item.compute(moment) for name, item in OBSERVABLES.items()}
        values.append(last)
    for name in set(OBSERVABLES) - ROUNDING_ONLY:
        assert values[1][name] == pytest.approx(values[0][name], rel=1e-9, abs=1e-12, nan_ok=True), name


def test_a_sample_that_was_memorised_once_does_not_rise_again():
    """Flips take rho_bar below 0.1 again; what is said of rising samples goes on without these."""
    setting = BASE.replace(sigma_0=0.05, mu=0.3)
    instance = draw_instance(setting, streams(2), "dense", 0)
    tape = np.ones((60, setting.n))
    recorded = ObservableRecording(tuple(OBSERVABLES[name] for name in RISING), {"p": 0.1, "epsilon": EPSILON})
    engine = GramEngine(instance, setting.eta, setting.q)
    recorder = recorded.start(setting, instance, np.zeros(setting.n), len(tape))
    vectors, W0 = (part.tolist() for part in instance.dense)
    world = twins.begin(
        vectors[0], vectors[1:], instance.true_labels.tolist(), instance.labels.tolist(),
        [W0[: setting.m], W0[setting.m :]], smoothing=[0.0] * setting.n, eta=setting.eta, q=setting.q,
        sigma_p=setting.sigma_p, p=0.1, epsilon=EPSILON,
    )  # fmt: skip
    back = 0
    for at in range(len(tape)):
        recorder.record(at, engine, engine.margins(), tape[at], at)
        for name in RISING:
            expected = getattr(twins, name)(world)
            assert recorder.arrays[name][at] == pytest.approx(expected, rel=1e-9, abs=1e-12), (name, at)
        bars = [max(row) for row in twins._bars(world)]
        rising = twins._rising(world)
        back += sum(bar < 0.1 and i not in rising for i, bar in enumerate(bars))
        world.looked.append(world)
        # a memorised sample is flipped until it is not, the others are not flipped
        row = [-1.0 if bar >= 0.1 else 1.0 for bar in bars]
        engine.advance(np.array([row]))
        world = twins.step(world, row)
    assert recorder.note == ""
    assert back > 5


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(0, 50))
def test_flips_are_counted_alike_in_whatever_blocks_they_come(blocks, seed):
    rng = np.random.default_rng(seed)
    labels = np.where(rng.random(7) < 0.5, 1.0, -1.0)
    tape = np.where(rng.random((sum(blocks), 7)) < 0.4, -1.0, 1.0)
    one, pieces = FlipCount(labels), FlipCount(labels)
    one.add(tape)
    for part in np.split(tape, np.cumsum(blocks)[:-1]):
        pieces.add(part)
    assert pieces.steps == one.steps == len(tape)
    for name in ("by_sample", "low", "high", "sizes"):
        assert same_bits(getattr(pieces, name), getattr(one, name))
    assert (pieces.total_low, pieces.total_high) == (one.total_low, one.total_high)
    if len(tape):
        by_step = [sum(int(e < 0) for e in row) for row in tape.tolist()]
        assert (one.total_low, one.total_high) == (min(by_step), max(by_step))


def test_counts_of_flips_see_the_steps_between_records():
    """Recorded at 0 and 40 only, but one step with all labels flipped in between is not missed."""
    names = ("step_flip_deviation", "flipped_most", "sample_flips_most", "sample_flips_least", "kept_least")
    recording = ObservableRecording(tuple(OBSERVABLES[name] for name in names), {"p": 0.3, "epsilon": 0.1})
    run = run_seed(RunPlan(BASE, LabelFlip(0.3), (0, 40), "gram", "law", 0, recording), 3)
    tape = LabelFlip(0.3).draw(streams(3).label_noise, 41, BASE.n)[:40]
    flips = (tape < 0).sum(axis=1)
    assert run.arrays["step_flip_deviation"][1] == pytest.approx(np.abs(flips - 0.3 * BASE.n).max())
    assert run.arrays["sample_flips_most"][1] == (tape < 0).sum(axis=0).max()
    assert run.arrays["sample_flips_least"][1] == (tape < 0).sum(axis=0).min()
    assert run.arrays["flipped_most"][1] == max((tape[:, run.labels == j] < 0).sum(axis=1).max() for j in (1, -1))
    assert np.isnan(run.arrays["flipped_most"][0])  # nothing has been flipped or kept yet


def test_observables_of_the_draw_are_computed_once_and_are_the_same_at_every_step():
    once = tuple(item for item in OBSERVABLES.values() if item.once)
    recording = ObservableRecording((*once, OBSERVABLES["clean_loss"]), {"p": 0.3, "epsilon": 0.1})
    run = run_seed(RunPlan(BASE, NoLabelNoise(), (0, 5, 10), "gram", "law", 0, recording), 3)
    for item in once:
        assert run.arrays[item.name].shape == ()
        assert recording.variable(item.name).axes == ()
        always = ObservableRecording((dataclasses.replace(item, once=False),), {"p": 0.3, "epsilon": 0.1})
        at_each = run_seed(RunPlan(BASE, NoLabelNoise(), (0, 5, 10), "gram", "law", 0, always), 3).arrays[item.name]
        assert at_each.tolist() == [float(run.arrays[item.name])] * 3
    assert run.arrays["clean_loss"].shape == (3,)
    assert recording.variable("clean_loss").axes == ("step",)


def test_records_after_a_divergence_stay_nan():
    recording = ObservableRecording((OBSERVABLES["f_max"],), {})
    run = run_seed(RunPlan(BASE.replace(eta=1e4), LabelFlip(0.3), (0, 50, 100), "gram", "law", 0, recording), 3)
    assert run.status == "diverged"
    assert np.isfinite(run.arrays["f_max"][0])
    assert np.isnan(run.arrays["f_max"][-1])


def test_names_are_unique_and_their_symbols_carry_them():
    assert all(name == item.name for name, item in OBSERVABLES.items())
    assert len({item.latex for item in OBSERVABLES.values()}) == len(OBSERVABLES)
    assert observed("gamma_abs_max") == OBSERVABLES["gamma_abs_max"].symbol
    assert Observable("x", "x", "x", float).symbol.name == "x"


def test_only_what_looks_at_fresh_data_needs_a_test_draw():
    """Every other observable is computed on a run without one."""
    rest = tuple(item for item in OBSERVABLES.values() if not item.fresh)
    recording = ObservableRecording(rest, {"p": 0.3, "epsilon": 0.1})
    run = run_seed(RunPlan(BASE, LabelFlip(0.3), (0, 5), "gram", "law", 0, recording), 3)
    assert run.status == "ok"
    assert {item.name for item in OBSERVABLES.values() if item.fresh} == {
        "test_error",
        "shift_gain_min",
        "fooled_share",
    }


def test_gamma_follows_the_orientation_of_the_signal():
    """An instance whose signal atom is -mu has the same gamma and overlaps with mu."""
    moment, world = made(*CASES["flips"])
    instance = moment.instance
    overlaps, signs = instance.overlaps.copy(), instance.signs.copy()
    overlaps[:, 0] *= -1
    signs[:, instance.signal_patch] *= -1
    turned = dataclasses.replace(instance, overlaps=overlaps, signs=signs, dense=None)
    engine = GramEngine(turned, moment.problem.eta, 2.0)
    engine.advance(np.array(world.tape))
    other = Moment(moment.problem, turned, engine, moment.step, moment.eps, moment.smoothing, engine.margins(),
                   moment.numbers, moment.flips)  # fmt: skip
    assert turned.signal_orientation == -instance.signal_orientation
    for name in (
        "gamma_abs_max", "gamma_factor_max", "signal_best", "signal_reach_plus", "signal_reach_minus",
        "mu_aligned_min", "test_error",
    ):  # fmt: skip
        assert OBSERVABLES[name].compute(other) == pytest.approx(OBSERVABLES[name].compute(moment), rel=1e-9), name
