"""The rank-risk curve against a fit of its own for every d, scikit-learn's ridge, and planted answers."""

import math

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from lngd_theory import InputError
from lngd_theory.spectral import SpectralLinearProbe, rank_risk_curve, rank_risk_over_time
from lngd_theory.spectral.kernels import score_path
from tests.spectral.planted import planted, rotation

P = planted(90, 12, classes=3, rate=0.3, strength=2.5)
T = planted(70, 12, classes=3, rate=0.3, seed=1, means=P.means)


def naive(X, y, tests, d, ridge=0.0, centred=True):
    """A fit for one d by the normal equations of scikit-learn's Ridge; (accuracy, risk, its error) for each test."""
    mean = X.mean(axis=0) if centred else np.zeros(X.shape[1])
    V = np.linalg.svd(X - mean)[2][:d].T
    classes = np.unique(y)
    codes = (y[:, None] == classes).astype(float)
    offset = 0.0 if centred else 1 / classes.size
    if d:
        model = Ridge(alpha=ridge, fit_intercept=centred, solver="cholesky" if ridge else "svd")
        model.fit((X - mean) @ V, codes - offset)
    found = []
    for Xt, yt in tests:
        flat = np.tile(codes.mean(axis=0) if centred else offset, (len(Xt), 1))
        f = model.predict((Xt - mean) @ V) + offset if d else flat
        loss = ((f - (yt[:, None] == classes)) ** 2).sum(axis=1)
        accuracy = np.mean(classes[f.argmax(axis=1)] == yt)
        found.append((accuracy, loss.mean(), loss.std(ddof=1) / math.sqrt(len(yt))))
    return np.array(found)


class TestAgainstOneFitForEachD:
    @pytest.mark.parametrize("centred", [True, False])
    @pytest.mark.parametrize("ridge", [0.0, 7.0])
    @pytest.mark.parametrize("route", ["svd", "gram"])
    def test_every_score(self, centred, ridge, route):
        curve = rank_risk_curve(
            P.X, {"given": P.noisy, "clean": P.clean}, T.X, T.clean, ridge=ridge, centred=centred, route=route
        )
        assert curve.accuracy.dims == ("sample", "labels", "d")
        assert curve.d.values.tolist() == list(range(13))
        sets = [(P.X, P.noisy), (P.X, P.clean), (T.X, T.clean)]
        for d in range(1 - centred, 13):  # ties at d = 0 without intercept
            expected = naive(P.X, P.noisy, sets, d, ridge, centred)
            places = [("train", "given"), ("train", "clean"), ("test", "given")]
            for (sample, labels), (accuracy, risk, error) in zip(places, expected, strict=True):
                point = curve.sel(sample=sample, labels=labels, d=d)
                assert float(point.accuracy) == pytest.approx(accuracy, abs=1e-12)
                assert float(point.risk) == pytest.approx(risk, rel=1e-9)
                assert float(point.risk_se) == pytest.approx(error, rel=1e-9)
        assert np.isnan(curve.accuracy.sel(sample="test", labels="clean")).all()
        assert curve["size"].values.tolist() == [90, 70]

    def test_a_fit_with_another_mean_disagrees(self):
        """The comparison notices a mistake: test features centred by their own mean."""
        curve = rank_risk_curve(P.X, P.noisy, T.X + 1, T.clean)
        right = naive(P.X, P.noisy, [(T.X + 1, T.clean)], 5)[0, 1]
        wrong = naive(P.X, P.noisy, [(T.X - T.X.mean(axis=0) + P.X.mean(axis=0), T.clean)], 5)[0, 1]
        risk = float(curve.risk.sel(sample="test", labels="given", d=5))
        assert risk == pytest.approx(right, rel=1e-9)
        assert abs(risk - wrong) > 1e-3 * risk

    @pytest.mark.parametrize("ridge", [0.0, 3.0])
    def test_the_probe_is_a_point_of_the_curve(self, ridge):
        curve = rank_risk_curve(P.X, P.noisy, T.X, T.clean, ridge=ridge)
        for d in range(1, 13):
            probe = SpectralLinearProbe(d, ridge=ridge).fit(P.X, P.noisy)
            assert probe.score(T.X, T.clean) == float(curve.accuracy.sel(sample="test", labels="given", d=d))

    def test_two_classes_are_the_regression_of_signs(self):
        signs, test_signs = np.where(P.noisy == 0, -1, 1), np.where(T.clean == 0, -1, 1)
        curve = rank_risk_curve(P.X, signs, T.X, test_signs).sel(sample="test", labels="given")
        Xc = P.X - P.X.mean(axis=0)
        V = np.linalg.svd(Xc)[2][:5].T
        w = np.linalg.lstsq(Xc @ V, signs - signs.mean(), rcond=None)[0]
        f = (T.X - P.X.mean(axis=0)) @ V @ w + signs.mean()
        assert float(curve.accuracy.sel(d=5)) == np.mean(np.sign(f) == test_signs)
        assert float(curve.risk.sel(d=5)) == pytest.approx(np.mean((f - test_signs) ** 2) / 2, rel=1e-9)

    def test_full_rank_interpolates_where_there_are_as_many_directions(self):
        p = planted(20, 40, classes=3, rate=0.3)
        curve = rank_risk_curve(p.X, p.noisy).sel(sample="train", labels="given")
        assert curve.d.size == 20
        assert float(curve.accuracy[-1]) == 1
        assert float(curve.risk[-1]) < 1e-20
        assert float(curve.accuracy[0]) == np.bincount(p.noisy).max() / 20
        np.testing.assert_allclose(curve.freedom, np.arange(1, 21))


