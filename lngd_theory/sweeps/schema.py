"""The tables of a store, and rows to and from records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lngd_theory.sweeps.record import Record

__all__ = ["FILE_NAME", "FORMAT", "INSERT", "SCHEMA", "SELECT", "read_row", "row_of"]

FILE_NAME = "runs.sqlite"

#: Name and version of the layout; a file with another one is refused.
FORMAT = "lngd_theory.sweep/1"

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS header (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS runs (
        cell TEXT, seed INTEGER, status TEXT, stopped_at INTEGER, reason TEXT, seconds REAL, data BLOB, checksum BLOB,
        PRIMARY KEY (cell, seed)
    ) WITHOUT ROWID""",
)
INSERT = "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
SELECT = "SELECT * FROM runs WHERE cell = ? ORDER BY seed"


def row_of(record: Record, version: str) -> tuple[Any, ...]:
    """A record, made by this version of the code, as a row of the table."""
    return (
        record.key, record.seed, record.status, record.stopped_at, record.reason, record.seconds, record.data,
        record.checksum(version),
    )  # fmt: skip


def read_row(row: Sequence[Any], version: str) -> Record | None:
    """The record of a row, None if its checksum is wrong for this version of the code, or it is no record at all."""
    try:
        record = Record(*row[:-1])
        return record if record.checksum(version) == row[-1] else None
    except Exception:  # damage takes any form
        return None
