"""The store: what is in it stays in it, whatever happens to the process, the disk or the file."""

import contextlib
import dataclasses
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.sweeps import database, open_sweep, run_sweep, store
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.code import code_version
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.result import save_dataset
from lngd_theory.sweeps.salvage import salvaged
from lngd_theory.sweeps.store import Store
from tests.sweeps.shared import PROCESSES, TINY, bits, changed


def record(cell=0, seed=0, size=5, **changes):
    data = np.random.default_rng([cell, seed]).standard_normal(size).astype("<f8").tobytes()
    whole = Record(f"{cell * 7919 + 11:064x}"[::-1], seed, "ok", -1, "", 0.25, data)
    return dataclasses.replace(whole, **changes)


def test_records_come_back_bit_for_bit(tmp_path):
    saved = [record(0, 3), record(0, 1, status="diverged", stopped_at=7, reason="why; ä\n"), record(1, 3)]
    with Store(tmp_path) as first:
        first.save(saved)
        assert first.runs(saved[0].key) == ([saved[1], saved[0]], [])
    with Store(tmp_path) as again:
        assert again.runs(saved[2].key) == ([saved[2]], [])
        assert again.runs("0" * 64) == ([], [])
        assert len(again) == 3


def test_a_run_is_kept_once_and_as_it_was_first(tmp_path):
    with Store(tmp_path) as s:
        s.save([record(0, 3)])
        s.save([record(0, 3, seconds=9.0), record(0, 4)])
        assert s.runs(record().key)[0] == [record(0, 3), record(0, 4)]


def test_a_task_is_saved_whole_or_not_at_all(tmp_path):
    class Wrong:
        def __getattr__(self, name):
            raise RuntimeError("no record")

    with Store(tmp_path) as s:
        with pytest.raises(RuntimeError, match="no record"):
            s.save([record(0, 1), Wrong()])
        assert len(s) == 0
        s.save([record(0, 1)])


fields = {
    "key": st.text("0123456789abcdef", min_size=64, max_size=64),
    "seed": st.integers(0, 2**62),
    "status": st.sampled_from(["ok", "diverged", "failed"]),
    "stopped_at": st.integers(-1, 10**6),
    "reason": st.text(max_size=5),
    "seconds": st.floats(0, 1e6),
    "data": st.binary(max_size=24),
}


@given(st.builds(Record, **fields), st.sampled_from(sorted(fields)), st.data())
def test_a_checksum_changes_with_every_field(whole, name, data):
    other = dataclasses.replace(whole, **{name: data.draw(fields[name])})
    assert (other.checksum("v") == whole.checksum("v")) == (other == whole)
    assert whole.checksum("v") != whole.checksum("w")


# --- other code ---------------------------------------------------------------------------------------------------
def test_a_store_of_other_code_is_refused_then_moved_aside_on_request(tmp_path, monkeypatch):
    run_sweep(TINY, tmp_path, workers=1)
    before = (tmp_path / "runs.sqlite").read_bytes()
    other = {**code_version(), "code": "0123456789abcdef"}
    for module in (store, database):
        monkeypatch.setattr(module, "code_version", lambda: other)
    message = (
        f"'{tmp_path / 'runs.sqlite'}' was made by other code: code {code_version()['code']} (now 0123456789abcdef). "
        f"Its numbers are not mixed with those of this code; use another folder, or --fresh (fresh=True), which moves "
        f"the old store aside"
    )
    with pytest.raises(InputError, match=re.escape(message)):
        run_sweep(TINY, tmp_path, workers=1)
    assert (tmp_path / "runs.sqlite").read_bytes() == before
    report = run_sweep(TINY, tmp_path, workers=1, fresh=True)
    assert (report.found, report.computed) == (0, 20)
    assert report.notices == ["the earlier store was moved to runs.sqlite.old-1"]
    assert (tmp_path / "runs.sqlite.old-1").read_bytes() == before


