"""Real images with labels, read from what is installed or from files that the user has; nothing is downloaded."""

from lngd_theory.images.image_set import ImageSet, load_images
from lngd_theory.images.sources import IMAGE_SETS, ImageSource, RawImages

__all__ = ["IMAGE_SETS", "ImageSet", "ImageSource", "RawImages", "load_images"]
