"""The network on the first d principal directions of its features: the fixed second layer, not a new probe.

Probes that are fitted anew are those of :func:`lngd_theory.spectral.rank_risk_curve`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.decomposition import Decomposition
from lngd_theory.spectral.network.outputs import head

__all__ = ["head_outputs"]

Array = NDArray[np.float64]


def head_outputs(parts: Decomposition, features: Array) -> Array:
    """Outputs ``a^T (mean + V_d V_d^T (h - mean))`` of the network with features kept along d directions only.

    Parameters
    ----------
    parts : Decomposition
        Of the training features (n, 2m); its mean is 0 if they were not centred.
    features : (..., 2m) array
        Features of any samples.

    Returns
    -------
    (2m + 1, ...) array
        For d = 0, 1, ..., 2m; fewer if there are fewer samples than features.
    """
    a = head(parts.V.shape[0] // 2)
    along = parts.coordinates(features) * (parts.V.T @ a)
    constant = float(parts.mean @ a)
    first = np.full((1, *along.shape[:-1]), constant)
    return np.concatenate([first, constant + np.cumsum(np.moveaxis(along, -1, 0), axis=0)])
