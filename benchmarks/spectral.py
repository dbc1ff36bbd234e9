"""The rank-risk curve for all d, against the decomposition that it needs, and against scikit-learn at some d."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.isolated import on_one_core
from benchmarks.measurement import Measurement, Target
from benchmarks.timing import Case, Readings, interleave

__all__ = ["Data", "draw", "measure", "measure_here"]

Array = NDArray[np.float64]

CLASSES, TEST = 10, 2000
#: Samples and features: the one with a target first, then many more of one than of the other.
SHAPES = ((5000, 512), (20_000, 64), (300, 20_000))
QUICK_SHAPES = ((400, 48), (60, 400))
#: scikit-learn fits a model for each d; so many d's, evenly spaced, are enough to compare.
SOME = 16
ROUNDS, QUICK_ROUNDS, SECONDS = 15, 3, 120.0


class Data(NamedTuple):
    """Training and test samples about the means of their classes."""

    X: Array
    y: NDArray[np.int64]
    X_test: Array
    y_test: NDArray[np.int64]


def draw(n: int, dimension: int, test: int = TEST) -> Data:
    """Gaussian features with one coordinate for each class; three labels of ten are wrong in training."""
    rng = np.random.default_rng(0)

    def sample(size: int) -> tuple[Array, NDArray[np.int64]]:
        y = rng.integers(0, CLASSES, size)
        X = rng.standard_normal((size, dimension))
        X[np.arange(size), y] += 4
        return X, y

    X, y = sample(n)
    wrong = rng.random(n) < 0.3
    return Data(X, np.where(wrong, rng.integers(0, CLASSES, n), y), *sample(test))


def measure(quick: bool) -> list[Measurement]:
    """All rows, measured in a process that is held to one core."""
    rows: list[Measurement] = on_one_core(measure_here, quick)
    return rows


def measure_here(quick: bool) -> list[Measurement]:
    """All rows, measured in this process."""
    rows = []
    for n, dimension in QUICK_SHAPES if quick else SHAPES:
        data = draw(n, dimension)
        timings = interleave(_curves(data), QUICK_ROUNDS if quick else ROUNDS, SECONDS).process
        rows += _against_the_svd(timings, n, dimension)
    data = draw(*(QUICK_SHAPES if quick else SHAPES)[0])
    cases = {"curve": _curves(data)["svd"]} | _scikit_learn(data)
    return rows + _against_scikit_learn(interleave(cases, 3, SECONDS).process, data)


def _curves(data: Data) -> dict[str, Case]:
    """The curve by both routes, and the decompositions alone."""
    from lngd_theory.spectral import rank_risk_curve
    from lngd_theory.spectral.decomposition import decompose

    def curve(route: str) -> Callable[[], object]:
        return lambda: rank_risk_curve(data.X, data.y, data.X_test, data.y_test, route=route)

    return {
        "alone": Case(lambda: np.linalg.svd(data.X - data.X.mean(axis=0), full_matrices=False)),
        "gram alone": Case(lambda: decompose(data.X, route="gram")),
        "svd": Case(curve("svd")),
        "gram": Case(curve("gram")),
    }


def _against_the_svd(timings: Readings, n: int, dimension: int) -> list[Measurement]:
    names = {
        "svd": "all d by the SVD",
        "gram": "all d by the Gram matrix",
        "gram alone": "the Gram decomposition alone",
    }
    return [
        Measurement(
            "spectral",
            f"N = {n:,}, D = {dimension:,}: {text}",
            f"time / time of the SVD alone (K = {CLASSES} classes, {TEST:,} test samples)",
            timings.ratio(name, "alone"),
            target=Target(high=3.0) if name == "svd" else None,
            details={
                "N": n,
                "D": dimension,
                "route": name,
                "milliseconds": timings.microseconds(name) / 1e3,
                "svd_milliseconds": timings.microseconds("alone") / 1e3,
            },
        )
        for name, text in names.items()
    ]


def _scikit_learn(data: Data) -> dict[str, Case]:
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline

    codes = np.eye(CLASSES)[data.y]
    k = CLASSES - 1

    def regression() -> object:
        model = make_pipeline(PCA(k, svd_solver="full"), LinearRegression()).fit(data.X, codes)
        return (model.predict(data.X_test).argmax(axis=1) == data.y_test).mean()

    def regressions() -> object:
        pca = PCA(svd_solver="full").fit(data.X)
        Z, Z_test = pca.transform(data.X), pca.transform(data.X_test)
        return [
            (LinearRegression().fit(Z[:, :d], codes).predict(Z_test[:, :d]).argmax(axis=1) == data.y_test).mean()
            for d in np.linspace(1, Z.shape[1], SOME).astype(int)
        ]

    def logistic() -> object:
        model = make_pipeline(PCA(k, svd_solver="full"), LogisticRegression(max_iter=1000)).fit(data.X, data.y)
        return model.score(data.X_test, data.y_test)

    return {
        f"PCA and LinearRegression at d = {k}": Case(regression),
        f"one PCA, LinearRegression at {SOME} values of d": Case(regressions),
        f"PCA and LogisticRegression at d = {k}": Case(logistic),
    }


def _against_scikit_learn(timings: Readings, data: Data) -> list[Measurement]:
    n, dimension = data.X.shape
    return [
        Measurement(
            "spectral",
            name,
            f"time of scikit-learn / time of the whole curve, {min(n - 1, dimension) + 1} values of d "
            f"(N = {n:,}, D = {dimension:,})",
            timings.ratio(name, "curve"),
            details={"N": n, "D": dimension, "milliseconds": timings.microseconds(name) / 1e3},
        )
        for name in timings.seconds
        if name != "curve"
    ]
