"""Labelled samples that a curve is scored on: one set or several, with one labelling or several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.features import checked_features, checked_labels

__all__ = ["GIVEN", "Labels", "Sample", "read_samples"]

#: Name of a labelling that was given without a name.
GIVEN = "given"

#: Labels (n,), or several labellings of the same samples by name.
Labels = ArrayLike | Mapping[str, ArrayLike]


class Sample(NamedTuple):
    """One set of samples."""

    name: str
    features: NDArray[np.float64]  #: (n, D)
    labels: dict[str, NDArray[Any]]  #: (n,) by the name of the labelling


def read_samples(
    features: ArrayLike | Mapping[str, ArrayLike] | None,
    labels: Labels | Mapping[str, Labels] | None,
    columns: int,
    name: str = "test",
) -> list[Sample]:
    """Test sets as given to a curve: none; one with one or several labellings; or several by name.

    Parameters
    ----------
    features : (n, D) array, mapping of name to array, or None
    labels : the same with (n,) arrays, or with a mapping of labelling to array in place of each
    columns : int
        D of the training features.
    name : str
        Of a single set.

    Raises
    ------
    InputError
        One without the other, other names, or unusable features or labels.
    """
    if features is None and labels is None:
        return []
    if features is None or labels is None:
        missing, there = ("features", "labels") if features is None else ("labels", "features")
        raise InputError(f"{name}_{missing} is missing: {name}_{there} is given; give both or neither")
    if not isinstance(features, Mapping):
        return [_sample(name, features, labels, columns)]
    if not isinstance(labels, Mapping) or set(features) != set(labels):
        raise InputError(
            f"{name}_labels must have labels under the same names as {name}_features: {', '.join(map(str, features))}"
        )
    if "train" in features:
        raise InputError(f"a {name} set cannot be named 'train', which is the training set; choose another name")
    return [_sample(key, features[key], labels[key], columns) for key in features]


def _sample(name: str, features: ArrayLike, labels: Any, columns: int) -> Sample:
    X = checked_features(features, f"features of {name!r}", rows=1, columns=columns)
    named = labels if isinstance(labels, Mapping) else {GIVEN: labels}
    if not named:
        raise InputError(f"no labels of {name!r}; give one labelling at least")
    return Sample(
        name, X, {kind: checked_labels(y, len(X), f"labels {kind!r} of {name!r}") for kind, y in named.items()}
    )
