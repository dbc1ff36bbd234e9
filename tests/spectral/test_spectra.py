"""Spectra and ranks: closed cases, a second route, invariances, conventions that differ where they must."""

import math

import numpy as np
import pytest
import scipy.stats
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral import (
    effective_rank,
    entropy_rank,
    participation_ratio,
    spectrum,
    spectrum_summary,
    stable_rank,
)
from lngd_theory.spectral.ranks import participation_of, stable_of
from tests.spectral.planted import matrices, rotation

OF = ["singular values", "eigenvalues"]
RANKS = {
    "entropy of singular values": lambda X, centred: effective_rank(X, centred=centred),
    "entropy of eigenvalues": lambda X, centred: effective_rank(X, of="eigenvalues", centred=centred),
    "participation": lambda X, centred: participation_ratio(X, centred=centred),
    "stable": lambda X, centred: stable_rank(X, centred=centred),
}
ranks = pytest.mark.parametrize("rank", RANKS.values(), ids=RANKS)


def naive(X, centred, of):
    """Spectrum and its entropy rank with plain loops and the covariance matrix."""
    n, dimension = X.shape
    means = [sum(X[i, j] for i in range(n)) / n if centred else 0.0 for j in range(dimension)]
    scatter = np.zeros((dimension, dimension))
    for i in range(n):
        for j in range(dimension):
            for k in range(dimension):
                scatter[j, k] += (X[i, j] - means[j]) * (X[i, k] - means[k])
    eigenvalues = np.sort(np.linalg.eigvalsh(scatter))[::-1].clip(min=0)[: min(n - centred, dimension)]
    values = eigenvalues / (n - centred) if of == "eigenvalues" else np.sqrt(eigenvalues)
    return values, math.exp(scipy.stats.entropy(values))


class TestClosedCases:
    @ranks
    def test_orthonormal_columns_have_full_rank(self, rank):
        assert rank(7.0 * rotation(6)[:, :4], False) == pytest.approx(4, rel=1e-12)

    @ranks
    def test_equal_spectrum_after_centring(self, rank):
        # orthonormal columns that are orthogonal to the vector of ones
        X = np.linalg.qr(np.column_stack([np.ones(9), rotation(9)[:, :5]]))[0][:, 1:]
        assert rank(3.0 * X + 2.0, True) == pytest.approx(5, rel=1e-12)

    @ranks
    def test_rank_one(self, rank):
        X = np.outer([1.0, -2.0, 4.0], [3.0, 0.1, 5.0, 2.0])
        assert rank(X, False) == pytest.approx(1, rel=1e-12)
        assert rank(X, True) == pytest.approx(1, rel=1e-12)

    @ranks
    def test_zero_has_no_direction(self, rank):
        assert rank(np.zeros((4, 3)), False) == rank(np.zeros((4, 3)), True) == 0.0

    @ranks
    @pytest.mark.parametrize("value", [0.1, 1e8 / 3, 1e-9 / 7])
    @pytest.mark.parametrize("n", [3, 7, 1001])
    def test_equal_rows_are_zero_after_centring(self, rank, value, n):
        assert rank(np.full((n, 5), value) * np.arange(1, 6), True) == 0.0

    def test_two_values_by_hand(self):
        X = np.diag([3.0, 1.0])
        assert effective_rank(X, centred=False) == pytest.approx(4 / 3**0.75, rel=1e-14)
        assert effective_rank(X, of="eigenvalues", centred=False) == pytest.approx(10 / 9**0.9, rel=1e-14)
        assert participation_ratio(X, centred=False) == pytest.approx(100 / 82, rel=1e-14)
        assert stable_rank(X, centred=False) == pytest.approx(10 / 9, rel=1e-14)

    def test_zero_times_its_logarithm_is_zero(self):
        assert entropy_rank([2.0, 2.0, 0.0, 0.0]) == entropy_rank([2.0, 2.0]) == pytest.approx(2, rel=1e-15)

    def test_eigenvalues_are_those_of_the_covariance(self):
        X = np.random.default_rng(0).standard_normal((30, 4)) + 5
        expected = np.linalg.eigvalsh(np.cov(X.T))[::-1]
        np.testing.assert_allclose(spectrum(X, of="eigenvalues"), expected, rtol=1e-12)
        moments = np.linalg.eigvalsh(X.T @ X / 30)[::-1]
        np.testing.assert_allclose(spectrum(X, of="eigenvalues", centred=False), moments, rtol=1e-12)