class TestEdges:
    def test_dependent_features_add_nothing(self):
        X = np.column_stack([P.X[:, :4], P.X[:, :4] @ np.ones((4, 3)), np.full(90, 0.1)])
        curve = rank_risk_curve(X, P.noisy)
        assert (curve.singular_value > 0).sum() == 4
        flat = curve.risk.sel(sample="train", labels="given").values[4:]
        assert np.ptp(flat) < 1e-12
        assert curve.freedom.values[4:].tolist() == [5.0] * 5

    def test_constant_features_leave_the_majority(self):
        curve = rank_risk_curve(np.full((9, 3), 0.3), [0] * 5 + [1] * 4, np.zeros((2, 3)), [1, 0])
        assert curve.accuracy.sel(sample="test").values.tolist() == [[0.5] * 4]

    def test_wide_features_of_any_size(self):
        p = planted(15, 60, classes=2, rate=0.1)
        base = rank_risk_curve(p.X, p.noisy, p.X + 0.1, p.clean)
        for scale in (1e-300, 1e300):
            scaled = rank_risk_curve(p.X * scale, p.noisy, (p.X + 0.1) * scale, p.clean)
            xr.testing.assert_allclose(scaled.drop_vars("singular_value"), base.drop_vars("singular_value"), rtol=1e-6)

    def test_randomised_route_finds_a_strong_signal(self):
        p = planted(400, 100, classes=4, strength=12)
        exact = rank_risk_curve(p.X, p.noisy, max_rank=3)
        fast = rank_risk_curve(p.X, p.noisy, max_rank=3, route="randomised")
        np.testing.assert_allclose(fast.singular_value, exact.singular_value, rtol=1e-4)
        np.testing.assert_allclose(fast.risk, exact.risk, rtol=1e-3)
        again = rank_risk_curve(p.X, p.noisy, max_rank=3, route="randomised")
        xr.testing.assert_identical(fast, again)

    def test_several_sets_with_several_labellings_of_strings(self):
        names = np.array(["cat", "dog", "owl"])
        curve = rank_risk_curve(
            P.X,
            names[P.noisy],
            {"a": T.X[:30], "b": T.X},
            {"a": names[T.clean[:30]], "b": {"noisy": names[T.noisy], "clean": names[T.clean]}},
        )
        assert curve["sample"].values.tolist() == ["train", "a", "b"]
        assert curve["labels"].values.tolist() == ["given", "noisy", "clean"]
        assert np.isnan(curve.risk.sel(sample="a", labels="clean")).all()
        single = rank_risk_curve(P.X, P.noisy, T.X, T.clean)
        np.testing.assert_array_equal(
            curve.risk.sel(sample="b", labels="clean"), single.risk.sel(sample="test", labels="given")
        )

    @pytest.mark.nojit
    def test_kernel_with_plain_loops(self):
        rng = np.random.default_rng(0)
        Z, B, offset = rng.standard_normal((7, 3)), rng.standard_normal((3, 4)), rng.standard_normal(4)
        codes = rng.integers(0, 4, (2, 7))
        hits, losses, squares = score_path(Z, B, offset, codes)
        for kind in range(2):
            for d in range(4):
                f = [[offset[c] + sum(Z[i, k] * B[k, c] for k in range(d)) for c in range(4)] for i in range(7)]
                loss = [sum((f[i][c] - (c == codes[kind, i])) ** 2 for c in range(4)) for i in range(7)]
                assert hits[kind, d] == sum(int(np.argmax(f[i])) == codes[kind, i] for i in range(7))
                assert losses[kind, d] == pytest.approx(sum(loss), rel=1e-12)
                assert squares[kind, d] == pytest.approx(sum(x * x for x in loss), rel=1e-12)


