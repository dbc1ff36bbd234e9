"""What the sample's directions know of a spike: the threshold of Baik, Ben Arous and Peche, and how much is retained.

For gamma = D/N and population variance ``1 + ell`` along a direction: an eigenvalue leaves the bulk if ``|ell| >
sqrt(gamma)`` (below the bulk only for gamma < 1), to ``(1 + ell)(1 + gamma/ell)``, and its eigenvector has the squared
overlap ``(1 - gamma/ell^2)/(1 + gamma/ell)`` with the spike (Baik, Ben Arous and Peche 2005; Baik and Silverstein 2006,
arXiv:math/0408165; Paul 2007). The rest of the spike lies in the bulk and, for gamma > 1, in the null space.
"""

from __future__ import annotations

import numpy as np

__all__ = ["detectable", "outlier", "overlap"]


def detectable(ell: float, gamma: float) -> bool:
    """Whether the spike has an eigenvalue of its own outside the bulk, in the limit."""
    return bool(ell > np.sqrt(gamma) or (gamma < 1 and ell < -np.sqrt(gamma)))


def outlier(ell: float, gamma: float) -> float:
    """Its eigenvalue, where it is detectable."""
    return (1 + ell) * (1 + gamma / ell)


def overlap(ell: float, gamma: float) -> float:
    """Squared cosine between the spike and the sample's eigenvector; 0 where it is not detectable."""
    return (1 - gamma / ell**2) / (1 + gamma / ell) if detectable(ell, gamma) else 0.0
