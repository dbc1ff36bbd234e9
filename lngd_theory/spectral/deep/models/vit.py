"""Vision transformer: patches as tokens, pre-norm blocks, a class token (Dosovitskiy et al. 2021)."""

from __future__ import annotations

from typing import Any

from lngd_theory.spectral.deep.models.network import Network
from lngd_theory.spectral.deep.models.torch_names import functional, nn, torch

__all__ = ["Attention", "ClassToken", "Tokens", "TransformerBlock", "vit"]

_HEAD = 64  # features of an attention head in ViT-S, B and L


class Tokens(nn.Module):
    """Patches of an image, embedded linearly, behind a class token, with learned positions: (N, 1 + T, E)."""

    def __init__(self, shape: tuple[int, int, int], patch: int, embedding: int):
        super().__init__()
        C, H, W = shape
        count = (H // patch) * (W // patch)
        self.patch = patch
        self.embed = nn.Linear(C * patch * patch, embedding)
        self.class_token = nn.Parameter(torch.empty(1, 1, embedding))
        self.positions = nn.Parameter(torch.empty(1, 1 + count, embedding))

    def forward(self, x: Any) -> Any:
        """Tokens of images (N, C, H, W)."""
        patches = functional.unfold(x, self.patch, stride=self.patch).transpose(1, 2)
        tokens = self.embed(patches)
        return torch.cat([self.class_token.expand(x.shape[0], -1, -1), tokens], dim=1) + self.positions


class Attention(nn.Module):
    """Multi-head self-attention: (N, T, E) to the same shape."""

    def __init__(self, embedding: int, heads: int):
        super().__init__()
        self.heads = heads
        self.queries_keys_values = nn.Linear(embedding, 3 * embedding)
        self.out = nn.Linear(embedding, embedding)

    def forward(self, x: Any) -> Any:
        """What the tokens gather from each other."""
        N, T, E = x.shape
        split = self.queries_keys_values(x).reshape(N, T, 3, self.heads, E // self.heads)
        gathered = functional.scaled_dot_product_attention(*split.permute(2, 0, 3, 1, 4))
        return self.out(gathered.transpose(1, 2).reshape(N, T, E))


class TransformerBlock(nn.Module):
    """``x + attention(norm(x))``, then ``x + mlp(norm(x))`` with a hidden layer of 4 E and GELU."""

    def __init__(self, embedding: int, heads: int):
        super().__init__()
        self.attention = nn.Sequential(nn.LayerNorm(embedding, eps=1e-6), Attention(embedding, heads))
        self.mlp = nn.Sequential(
            nn.LayerNorm(embedding, eps=1e-6),
            nn.Linear(embedding, 4 * embedding),
            nn.GELU(),
            nn.Linear(4 * embedding, embedding),
        )

    def forward(self, x: Any) -> Any:
        """Tokens (N, T, E)."""
        x = x + self.attention(x)
        return x + self.mlp(x)


class ClassToken(nn.Module):
    """The first token: (N, T, E) to (N, E)."""

    def forward(self, x: Any) -> Any:
        """The class token's features."""
        return x[:, 0]


def vit(shape: tuple[int, int, int], classes: int, width: int, depth: int, patch: int) -> Network:
    """Tokens, ``depth`` blocks of embedding ``E = 4 width``, layer norm of the class token, a linear layer.

    Heads have 64 features, as in the paper, where E is a multiple of 64 and at least 256; otherwise there are 4.
    """
    embedding = 4 * width
    heads = embedding // _HEAD if embedding % _HEAD == 0 and embedding >= 4 * _HEAD else 4
    layers: dict[str, Any] = {"tokens": Tokens(shape, patch, embedding)}
    layers |= {f"block{number + 1}": TransformerBlock(embedding, heads) for number in range(depth)}
    layers["penultimate"] = nn.Sequential(ClassToken(), nn.LayerNorm(embedding, eps=1e-6))
    return Network(layers, nn.Linear(embedding, classes))
