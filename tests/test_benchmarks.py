"""The benchmark suite runs, and what it writes is complete. No time is judged here: machines are noisy."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks import __main__ as command
from benchmarks import against, boxes, decoupled, dimension, images, memory, sides, small, step, suite, workers
from benchmarks.check import misses
from benchmarks.isolated import in_fresh_process
from benchmarks.measurement import Spread, Target
from benchmarks.report import tables, write_json
from benchmarks.sides import SIDES
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw, same_law
from benchmarks.suite import BENCHMARKS, SCHEMA
from benchmarks.timing import Case, interleave
from lngd_theory.dynamics import DenseEngine
from lngd_theory.streams import streams
from tests.benchmarks.made import MACHINE, TINY, ratio, run_of

ROW_KEYS = {"benchmark", "case", "quantity", "value", "unit", "target", "note", "details", "verdict"}


def app():
    import typer

    built = typer.Typer()
    built.command()(command.main)
    return built


def check_rows(rows, name):
    """What every row must satisfy; returns the rows' dictionaries as JSON keeps them."""
    assert rows
    assert len({(row.case, row.quantity) for row in rows}) == len(rows)
    for row in rows:
        assert row.benchmark == name
        assert row.case
        assert row.quantity
        if row.value is None:
            assert row.verdict == "not measured"
            assert row.note.startswith("not measured: ")
        else:
            assert row.value.low <= row.value.median <= row.value.high < np.inf
            assert row.value.low >= 0 or row.unit == "bytes"
            assert row.verdict == ("" if row.target is None else "met" if row.met else "not met")
    kept = json.loads(json.dumps([row.to_dict() for row in rows], allow_nan=False))
    assert all(set(row) == ROW_KEYS for row in kept)
    return kept


class TestRows:
    def test_step(self):
        kept = check_rows(step.measure_here(quick=True), "step")
        assert {row["details"]["step"] for row in kept} == {0, 500, 3000}
        assert {row["details"]["algorithm"] for row in kept} == set(ALGORITHMS)
        assert all(0.2 < row["details"]["active_share"] < 0.8 for row in kept)
        assert all(row["target"] == {"low": None, "high": 1.3} for row in kept)

    def test_dimension(self):
        kept = check_rows(dimension.measure(quick=True), "dimension")
        assert {row["details"]["d"] for row in kept} >= {10**3, 10**6, 10**9, 10**12, 10**22}
        assert {row["details"]["what"] for row in kept} == {"step", "draw"}

    def test_decoupled(self):
        check_rows(decoupled.measure(quick=True), "decoupled")

    def test_small(self):
        check_rows(small.measure(quick=True), "small")

    def test_images(self, monkeypatch):
        kept = check_rows(images.measure_here(quick=True), "images")
        assert [row["details"]["K"] for row in kept] == [200] * 4
        assert 0.3 < kept[0]["details"]["active_share"] < 0.8
        agreement = kept[-1]
        assert agreement["verdict"] in {"met", "not measured"}
        monkeypatch.setattr(images, "_TORCH", sides.Side("PyTorch", "no_such_package", "deep"))
        rows = images._at(3072, rounds=1)
        check_rows(rows, "images")
        assert [row.value is None for row in rows] == [False, False, True, True]

    def test_boxes(self):
        kept = check_rows(boxes.measure(quick=True), "boxes")
        assert [row["target"] for row in kept] == [{"low": 3e5, "high": None}] * 2 + [{"low": None, "high": 2.0}] * 2
        assert [row["details"].get("boxes", 0) for row in kept[:2]] == [5001, 5001]
        assert kept[2]["details"]["leaves"] > 1000

    def test_memory_is_the_same_at_any_d_and_grows_as_said(self):
        rows = memory.measure(quick=True)
        check_rows(rows, "memory")
        judged = [row for row in rows if row.target]
        assert [row.verdict for row in judged] == ["met"] * 5  # bytes are counted, not timed
        ours, any_d, script = [row.value.median for row in rows if row.unit == "MiB"]
        assert ours == pytest.approx(any_d, rel=0.01)
        assert script > 8 * FIG2.d * (2 * FIG2.n + 2 * FIG2.m) / 2**20, "patches and weights are held"

    def test_workers_on_threads(self):
        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
            rows = workers.compare(one, two, seeds=2, steps=3, rounds=1)
        check_rows(rows, "workers")

    def test_against(self, monkeypatch):
        monkeypatch.setattr(against, "FIG2", TINY)
        monkeypatch.setattr(against, "SIDES", SIDES[:1])
        rows = against.at(2_000, rounds=1, count=1)
        check_rows(rows, "against")
        assert [row.verdict for row in rows] == ["met", ""]

    def test_without_a_library_the_rows_say_so(self, monkeypatch):
        monkeypatch.setattr(against, "FIG2", TINY)
        monkeypatch.setattr(sides.Side, "installed", property(lambda side: side.package == "numpy"))
        rows = against.at(20_000, rounds=1, count=1)
        check_rows(rows, "against")
        assert [row.verdict for row in rows if row.target and "PyTorch" in row.case] == ["not measured"] * 2
        note = "not measured: torch is not installed (pip install 'lngd-theory[deep]')"
        assert {row.note for row in rows if "PyTorch" in row.case} == {note}
        assert note in run_of(*rows).summary


