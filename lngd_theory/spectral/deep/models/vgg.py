"""VGG: 3 x 3 convolutions between poolings (Simonyan, Zisserman 2015), with batch norm and one linear layer."""

from __future__ import annotations

from lngd_theory.spectral.deep.models.network import Network
from lngd_theory.spectral.deep.models.parts import averaged, conv3x3, stage_widths
from lngd_theory.spectral.deep.models.torch_names import nn

__all__ = ["vgg"]


def vgg(shape: tuple[int, int, int], classes: int, width: int, depth: tuple[int, ...]) -> Network:
    """Stages of convolutions with bias, batch norm and ReLU, each ended by a 2 x 2 pooling; then a linear layer.

    The paper's two hidden layers of 4096 are left out, as is usual for small images, and batch norm is added, without
    which the deeper ones do not train from random weights. What is left of the image is averaged.
    """
    layers, inputs = {}, shape[0]
    for stage, (outputs, count) in enumerate(zip(stage_widths(width, len(depth)), depth, strict=True)):
        parts = []
        for _ in range(count):
            parts += [conv3x3(inputs, outputs, bias=True), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
        layers[f"stage{stage + 1}"] = nn.Sequential(*parts, nn.MaxPool2d(2))
    return Network(layers | {"penultimate": averaged()}, nn.Linear(inputs, classes))
