"""A damaged store: moved aside, and read as far as it goes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["is_damage", "move_aside", "salvaged"]

_SIDE_FILES = ("", "-wal", "-shm")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken (not locked, full, or out of reach)."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "malformed" in str(error)


def move_aside(path: Path, why: str) -> Path:
    """Rename a store with what belongs to it to ``NAME.WHY-1`` (2, 3, ...); the new name."""
    number = 1
    while (target := path.with_name(f"{path.name}.{why}-{number}")).exists():
        number += 1
    for ending in _SIDE_FILES:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{ending}", f"{target}{ending}")
    return target


def salvaged(path: Path, table: str) -> Iterator[tuple[Any, ...]]:
    """All rows that can still be read, each at least once: from both ends of every piece of the table.

    Keys are hexadecimal digits, so that 256 pieces by their first two digits are of one size; damage in a page hides
    what lies between the readable ends of its piece.
    """
    digits = "0123456789abcdef"
    pieces = [(a + b, a + b + "g") for a in digits for b in digits] if table == "runs" else [("", "\U0010ffff")]
    first = "cell" if table == "runs" else "name"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for low, high in pieces:
            for order in ("ASC", "DESC"):
                query = f"SELECT * FROM {table} WHERE {first} >= ? AND {first} < ? ORDER BY {first} {order}"
                try:
                    yield from connection.execute(query, (low, high))
                except sqlite3.Error:
                    continue  # from the other end, then the next piece
                break
