"""Where finished runs are kept: one SQLite file in a folder, safe against kill -9, damage and a second process.

Runs are named by the key of their cell and their seed, and by nothing of the sweep that asked for them, so that a
larger sweep finds those of a smaller one. A run is written once, in one transaction with the others of its task, under
a checksum.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from lngd_theory.errors import InputError
from lngd_theory.sweeps.code import code_version
from lngd_theory.sweeps.database import alone, clear_errors, connect, connect_to_read, read_header, transaction
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.salvage import is_damage, move_aside, salvaged
from lngd_theory.sweeps.schema import FILE_NAME, FORMAT, INSERT, SELECT, read_row, row_of

__all__ = ["Store"]


class Store:
    """Finished runs in ``folder/runs.sqlite``; a context manager.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    fresh : bool
        Move a store that is there aside and begin anew.
    write : bool
        Whether runs of *this* code will be added: then a store that other code made is refused. Otherwise nothing is
        changed, and the folder may be read-only.

    Attributes
    ----------
    notices : list of str
        What was found damaged, and what was done about it.

    Raises
    ------
    InputError
        The folder cannot be used, or the store was made by other code.
    """

    def __init__(self, folder: Path, *, fresh: bool = False, write: bool = True):
        self.path = folder / FILE_NAME
        self.notices: list[str] = []
        if write:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"cannot make the folder {str(folder)!r}: {error.strerror}; choose another") from None
        elif not self.path.is_file():
            raise InputError(f"no sweep in {str(folder)!r}: there is no {FILE_NAME}; run_sweep or lngd sweep makes it")
        with self._clear():
            self._connection = self._open_to_write(fresh) if write else connect_to_read(self.path)
        try:
            with self._clear():
                self._version = read_header(self._connection, "version") or "{}"
            self._check_layout()
            if write:
                self._check_code()
        except InputError:
            self.close()
            raise

    # --- opening -----------------------------------------------------------------------------------------------
    def _open_to_write(self, fresh: bool) -> sqlite3.Connection:
        """One process at a time: none may hold a file that another one moves."""
        with alone(self.path.parent):
            if fresh and self.path.exists():
                self.notices.append(f"the earlier store was moved to {move_aside(self.path, 'old').name}")
            return self._open()

    def _open(self) -> sqlite3.Connection:
        """Connect; a damaged file is moved aside and what can be read of it is kept."""
        try:
            return connect(self.path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        damaged = move_aside(self.path, "damaged")
        connection = connect(self.path)
        with transaction(connection):
            connection.executemany("INSERT OR REPLACE INTO header VALUES (?, ?)", list(salvaged(damaged, "header")))
            version = read_header(connection, "version") or ""  # rows of other code do not fit it
            rows = (row for row in salvaged(damaged, "runs") if read_row(row, version) is not None)
            connection.executemany(INSERT, rows)
        (kept,) = connection.execute("SELECT COUNT(*) FROM runs").fetchone()
        self.notices.append(
            f"the store {self.path.name} was damaged: moved to {damaged.name}, {kept} finished runs could be read and "
            f"are kept, the rest runs again"
        )
        return connection

    def _check_layout(self) -> None:
        """Refuse a store of another layout."""
        found = self.header("format")
        if found != FORMAT:
            raise InputError(f"{str(self.path)!r} has the layout {found!r}, this package writes {FORMAT!r}{_OTHER}")

    def _check_code(self) -> None:
        """Refuse a store of code whose numbers may differ."""
        theirs, ours = self.version, code_version()
        if theirs != ours:
            changed = [
                f"{name} {theirs.get(name)} (now {ours.get(name)})"
                for name in sorted({*theirs, *ours})
                if theirs.get(name) != ours.get(name)
            ]
            raise InputError(
                f"{str(self.path)!r} was made by other code: {', '.join(changed)}. Its numbers are not mixed with "
                f"those of this code{_OTHER}"
            )

    # --- reading -----------------------------------------------------------------------------------------------
    def header(self, name: str) -> str | None:
        """A line of the header: ``format``, ``version`` or ``sweep``."""
        with self._clear():
            return read_header(self._connection, name)

    @property
    def version(self) -> dict[str, str]:
        """:func:`lngd_theory.sweeps.code.code_version` of what made the runs."""
        try:
            return dict(json.loads(self._version))
        except ValueError:  # damaged: then it is that of no code
            return {}

    def runs(self, key: str) -> tuple[list[Record], list[int]]:
        """The finished runs of a cell by seed, and the seeds of those whose checksum is wrong."""
        good, bad = [], []
        with self._clear():
            rows = self._connection.execute(SELECT, (key,)).fetchall()
        for row in rows:
            record = read_row(row, self._version)
            if record is None:
                bad.append(int(row[1]) if isinstance(row[1], int) else -1)
            else:
                good.append(record)
        return good, bad

    def __len__(self) -> int:
        with self._clear():
            (count,) = self._connection.execute("SELECT COUNT(*) FROM runs").fetchone()
        return int(count)

    # --- writing -----------------------------------------------------------------------------------------------
    def put_header(self, name: str, value: str) -> None:
        """Write a line of the header."""
        with self._clear(), transaction(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO header VALUES (?, ?)", (name, value))

    def save(self, records: Iterable[Record]) -> None:
        """Keep some runs, all or none; a run that is there already stays as it is."""
        with self._clear(), transaction(self._connection):
            self._connection.executemany(INSERT, [row_of(record, self._version) for record in records])

    def discard(self, key: str, seeds: Iterable[int]) -> None:
        """Forget some runs of a cell, so that they run again."""
        with self._clear(), transaction(self._connection):
            self._connection.executemany("DELETE FROM runs WHERE cell = ? AND seed = ?", [(key, s) for s in seeds])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _clear(self) -> Iterator[None]:
        with clear_errors(self.path):
            yield


_OTHER = "; use another folder, or --fresh (fresh=True), which moves the old store aside"