class TestInvariance:
    @given(seed=st.integers(0, 20), power=st.integers(-900, 900), shift=st.floats(-3, 3))
    def test_rotation_scale_order_translation(self, seed, power, shift):
        p = planted(30, 6, classes=3, rate=0.3, seed=seed)
        q = planted(20, 6, classes=3, rate=0.3, seed=seed + 100, means=p.means)
        order = np.random.default_rng(seed).permutation(30)
        turn = rotation(6, seed)
        base = rank_risk_curve(p.X, p.noisy, q.X, q.clean)
        scale = 2.0**power
        moved = rank_risk_curve(
            scale * (p.X[order] @ turn + shift), p.noisy[order], scale * (q.X @ turn + shift), q.clean
        )
        np.testing.assert_allclose(moved.risk, base.risk, rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(moved.accuracy, base.accuracy, atol=1e-12)

    @given(seed=st.integers(0, 20), ridge=st.sampled_from([0.0, 0.5, 40.0]))
    def test_training_risk_never_rises_with_d(self, seed, ridge):
        p = planted(25, 8, classes=3, rate=0.4, seed=seed)
        risk = rank_risk_curve(p.X, p.noisy, ridge=ridge).risk.sel(sample="train", labels="given")
        assert (np.diff(risk) <= 1e-12).all()


class TestPlanted:
    def test_risk_is_lowest_at_the_dimension_of_the_signal(self):
        best = []
        for seed in range(8):
            p = planted(400, 60, classes=5, rate=0.3, strength=8, seed=seed)
            t = planted(2000, 60, classes=5, rate=0.3, seed=seed + 500, means=p.means)
            curve = rank_risk_curve(p.X, p.noisy, t.X, t.clean).sel(sample="test", labels="given")
            best.append(int(curve.risk.argmin("d")))
            assert float(curve.accuracy.sel(d=4) - curve.accuracy.sel(d=60)) > 0
            assert float(curve.accuracy.sel(d=4) - curve.accuracy.sel(d=3)) > 0
        assert set(best) == {4}

    def test_labels_that_nothing_predicts_have_no_valley(self):
        rng = np.random.default_rng(0)
        X, T = rng.standard_normal((500, 30)), rng.standard_normal((4000, 30))
        curve = rank_risk_curve(X, rng.integers(0, 2, 500), T, rng.integers(0, 2, 4000)).sel(
            sample="test", labels="given"
        )
        assert (np.abs(curve.accuracy - 0.5) < 5 * 0.5 / math.sqrt(4000)).all()
        assert float(curve.risk.isel(d=-1) - curve.risk.isel(d=0)) > 0

    def test_a_weak_signal_below_a_strong_nuisance_is_found_only_beyond_it(self):
        """Wrong on purpose: 'the minimum is at the number of classes minus one' fails where variance is not signal."""
        rng = np.random.default_rng(0)
        turn = rotation(40)

        def draw(n):
            y = rng.integers(0, 2, n)
            X = rng.standard_normal((n, 40))
            X[:, :6] *= 10
            X[:, 6] += 6 * (y - 0.5)
            return X @ turn, y

        X, y = draw(400)
        curve = rank_risk_curve(X, y, *draw(3000)).sel(sample="test", labels="given")
        assert int(curve.risk.argmin("d")) >= 7
        assert float(curve.accuracy.sel(d=6)) < 0.6 < 0.99 < float(curve.accuracy.sel(d=7)) + 0.01


class TestOverTime:
    def snapshots(self):
        for t in range(3):
            yield P.X[:, : 6 + 3 * t], T.X[:, : 6 + 3 * t]

    def test_each_time_is_its_curve(self):
        told = []
        curves = rank_risk_over_time(
            self.snapshots(), P.noisy, T.clean, times=[1, 10, 100], progress=told.append, ridge=1.0
        )
        assert told == [1, 2, 3]
        assert curves.accuracy.dims == ("time", "sample", "labels", "d")
        assert curves.time.values.tolist() == [1, 10, 100]
        assert curves["size"].dims == ("sample",)
        for t, (X, Xt) in zip([1, 10, 100], self.snapshots(), strict=True):
            one = rank_risk_curve(X, P.noisy, Xt, T.clean, ridge=1.0)
            for name in ("accuracy", "risk"):
                found = curves[name].sel(time=t).dropna("d")
                np.testing.assert_array_equal(found, one[name])
        assert curves.attrs["N"] == 90
        assert "D" not in curves.attrs  # it changes

    def test_without_test_features_or_times(self):
        curves = rank_risk_over_time([(P.X, None), (P.X, None)], P.noisy)
        assert curves.time.values.tolist() == [0, 1]

    @pytest.mark.parametrize(
        ("count", "times", "message"),
        [
            (0, None, "there are no snapshots"),
            (2, [0, 1, 2], "there are 2 snapshots for 3 times"),
            (3, [0, 1], "there are more snapshots for 2 times"),
            (2, [1, 1], r"times=\[1, 1\] must be increasing numbers"),
        ],
    )
    def test_refusals(self, count, times, message):
        with pytest.raises(InputError, match=message):
            rank_risk_over_time([(P.X, None)] * count, P.noisy, times=times)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((P.X, P.noisy[:5]), {}, r"labels 'given' of 'train' has the shape \(5,\); it must be \(90,\)"),
        ((P.X, P.noisy * 0), {}, "labels hold one class"),
        ((P.X, P.noisy + 0.5), {}, r"holds \d.5; labels name classes: give integers or strings"),
        ((P.X, {"noisy": P.noisy}), {}, "labels must have the training labels under 'given'; it has noisy"),
        ((P.X, P.noisy, T.X), {}, "test_labels is missing: test_features is given; give both or neither"),
        ((P.X, P.noisy, None, T.clean), {}, "test_features is missing"),
        ((P.X, P.noisy, T.X[:, :4], T.clean), {}, "features of 'test' has D=4 columns; it must have 12"),
        (
            (P.X, P.noisy, T.X, T.clean + 7),
            {},
            r"'given' of 'test' holds .*, which no training label is; known classes: 0",
        ),
        ((P.X, P.noisy, {"a": T.X}, {"b": T.clean}), {}, "labels under the same names as test_features: a"),
        ((P.X, P.noisy, {"a": T.X}, T.clean), {}, "labels under the same names as test_features: a"),
        ((P.X, P.noisy, {"train": T.X}, {"train": T.clean}), {}, "cannot be named 'train'"),
        ((P.X, P.noisy, T.X, {}), {}, "no labels of 'test'"),
        ((P.X, P.noisy), {"ridge": -1}, "ridge=-1 must be a finite number >= 0"),
        ((P.X, P.noisy), {"max_rank": 13}, "max_rank=13 must be at most 12, the highest rank"),
        ((P.X, P.noisy), {"max_rank": 0}, "max_rank=0 must be an integer >= 1"),
        ((P.X, P.noisy), {"route": "randomised"}, "say how many by max_rank"),
        ((P.X, P.noisy), {"route": "svds"}, "unknown route='svds'; did you mean 'svd'"),
    ],
)
def test_refusals(arguments, options, message):
    with pytest.raises(InputError, match=message):
        rank_risk_curve(*arguments, **options)
