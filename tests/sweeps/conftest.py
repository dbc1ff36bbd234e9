import contextlib

import pytest

from lngd_theory.sweeps import run_sweep, task
from lngd_theory.sweeps.crew import PoolCrew
from lngd_theory.sweeps.record import Record
from tests.cli.conftest import lngd  # noqa: F401
from tests.sweeps.shared import TINY, bits


@pytest.fixture
def counted(monkeypatch):
    """The runs that this process carries out: (key of the cell, seed)."""
    runs = []

    def made(key, seed, *rest):
        runs.append((key, seed))
        return Record(key, seed, *rest)

    monkeypatch.setattr(task, "Record", made)
    return runs


@pytest.fixture(scope="session")
def tiny_bits(tmp_path_factory):
    """The result of an uninterrupted run of TINY in one process, bit for bit."""
    return bits(run_sweep(TINY, tmp_path_factory.mktemp("tiny"), workers=1).data)


@pytest.fixture(scope="session")
def crew():
    """Two worker processes that start once."""
    found = PoolCrew(2)
    yield found
    found.close()


@pytest.fixture
def sweep_file(tmp_path):
    """Write a sweep file: its path."""

    def write(text, name="s.toml"):
        path = tmp_path / name
        with contextlib.suppress(FileExistsError):
            path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return path

    return write
