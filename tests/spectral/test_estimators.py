"""The estimators keep scikit-learn's contract, and agree with its own PCA and linear models."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import estimator_checks_generator

from lngd_theory import InputError
from lngd_theory.spectral import SpectralLinearProbe, SpectralTruncation
from tests.spectral.planted import planted

ESTIMATORS = [
    SpectralTruncation(),
    SpectralTruncation(1, centred=False, route="gram"),
    SpectralLinearProbe(),
    SpectralLinearProbe(ridge=0.1, centred=False, route="gram"),
    SpectralLinearProbe(method="logistic", ridge=1.0),
]
P = planted(150, 10, classes=4, rate=0.2, strength=3)
T = planted(120, 10, classes=4, seed=1, means=P.means)


def contract():
    """Scikit-learn's checks, but the one of other array libraries, which it skips itself unless that is turned on."""
    for estimator in ESTIMATORS:
        for made, check in estimator_checks_generator(estimator):
            name = getattr(check, "func", check).__name__
            if name != "check_array_api_input":
                yield pytest.param(made, check, id=f"{estimator}-{name}")


CONTRACT = list(contract())


def test_the_contract_is_long():
    assert len(CONTRACT) > 40 * len(ESTIMATORS)


@pytest.mark.parametrize(("estimator", "check"), CONTRACT)
def test_scikit_learn_contract(estimator, check):
    check(estimator)


class TestTruncation:
    @pytest.mark.parametrize("d", [1, 3, 10])
    @pytest.mark.parametrize("route", ["svd", "gram"])
    def test_against_pca(self, d, route):
        ours, theirs = SpectralTruncation(d, route=route).fit(P.X), PCA(d, svd_solver="full").fit(P.X)
        signs = np.sign((ours.directions_ * theirs.components_).sum(axis=1))
        np.testing.assert_allclose(ours.transform(T.X), theirs.transform(T.X) * signs, atol=1e-9)
        np.testing.assert_allclose(ours.truncate(T.X), theirs.inverse_transform(theirs.transform(T.X)), atol=1e-9)
        np.testing.assert_allclose(ours.singular_values_, theirs.singular_values_, rtol=1e-9)
        assert ours.score(P.X) == pytest.approx(theirs.explained_variance_ratio_.sum(), rel=1e-9)

    def test_projection(self):
        model = SpectralTruncation(4).fit(P.X)
        once = model.truncate(T.X)
        np.testing.assert_allclose(model.truncate(once), once, atol=1e-12)
        np.testing.assert_allclose(model.inverse_transform(model.transform(T.X)), once, atol=1e-12)
        np.testing.assert_allclose(model.directions_ @ model.directions_.T, np.eye(4), atol=1e-12)
        assert np.linalg.matrix_rank(once - model.mean_) == 4
        full = SpectralTruncation().fit(P.X)
        np.testing.assert_allclose(full.truncate(T.X), T.X, atol=1e-10)
        assert full.score(T.X) == pytest.approx(1, rel=1e-12)
        assert model.score(np.tile(model.mean_, (2, 1))) == 1

    def test_zero_directions_are_dropped_by_default(self):
        X = P.X[:, :3] @ np.random.default_rng(0).standard_normal((3, 8))
        assert SpectralTruncation().fit(X).d_ == 3
        assert SpectralTruncation(5).fit(X).transform(X).shape == (150, 5)

    def test_randomised(self):
        strong = planted(300, 80, classes=4, strength=12)
        exact, fast = (SpectralTruncation(3, route=route).fit(strong.X) for route in ("svd", "randomised"))
        np.testing.assert_allclose(fast.transform(strong.X), exact.transform(strong.X), atol=0.02)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"d": 11}, "d=11 must be at most 10, the highest rank of 150 samples of 10 features"),
            ({"d": 0}, "d=0 must be an integer >= 1"),
            ({"route": "fast"}, "unknown route='fast'"),
            ({"route": "randomised"}, "say how many by max_rank"),
        ],
    )
    def test_refusals(self, options, message):
        for model in (SpectralTruncation(**options), SpectralLinearProbe(**options)):
            with pytest.raises(InputError, match=message):
                model.fit(P.X, P.noisy)

    def test_coordinates_of_another_shape(self):
        with pytest.raises(InputError, match=r"coordinates has the shape \(2, 3\); it must be \(n, 4\)"):
            SpectralTruncation(4).fit(P.X).inverse_transform(np.zeros((2, 3)))


