"""Principal angles by a second route, closed cases, and the share of a subspace that the first directions hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral import captured_share, class_mean_subspace, principal_angles, subspace_overlap
from lngd_theory.spectral.decomposition import decompose
from tests.spectral.planted import planted, rotation


def own_angles(a, b):
    """Bjorck and Golub: cosines from Qa^T Qb, sines from what Qb has outside of Qa; the smaller of both is exact."""
    qa, qb = np.linalg.qr(a)[0], np.linalg.qr(b)[0]
    if qa.shape[1] < qb.shape[1]:
        qa, qb = qb, qa
    product = qa.T @ qb
    cosines = np.linalg.svd(product, compute_uv=False).clip(0, 1)
    sines = np.sort(np.linalg.svd(qb - qa @ product, compute_uv=False).clip(0, 1))
    return np.where(cosines**2 < 0.5, np.arccos(cosines), np.arcsin(sines))


class TestAngles:
    @pytest.mark.parametrize("seed", range(5))
    @pytest.mark.parametrize("sizes", [(9, 3, 3), (9, 2, 5), (9, 7, 4), (4, 4, 1)])
    def test_second_route(self, sizes, seed):
        rng = np.random.default_rng(seed)
        a, b = rng.standard_normal(sizes[:2]), rng.standard_normal((sizes[0], sizes[2]))
        found = principal_angles(a, b)
        assert found.dims == ("angle",)
        np.testing.assert_allclose(found, own_angles(a, b), atol=1e-12)
        assert subspace_overlap(a, b) == pytest.approx((np.cos(own_angles(a, b)) ** 2).mean(), rel=1e-12)

    @pytest.mark.parametrize("angle", [0.0, 1e-12, 1e-6, 0.3, np.pi / 2 - 1e-9, np.pi / 2])
    def test_one_known_angle(self, angle):
        a = np.eye(5)[:, :2]
        b = np.column_stack([np.eye(5)[:, 0], np.cos(angle) * np.eye(5)[:, 1] + np.sin(angle) * np.eye(5)[:, 2]])
        np.testing.assert_allclose(principal_angles(a, b), [0, angle], atol=4e-16)  # by arccos 1e-12 would be 0 or 1e-8

    def test_closed_overlaps(self):
        Q = rotation(8)
        assert subspace_overlap(Q[:, :3], Q[:, :3] @ rotation(3)) == pytest.approx(1, abs=1e-14)
        assert subspace_overlap(Q[:, :3], Q[:, :5]) == pytest.approx(1, abs=1e-14)
        assert subspace_overlap(Q[:, :3], Q[:, 3:]) == pytest.approx(0, abs=1e-14)
        assert subspace_overlap(Q[:, :4], Q[:, 2:6]) == pytest.approx(0.5, abs=1e-14)

    def test_random_subspaces(self):
        overlaps = [subspace_overlap(rotation(20, s)[:, :2], rotation(20, 1000 + s)[:, :5]) for s in range(400)]
        error = np.std(overlaps) / np.sqrt(len(overlaps))
        assert abs(np.mean(overlaps) - 5 / 20) < 5 * error
        assert error < 0.01

    @given(seed=st.integers(0, 20), scale=st.sampled_from([1e-200, 1e-3, 7.0, 1e200]))
    def test_basis_and_rotation_do_not_matter(self, seed, scale):
        rng = np.random.default_rng(seed)
        a, b = rng.standard_normal((7, 3)), rng.standard_normal((7, 2))
        mixed = scale * a @ (rotation(3, seed) + 0.1 * rng.standard_normal((3, 3)))
        turn = rotation(7, seed)
        np.testing.assert_allclose(principal_angles(turn @ mixed, turn @ b), principal_angles(a, b), atol=1e-7)

    @pytest.mark.parametrize(
        ("a", "b", "message"),
        [
            (np.eye(3)[:, :2], np.eye(4)[:, :2], "a and b lie in spaces of dimension 3 and 4"),
            (np.ones((3, 2)), np.eye(3), r"a has dependent columns \(shape \(3, 2\)\); give the columns of a basis"),
            (np.eye(3), np.ones((3, 4)), "b has dependent columns"),
            (np.eye(3), np.zeros((3, 1)), "b has dependent columns"),
            (np.eye(3), np.full((3, 1), np.nan), r"b\[0, 0\]=nan"),
        ],
    )
    def test_refusals(self, a, b, message):
        with pytest.raises(InputError, match=message):
            principal_angles(a, b)


class TestSignalSubspace:
    def test_span_of_class_means(self):
        p = planted(300, 12, classes=4)
        found = class_mean_subspace(p.X, p.clean)
        assert found.shape == (12, 3)
        np.testing.assert_allclose(found.T @ found, np.eye(3), atol=1e-12)
        means = np.stack([p.X[p.clean == c].mean(axis=0) for c in range(4)]) - p.X.mean(axis=0)
        np.testing.assert_allclose(means @ found @ found.T, means, atol=1e-12)

    def test_dependent_means_span_less(self):
        means = np.outer([-1.0, 0.0, 1.0, 2.0], np.eye(6)[0])
        X = np.repeat(means, 5, axis=0)
        assert class_mean_subspace(X, np.repeat(range(4), 5)).shape == (6, 1)

    @pytest.mark.parametrize(
        ("labels", "message"),
        [
            (np.zeros(20), "labels hold one class, np.float64"),
            (np.tile(range(2), 10), "all classes have the same mean feature"),
            (np.zeros(5), r"labels has the shape \(5,\); it must be \(20,\)"),
        ],
    )
    def test_refusals(self, labels, message):
        X = np.repeat(np.random.default_rng(0).standard_normal((10, 3)), 2, axis=0)
        with pytest.raises(InputError, match=message):
            class_mean_subspace(X, labels)


class TestCaptured:
    def test_strong_signal_is_in_the_first_directions_and_not_in_the_last(self):
        p = planted(2000, 30, classes=4, strength=10)
        share = captured_share(p.X, class_mean_subspace(p.X, p.clean))
        assert share.sel(d=0) == 0
        assert share.sel(d=3) > 0.99
        assert share.sel(d=30) == pytest.approx(1, abs=1e-12)
        assert (np.diff(share) >= 0).all()
        # wrong on purpose: the last three directions hold next to nothing
        assert share.sel(d=30) - share.sel(d=27) < 0.01

    def test_each_d_is_the_overlap_of_subspaces(self):
        p = planted(80, 9, classes=3, strength=1.5, seed=2)
        Q = class_mean_subspace(p.X, p.clean)
        share = captured_share(p.X, Q)
        V = decompose(p.X).V
        for d in range(1, 10):
            assert share.sel(d=d) == pytest.approx(subspace_overlap(V[:, :d], Q) * min(d, 2) / 2, rel=1e-10)

    def test_other_space_is_refused(self):
        with pytest.raises(InputError, match="subspace has D=5 rows; it must have 3, one for each feature"):
            captured_share(np.random.default_rng(0).standard_normal((6, 3)), np.eye(5)[:, :1])