def test_the_numpy_side_is_the_same_training():
    instance, noise = draw(TINY, "dense"), ALGORITHMS["LNGD, p = 0.1"]
    run = TrainingRun(TINY, noise, instance, block=1)
    dense = DenseEngine(instance, TINY.eta, TINY.q)
    dense.advance(noise.draw(streams(0).label_noise, 51, TINY.n)[1:])  # the block takes the first row
    run.train_to(50)
    np.testing.assert_allclose(run.engine.margins(), dense.margins(), rtol=1e-9)


def test_a_block_starts_from_the_same_state_every_time():
    run = TrainingRun(TINY, ALGORITHMS["GD"], draw(TINY), block=5)
    run.train_to(20)
    case = run.block()
    ends = []
    for _ in range(2):
        case.prepare()
        case.run()
        ends.append(run.engine.coefficients.copy())
    np.testing.assert_array_equal(*ends)
    assert case.units == 5
    assert 0 < run.active_share < 1


@pytest.mark.parametrize("d", [10**3, 10**22])
def test_same_law_keeps_what_the_dynamics_depend_on(d):
    other = same_law(FIG2, d)
    for name in ("snr", "noise_growth", "signal_growth", "initial_noise_overlap"):
        assert getattr(other, name) == pytest.approx(getattr(FIG2, name))


class TestTiming:
    def test_cases_take_turns_after_one_round_that_does_not_count(self):
        log = []
        cases = {name: Case(lambda name=name: log.append(name), 2, lambda: log.append("prepare")) for name in "ab"}
        timings = interleave(cases, rounds=3)
        assert [entry for entry in log if entry != "prepare"] == ["a", "b", "b", "a", "a", "b", "b", "a"]
        assert log[::2] == ["prepare"] * 8
        assert all(s.shape == (3,) and (s >= 0).all() for readings in timings for s in readings.seconds.values())

    def test_ratio_is_taken_round_by_round(self):
        timings = interleave({"a": Case(lambda: None), "b": Case(lambda: None)}, rounds=2).wall
        timings.seconds.update(a=np.array([2.0, 8.0]), b=np.array([1.0, 2.0]))
        assert timings.ratio("a", "b").median == 3.0
        assert timings.spread("a") == Spread(3.5, 5.0, 6.5)
        assert timings.microseconds("b") == 1.5e6

    def test_no_round_begins_after_the_time_is_up_once_there_are_three(self):
        assert interleave({"a": Case(lambda: None)}, rounds=9, seconds=0.0).wall.seconds["a"].shape == (3,)
        assert interleave({"a": Case(lambda: None)}, rounds=2, seconds=0.0).wall.seconds["a"].shape == (2,)
        assert interleave({"a": Case(lambda: None)}, rounds=9).wall.seconds["a"].shape == (9,)

    def test_clocks(self):
        """A sleep takes no processor; another thread's work counts to the process and not to this thread."""

        def busy():
            with ThreadPoolExecutor(1) as pool:
                pool.submit(sum, range(3_000_000)).result()

        timings = interleave({"sleep": Case(lambda: time.sleep(0.05)), "thread": Case(busy)}, rounds=1)
        processor, process, wall = ({name: values[0] for name, values in clock.seconds.items()} for clock in timings)
        assert wall["sleep"] >= 0.05 > 10 * process["sleep"]
        assert process["thread"] > 3 * processor["thread"]


class TestTarget:
    @pytest.mark.parametrize(
        ("target", "text", "inside", "outside"),
        [
            (Target(high=1.3), "at most 1.3", 1.3, 1.31),
            (Target(low=20.0), "at least 20", 20, 19.9),
            (Target(0.95, 1.05), "0.95 to 1.05", 1.0, 0.94),
        ],
    )
    def test_interval(self, target, text, inside, outside):
        assert str(target) == text
        assert target.holds(inside)
        assert not target.holds(outside)
        assert not target.holds(float("nan"))


