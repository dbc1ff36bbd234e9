"""Wide residual network: few, wide blocks with pre-activation (Zagoruyko, Komodakis 2016)."""

from __future__ import annotations

from lngd_theory.spectral.deep.models.network import Network
from lngd_theory.spectral.deep.models.parts import Residual, averaged, conv3x3, residual_stages, stage_widths
from lngd_theory.spectral.deep.models.torch_names import nn

__all__ = ["wideresnet"]


def wideresnet(shape: tuple[int, int, int], classes: int, width: int, depth: tuple[int, ...]) -> Network:
    """A 3 x 3 convolution, stages of blocks with BN-ReLU ahead of each convolution, BN-ReLU, mean, a linear layer.

    The first convolution has 16 channels whatever the width, or ``width`` if that is less: WRN-n-k has ``width = 16 k``
    and ``(n - 4)/6`` blocks in each of three stages.
    """
    widths = stage_widths(width, len(depth))
    inputs, outputs = min(16, width), widths[-1]
    stages = residual_stages(inputs, widths, depth, _block)
    last = nn.Sequential(nn.BatchNorm2d(outputs), nn.ReLU(), averaged())
    return Network({"stem": conv3x3(shape[0], inputs)} | stages | {"penultimate": last}, nn.Linear(outputs, classes))


def _block(inputs: int, outputs: int, stride: int) -> Residual:
    """Pre-activation; where the shape changes, the shortcut is a 1 x 1 convolution of the activated input."""
    before = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU())
    main = nn.Sequential(
        conv3x3(inputs, outputs, stride), nn.BatchNorm2d(outputs), nn.ReLU(), conv3x3(outputs, outputs)
    )
    same = stride == 1 and inputs == outputs
    return Residual(main, None if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False), before)
