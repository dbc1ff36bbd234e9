"""Everything that is measured on one draw trained by one algorithm: accuracies over time and over directions, spectra.

The fresh data come in two halves: what is chosen by clean labels (a step, a number of directions) is chosen on the
first and scored on the second, so that no maximum is taken over the data that judge it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.instances import Instance
from lngd_theory.spectral import entropy_rank, label_energy, rank_risk_curve
from lngd_theory.spectral.decomposition import Decomposition, decompose
from lngd_theory.spectral.network.corruption import NetworkDraw
from lngd_theory.spectral.network.features import head_outputs
from lngd_theory.spectral.network.geometry import Geometry
from lngd_theory.spectral.network.outputs import Meeting, TestSet, head, meet, train_features
from lngd_theory.spectral.network.weights import truncated, weight_spectrum

__all__ = [
    "CURVES",
    "Snapshot",
    "first_best",
    "given_accuracy",
    "halves",
    "held_out_curves",
    "label_shares",
    "snapshot",
]

Array = NDArray[np.float64]

#: What is truncated: the weights W; their movement W - W0, with W0 kept; the features, about their mean, with the
#: network's own second layer; the same about zero; and the features with a least-squares probe fitted to the training
#: labels.
CURVES = ("weights", "movement", "features", "uncentred", "probe")


class Snapshot(NamedTuple):
    """One state of the network.

    ``curves`` are accuracies (2, 2m + 1) on the two halves of the fresh data for k = 0, ..., 2m directions; with no
    direction at all the network or probe guesses, 1/2.
    """

    curves: dict[str, Array]
    singular: Array  #: (2m,) of W
    weight_shares: Array  #: (2m, 5): see ``WeightSpectrum.shares``
    feature_singular: Array  #: (2m,) of the centred training features
    signal_share: Array  #: (2m,): share of the class signal along each principal direction
    noise_share: Array  #: (2m,): the same of the residual of the fixed corruption, about its mean in each class
    effective_rank: float  #: of the centred features, by the entropy of singular values
    energy: Array  #: (5,): squared norm of W in each part, see ``geometry.PARTS``
    signal_margin: float  #: y f of the signal patch alone, mean over both classes
    averaging: float  #: overlap of the first two left singular vectors of W with the averages over filters of one sign


def halves(values: Array) -> Array:
    """Means (2, ...) over the two halves of the last axis (..., T)."""
    middle = values.shape[-1] // 2
    return np.stack([values[..., :middle].mean(axis=-1), values[..., middle:].mean(axis=-1)])


def snapshot(draw: NetworkDraw, R: Array, q: float, kinds: tuple[str, ...] = CURVES) -> Snapshot:
    """Measure the network with coefficients R (2m, K); ``kinds`` are the curves wanted."""
    test, at, instance = TestSet(draw, q), meet(draw, R), draw.geometry.instance
    weights = weight_spectrum(draw.geometry, R)
    H = train_features(instance, at.atoms, q)
    parts = decompose(H, centred=True, route="svd")
    curves: dict[str, Array] = {}
    if "weights" in kinds:
        curves["weights"] = _guess(np.stack([halves(test.correct(one)) for one in truncated(weights, at)], axis=1))
    if "movement" in kinds:
        start = meet(draw, np.zeros_like(R))
        moved = weight_spectrum(draw.geometry, R, moved=True)
        curves["movement"] = np.stack([halves(test.correct(one)) for one in truncated(moved, at, start)], axis=1)
    if "features" in kinds:
        curves["features"] = _head(parts, test, at)
    if "uncentred" in kinds:
        curves["uncentred"] = _head(decompose(H, centred=False, route="svd"), test, at)
    if "probe" in kinds:
        curves["probe"] = _guess(_probe(H, instance, test, at))
    signal, noise = label_shares(H, instance)
    size, width = parts.s.size, H.shape[1]
    pad = (0, width - size)
    return Snapshot(
        {name: _filled(curve, width + 1) for name, curve in curves.items()}, weights.values, weights.shares,
        np.pad(parts.s * parts.unit, pad), np.pad(signal, pad), np.pad(noise, pad), entropy_rank(parts.s),
        weights.part() * float(weights.values @ weights.values), test.signal_margin(at.atoms),
        float(np.linalg.norm(averages(instance.m) @ weights.left[:, :2]) ** 2 / 2),
    )  # fmt: skip


def averages(m: int) -> Array:
    """Orthonormal rows (2, 2m): the average over the filters of +1, and over those of -1."""
    return np.asarray(np.repeat(np.eye(2), m, axis=1) / np.sqrt(m))


def _guess(curve: Array) -> Array:
    curve[:, 0] = 0.5
    return curve


def _head(parts: Decomposition, test: TestSet, at: Meeting) -> Array:
    """Accuracy (2, r + 1) of the network with its features kept along d directions."""
    right = head_outputs(parts, test.features(at)) * test.labels[:, None] > 0
    return _guess(halves(np.einsum("c,dct->dt", test.shares, right)))


def _filled(curve: Array, length: int) -> Array:
    """A curve continued by its last value: directions beyond the rank change nothing."""
    return np.pad(curve, ((0, 0), (0, length - curve.shape[1])), mode="edge")


def _probe(H: Array, instance: Instance, test: TestSet, at: Meeting) -> Array:
    """Accuracy (2, r + 1) of the least-squares probe, by the package's rank-risk curve."""
    features = test.features(at)
    middle = features.shape[1] // 2
    sets, truths = {}, {}
    for case, y in enumerate(test.labels):
        for half, rows in enumerate((slice(None, middle), slice(middle, None))):
            name = f"{case} {half}"
            sets[name] = features[case, rows]
            truths[name] = np.full(sets[name].shape[0], y)
    curve = rank_risk_curve(H, instance.labels, sets, truths, route="svd").accuracy.sel(labels="given")
    found = [sum(s * curve.sel(sample=f"{c} {half}").values for c, s in enumerate(test.shares)) for half in (0, 1)]
    return np.array(found)