def test_a_package_with_one_changed_line_is_refused(tmp_path):
    """For real: a copy of the package with a comment more, in a process of its own."""
    run_sweep(TINY, tmp_path / "out", workers=1)
    package = Path(store.__file__).parents[1]
    copy = tmp_path / "other" / "lngd_theory"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    code = "import sys, pathlib, lngd_theory.sweeps.store as s; s.Store(pathlib.Path(sys.argv[1]))"
    call = [sys.executable, "-c", code, str(tmp_path / "out")]

    def opened():
        return subprocess.run(call, cwd=copy.parent, capture_output=True, text=True, check=False)

    same = opened()
    assert same.returncode == 0, same.stderr
    with open(copy / "dynamics" / "kernels.py", "a", encoding="utf-8") as file:
        file.write("# a thought\n")
    other = opened()
    assert other.returncode == 1
    assert "was made by other code: code" in other.stderr


def test_the_result_of_other_code_can_still_be_read(tmp_path, monkeypatch, tiny_bits):
    report = run_sweep(TINY, tmp_path, workers=1)
    for module in (store, database):
        monkeypatch.setattr(module, "code_version", lambda: {"code": "new"})
    assert bits(report.data) == tiny_bits


def test_a_store_of_another_layout_is_refused(tmp_path):
    with Store(tmp_path) as s:
        s.put_header("format", "lngd_theory.sweep/0")
    with pytest.raises(
        InputError, match=r"has the layout 'lngd_theory.sweep/0', this package writes 'lngd_theory.sweep/1'"
    ):
        Store(tmp_path)


# --- damage -------------------------------------------------------------------------------------------------------
def test_a_damaged_run_is_named_and_runs_again_and_no_other(tmp_path, tiny_bits, counted):
    run_sweep(TINY, tmp_path, workers=1)
    cell = cell_at(TINY, 2)
    with sqlite3.connect(tmp_path / "runs.sqlite") as raw:
        (data,) = raw.execute("SELECT data FROM runs WHERE cell = ? AND seed = 3", (cell.key,)).fetchone()
        wrong = bytes([data[0] ^ 1]) + data[1:]
        raw.execute("UPDATE runs SET data = ? WHERE cell = ? AND seed = 3", (wrong, cell.key))
    raw.close()
    counted.clear()
    report = run_sweep(TINY, tmp_path, workers=1)
    assert report.notices == ["n=8, noise=none: the stored runs of seeds 3 were damaged and run again"]
    assert counted == [(cell.key, 3)]
    assert (report.found, report.computed) == (19, 1)
    assert bits(report.data) == tiny_bits


def test_an_unrepaired_damaged_run_is_marked_and_has_no_number(tmp_path):
    data = run_sweep(TINY, tmp_path, workers=1).data
    with sqlite3.connect(tmp_path / "runs.sqlite") as raw:
        raw.execute("UPDATE runs SET stopped_at = 5 WHERE cell = ? AND seed = 3", (cell_at(TINY, 2).key,))
    raw.close()
    marked = open_sweep(tmp_path)
    assert marked.status.values[1, 0].tolist() == ["ok", "ok", "ok", "damaged", "ok"]
    assert np.isnan(marked.clean_loss.values[1, 0, 3]).all()
    assert (marked.clean_loss.notnull().sum() == data.clean_loss.size - 2).item()


def many(folder, cells=400):
    with Store(folder) as s:
        s.put_header("sweep", TINY.to_json())
        s.save([record(k, seed, size=40) for k in range(cells) for seed in range(3)])
    return folder / "runs.sqlite"


@pytest.mark.parametrize("begin", [0.3, 0.6, 0.9])
def test_a_damaged_file_is_moved_aside_and_what_can_be_read_is_kept(tmp_path, begin):
    path = many(tmp_path)
    whole = path.read_bytes()
    place = int(begin * len(whole)) // 4096 * 4096
    path.write_bytes(whole[:place] + os.urandom(3 * 4096) + whole[place + 3 * 4096 :])
    with Store(tmp_path) as s:
        kept = len(s)
        (notice,) = s.notices
        assert notice == (
            f"the store runs.sqlite was damaged: moved to runs.sqlite.damaged-1, {kept} finished runs could be "
            f"read and are kept, the rest runs again"
        )
        assert 400 < kept < 1200
        for k in range(400):
            good, bad = s.runs(record(k).key)
            assert not bad
            assert all(found == record(k, found.seed, size=40) for found in good)
        assert s.header("sweep") == TINY.to_json()
    with Store(tmp_path) as again:
        assert (len(again), again.notices) == (kept, [])