class TestReport:
    def test_json_schema(self, tmp_path):
        run = suite.run_suite(["assembly", "memory"], quick=True)
        write_json(run, tmp_path / "run.json")
        kept = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
        assert kept["schema"] == SCHEMA
        assert set(kept) == {"schema", "quick", "machine", "load", "seconds", "measurements"}
        assert set(kept["seconds"]) == {"assembly", "memory"}
        machine = kept["machine"]
        assert set(machine) == {*MACHINE, "python"}
        assert machine["processor"]
        assert machine["cores"] >= 1
        assert machine["memory_gib"] is None or machine["memory_gib"] >= 0
        assert machine["libraries"]["numpy"] == np.__version__
        assert {"torch", "numba", "scipy"} <= set(machine["libraries"])
        assert all(library["internal_api"] for library in machine["blas"])
        assert "/" not in json.dumps(machine["blas"]), "paths of libraries stay out"
        assert {row["benchmark"] for row in kept["measurements"]} == {"assembly", "memory"}
        assert all(list(tables(run, name)) for name in ("assembly", "memory"))


class TestCommand:
    def test_runs_one_benchmark_and_writes_json(self, tmp_path):
        result = CliRunner().invoke(app(), ["--quick", "--only", "assembly", "--json", str(tmp_path / "out.json")])
        assert result.exit_code == 0, result.output
        assert "targets met" in result.output
        assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["quick"] is True

    def test_render_needs_no_measurement(self, monkeypatch, tmp_path):
        docs = tmp_path / "docs"
        monkeypatch.setattr(command, "DOCS", docs)
        result = CliRunner().invoke(app(), ["--render"])
        assert result.exit_code == 2
        assert "--docs writes" in " ".join(result.output.replace("│", " ").split())
        write_json(run_of(ratio("kept as it was")), docs / "benchmarks.json")
        monkeypatch.setattr(suite, "BENCHMARKS", {})
        result = CliRunner().invoke(app(), ["--render"])
        assert result.exit_code == 0, result.output
        assert "kept as it was" in (docs / "benchmarks.md").read_text(encoding="utf-8")

    def test_the_time_is_told_before_it_passes(self, monkeypatch, tmp_path):
        monkeypatch.setattr(command, "DOCS", tmp_path)
        write_json(run_of(), tmp_path / "benchmarks.json")  # says that memory took 61 seconds
        monkeypatch.setattr(
            command, "run_suite", lambda names, quick, started: [started(n) for n in names] and run_of()
        )
        result = CliRunner().invoke(app(), ["--only", "memory"])
        assert "about 61 s, as in the stored run" in result.output
        assert "[1/1] memory: 0 s gone, about 61 s left" in result.output

    def test_ctrl_c_keeps_what_is_done(self, monkeypatch, tmp_path):
        def stopped(quick):
            raise KeyboardInterrupt

        monkeypatch.setattr(small, "measure", lambda quick: [ratio("was done", benchmark="small")])
        monkeypatch.setattr(memory, "measure", stopped)
        out = tmp_path / "out.json"
        result = CliRunner().invoke(app(), ["--only", "small", "--only", "memory", "--json", str(out)])
        assert result.exit_code == 130
        assert "interrupted: shown is what was done" in result.output
        assert [row["case"] for row in json.loads(out.read_text(encoding="utf-8"))["measurements"]] == ["was done"]

    @pytest.mark.parametrize(("median", "code"), [(1.0, 0), (9.0, 1)])
    def test_check_ends_with_1_and_names_what_is_missed(self, median, code, monkeypatch):
        judged = misses([ratio("the case", median)], None)
        monkeypatch.setattr(command.regression, "check", lambda *_: judged)
        result = CliRunner().invoke(app(), ["--check"])
        assert result.exit_code == code, result.output
        assert ("missed: step: the case: ratio" in result.output) == bool(code)
        assert f"{1 - code} of 1 bounds kept" in result.output

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--only", "stepp"], "unknown benchmark 'stepp'"),
            (["--docs", "--quick"], "leave out --only and --quick"),
            (["--check", "--render"], "go without each other"),
            (["--check", "--quick"], "go without each other"),
        ],
    )
    def test_bad_input_ends_with_2(self, arguments, message):
        result = CliRunner().invoke(app(), arguments)
        assert result.exit_code == 2
        assert message in " ".join(result.output.replace("│", " ").split())

    def test_every_benchmark_has_a_title_and_a_measure(self):
        assert {"scaling", "against", "reproduction", "sweeps", "step", "memory", "assembly"} <= set(BENCHMARKS)
        for module in BENCHMARKS.values():
            assert module.__doc__
            assert callable(module.measure)


def _coretype():
    import os

    return os.environ.get("OPENBLAS_CORETYPE")


def test_a_fresh_process_has_the_changed_environment_and_this_one_keeps_its_own(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert in_fresh_process({"OPENBLAS_CORETYPE": None}, _coretype) is None
    assert _coretype() == "Haswell"
