"""The SQLite file of a store: opened to write or to read, whole transactions, errors said in one sentence."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lngd_theory.errors import InputError
from lngd_theory.sweeps.code import code_version
from lngd_theory.sweeps.salvage import is_damage
from lngd_theory.sweeps.schema import FORMAT, SCHEMA

__all__ = ["alone", "clear_errors", "connect", "connect_to_read", "read_header", "transaction"]

#: Seconds to wait for another process that writes.
_PATIENCE = 60.0


def connect(path: Path) -> sqlite3.Connection:
    """Open a store's file to write, with its tables and header if it is new.

    Raises
    ------
    sqlite3.DatabaseError
        It is damaged, or cannot be opened.
    InputError
        It is a database of another program; it is left as it was.
    """
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        _refuse_other(connection, path)
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


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a store's file and change nothing in it; where the folder is read-only, a copy of it in memory.

    Raises
    ------
    sqlite3.DatabaseError
        It is damaged, or cannot be opened.
    InputError
        It holds no sweep.
    """
    try:
        connection = _to_read(path)
    except sqlite3.OperationalError as error:  # a log beside a file needs a folder that can be written to
        if _code(error) not in ("SQLITE_CANTOPEN", "SQLITE_READONLY"):
            raise
        with tempfile.TemporaryDirectory() as folder:
            for file in (path, path.with_name(f"{path.name}-wal")):
                if file.exists():
                    shutil.copyfile(file, Path(folder) / file.name)
            connection = sqlite3.connect(":memory:")
            with contextlib.closing(_to_read(Path(folder) / path.name)) as copy:
                copy.backup(connection)
    if not _is_store(connection):
        connection.close()
        raise InputError(f"{str(path)!r} holds no sweep; run_sweep or lngd sweep makes one in an empty folder")
    return connection


def _to_read(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", timeout=_PATIENCE, uri=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        _tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process is in this context for the same folder; one that ends or is killed leaves it."""
    try:
        import fcntl
    except ImportError:  # not on this system: then two that start at once may both find a file damaged
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems have no such lock
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_other(connection: sqlite3.Connection, path: Path) -> None:
    if _tables(connection) and not _is_store(connection):
        raise InputError(f"{str(path)!r} is a database of another program; choose another folder")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _is_store(connection: sqlite3.Connection) -> bool:
    return {"header", "runs"} <= _tables(connection)


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
