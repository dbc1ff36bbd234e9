"""Observables of fresh data (Lemma D.6, Theorems 3.2 and 3.3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.moment import Moment
from lngd_theory.observables.observable import Observable

__all__ = ["FRESH"]

Array = NDArray[np.float64]


def _test_error(at: Moment) -> float:
    """Share of fresh (xi, y) with y f <= 0; each xi is used with both labels."""
    g = at.noise_output(at.fresh_noise)
    wrong = [(y * (signal + g) <= 0).mean() for y, signal in zip((1.0, -1.0), at.signal_outputs, strict=True)]
    return float(np.mean(wrong))


def _shifted(at: Moment) -> tuple[Array, Array, Array, Array]:
    """G at xi, xi + v, -xi, -xi + v for fresh xi; v of Lemma D.6."""
    shift = (at.Z[:, at.instance.noise_atoms][:, at.labels > 0]).sum(axis=1)
    n, d = at.labels.size, float(at.problem.d)  # type: ignore[attr-defined]
    v, z = 0.01 / np.sqrt(n * d) * shift, at.fresh_noise
    outputs = [at.noise_output(points) for points in (z, z + v, -z, -z + v)]
    return outputs[0], outputs[1], outputs[2], outputs[3]


def _shift_gain_min(at: Moment) -> float:
    plus, plus_v, minus, minus_v = _shifted(at)
    return float((plus_v - plus + minus_v - minus).min())


def _fooled_share(at: Moment) -> float:
    """Share of fresh xi for which one of the four points is misclassified with one of the two labels."""
    labelled = list(zip((1.0, -1.0), at.signal_outputs, strict=True))
    wrong = [y * (signal + g) <= 0 for g in _shifted(at) for y, signal in labelled]
    return float(np.any(wrong, axis=0).mean())


#: Observables of fresh data.
FRESH = (
    Observable(
        "test_error", r"P(\operatorname{sign} f\ne y)", "share of misclassified fresh data", _test_error, fresh=True
    ),
    Observable(
        "shift_gain_min",
        r"\min_\xi\sum_{s=\pm}[g(s\xi+v)-g(s\xi)]",
        "least gain of g by the shift v, over fresh xi",
        _shift_gain_min,
        fresh=True,
    ),
    Observable(
        "fooled_share",
        r"P(\text{one of }\xi,\xi+v,-\xi,-\xi+v\text{ misclassified})",
        "share of fresh xi with one of xi, xi + v, -xi, -xi + v misclassified, with one of the labels",
        _fooled_share,
        fresh=True,
    ),
)