def test_what_lies_behind_the_damage_is_read_from_the_other_end(tmp_path):
    with Store(tmp_path) as s:
        s.save([record(0, seed, size=40, key=f"ab{cell:062x}") for cell in range(400) for seed in range(3)])
    path = tmp_path / "runs.sqlite"
    whole = path.read_bytes()
    place = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:place] + os.urandom(4096) + whole[place + 4096 :])
    with Store(tmp_path) as s:
        assert 1100 < len(s) < 1200


@pytest.mark.parametrize("damage", ["header", "cut", "garbage"])
def test_a_file_that_cannot_be_read_at_all_is_moved_aside(tmp_path, damage):
    path = many(tmp_path, cells=40)
    whole = path.read_bytes()
    path.write_bytes(
        {"header": os.urandom(100) + whole[100:], "cut": whole[: len(whole) // 3], "garbage": b"not a store"}[damage]
    )
    with Store(tmp_path) as s:
        assert "was damaged: moved to runs.sqlite.damaged-1" in s.notices[0]
        assert len(s) < 120
        s.save([record(0, 1)])


def test_runs_of_other_code_are_not_salvaged(tmp_path, monkeypatch):
    """Where the header is lost, the checksums still know which code made a run."""
    for module in (store, database):
        monkeypatch.setattr(module, "code_version", lambda: {"code": "old"})
    path = many(tmp_path)
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM header")
    raw.close()
    whole = path.read_bytes()
    place = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:place] + os.urandom(4096) + whole[place + 4096 :])
    assert len({row[0] for row in salvaged(path, "runs")}) > 100
    monkeypatch.undo()
    with Store(tmp_path) as s:
        assert len(s) == 0


def test_a_sweep_goes_on_from_a_damaged_file(tmp_path, tiny_bits):
    sweep = changed(TINY, seeds=5)
    run_sweep(changed(TINY, seeds=400, steps=2, observables=["clean_loss"]), tmp_path, workers=1)
    run_sweep(sweep, tmp_path, workers=1)
    path = tmp_path / "runs.sqlite"
    whole = path.read_bytes()
    place = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:place] + os.urandom(2 * 4096) + whole[place + 2 * 4096 :])
    report = run_sweep(sweep, tmp_path, workers=1)
    assert "was damaged: moved to" in report.notices[0]
    assert bits(report.data) == tiny_bits


# --- places that cannot be used -----------------------------------------------------------------------------------
def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        InputError, match=re.escape(f"cannot make the folder '{tmp_path / 'file'}': File exists; choose")
    ):
        Store(tmp_path / "file")


def test_reading_a_folder_without_a_store_makes_none(tmp_path):
    with pytest.raises(InputError, match=re.escape(f"no sweep in '{tmp_path}': there is no runs.sqlite; run_sweep or")):
        Store(tmp_path, write=False)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_read(tmp_path, tiny_bits):
    """Also with a log beside the file, as a killed process leaves it."""
    run_sweep(TINY, tmp_path / "whole", workers=1)
    (tmp_path / "killed").mkdir()
    with Store(tmp_path / "whole") as s:
        s.save([record(9, 9)])
        for file in (tmp_path / "whole").iterdir():
            shutil.copy(file, tmp_path / "killed")
    (tmp_path / "killed" / "runs.sqlite-shm").unlink()
    assert (tmp_path / "killed" / "runs.sqlite-wal").stat().st_size > 0
    for name in ("whole", "killed"):
        shared = Path(tempfile.mkdtemp())  # every user may look into it
        try:
            shutil.copytree(tmp_path / name, shared, dirs_exist_ok=True)
            before = {file.name: file.read_bytes() for file in shared.iterdir()}
            shared.chmod(0o555)
            here, there = PROCESSES.Pipe()
            child = PROCESSES.Process(target=_read_as_nobody, args=(shared, tmp_path / "whole", there))
            child.start()
            assert here.poll(60)
            assert here.recv() == (tiny_bits, [record(9, 9)])
            child.join()
            assert {file.name: file.read_bytes() for file in shared.iterdir()} == before
        finally:
            shared.chmod(0o700)
            shutil.rmtree(shared)


