"""Small standard image classifiers by name; sizes are arguments, weights belong to a seed."""

from lngd_theory.spectral.deep.models.build import ARCHITECTURES, FULL_SIZES, FullSize, build_model

__all__ = ["ARCHITECTURES", "FULL_SIZES", "FullSize", "build_model"]
