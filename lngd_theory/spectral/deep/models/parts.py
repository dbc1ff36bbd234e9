"""What convolutional networks share: 3 x 3 convolutions, a sum with a shortcut, the mean over the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lngd_theory.spectral.deep.models.torch_names import functional, nn

__all__ = ["Residual", "averaged", "conv3x3", "residual_stages", "stage_widths"]


def stage_widths(width: int, stages: int) -> list[int]:
    """Channels of each stage: doubled from one to the next, at most 8 times the first."""
    return [width * min(2**stage, 8) for stage in range(stages)]


def conv3x3(inputs: int, outputs: int, stride: int = 1, bias: bool = False) -> Any:
    """A 3 x 3 convolution that keeps the image's size, or divides it by the stride."""
    return nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=bias)


def averaged() -> Any:
    """The mean of every channel over the image: (N, C, H, W) to (N, C)."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


class Residual(nn.Module):
    """``shortcut(h) + main(h)`` with ``h = before(x)``; without a shortcut, ``x + main(h)``.

    Parameters
    ----------
    main : torch.nn.Module
        The two convolutions.
    shortcut : torch.nn.Module or None
        What changes channels and size where ``main`` does; None is the identity.
    before : torch.nn.Module or None
        Pre-activation, ahead of both (Zagoruyko, Komodakis 2016); None leaves x as it is.
    relu : bool
        Whether a ReLU follows the sum (He et al. 2016).
    """

    def __init__(self, main: Any, shortcut: Any, before: Any = None, relu: bool = False):
        super().__init__()
        self.before, self.main, self.shortcut, self.relu = before, main, shortcut, relu

    def forward(self, x: Any) -> Any:
        """The block's output (N, C', H', W')."""
        h = x if self.before is None else self.before(x)
        total = (x if self.shortcut is None else self.shortcut(h)) + self.main(h)
        return functional.relu(total) if self.relu else total


def residual_stages(
    inputs: int, widths: list[int], depth: tuple[int, ...], block: Callable[[int, int, int], Any]
) -> dict[str, Any]:
    """Stages of blocks by name; every stage but the first halves the image, in its first block.

    Parameters
    ----------
    inputs : int
        Channels that the first stage takes.
    widths, depth : sequence of int
        Channels and blocks of each stage.
    block : callable
        A block from its input channels, output channels and stride.
    """
    stages = {}
    for stage, (outputs, blocks) in enumerate(zip(widths, depth, strict=True), start=1):
        first = block(inputs, outputs, 1 if stage == 1 else 2)
        stages[f"stage{stage}"] = nn.Sequential(first, *(block(outputs, outputs, 1) for _ in range(blocks - 1)))
        inputs = outputs
    return stages
