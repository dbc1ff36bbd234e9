"""The command line ``lngd``: exit code 0 = done, 1 = a check failed, 2 = bad input with one clear sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from lngd_theory.errors import InputError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the command ``lngd``."""
    from lngd_theory.cli.app import app

    try:
        app(arguments)
    except InputError as error:
        print(f"lngd: {error}", file=sys.stderr)
        sys.exit(2)
