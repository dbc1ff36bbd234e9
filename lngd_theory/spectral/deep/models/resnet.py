"""ResNet of basic blocks, in the form for small images (He, Zhang, Ren, Sun 2016, section 4.2)."""

from __future__ import annotations

from lngd_theory.spectral.deep.models.network import Network
from lngd_theory.spectral.deep.models.parts import Residual, averaged, conv3x3, residual_stages, stage_widths
from lngd_theory.spectral.deep.models.torch_names import nn

__all__ = ["resnet"]


def resnet(shape: tuple[int, int, int], classes: int, width: int, depth: tuple[int, ...]) -> Network:
    """A 3 x 3 convolution, stages of basic blocks, the mean over the image, a linear layer.

    Every stage but the first halves the image. Where a block changes the shape its shortcut is a 1 x 1 convolution with
    batch norm (option B of the paper; its networks for CIFAR-10 pad with zeros, which has no parameters).
    """
    widths = stage_widths(width, len(depth))
    stem = nn.Sequential(conv3x3(shape[0], width), nn.BatchNorm2d(width), nn.ReLU())
    stages = residual_stages(width, widths, depth, _block)
    return Network({"stem": stem} | stages | {"penultimate": averaged()}, nn.Linear(widths[-1], classes))


def _block(inputs: int, outputs: int, stride: int) -> Residual:
    """Two convolutions with batch norm, added to the input, then a ReLU."""
    main = nn.Sequential(
        conv3x3(inputs, outputs, stride),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        conv3x3(outputs, outputs),
        nn.BatchNorm2d(outputs),
    )
    if stride == 1 and inputs == outputs:
        return Residual(main, None, relu=True)
    project = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
    return Residual(main, project, relu=True)
