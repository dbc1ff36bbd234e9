import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.dynamics.product import (
    DEPTH,
    LANES,
    ROWS,
    add_product,
    aligned_zeros,
    filled,
    panels,
    pieces,
    tiles,
)
from lngd_theory.dynamics.vectors import LINE, VECTORS
from tests.draws import open_unit, same_bits, seeds

pytestmark = pytest.mark.nojit

REALS = [np.float64, np.float32]
#: Columns of a panel of doubles.
WIDTH = VECTORS * LINE // 8


def product(Z, S, H, real=np.float64, into=np.float64):
    """``Z + S H`` by the package, with S and H of one type and Z of another."""
    rows, K = S.shape
    total = aligned_zeros(rows, filled(K, real), real=into)
    total[:, :K] = Z
    step = aligned_zeros(rows, pieces(K) * DEPTH, real=real)
    step[:, :K] = S
    part = aligned_zeros(min(rows, ROWS), filled(K, real), real=real)
    add_product(total, step, panels(H, real), np.full((rows, pieces(K)), 7, dtype=np.uint64), part)
    return total[:, :K]


def product_in_lanes(Z, S, H):
    """``Z + S H`` for up to LANES problems side by side, shapes (problems, rows, K) and (problems, K, K)."""
    problems, rows, K = S.shape
    total, step = (aligned_zeros(tiles(rows), K * LANES) for _ in range(2))
    matrix = aligned_zeros(K, K, LANES)
    for b in range(problems):
        matrix[:, :, b] = H[b]
        total.reshape(-1, K, LANES)[:rows, :, b], step.reshape(-1, K, LANES)[:rows, :, b] = Z[b], S[b]
    add_product(total, step, matrix, np.empty((0, 0), dtype=np.uint64), np.empty((0, 0)))
    lanes = total.reshape(-1, K, LANES)
    assert np.all(lanes[rows:] == 0)
    assert np.all(lanes[:, :, problems:] == 0)
    return np.moveaxis(lanes[:rows, :, :problems], 2, 0)


@st.composite
def problems(draw, rows=9, columns=200):
    """Z, S with a drawn share of nonzero entries and some rows all zero, H; K is rarely a multiple of anything."""
    rows, K = draw(st.integers(1, rows)), draw(st.integers(1, columns))
    return random_problem(draw(seeds), rows, K, draw(shares), draw(st.sampled_from([0.0, 0.5])))


shares = st.one_of(st.sampled_from([0.0, 1.0]), open_unit())


def random_problem(seed, rows, K, density, empty_rows=0.0):
    rng = np.random.default_rng(seed)
    S = rng.standard_normal((rows, K)) * (rng.random((rows, K)) < density) * (rng.random((rows, 1)) >= empty_rows)
    return rng.standard_normal((rows, K)), S, rng.standard_normal((K, K))


def assert_close(got, Z, S, H, real=np.float64):
    """S and H rounded to ``real``, and K + 1 roundings of partial sums that are below |Z| + |S| |H|."""
    bound = (S.shape[1] + 3) * np.finfo(real).eps * (np.abs(Z) + np.abs(S) @ np.abs(H))
    assert np.all(np.abs(got - (Z + S @ H)) <= bound)


@pytest.mark.parametrize("real", REALS)
@given(problem=problems())
def test_the_product_is_numpys(real, problem):
    Z, S, H = problem
    assert_close(product(Z, S, H, real), Z, S, H, real)


@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize(
    "K", [1, 7, 8, 9, WIDTH - 1, WIDTH, WIDTH + 1, DEPTH, DEPTH + 1, 2 * DEPTH, 2 * WIDTH + 1, 257]
)
@pytest.mark.parametrize("density", [0.0, 0.5, 1.0])
def test_the_product_is_numpys_at_the_edges_of_panels_and_pieces(K, density, real):
    Z, S, H = random_problem(K, 5, K, density)
    S[2] = 0
    assert_close(product(Z, S, H, real), Z, S, H, real)


@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize("rows", [ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 3])
def test_the_product_is_numpys_at_the_edges_of_blocks_of_rows(rows, real):
    Z, S, H = random_problem(rows, rows, 70, 0.5)
    assert_close(product(Z, S, H, real), Z, S, H, real)


@given(problem=problems())
def test_rows_of_zeros_change_nothing(problem):
    Z, S, H = problem
    got = product(Z, S, H)
    empty = ~S.any(axis=1)
    assert same_bits(got[empty], Z[empty])


@pytest.mark.parametrize("real", REALS)
@given(problem=problems(), picks=st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_small_whole_numbers_are_multiplied_exactly(real, problem, picks):
    Z, S, H = (np.rint(4 * array) for array in problem)
    S[:, [pick % S.shape[1] for pick in picks]] = 0
    assert np.array_equal(product(Z, S, H, real), Z + S @ H)


def test_single_terms_that_are_small_beside_z_are_not_lost():
    """Products are summed in single, but apart from Z: a sum in single would stay at Z."""
    K = 30
    Z, S, H = np.ones((2, K)), np.full((2, K), 2.0**-30), np.ones((K, K))
    assert np.array_equal(product(Z, S, H, np.float32), np.full((2, K), 1 + K * 2.0**-30))
    assert np.array_equal(product(Z, S, H, np.float32, into=np.float32), Z)


def test_a_row_does_not_depend_on_the_rows_beside_it():
    Z, S, H = random_problem(1, 6, 101, 1.0)
    together = product(Z, S, H)
    for r in range(6):
        assert same_bits(product(Z[[r]], S[[r]], H)[0], together[r])


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_step_that_is_not_finite_is_not_mistaken_for_zero(bad, real):
    S, H = np.zeros((3, 60)), np.ones((60, 60))
    S[1, 7] = bad
    got = product(np.zeros((3, 60)), S, H, real)
    assert not np.isfinite(got[1]).any()
    assert np.all(got[[0, 2]] == 0)


@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize("K", [1, 7, 8, 9, 47, 48, 49, 56, 57, 112, 113, 200])
def test_panels_hold_every_column_once_and_zeros_at_the_end(K, real):
    """A row of ones picks columns of H out of the panels: H is found again, whatever their widths."""
    H = np.rint(100 * np.random.default_rng(K).standard_normal((K, K)))
    stored = panels(H, real)
    assert stored.size == K * filled(K, real)
    assert stored.dtype == real
    assert np.count_nonzero(stored) == np.count_nonzero(H)
    assert np.array_equal(product(np.zeros((K, K)), np.eye(K), H, real), H)
    assert filled(K, real) % (LINE // np.dtype(real).itemsize) == 0
    assert 0 <= filled(K, real) - K < LINE // np.dtype(real).itemsize
    assert pieces(K) == len(range(0, K, DEPTH))


# --- lanes -------------------------------------------------------------------------------------------------------
@given(
    count=st.integers(1, LANES),
    rows=st.integers(1, 11),
    K=st.integers(1, 32),
    density=shares,
    seed=seeds,
)
def test_problems_in_lanes_are_each_its_own_product(count, rows, K, density, seed):
    own = [random_problem([seed, b], rows, K, density) for b in range(count)]
    Z, S, H = (np.array(arrays) for arrays in zip(*own, strict=True))
    got = product_in_lanes(Z, S, H)
    for b in range(count):
        assert_close(got[b], *own[b])