def _read_as_nobody(folder, other, pipe):
    open_sweep(other)  # imports what it needs
    if os.getuid() == 0:  # who may write anywhere
        os.setuid(65534)
    assert not os.access(folder, os.W_OK)
    try:
        with Store(folder, write=False) as store:
            pipe.send((bits(open_sweep(folder)), store.runs(record(9, 9).key)[0]))
    except Exception as error:
        pipe.send(repr(error))


def test_a_database_of_another_program_is_left_as_it_was(tmp_path):
    other = sqlite3.connect(tmp_path / "runs.sqlite")
    other.execute("CREATE TABLE runs (distance REAL)")
    other.execute("INSERT INTO runs VALUES (42.195)")
    other.commit()
    other.close()
    before = (tmp_path / "runs.sqlite").read_bytes()
    with pytest.raises(InputError, match="is a database of another program; choose another folder"):
        run_sweep(TINY, tmp_path, workers=1)
    with pytest.raises(InputError, match="holds no sweep; run_sweep or lngd sweep makes one in an empty folder"):
        open_sweep(tmp_path)
    assert (tmp_path / "runs.sqlite").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["runs.sqlite"]


def test_an_empty_file_is_a_new_store_and_holds_no_sweep(tmp_path):
    """What a process leaves that is killed at the very start."""
    (tmp_path / "runs.sqlite").touch()
    with pytest.raises(InputError, match="holds no sweep"):
        open_sweep(tmp_path)
    assert run_sweep(TINY, tmp_path, workers=1).computed == 20


def test_a_folder_by_another_name_is_the_same_store(tmp_path, tiny_bits):
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(InputError, match="cannot make the folder"):  # it leads nowhere
        Store(tmp_path / "link")
    run_sweep(changed(TINY, seeds=2), tmp_path / "real", workers=1)
    report = run_sweep(TINY, tmp_path / "link", workers=1)
    assert (report.found, report.computed) == (8, 12)
    assert bits(open_sweep(tmp_path / "real")) == tiny_bits


def test_reading_a_damaged_file_names_it_and_changes_nothing(tmp_path):
    path = many(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"runs.sqlite' \(.*malformed\); .* start again: what can be read is kept"):
        open_sweep(tmp_path, TINY)
    assert path.read_bytes() == before


def test_several_that_open_a_damaged_store_at_once_mend_it_once(tmp_path):
    for k in range(5):
        path = many(tmp_path / str(k), cells=100)
        whole = path.read_bytes()
        place = len(whole) // 2 // 4096 * 4096
        path.write_bytes(whole[:place] + os.urandom(4096) + whole[place + 4096 :])
        barrier = threading.Barrier(4)

        def work(seed, folder=tmp_path / str(k), barrier=barrier):
            barrier.wait()
            with Store(folder) as s:
                s.save([record(777, seed)])
                return s.notices

        with ThreadPoolExecutor(4) as pool:
            notices = [notice for found in pool.map(work, range(4)) for notice in found]
        assert len(notices) == 1
        assert sorted(file.name for file in (tmp_path / str(k)).iterdir()) == ["runs.sqlite", "runs.sqlite.damaged-1"]
        with Store(tmp_path / str(k)) as s:
            assert [r.seed for r in s.runs(record(777).key)[0]] == [0, 1, 2, 3]
            assert len(s) > 200


def test_many_that_open_a_new_store_at_once_wait_for_each_other(tmp_path):
    """Two that switch to a log at once are told that the file is busy, without any wait: about 1 in 400."""

    def work(folder):
        barrier.wait()
        with Store(folder) as s:
            s.save([record(0, seed) for seed in range(5)])

    for k in range(10):
        barrier = threading.Barrier(6)
        with ThreadPoolExecutor(6) as pool:
            for future in [pool.submit(work, tmp_path / str(k)) for _ in range(6)]:
                future.result()
        with Store(tmp_path / str(k)) as s:
            assert len(s) == 5


