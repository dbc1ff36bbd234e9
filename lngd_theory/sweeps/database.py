"""The SQLite file of a store: opened, written in whole transactions, its errors said in one sentence."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from lngd_theory.errors import InputError
from lngd_theory.sweeps.code import code_version
from lngd_theory.sweeps.salvage import is_damage
from lngd_theory.sweeps.schema import FORMAT, SCHEMA

__all__ = ["clear_errors", "connect", "read_header", "transaction"]

#: Seconds to wait for another process that writes.
_PATIENCE = 60.0


def connect(path: Path) -> sqlite3.Connection:
    """Open a store's file, with its tables and header if it is new; ``sqlite3.DatabaseError`` if it is damaged."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # a log that a killed process leaves is replayed, and readers do not wait for the writer
        _patiently(connection, "PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _check_pages(connection)
        with transaction(connection):
            for statement in SCHEMA:
                connection.execute(statement)
            for name, value in (("format", FORMAT), ("version", json.dumps(code_version()))):
                connection.execute("INSERT OR IGNORE INTO header VALUES (?, ?)", (name, value))
    except BaseException:
        connection.close()
        raise
    return connection


def _check_pages(connection: sqlite3.Connection) -> None:
    (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise sqlite3.DatabaseError(f"malformed: {state}")


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Carry out a statement that does not wait for other processes by itself."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if _code(error) != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; another writer is waited for."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
            connection.execute("ROLLBACK")
        raise


def read_header(connection: sqlite3.Connection, name: str) -> str | None:
    """A line of the header, None if there is no such line."""
    row = connection.execute("SELECT value FROM header WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


_FULL = "free some space and start the same sweep again: it goes on from there"
_REMEDIES = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _FULL,
    "SQLITE_BUSY": "another process keeps it locked: end it or wait, and start again",
    "SQLITE_READONLY": "make it writable, or choose another folder",
    "SQLITE_CANTOPEN": "choose a folder that can be written to",
}


@contextlib.contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Say in one sentence what keeps the file from being read or written, and what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = _REMEDIES.get(_code(error), "see that the folder is on a healthy disk")
        remedy = "start again: what can be read is kept" if is_damage(error) else known
        raise InputError(
            f"cannot use the store {str(path)!r} ({error}); the finished runs in it are kept; {remedy}"
        ) from None


def _code(error: sqlite3.Error) -> str:
    """``SQLITE_IOERR`` of ``SQLITE_IOERR_WRITE``, and so on."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
