"""The decomposition itself: what it is made of, that its routes agree, and what counts as zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral.decomposition import decompose
from tests.spectral.planted import matrices, planted, rotation


@given(X=matrices(), centred=st.booleans(), route=st.sampled_from(["svd", "gram"]), power=st.integers(-1000, 1000))
def test_factors(X, centred, route, power):
    parts = decompose(X * 2.0**power, centred, route)
    expected = X - X.mean(axis=0) if centred else X
    scale = max(1.0, np.abs(X).max())
    np.testing.assert_allclose((parts.U * parts.s) @ parts.V.T * (parts.unit / 2.0**power), expected, atol=1e-6 * scale)
    kept = parts.s > 0
    assert parts.rank == kept.sum() == np.linalg.matrix_rank(expected)
    for factor in (parts.U[:, kept], parts.V[:, kept]):
        np.testing.assert_allclose(factor.T @ factor, np.eye(kept.sum()), atol=1e-6)
    assert (np.diff(parts.s) <= 0).all()
    assert (parts.U[:, ~kept] == 0).all()
    assert parts.energy == pytest.approx((parts.s**2).sum(), rel=1e-9)
    largest = np.abs(parts.V).argmax(axis=0)
    assert (parts.V[largest, np.arange(len(parts.s))][kept] > 0).all()


@given(X=matrices(), centred=st.booleans())
def test_coordinates_and_back(X, centred):
    parts = decompose(X, centred)
    np.testing.assert_allclose(parts.coordinates(X), parts.U * parts.s, atol=1e-12)
    np.testing.assert_allclose(parts.features(parts.coordinates(X)), X, atol=1e-11)


@pytest.mark.parametrize("shape", [(200, 9), (9, 200), (40, 40)])
def test_routes_agree(shape):
    X = np.random.default_rng(0).standard_normal(shape)
    svd, gram = decompose(X, route="svd"), decompose(X, route="gram")
    assert svd.s.size == gram.s.size == min(shape[0] - 1, shape[1])
    np.testing.assert_allclose(gram.s, svd.s, rtol=1e-9)
    np.testing.assert_allclose(gram.V, svd.V, atol=1e-8)  # signs too
    np.testing.assert_allclose(gram.U, svd.U, atol=1e-8)


def test_only_the_first_directions():
    X = planted(100, 30, classes=4, strength=20).X
    whole = decompose(X)
    for route in ("svd", "gram", "randomised"):
        first = decompose(X, route=route, max_rank=3)
        assert first.U.shape == (100, 3)
        np.testing.assert_allclose(first.s, whole.s[:3], rtol=1e-6)
        np.testing.assert_allclose(np.abs(np.diag(first.V.T @ whole.V[:, :3])), 1, atol=1e-5)
        assert first.energy == pytest.approx(whole.energy, rel=1e-12)


@pytest.mark.parametrize("shape", [(5, 40), (40, 5)])
def test_the_gram_route_has_no_direction_where_it_has_no_value(shape):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((shape[0], 2)) @ rng.standard_normal((2, shape[1]))
    parts = decompose(X, route="gram", centred=False)
    assert parts.rank == 2
    dropped = parts.V if shape[0] < shape[1] else parts.U
    assert (dropped[:, 2:] == 0).all()
    np.testing.assert_allclose(dropped[:, :2].T @ dropped[:, :2], np.eye(2), atol=1e-9)


def test_what_counts_as_zero_grows_with_the_mean():
    """A mean of 1e9 leaves rounding of 1e-7 in every entry: variation below it is no direction."""
    rng = np.random.default_rng(0)
    variation = np.outer(rng.standard_normal(50), rotation(4)[0])
    assert decompose(2.0**30 + variation).rank == 1
    assert decompose(2.0**30 + 1e-13 * variation).rank == 0
    assert decompose(1e-13 * variation).rank == 1


def test_float32_zero_is_wider():
    X = (np.outer(np.arange(1.0, 30), [1.0, 2.0, 3.0]) / 7).astype(np.float32)
    assert decompose(X, centred=False).rank == 1
    assert decompose(X.astype(np.float64), centred=False).rank > 1


def test_max_rank_is_checked():
    for bad, message in ((0, "max_rank=0 must be an integer >= 1"), (6, "max_rank=6 must be at most 5")):
        with pytest.raises(InputError, match=message):
            decompose(np.random.default_rng(0).standard_normal((6, 9)), max_rank=bad)