def test_a_statement_that_does_not_wait_by_itself_is_tried_again():
    class Busy:
        answers: ClassVar = ["SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", None, "SQLITE_CORRUPT"]

        def execute(self, statement):
            error = sqlite3.OperationalError("locked")
            error.sqlite_errorname = self.answers.pop(0)
            if error.sqlite_errorname:
                raise error

    database._patiently(Busy(), "")
    assert Busy.answers == ["SQLITE_CORRUPT"]
    with pytest.raises(sqlite3.OperationalError):
        database._patiently(Busy(), "")


def test_a_store_that_another_process_is_making_is_waited_for(tmp_path):
    other = sqlite3.connect(tmp_path / "runs.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    timer.start()
    with Store(tmp_path) as s:
        s.save([record()])
    timer.join()
    other.close()


def test_a_store_that_stays_locked_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_PATIENCE", 0.05)
    with Store(tmp_path) as s:
        other = sqlite3.connect(tmp_path / "runs.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match=r"database is locked.*another process keeps it locked: end it or wait"):
            s.save([record()])
        other.execute("ROLLBACK")
        other.close()
        s.save([record()])


# --- a full disk --------------------------------------------------------------------------------------------------
def test_a_full_store_says_so_and_keeps_what_it_has(tmp_path):
    with Store(tmp_path) as s:
        s.save([record(0, seed, size=100) for seed in range(5)])
        (pages,) = s._connection.execute("PRAGMA page_count").fetchone()
        s._connection.execute(f"PRAGMA max_page_count = {pages}")
        message = (
            f"cannot use the store '{tmp_path / 'runs.sqlite'}' (database or disk is full); the finished runs in it "
            f"are kept; free some space and start the same sweep again: it goes on from there"
        )
        with pytest.raises(InputError, match=re.escape(message)):
            s.save([record(1, seed, size=100) for seed in range(50)])
        assert s.runs(record(0).key)[0] == [record(0, seed, size=100) for seed in range(5)]
        assert s.runs(record(1).key) == ([], [])
    with Store(tmp_path) as s:
        s.save([record(1, 0)])


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="mounts a small file system")
def test_a_disk_without_room_is_named_and_loses_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(*options):
        return subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", disk], capture_output=True, check=False)

    if mount("-o", "size=400k").returncode:
        pytest.skip("no right to mount")
    try:
        sweep = changed(TINY, seeds=1000, steps=2)
        with pytest.raises(InputError, match=r"\(database or disk is full\); .* free some space and start the same"):
            run_sweep(sweep, disk, workers=1)
        assert mount("-o", "remount,size=8m").returncode == 0
        with Store(disk) as s:
            kept, notices = len(s), s.notices
        assert notices == []
        report = run_sweep(sweep, disk, workers=1)
        assert (report.found, report.computed, report.failed) == (kept, 4000 - kept, 0)
        assert kept > 0
        data, before = report.data, sorted(file.name for file in disk.iterdir())
        with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        with pytest.raises(InputError, match=r"cannot write .*sweep.nc': .*; see that the disk has room and"):
            save_dataset(data, disk / "sweep.nc")
        assert sorted(file.name for file in disk.iterdir()) == sorted([*before, "filler"])
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill_up(folder, room, pipe):
    """A process whose files may not grow beyond some bytes."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        run_sweep(changed(TINY, seeds=1000, steps=2), folder, workers=1)
    except InputError as error:
        pipe.send(str(error))


def test_a_disk_that_fills_up_during_a_sweep_loses_nothing(tmp_path):
    here, there = PROCESSES.Pipe()
    child = PROCESSES.Process(target=_fill_up, args=(tmp_path, 250_000, there))
    child.start()
    assert here.poll(60)
    message = here.recv()
    child.join()
    assert re.search(
        r"cannot use the store .* \(.*\); the finished runs in it are kept; free some space and start", message
    )
    with Store(tmp_path) as s:
        kept = len(s)
        assert s.notices == []
    assert 0 < kept < 4000
    report = run_sweep(changed(TINY, seeds=1000, steps=2), tmp_path, workers=1)
    assert (report.found, report.computed) == (kept, 4000 - kept)
