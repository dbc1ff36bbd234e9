"""PyTorch, the extra ``deep``: imported where it is needed, and asked for in one sentence where it is not installed."""

from __future__ import annotations

import importlib
from typing import Any

from lngd_theory.errors import InputError

__all__ = ["require_torch"]


def require_torch() -> Any:
    """The module ``torch``.

    Raises
    ------
    InputError
        It is not installed.
    """
    try:
        return importlib.import_module("torch")
    except ModuleNotFoundError:
        raise InputError(
            "real networks need PyTorch, which is not installed: pip install 'lngd_theory[deep]'"
        ) from None