class TestAgainstLoops:
    @pytest.mark.parametrize("of", OF)
    @pytest.mark.parametrize("centred", [True, False])
    @pytest.mark.parametrize("shape", [(12, 5), (4, 9), (6, 6), (2, 1)])
    @pytest.mark.parametrize("route", ["svd", "gram"])
    def test_values_and_rank(self, shape, centred, of, route):
        X = np.random.default_rng(3).standard_normal(shape) + 0.5
        values, rank = naive(X, centred, of)
        found = spectrum(X, of=of, centred=centred, route=route)
        assert found.dims == ("direction",)
        assert found.direction.values.tolist() == list(range(1, min(shape[0] - centred, shape[1]) + 1))
        np.testing.assert_allclose(found, values, rtol=1e-6)
        assert effective_rank(X, of=of, centred=centred, route=route) == pytest.approx(rank, rel=1e-9)

    def test_summary_is_each_number(self):
        X = np.random.default_rng(3).standard_normal((20, 6)) * np.arange(1, 7)
        summary = spectrum_summary(X)
        for of in OF:
            assert float(summary.effective_rank.sel(of=of)) == pytest.approx(effective_rank(X, of=of), rel=1e-14)
        assert float(summary.participation_ratio) == pytest.approx(participation_ratio(X), rel=1e-14)
        assert float(summary.stable_rank) == pytest.approx(stable_rank(X), rel=1e-14)
        assert (int(summary["rank"]), int(summary.limit)) == (6, 6)
        np.testing.assert_array_equal(summary.singular_value, spectrum(X))

    def test_norms(self):
        X = np.random.default_rng(4).standard_normal((9, 13))
        expected = np.linalg.norm(X) ** 2 / np.linalg.norm(X, 2) ** 2
        assert stable_rank(X, centred=False) == pytest.approx(expected, rel=1e-13)


class TestInvariance:
    @ranks
    @given(X=matrices(), seed=st.integers(0, 5), centred=st.booleans())
    def test_rotation_of_features_and_of_samples(self, rank, X, seed, centred):
        turned = X @ rotation(X.shape[1], seed)
        assert rank(turned, centred) == pytest.approx(rank(X, centred), rel=1e-9)
        if not centred:
            assert rank(rotation(X.shape[0], seed) @ X, False) == pytest.approx(rank(X, False), rel=1e-9)

    @ranks
    @given(X=matrices(), power=st.integers(-980, 980), centred=st.booleans())
    def test_scale(self, rank, X, power, centred):
        assert rank(X * 2.0**power, centred) == rank(X, centred)  # a power of two rounds nothing
        assert rank(X * -0.3, centred) == pytest.approx(rank(X, centred), rel=1e-9)

    @ranks
    @given(X=matrices(), centred=st.booleans(), data=st.data())
    def test_order_of_samples_and_features(self, rank, X, centred, data):
        rows = data.draw(st.permutations(range(X.shape[0])))
        columns = data.draw(st.permutations(range(X.shape[1])))
        assert rank(X[rows][:, columns], centred) == pytest.approx(rank(X, centred), rel=1e-9)

    @ranks
    @given(X=matrices(), shift=st.integers(-50, 50))
    def test_translation_if_centred(self, rank, X, shift):
        assert rank(X + shift, True) == pytest.approx(rank(X, True), rel=1e-9)

    @ranks
    @given(X=matrices(), centred=st.booleans())
    def test_range(self, rank, X, centred):
        limit = min(X.shape[0] - centred, X.shape[1])
        value = rank(X, centred)
        assert value == 0 or 1 - 1e-12 <= value <= limit * (1 + 1e-12)

    @given(X=matrices(), centred=st.booleans())
    def test_order_of_the_ranks(self, X, centred):
        """Renyi entropies fall with their order: 1 >= 2 >= infinity, and spread is larger before squaring."""
        s, e, p, t = (rank(X, centred) for rank in RANKS.values())
        assert s + 1e-9 >= e >= p - 1e-9 >= t - 2e-9


