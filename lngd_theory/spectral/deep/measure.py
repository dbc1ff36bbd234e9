"""Everything that is measured of one state of a network: spectra, label energy, probe and truncation for every d."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.choose import choose_rank
from lngd_theory.spectral.curve import curve_of
from lngd_theory.spectral.decomposition import Decomposition, decompose
from lngd_theory.spectral.kernels import score_path
from lngd_theory.spectral.ranks import entropy_rank, participation_of, stable_of
from lngd_theory.spectral.residual import energy_of

__all__ = ["KINDS", "LABELS", "RULES", "SAMPLES", "Head", "Sample", "Snapshot", "head_path", "snapshot"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

#: ``clean`` and ``corrupted``: training samples with a right and with a wrong label. ``held``: held out, with noisy
#: labels. ``choice`` and ``score``: the two halves of the test images, to choose by and to score on.
SAMPLES = ("clean", "corrupted", "held", "choice", "score")
#: What samples are scored by: the labels given, corruption included, and the true ones.
LABELS = ("given", "true")
#: What is done with the first d principal directions: ``probe``, least squares fitted to the given training labels;
#: ``head``, the network's own last layer on features that are kept along them alone, about their mean.
KINDS = ("probe", "head")
#: Rules for d that look at no clean label.
RULES = ("held out", "gcv", "threshold")


class Sample(NamedTuple):
    """Features (n, D) of some samples, and their labels (n,) as classes 0, 1, ...; n may be 0."""

    features: Array
    given: Codes
    true: Codes


class Head(NamedTuple):
    """A last layer: scores ``features @ weight.T + bias``."""

    weight: Array  #: (classes, D)
    bias: Array  #: (classes,)


class Snapshot(NamedTuple):
    """One state of the network. D features, r = min(N - 1, D) directions; what has no samples is nan."""

    network: Array  #: (samples, labels): accuracy of the network itself
    curve: Array  #: (kinds, samples, labels, D + 1): accuracy with d = 0, 1, ..., D directions
    risk: Array  #: (samples, labels, D + 1): mean of ``|f_d(x) - e_y|^2`` of the probe
    singular: Array  #: (D,) of the centred training features
    signal: Array  #: (D,): share of the class signal's energy along each principal direction
    noise: Array  #: (D,): the same of the corruption's residual, about its mean in each true class
    rank: Array  #: (3,): effective rank by entropy of singular values, participation ratio, stable rank
    chosen: Array  #: (rules,): number of directions by each of the rules; nan where one cannot be asked


def snapshot(samples: Mapping[str, Sample], head: Head | None, outputs: Mapping[str, Array]) -> Snapshot:
    """Measure one state.

    Parameters
    ----------
    samples : mapping
        By the names of :data:`SAMPLES`; those of training together decide the directions.
    head : Head or None
        The last layer, if the features are what it takes.
    outputs : mapping
        Scores (n, classes) of the network for each of the samples.

    Raises
    ------
    InputError
        Features that are not finite, or no training samples.
    """
    train = Sample(*(np.concatenate(parts) for parts in zip(samples["clean"], samples["corrupted"], strict=True)))
    parts = decompose(train.features)
    size = train.features.shape[1]
    energy = energy_of(parts, train.true, train.given, about="class")
    curve = np.full((len(KINDS), len(SAMPLES), len(LABELS), size + 1), np.nan)
    curve[0], risk, chosen = _probe(parts, train, samples, size)
    if head is not None:
        curve[1] = head_path(parts, head, samples, size)
    network = [
        [_share(outputs[name].argmax(axis=1) == labels) for labels in samples[name][1:]] for name in SAMPLES
    ]  # fmt: skip
    rank = [measure(parts.s) for measure in (entropy_rank, participation_of, stable_of)]
    signal, noise = (_long(energy[name].values, size, 0.0) for name in ("signal_share", "noise_share"))
    return Snapshot(
        np.array(network), curve, risk, _long(parts.s * parts.unit, size, 0.0), signal, noise, np.array(rank), chosen
    )


def _probe(parts: Decomposition, train: Sample, samples: Mapping[str, Sample], size: int) -> tuple[Array, Array, Array]:
    """Accuracy and risk (samples, labels, D + 1) of the probe, and the choices of the rules."""
    there = {name: sample for name, sample in samples.items() if sample.given.size}
    found = curve_of(
        parts, train.features, dict(zip(LABELS, train[1:], strict=True)),
        {name: sample.features for name, sample in there.items()},
        {name: dict(zip(LABELS, sample[1:], strict=True)) for name, sample in there.items()},
    )  # fmt: skip
    scores = np.full((2, len(SAMPLES), len(LABELS), size + 1), np.nan)
    for place, name in enumerate(SAMPLES):
        if name in there:
            one = found.sel(sample=name, labels=list(LABELS))
            scores[:, place] = [_long(one[score].values, size + 1) for score in ("accuracy", "risk")]
    chosen = np.full(len(RULES), np.nan)
    for number, rule in enumerate(RULES):
        try:
            chosen[number] = int(choose_rank(found, rule, sample="held"))
        except InputError:  # nothing held out, or half of the singular values are zero
            continue
    return scores[0], scores[1], chosen


def head_path(parts: Decomposition, head: Head, samples: Mapping[str, Sample], size: int) -> Array:
    """Accuracy (samples, labels, D + 1) of the network whose features are kept along the first d directions alone.

    Its scores ``W (mean + V_d V_d^T (h - mean)) + b`` are a sum over directions, as those of the probe.
    """
    B = np.ascontiguousarray(parts.unit * (head.weight @ parts.V).T)
    offset = head.weight @ (parts.mean * parts.unit) + head.bias
    found = np.full((len(SAMPLES), len(LABELS), size + 1), np.nan)
    for place, name in enumerate(SAMPLES):
        if samples[name].given.size:
            coordinates = np.ascontiguousarray(parts.coordinates(samples[name].features))
            hits = score_path(coordinates, B, offset, np.stack(samples[name][1:]))[0]
            found[place] = _long(hits / samples[name].given.size, size + 1)
    return found


def _share(right: NDArray[np.bool_]) -> float:
    return float(right.mean()) if right.size else np.nan


def _long(values: Array, size: int, beyond: float | None = None) -> Array:
    """Values (..., r) continued to ``size``: by their last one, as directions beyond the rank change nothing."""
    pad = [(0, 0)] * (values.ndim - 1) + [(0, size - values.shape[-1])]
    return np.pad(values, pad, mode="edge") if beyond is None else np.pad(values, pad, constant_values=beyond)