def label_shares(H: Array, instance: Instance) -> tuple[Array, Array]:
    """Shares of the class signal and of the corruption's residual along each principal direction of features (n, 2m).

    The residual is taken about its mean in each true class: what no function of the class explains.
    """
    if np.unique(instance.true_labels).size < 2:
        return (np.full(min(H.shape), np.nan),) * 2
    found = label_energy(H, instance.true_labels, instance.labels, about="class", route="svd")
    return found.signal_share.values, found.noise_share.values


def held_out_curves(draw: NetworkDraw, held: Instance, R: Array, q: float) -> dict[str, Array]:
    """Accuracy on the *given* labels of held-out samples, for weights and features kept to k = 0, ..., 2m directions.

    ``draw`` is that of the samples trained on, ``held`` has the others; both have the same atoms.
    """
    at = meet(draw, R)
    bare = Meeting(at.atoms, at.atoms[:, :0])
    weights = weight_spectrum(draw.geometry, R)
    outputs = [train_features(held, one.atoms, q) @ head(held.m) for one in truncated(weights, bare)]
    parts = decompose(train_features(draw.geometry.instance, at.atoms, q), centred=True, route="svd")
    kept = head_outputs(parts, train_features(held, at.atoms, q))
    found: dict[str, Any] = {"weights": np.array(outputs), "features": kept}
    return {name: (values * held.labels > 0).mean(axis=1) for name, values in found.items()}


def given_accuracy(geometry: Geometry, held: Instance, R: Array, q: float) -> float:
    """Accuracy of the network on the given labels of samples whose atoms belong to the geometry."""
    outputs = train_features(held, geometry.preactivations(R), q) @ head(held.m)
    return float((outputs * held.labels > 0).mean())


def first_best(accuracy: Array, start: int = 0) -> int:
    """The first place from ``start`` on with the highest accuracy (K,): fewest directions, or earliest step."""
    return start + int(np.argmax(accuracy[start:]))
