import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.dynamics.product import DEPTH, WIDTH, add_product, panels, pieces
from tests.draws import EPS, open_unit, same_bits, seeds

pytestmark = pytest.mark.nojit


def product(Z, S, H):
    """``Z + S H`` by the package."""
    rows, K = S.shape
    filled = np.zeros((rows, panels(H).shape[0] * WIDTH))
    filled[:, :K] = Z
    step = np.zeros((rows, pieces(K) * DEPTH))
    step[:, :K] = S
    add_product(filled, step, panels(H), np.full((rows, pieces(K)), 7, dtype=np.uint64))
    return filled[:, :K]


@st.composite
def problems(draw):
    """Z, S with a drawn share of nonzero entries and some rows all zero, H; K up to 200, rarely a multiple of WIDTH."""
    rows, K = draw(st.integers(1, 9)), draw(st.integers(1, 200))
    density = draw(st.one_of(st.sampled_from([0.0, 1.0]), open_unit()))
    empty_rows = draw(st.sampled_from([0.0, 0.5]))
    rng = np.random.default_rng(draw(seeds))
    S = rng.standard_normal((rows, K)) * (rng.random((rows, K)) < density) * (rng.random((rows, 1)) >= empty_rows)
    return rng.standard_normal((rows, K)), S, rng.standard_normal((K, K))


def assert_close(got, Z, S, H):
    """K + 1 roundings of partial sums that are below |Z| + |S| |H|."""
    K = S.shape[1]
    bound = (K + 1) * EPS * (np.abs(Z) + np.abs(S) @ np.abs(H))
    assert np.all(np.abs(got - (Z + S @ H)) <= bound)


@given(problem=problems())
def test_the_product_is_numpys(problem):
    Z, S, H = problem
    assert_close(product(Z, S, H), Z, S, H)


@pytest.mark.parametrize("K", [1, WIDTH - 1, WIDTH, WIDTH + 1, DEPTH, DEPTH + 1, 2 * WIDTH, 2 * DEPTH, 2 * DEPTH + 1])
@pytest.mark.parametrize("density", [0.0, 0.5, 1.0])
def test_the_product_is_numpys_at_the_edges_of_panels_and_pieces(K, density):
    rng = np.random.default_rng(K)
    Z, H = rng.standard_normal((5, K)), rng.standard_normal((K, K))
    S = rng.standard_normal((5, K)) * (rng.random((5, K)) < density)
    S[2] = 0
    assert_close(product(Z, S, H), Z, S, H)


@given(problem=problems())
def test_rows_of_zeros_change_nothing(problem):
    Z, S, H = problem
    got = product(Z, S, H)
    empty = ~S.any(axis=1)
    assert same_bits(got[empty], Z[empty])


@given(problem=problems(), picks=st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_small_whole_numbers_are_multiplied_exactly(problem, picks):
    Z, S, H = (np.rint(4 * array) for array in problem)
    S[:, [pick % S.shape[1] for pick in picks]] = 0
    assert np.array_equal(product(Z, S, H), Z + S @ H)


def test_a_row_does_not_depend_on_the_rows_beside_it():
    rng = np.random.default_rng(1)
    S, H = rng.standard_normal((6, 101)), rng.standard_normal((101, 101))
    Z = rng.standard_normal((6, 101))
    together = product(Z, S, H)
    for r in range(6):
        # without compilation the product is a BLAS call, whose order of summation may depend on the number of rows
        np.testing.assert_allclose(product(Z[[r]], S[[r]], H)[0], together[r], rtol=0, atol=1e-12)


@pytest.mark.filterwarnings("ignore:invalid value encountered in matmul:RuntimeWarning")
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_step_that_is_not_finite_is_not_mistaken_for_zero(bad):
    S, H = np.zeros((3, 60)), np.ones((60, 60))
    S[1, 7] = bad
    got = product(np.zeros((3, 60)), S, H)
    assert not np.isfinite(got[1]).any()
    assert np.all(got[[0, 2]] == 0)


@pytest.mark.parametrize("K", [1, 47, 48, 49, 96, 97, 200])
def test_panels_hold_the_columns_and_are_filled_up_with_zeros(K):
    H = np.random.default_rng(K).standard_normal((K, K))
    stored = panels(H)
    assert stored.shape == (-(-K // WIDTH), K, WIDTH)
    assert stored.flags.c_contiguous
    side_by_side = np.hstack(list(stored))
    assert same_bits(side_by_side[:, :K], H)
    assert np.all(side_by_side[:, K:] == 0)
    assert pieces(K) == len(range(0, K, DEPTH))
