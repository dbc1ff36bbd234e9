"""The spectral linear probe as a scikit-learn classifier: a linear classifier on the top d directions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from lngd_theory.errors import InputError, finite_number, near_match
from lngd_theory.spectral.decomposition import Decomposition
from lngd_theory.spectral.least_squares import fit_all
from lngd_theory.spectral.truncation import kept_parts

__all__ = ["METHODS", "SpectralLinearProbe"]

Array = NDArray[np.float64]

METHODS = ("least squares", "logistic")


class SpectralLinearProbe(ClassifierMixin, BaseEstimator):
    """Linear classifier on the top d principal directions of features, for two or more classes.

    Parameters
    ----------
    d : int, optional
        Number of directions; by default all whose singular value is not zero.
    method : {"least squares", "logistic"}
        Regression of one-hot labels, or multinomial logistic regression (scikit-learn's).
    ridge : float >= 0
        Penalty ``ridge |W|^2`` of the squared error, or ``ridge |W|^2 / 2`` of the summed logistic loss, in units of
        the features; not of the intercept. ``logistic`` needs one above 0, as separable classes have no solution else.
    centred : bool
        Whether features are centred, and the fit has an intercept.
    route : {"auto", "svd", "gram", "randomised"}
        How the decomposition is computed: see :mod:`~lngd_theory.spectral.decomposition`.
    random_state : int
        Seed of the route ``randomised``.

    Attributes
    ----------
    classes_ : (K,) array
    d_ : int
        Directions kept.
    coef_ : (K, D) array
        Weights of the features for each class, zero across the dropped directions.
    intercept_ : (K,) array
    """

    def __init__(
        self,
        d: int | None = None,
        *,
        method: str = "least squares",
        ridge: float = 0.0,
        centred: bool = True,
        route: str = "auto",
        random_state: int = 0,
    ) -> None:
        self.d = d
        self.method = method
        self.ridge = ridge
        self.centred = centred
        self.route = route
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> SpectralLinearProbe:
        """Fit to features X (N, D) and labels y (N,).

        Raises
        ------
        InputError
            Options out of range, or labels of a single class.
        """
        if self.method not in METHODS:
            raise InputError(f"unknown method={self.method!r}; {near_match(str(self.method), METHODS)}")
        penalty = finite_number("ridge", self.ridge, 0, strict=self.method == "logistic")
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32])
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if self.classes_.size < 2:
            raise InputError(f"labels hold one class, {self.classes_[0]!r}; the probe needs at least 2 classes")
        parts, self.d_ = kept_parts(X, self.d, self.centred, self.route, self.random_state)
        fit = self._least_squares if self.method == "least squares" else self._logistic
        B, offset = fit(parts, codes.astype(np.int64), penalty)
        self.coef_ = B.T @ parts.V[:, : self.d_].T / parts.unit
        self.intercept_ = offset - (parts.V[:, : self.d_] @ B).T @ parts.mean
        return self

    def _least_squares(self, parts: Decomposition, codes: NDArray[np.int64], ridge: float) -> tuple[Array, Array]:
        fit = fit_all(parts, codes, self.classes_.size, ridge)
        return fit.B[: self.d_], fit.offset

    def _logistic(self, parts: Decomposition, codes: NDArray[np.int64], ridge: float) -> tuple[Array, Array]:
        """Coefficients (d_, K) and intercepts (K,) in units of ``unit``."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(
            C=parts.unit * parts.unit / ridge, fit_intercept=parts.centred, tol=1e-8, max_iter=10_000
        )
        model.fit((parts.U * parts.s)[:, : self.d_], codes)
        if len(self.classes_) == 2:  # one output for two classes: half of it for each, with opposite signs
            half = model.coef_[0] / 2, float(model.intercept_[0]) / 2 if parts.centred else 0.0
            return np.stack([-half[0], half[0]], axis=1), np.array([-half[1], half[1]])
        return model.coef_.T, np.broadcast_to(model.intercept_, self.classes_.shape)

    def decision_function(self, X: ArrayLike) -> Array:
        """Outputs of features (n, D): (n, K), or for two classes the second minus the first, (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        outputs = np.asarray(np.asarray(X, np.float64) @ self.coef_.T + self.intercept_)
        return outputs[:, 1] - outputs[:, 0] if len(self.classes_) == 2 else outputs

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class with the largest output for features (n, D): (n,)."""
        outputs = self.decision_function(X)
        codes = (outputs > 0).astype(np.int64) if len(self.classes_) == 2 else outputs.argmax(axis=1)
        return np.asarray(self.classes_[codes])
