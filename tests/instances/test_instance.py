import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, Instance, PatchData
from lngd_theory.instances import describe, draw_instance
from lngd_theory.instances.instance import corrupt
from lngd_theory.streams import streams
from tests.draws import SMALL, open_unit, same_bits, seeds

pytestmark = pytest.mark.nojit

GOOD = {
    "gram": np.diag([4.0, 1.0, 1.0]),
    "overlaps": np.zeros((4, 3)),
    "atoms": np.array([[0, 1], [0, 2]]),
    "signs": np.array([[1.0, 1.0], [-1.0, 1.0]]),
    "labels": np.array([1.0, -1.0]),
    "true_labels": np.array([1.0, -1.0]),
}


def test_sizes_and_norms():
    instance = Instance(**GOOD)
    assert (instance.n, instance.m) == (2, 2)
    assert instance.norms2.tolist() == [4.0, 1.0, 1.0]
    assert instance.test is None
    assert instance.dense is None


def test_signal_and_noise_atoms_are_found_where_they_have_a_meaning():
    instance = Instance(**GOOD, signal_patch=0, noise_patch=1)
    assert instance.signal_atom == 0
    assert instance.noise_atoms.tolist() == [1, 2]
    other = Instance(**GOOD, signal_patch=1, noise_patch=0)
    assert other.signal_atom is None  # two samples have different first patches
    assert other.noise_atoms is None  # two samples share their second patch
    assert Instance(**GOOD).signal_atom is None
    assert Instance(**GOOD).noise_atoms is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gram": np.zeros((3, 2))}, r"gram has shape \(3, 2\), it must be square"),
        ({"gram": np.zeros(3)}, r"gram has shape \(3,\), it must be square"),
        ({"overlaps": np.zeros((4, 2))}, r"overlaps has shape \(4, 2\), it must be \(2m, K=3\)"),
        ({"overlaps": np.zeros((3, 3))}, r"overlaps has shape \(3, 3\), it must be \(2m, K=3\)"),
        ({"overlaps": np.zeros((0, 3))}, r"overlaps has shape \(0, 3\)"),
        ({"atoms": np.array([0, 1])}, r"atoms \(2,\) and signs \(2, 2\) must have one shape"),
        ({"signs": np.ones((2, 1))}, r"atoms \(2, 2\) and signs \(2, 1\) must have one shape"),
        ({"signs": np.zeros((2, 2))}, r"signs must be \+1 or -1"),
        ({"labels": np.ones(3)}, r"labels must be \+1 or -1, one for each sample"),
        ({"labels": np.array([1.0, 0.0])}, r"labels must be \+1 or -1, one for each sample"),
        ({"true_labels": np.array([1.0, np.nan])}, r"labels must be \+1 or -1, one for each sample"),
        ({"atoms": np.array([[0, 1], [0, 3]])}, r"atoms must lie in \[0, 2\]"),
        ({"atoms": np.array([[0, 1], [0, -1]])}, r"atoms must lie in \[0, 2\]"),
        ({"gram": np.diag([np.inf, 1, 1])}, "gram and overlaps must be finite"),
        ({"overlaps": np.full((4, 3), np.nan)}, "gram and overlaps must be finite"),
    ],
)
def test_what_is_no_instance_is_refused(change, message):
    with pytest.raises(InputError, match=f"^not an instance: {message}"):
        Instance(**{**GOOD, **change})


@given(seed=seeds, low=open_unit(), high=open_unit(), n=st.integers(1, 30))
def test_a_larger_rate_of_corruption_flips_a_superset_and_uses_the_same_numbers(seed, low, high, n):
    low, high = sorted((low, high))
    labels = np.where(np.arange(n) % 2, 1.0, -1.0)
    rngs = [np.random.default_rng(seed) for _ in range(2)]
    few, many = (corrupt(labels, rate, rng) for rate, rng in zip((low, high), rngs, strict=True))
    assert np.all((few == labels) | (many != labels))
    assert rngs[0].random() == rngs[1].random()
    assert same_bits(corrupt(labels, 0.0, np.random.default_rng(seed)), labels)
    assert same_bits(corrupt(labels, 1.0, np.random.default_rng(seed)), -labels)


def test_corruption_changes_training_labels_only():
    clean = draw_instance(SMALL, streams(1), "law", 0)
    corrupted = draw_instance(SMALL.replace(corruption=0.6), streams(1), "law", 0)
    assert same_bits(clean.labels, clean.true_labels)
    assert 0 < (corrupted.labels != corrupted.true_labels).sum() < SMALL.n
    for name in ("gram", "overlaps", "atoms", "signs", "true_labels"):
        assert same_bits(getattr(clean, name), getattr(corrupted, name))


def test_no_test_set_is_drawn_for_n_test_zero():
    data = PatchData(np.ones((2, 1, 3)), [1, -1], m=1, eta=0.1, test_patches=np.ones((4, 1, 3)), test_labels=[1] * 4)
    for problem, draw in [(SMALL, "law"), (SMALL, "dense"), (data, "law")]:
        assert draw_instance(problem, streams(0), draw, 5).test is not None
        assert draw_instance(problem, streams(0), draw, 0).test is None


def test_a_problem_of_another_type_is_refused():
    with pytest.raises(InputError, match="cannot draw an instance of dict; give a Setting or PatchData"):
        draw_instance({}, streams(0), "law", 0)


def test_a_problem_is_described_by_type_and_parameters():
    assert describe(SMALL) == {"type": "Setting", **SMALL.model_dump()}