class TestRangeOfFloats:
    def test_spectrum_over_300_orders_of_magnitude(self):
        s = np.logspace(-150, 150, 301)
        weights = [10.0**-k for k in range(301)]
        total = math.fsum(weights)
        entropy = -math.fsum(w / total * math.log(w / total) for w in weights)
        assert entropy_rank(s) == pytest.approx(math.exp(entropy), rel=1e-13)
        assert participation_of(s) == pytest.approx((1 / 0.99) ** 2 / (1 / 0.9999), rel=1e-13)
        assert stable_of(s) == pytest.approx(1 / 0.99, rel=1e-13)
        assert np.isfinite(entropy_rank(s, 2))

    @pytest.mark.parametrize("scale", [1e-310, 1e-200, 1e200, 1e307])
    def test_features_of_any_size(self, scale):
        X = np.random.default_rng(1).integers(-8, 8, (6, 3)) / 4
        assert effective_rank(X * scale) == pytest.approx(effective_rank(X), rel=1e-9 if scale > 1e-300 else 1e-4)

    @pytest.mark.parametrize("scale", [1e-170, 1e170])
    def test_squares_out_of_range_are_refused(self, scale):
        X = scale * np.random.default_rng(1).standard_normal((6, 3))
        assert np.isfinite(spectrum(X)).all()
        with pytest.raises(InputError, match=r"eigenvalues of features of size \de[+-]1\d\d leave the range of floats"):
            spectrum(X, of="eigenvalues")


class TestRoutes:
    def test_gram_route_is_as_exact_as_it_says(self):
        rng = np.random.default_rng(5)
        s = np.logspace(0, -12, 40)
        U, V = np.linalg.qr(rng.standard_normal((300, 40)))[0], rotation(40)
        X = (U * s) @ V
        exact = spectrum(X, centred=False, route="svd").values
        gram = spectrum(X, centred=False, route="gram").values
        eps = np.finfo(np.float64).eps
        np.testing.assert_allclose(exact, s, atol=20 * eps)
        lost = s < np.sqrt(300 * eps)
        assert lost.sum() > 10
        assert (gram[lost] == 0).all()
        assert (np.abs(gram - s)[~lost] <= 20 * eps / s[~lost]).all()
        assert np.abs(gram - s)[~lost].max() > 100 * eps  # it does lose digits

    def test_32_bits_lose_less_than_their_own_rounding(self):
        X = np.random.default_rng(6).standard_normal((60, 20)) @ np.diag(np.logspace(0, -4, 20))
        single = X.astype(np.float32)
        exact = spectrum(single.astype(np.float64), route="svd")
        np.testing.assert_allclose(spectrum(single), exact, rtol=1e-7)
        assert np.abs(exact - spectrum(X)).max() > np.abs(exact - spectrum(single)).max()
        assert spectrum(single).dtype == np.float64

    def test_rounding_to_32_bits_is_no_direction(self):
        X = np.outer(np.random.default_rng(7).standard_normal(50), np.random.default_rng(8).standard_normal(8))
        assert int(spectrum_summary(X.astype(np.float32))["rank"]) == 1
        assert int(spectrum_summary(X.astype(np.float32).astype(np.float64))["rank"]) == 8  # nobody said it was rounded

    def test_integers_and_other_containers(self):
        X = [[1, 0, 2], [0, 1, 1], [4, 1, 0]]
        assert effective_rank(X) == effective_rank(np.array(X, dtype=float)) == effective_rank(xr.DataArray(X))