class TestProbe:
    @pytest.mark.parametrize("d", [1, 3, 10])
    def test_least_squares_against_pca_and_linear_regression(self, d):
        pca = PCA(d, svd_solver="full").fit(P.X)
        model = LinearRegression().fit(pca.transform(P.X), np.eye(4)[P.noisy])
        expected = model.predict(pca.transform(T.X))
        probe = SpectralLinearProbe(d).fit(P.X, P.noisy)
        np.testing.assert_allclose(probe.decision_function(T.X), expected, atol=1e-10)
        assert (probe.predict(T.X) == expected.argmax(axis=1)).all()
        np.testing.assert_allclose(T.X @ probe.coef_.T + probe.intercept_, expected, atol=1e-10)
        assert np.linalg.matrix_rank(probe.coef_) == min(d, 3)

    @pytest.mark.parametrize("labels", [P.noisy, np.where(P.noisy > 1, "b", "a")], ids=["four", "two"])
    @pytest.mark.parametrize("d", [2, 10])
    @pytest.mark.parametrize("centred", [True, False])
    def test_logistic_against_pca_and_logistic_regression(self, d, labels, centred):
        mean = P.X.mean(axis=0) if centred else 0
        V = np.linalg.svd(P.X - mean)[2][:d].T
        model = LogisticRegression(C=1 / 3, tol=1e-10, max_iter=10_000, fit_intercept=centred)
        expected = model.fit((P.X - mean) @ V, labels).decision_function((T.X - mean) @ V)
        probe = SpectralLinearProbe(d, method="logistic", ridge=3.0, centred=centred).fit(P.X, labels)
        found = probe.decision_function(T.X)
        if found.ndim == 2:  # the softmax leaves a common constant open
            found, expected = (f - f.mean(axis=1, keepdims=True) for f in (found, expected))
        np.testing.assert_allclose(found, expected, atol=2e-3)
        assert probe.predict(T.X).dtype.kind == labels.dtype.kind

    def test_ridge_on_all_directions_is_the_ridge_classifier(self):
        probe = SpectralLinearProbe(ridge=25.0).fit(P.X, P.noisy)
        theirs = RidgeClassifier(alpha=25.0).fit(P.X, P.noisy)
        np.testing.assert_allclose(2 * probe.decision_function(T.X) - 1, theirs.decision_function(T.X), atol=1e-10)

    def test_two_classes_and_their_names(self):
        labels = np.where(P.clean > 1, "yes", "no")
        probe = SpectralLinearProbe(4).fit(P.X, labels)
        assert probe.classes_.tolist() == ["no", "yes"]
        assert probe.decision_function(T.X).shape == (120,)
        assert probe.score(T.X, np.where(T.clean > 1, "yes", "no")) > 0.8

    @pytest.mark.parametrize("scale", [1e-120, 1e120])
    def test_scale_of_features(self, scale):
        for method, ridge in (("least squares", 0.0), ("logistic", 1.0)):
            base = SpectralLinearProbe(3, method=method, ridge=ridge).fit(P.X, P.noisy)
            # the penalty has squared units
            scaled = SpectralLinearProbe(3, method=method, ridge=ridge * scale**2).fit(P.X * scale, P.noisy)
            np.testing.assert_allclose(
                scaled.decision_function(T.X * scale), base.decision_function(T.X), atol=1e-3, rtol=1e-3
            )

    def test_works_in_scikit_learn_machinery(self):
        search = GridSearchCV(SpectralLinearProbe(), {"d": [1, 3, 8]}, cv=3).fit(P.X, P.clean)
        assert search.best_params_["d"] in (3, 8)
        pipe = make_pipeline(SpectralTruncation(3), LogisticRegression()).fit(P.X, P.clean)
        assert pipe.score(T.X, T.clean) > 0.6
        assert clone(SpectralLinearProbe(3, ridge=2.0)).get_params()["ridge"] == 2.0

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"method": "svm"}, "unknown method='svm'"),
            ({"ridge": -1.0}, "ridge=-1.0 must be a finite number >= 0"),
            ({"method": "logistic"}, "ridge=0.0 must be a finite number > 0"),
        ],
    )
    def test_refusals(self, options, message):
        with pytest.raises(InputError, match=message):
            SpectralLinearProbe(**options).fit(P.X, P.noisy)

    def test_one_class(self):
        with pytest.raises(InputError, match=r"labels hold one class, np\.int64"):
            SpectralLinearProbe().fit(P.X, np.zeros(150, int))


def test_scikit_learn_is_imported_only_when_asked_for():
    code = "import lngd_theory, lngd_theory.spectral, sys; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_unknown_names_are_unknown():
    import lngd_theory.spectral

    with pytest.raises(AttributeError, match="has no attribute 'Probe'"):
        lngd_theory.spectral.Probe  # noqa: B018
