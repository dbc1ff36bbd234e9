"""``lngd sweep``: what it prints, what it writes, and how it ends."""

import json
import re

import numpy as np
import pytest
import xarray as xr

from lngd_theory.cli import console
from lngd_theory.sweeps import SweepInterrupted, cost, open_sweep
from tests.sweeps.shared import TINY, bits

FILE = """
noises = ["none", "flip:0.2"]
steps = 60
seeds = 5
records = 2
n_test = 20
observables = ["clean_loss", "test_error", "gamma_abs_max", "xi_norm2_min"]

[setting]
d = 60
m = 3
mu = 2.0
sigma_p = 0.5
sigma_0 = 0.05
eta = 0.5

[axes]
n = [5, 8]
"""


@pytest.fixture
def sweep(lngd, sweep_file, tmp_path, monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 1)
    path = sweep_file(FILE)
    return lambda *options: lngd("sweep", path, *options)


def test_a_sweep_is_run_and_written(sweep, tmp_path, tiny_bits):
    code, out, err = sweep("--out", tmp_path / "a")
    assert code == 0
    assert re.match(r"s.toml: 4 cells, 20 runs, 1,200 steps: about .* s of one core, 5.12 kB\n$", err)
    for words in ("cells, runs", "4, 20", "20, of which 0 diverged and 0 failed", "over 1 worker ", "in 1 task "):
        assert words in out
    assert f"written to {tmp_path / 'a' / 'sweep.nc'}\n" in out
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"runs.sqlite", "sweep.nc"}
    assert bits(open_sweep(tmp_path / "a")) == tiny_bits
    with xr.open_dataset(tmp_path / "a" / "sweep.nc") as data:
        assert np.isfinite(data.clean_loss).all()


def test_the_same_command_goes_on_with_more_seeds(sweep, tmp_path):
    assert sweep("--out", tmp_path / "a", "--seeds", 2, "--json").code == 0
    code, out, _ = sweep("--out", tmp_path / "a", "--json")
    assert code == 0
    summary = json.loads(out)
    assert (summary["found"], summary["computed"], summary["runs"], summary["interrupted"]) == (8, 12, 20, False)
    assert (summary["failed"], summary["diverged"], summary["workers"], summary["notices"]) == (0, 0, 1, [])
    assert summary["overhead"] > 0
    assert summary["wall"] > summary["seconds"] > 0
    assert summary["expected_seconds"] > 0
    assert summary["setup"] > 0
    code, out, err = sweep("--out", tmp_path / "a", "--json")
    assert "20 runs are stored, the rest takes 0 s" in err
    again = json.loads(out)
    assert (again["found"], again["computed"], again["overhead"]) == (20, 0, None)


def test_a_dry_run_runs_nothing(sweep, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = sweep("--dry-run")
    assert (code, out) == (0, "")
    assert "4 cells, 20 runs" in err
    size = json.loads(sweep("--dry-run", "--json").out)
    assert (size["cells"], size["runs"], size["steps"]) == (4, 20, 1200)
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]


def test_several_workers_are_in_the_estimate(sweep, monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 4)
    assert re.search(r"of one core, 5.12 kB; .* s on 4 workers\n$", sweep("--dry-run").err)
    assert "workers" not in sweep("--dry-run", "--dask", "tcp://x:1").err


def test_the_file_may_lie_in_the_folder_of_the_runs(lngd, sweep_file, tmp_path):
    path = sweep_file(FILE.replace("seeds = 5", "seeds = 1"), "a/s.toml")
    assert lngd("sweep", path, "--out", tmp_path / "a", "--workers", 1).code == 0
    assert {item.name for item in (tmp_path / "a").iterdir()} == {"s.toml", "runs.sqlite", "sweep.nc"}


def test_fresh_moves_the_old_runs_aside(sweep, tmp_path):
    sweep("--out", tmp_path / "a")
    code, out, err = sweep("--out", tmp_path / "a", "--fresh")
    assert code == 0
    assert "the earlier store was moved to runs.sqlite.old-1" in err
    assert "20, of which" in out


def test_ctrl_c_ends_with_130_and_says_what_is_kept(sweep, tmp_path, monkeypatch):
    from lngd_theory import sweeps
    from lngd_theory.sweeps.report import SweepReport

    def stopped(sweep, folder, *_, size, **__):
        raise SweepInterrupted(SweepReport(folder, size, found=3, computed=4, seconds=1.0, wall=1.25))

    monkeypatch.setattr(sweeps, "run_sweep", stopped)
    code, out, err = sweep("--out", tmp_path / "a", "--json")
    assert code == 130
    assert f"interrupted: {tmp_path / 'a'} keeps the finished runs, the same command goes on\n" in err
    summary = json.loads(out)
    assert (summary["interrupted"], summary["found"], summary["computed"], summary["overhead"]) == (True, 3, 4, 0.25)


BAD = [
    ((), "--out is missing: give the folder that keeps the runs, or --dry-run to see the size only"),
    (("--out", "a", "--workers", "0"), "--workers 0 must be an integer >= 1"),
    (("--out", "a", "--seeds", "0"), "--seeds 0 must be an integer >= 1"),
    (("--out", "a", "--workers", "2", "--dask", "tcp://x:1"), "give --workers or --dask, not both"),
    (("--out", "s.toml"), "cannot make the folder 's.toml': File exists; choose another"),
    (("--out", "full"), "--out full holds 'precious' and no runs (runs.sqlite); choose a new or an empty folder"),
    (
        ("--out", "a", "--seeds", str(10**9)),
        "more than 1e+07 runs. Take fewer points, seeds or steps, or say that you mean",
    ),
]


@pytest.mark.parametrize(
    ("options", "message"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_bad_options_are_one_sentence_and_exit_code_2(sweep, tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full" / "precious").mkdir(parents=True)
    code, out, err = sweep(*options)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("lngd: ")
    assert not (tmp_path / "a").exists()


def test_a_bad_file_is_one_sentence_and_exit_code_2(lngd, sweep_file, tmp_path):
    code, _, err = lngd("sweep", sweep_file(FILE.replace("seeds", "seedz")), "--out", tmp_path / "a")
    assert (code, err) == (2, "lngd: s.toml: unknown key 'seedz' of a sweep; did you mean 'seeds'?\n")
    code, _, err = lngd("sweep", tmp_path / "none.toml", "--out", tmp_path / "a")
    assert code == 2
    assert "cannot read the sweep" in err


def test_yes_runs_what_is_absurd(sweep, tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "LARGEST_RUNS", 10)
    assert sweep("--out", tmp_path / "a").code == 2
    assert sweep("--out", tmp_path / "a", "--yes").code == 0


def test_a_dask_address_without_a_scheduler_is_named(sweep, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("lngd_theory.sweeps.cluster._CONNECT", 0.3)
    code, _, err = sweep("--out", tmp_path / "a", "--dask", "tcp://127.0.0.1:9")
    assert code == 2
    assert "lngd: no dask scheduler answers at 'tcp://127.0.0.1:9'" in err


def test_the_small_sweep_of_the_other_tests_is_this_file(sweep_file):
    from lngd_theory.sweeps import Sweep

    assert Sweep.load(sweep_file(FILE)) == TINY
