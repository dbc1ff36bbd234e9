"""The Malignant Tail: where features keep signal and label noise, and what a probe on their top directions loses."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from lngd_theory.spectral.choose import choose_rank
from lngd_theory.spectral.curve import rank_risk_curve
from lngd_theory.spectral.over_time import rank_risk_over_time
from lngd_theory.spectral.ranks import entropy_rank
from lngd_theory.spectral.residual import label_energy
from lngd_theory.spectral.spectra import (
    effective_rank,
    participation_ratio,
    spectrum,
    spectrum_summary,
    stable_rank,
)
from lngd_theory.spectral.subspace import captured_share, class_mean_subspace, principal_angles, subspace_overlap

if TYPE_CHECKING:
    from lngd_theory.spectral.probe import SpectralLinearProbe
    from lngd_theory.spectral.truncation import SpectralTruncation

__all__ = [
    "SpectralLinearProbe",
    "SpectralTruncation",
    "captured_share",
    "choose_rank",
    "class_mean_subspace",
    "effective_rank",
    "entropy_rank",
    "label_energy",
    "participation_ratio",
    "principal_angles",
    "rank_risk_curve",
    "rank_risk_over_time",
    "spectrum",
    "spectrum_summary",
    "stable_rank",
    "subspace_overlap",
]

#: Names whose modules need scikit-learn, which takes long to import.
_LATER = {"SpectralLinearProbe": "probe", "SpectralTruncation": "truncation"}


def __getattr__(name: str) -> Any:
    """Load the estimators, and with them scikit-learn, only when they are asked for."""
    if name in _LATER:
        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