class TestConventionsDiffer:
    """Each wrong-on-purpose variant gives another number where the convention matters."""

    X = np.random.default_rng(9).standard_normal((40, 6)) * np.arange(1, 7) + 30

    def test_centring(self):
        assert effective_rank(self.X, centred=False) < 2.5 < 4 < effective_rank(self.X)

    def test_squares(self):
        assert effective_rank(self.X, of="eigenvalues") < effective_rank(self.X) - 0.3

    def test_entropy_of_a_spectrum_that_is_not_normalised_or_in_bits_is_another_number(self):
        s = spectrum(self.X).values
        p = s / s.sum()
        right = effective_rank(self.X)
        assert right == pytest.approx(math.exp(-(p * np.log(p)).sum()), rel=1e-12)
        assert abs(math.exp(-(p * np.log2(p)).sum()) - right) > 0.5
        assert not math.isclose(math.exp(min(-(s * np.log(s)).sum(), 700)), right, rel_tol=0.1)

    def test_dividing_by_n_changes_eigenvalues_only(self):
        eigenvalues = spectrum(self.X, of="eigenvalues").values
        assert not np.allclose(eigenvalues, spectrum(self.X).values ** 2 / 40, rtol=1e-3)


BAD = [
    (np.zeros((0, 3)), r"features has the shape \(0, 3\); at least 2 row\(s\) \(samples\) and 1 column"),
    (np.zeros((3, 0)), r"features has the shape \(3, 0\); at least 2 row"),
    (np.zeros((1, 3)), r"features has the shape \(1, 3\); at least 2 row"),
    (np.zeros(4), r"features has the shape \(4,\); it must be a matrix \(N, D\), one row a sample"),
    (np.zeros((2, 3, 3)), r"it must be a matrix \(N, D\), one row a sample: flatten"),
    ([[1.0, np.nan], [0, 1]], r"features\[0, 1\]=nan must be a finite number; remove or repair"),
    ([[1.0, 2.0], [-np.inf, 1]], r"features\[1, 0\]=-inf must be a finite number"),
    (np.ones((2, 2), complex), "features has the type complex128; it must be an array of real numbers"),
    (np.array([["a", "b"], ["c", "d"]]), "features has the type <U1; it must be an array of real numbers"),
]


@pytest.mark.parametrize("function", [spectrum, effective_rank, participation_ratio, stable_rank, spectrum_summary])
@pytest.mark.parametrize(("X", "message"), BAD)
def test_bad_features_are_refused(function, X, message):
    with pytest.raises(InputError, match=message):
        function(X)


def test_one_row_has_a_spectrum_about_zero():
    assert spectrum([[3.0, 4.0]], centred=False).values.tolist() == pytest.approx([5.0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"of": "eigenvalue"}, "unknown of='eigenvalue'; did you mean 'eigenvalues'"),
        ({"route": "qr"}, "unknown route='qr'; known: auto, gram, randomised, svd"),
        ({"route": "randomised"}, "route='randomised' does not find the whole spectrum"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        effective_rank(np.eye(3), **options)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], r"a spectrum has the shape \(0,\)"),
        ([[1.0]], r"a spectrum has the shape \(1, 1\)"),
        ([1.0, -1.0], r"a spectrum holds -1.0; it must hold finite numbers >= 0"),
        ([1.0, np.nan], "a spectrum holds nan"),
    ],
)
def test_bad_spectra_are_refused(values, message):
    for function in (entropy_rank, participation_of, stable_of):
        with pytest.raises(InputError, match=message):
            function(values)
