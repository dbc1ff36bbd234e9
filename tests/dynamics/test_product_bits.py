"""What is the same to the last bit; not without compilation, where the product is numpy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.dynamics.product import LANES
from tests.draws import same_bits, seeds
from tests.dynamics.test_product import product, product_in_lanes, random_problem, shares


@given(count=st.integers(1, LANES), rows=st.integers(1, 9), K=st.integers(1, 32), density=shares, seed=seeds)
def test_a_problem_in_a_lane_has_the_bits_that_it_has_alone(count, rows, K, density, seed):
    own = [random_problem([seed, b], rows, K, density) for b in range(count)]
    got = product_in_lanes(*(np.array(arrays) for arrays in zip(*own, strict=True)))
    for b in range(count):
        assert same_bits(got[b], product(*own[b]))


@given(rows=st.integers(1, 5), K=st.integers(1, 150), density=shares, seed=seeds)
def test_terms_are_added_in_the_order_of_the_rows_of_h_with_one_rounding_each(rows, K, density, seed):
    """In integers of 2^-40: a product of 20-bit numbers is exact, and so is the sum before each rounding."""
    rng = np.random.default_rng(seed)
    S = rng.integers(-(2**20), 2**20, (rows, K)) * (rng.random((rows, K)) < density)
    H, Z = rng.integers(-(2**20), 2**20, (K, K)), rng.integers(-(2**20), 2**20, (rows, K)) * 2**33
    expected = Z.astype(np.float64)
    for k in range(K):
        exact = expected.astype(np.longdouble) + (S[:, k, None] * H[k]).astype(np.longdouble)  # 64 bits
        expected = exact.astype(np.float64)
    assert same_bits(product(Z.astype(np.float64), S.astype(np.float64), H.astype(np.float64)), expected)
