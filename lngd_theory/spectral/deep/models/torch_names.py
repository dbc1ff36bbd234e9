"""The names of torch that classes of networks are made from; without torch they can be read, and not built."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

__all__ = ["functional", "nn", "torch"]


def _named(name: str) -> Any:
    """A module of torch, or a stand-in: ``build_model`` has said what to install before a network is built."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return SimpleNamespace(Module=object)


torch, nn, functional = (_named(name) for name in ("torch", "torch.nn", "torch.nn.functional"))
