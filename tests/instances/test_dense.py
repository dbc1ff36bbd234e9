import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive
from tests.draws import EPS, SMALL, relative_error, same_bits, seeds, small_settings

pytestmark = pytest.mark.nojit


@given(setting=small_settings(), seed=seeds)
def test_a_dense_draw_is_definition_2_1(setting, seed):
    instance = draw_instance(setting, streams(seed), "dense", 4)
    atoms, W0 = instance.dense
    assert atoms.shape == (setting.n + 1, setting.d)
    assert W0.shape == (2 * setting.m, setting.d)
    assert atoms[0].tolist() == [setting.mu] + [0.0] * (setting.d - 1)
    assert np.all(atoms[1:, 0] == 0)  # <xi, mu> = 0 exactly, also for mu = 0
    assert np.array_equal(instance.atoms, [[0, i + 1] for i in range(setting.n)])
    assert np.array_equal(instance.signs, np.column_stack([instance.true_labels, np.ones(setting.n)]))
    assert (instance.signal_patch, instance.noise_patch) == (0, 1)


@given(setting=small_settings(), seed=seeds)
def test_gram_matrix_and_overlaps_are_inner_products(setting, seed):
    instance = draw_instance(setting, streams(seed), "dense", 0)
    atoms, W0 = instance.dense
    tolerance = 4 * setting.d * EPS
    assert relative_error(instance.gram, naive.gram(atoms.tolist())) < tolerance
    expected = naive.matrix_product(W0.tolist(), atoms.T.tolist())
    size = np.linalg.norm(W0, axis=1)[:, None] * np.linalg.norm(atoms, axis=1)
    assert np.all(np.abs(instance.overlaps - expected) <= tolerance * size)


def test_the_test_draw_has_its_own_stream():
    few, many = (draw_instance(SMALL, streams(3), "dense", size) for size in (1, 50))
    assert same_bits(few.dense.atoms, many.dense.atoms)
    assert same_bits(few.dense.W0, many.dense.W0)


def test_law_and_dense_draw_of_a_seed_share_the_true_labels():
    for seed in range(20):
        law, dense = (draw_instance(SMALL, streams(seed), draw, 0) for draw in ("law", "dense"))
        assert same_bits(law.true_labels, dense.true_labels)


@pytest.mark.parametrize("d", [10**8, 10**22])
def test_a_dimension_too_large_for_vectors_is_refused_with_the_remedy(d):
    with pytest.raises(InputError, match=rf"^d={d} is too large .* GiB, the limit is 2 GiB; use engine='gram'"):
        draw_instance(SMALL.replace(d=d), streams(0), "dense", 10)
