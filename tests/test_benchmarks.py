"""The benchmark suite runs, and what it writes is complete. No time is judged here: machines are noisy."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks import __main__ as command
from benchmarks import against, boxes, decoupled, dimension, memory, small, step, suite, workers
from benchmarks.figure import curves
from benchmarks.isolated import in_fresh_process
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.report import markdown, tables, write_docs, write_json
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw, same_law
from benchmarks.suite import BENCHMARKS, SCHEMA, Run
from benchmarks.timing import Case, interleave
from lngd_theory import Setting
from lngd_theory.dynamics import DenseEngine
from lngd_theory.streams import streams

TINY = Setting(n=10, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=1.0)
ROW_KEYS = {"benchmark", "case", "quantity", "value", "unit", "target", "note", "details", "verdict"}


def app():
    import typer

    built = typer.Typer()
    built.command()(command.main)
    return built


def run_of(*rows, quick=True):
    return Run(quick, {"libraries": {}, "blas": [], "OPENBLAS_CORETYPE": None} | MACHINE, list(rows), 0.5, 0.6, 1.0)


MACHINE = {"processor": "P", "compiled_for": "p", "cores": 2, "system": "S", "python": "3"}


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
            assert 0 <= row.value.low <= row.value.median <= row.value.high < np.inf
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
        assert {row["details"]["d"] for row in kept} == {10**3, 10**6, 10**9, 10**22}
        assert {row["details"]["what"] for row in kept} == {"step", "draw"}

    def test_decoupled(self):
        check_rows(decoupled.measure(quick=True), "decoupled")

    def test_small(self):
        check_rows(small.measure(quick=True), "small")

    def test_boxes(self):
        kept = check_rows(boxes.measure(quick=True), "boxes")
        assert [row["target"] for row in kept] == [{"low": 3e5, "high": None}] * 2 + [{"low": None, "high": 2.0}] * 2
        assert [row["details"].get("boxes", 0) for row in kept[:2]] == [5001, 5001]
        assert kept[2]["details"]["leaves"] > 1000

    def test_memory_is_the_same_at_any_d_and_grows_as_said(self):
        rows = memory.measure(quick=True)
        check_rows(rows, "memory")
        assert [row.verdict for row in rows] == ["met"] * 3  # bytes are counted, not timed

    def test_workers_on_threads(self):
        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(2) as two:
            rows = workers.compare(one, two, seeds=2, steps=3, rounds=1)
        check_rows(rows, "workers")

    def test_against(self, monkeypatch):
        monkeypatch.setattr(against, "FIG2", TINY)
        rows = against._at(2_000, rounds=1)
        check_rows(rows, "against")
        torch_rows = [row for row in rows if "PyTorch" in row.case or "PyTorch" in row.quantity]
        assert len(torch_rows) >= 2
        if against.torch_installed():
            assert all(row.value for row in torch_rows)
        else:
            assert {row.note for row in torch_rows} == {against.NOT_MEASURED}
            assert "not measured: torch is not installed" in run_of(*rows).summary

    def test_without_torch_the_rows_say_so(self, monkeypatch):
        monkeypatch.setattr(against, "FIG2", TINY)
        monkeypatch.setattr(against, "torch_installed", lambda: False)
        rows = against._at(20_000, rounds=1)
        check_rows(rows, "against")
        assert [row.verdict for row in rows if row.target] == ["not measured"] * 2
        run = run_of(*rows)
        assert run.summary == "0 of 0 measured targets met; some rows are not measured: torch is not installed"
        assert markdown(run).count("| not measured |") == 2


@pytest.mark.parametrize("q", [2.0, 3.0])
def test_torch_script_agrees_with_the_engine(q):
    setting = TINY.replace(q=q)
    if not against.torch_installed():
        row = against._agreement_row(setting, draw(setting, "dense"))
        assert (row.verdict, row.note) == ("not measured", "not measured: torch is not installed")
        return
    assert against.agreement(setting, draw(setting, "dense"), steps=100) < 1e-9


def test_agreement_notices_a_difference(monkeypatch):
    if not against.torch_installed():
        assert against._agreement_row(TINY, draw(TINY, "dense")).value is None
        return
    instance = draw(TINY, "dense")
    train = against._torch_train
    monkeypatch.setattr(
        against, "_torch_train", lambda m, x, y, s, eps: train(m, x, y, s.replace(eta=s.eta * (1 + 1e-6)), eps)
    )
    assert against.agreement(TINY, instance) > 1e-9


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
    def rows(self):
        timed = {"seconds": [1e-3, 2e-3, 3e-3]}
        torch, law = {"d": 9, "side": "PyTorch, 2 threads"}, {"d": 7, "what": "step"}
        return (
            Measurement("step", "here", "ratio", Spread(0.5, 0.75, 1.0), target=Target(high=1.3)),
            Measurement("workers", "there", "speed", Spread.exact(1.5), "x", Target(low=1.8), note="busy"),
            Measurement("against", "d = 5", "ratio", None, note=against.NOT_MEASURED, details={"d": 5}),
            Measurement("against", "d = 9", "ratio", Spread.exact(9.0), details=torch | timed),
            Measurement("dimension", "d = 7", "ratio", Spread.exact(1.0), details=law | timed),
        )

    def test_markdown_shows_value_target_and_verdict(self):
        page = markdown(run_of(*self.rows()))
        assert "| here | 0.75 (0.5 to 1) | at most 1.3 | met |" in page
        assert "| there | 1.5 x | at least 1.8 | not met | busy |" in page
        assert "**1 of 2 measured targets met; some rows are not measured: torch is not installed.**" in page

    def test_figure_draws_what_was_timed(self):
        points = [(1.0, 2.0, 3.0)]
        lines = curves(run_of(*self.rows()))
        assert {name: [p[1:] for p in line] for name, line in lines.items()} == {
            "PyTorch, 2 threads": points,
            "Gram engine (this package)": points,
        }

    def test_docs_are_written(self, tmp_path):
        paths = write_docs(run_of(*self.rows()), tmp_path)
        assert [path.name for path in paths] == ["benchmarks.md", "benchmarks.json", "benchmarks.png"]
        assert paths[2].read_bytes().startswith(b"\x89PNG")
        for link in ("benchmarks.json", "figures/benchmarks.png"):
            assert f"({link})" in paths[0].read_text(encoding="utf-8")
            assert (tmp_path / link).is_file()

    def test_json_schema(self, tmp_path):
        run = suite.run_suite(["small", "memory"], quick=True)
        write_json(run, tmp_path / "run.json")
        kept = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
        assert kept["schema"] == SCHEMA
        assert set(kept) == {"schema", "quick", "machine", "load", "seconds", "measurements"}
        machine = kept["machine"]
        assert machine["processor"]
        assert machine["cores"] >= 1
        assert machine["libraries"]["numpy"] == np.__version__
        assert {"torch", "numba", "scipy"} <= set(machine["libraries"])
        assert all(library["internal_api"] for library in machine["blas"])
        assert "/" not in json.dumps(machine["blas"]), "paths of libraries stay out"
        assert {row["benchmark"] for row in kept["measurements"]} == {"small", "memory"}
        assert all(list(tables(run, name)) for name in ("small", "memory"))


class TestCommand:
    def test_runs_one_benchmark_and_writes_json(self, tmp_path):
        result = CliRunner().invoke(app(), ["--quick", "--only", "small", "--json", str(tmp_path / "out.json")])
        assert result.exit_code == 0, result.output
        assert "targets met" in result.output
        assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["quick"] is True

    def test_without_torch_it_says_so_and_ends_well(self, monkeypatch):
        monkeypatch.setattr(against, "FIG2", TINY)
        monkeypatch.setattr(against, "torch_installed", lambda: False)
        monkeypatch.setattr(command, "torch_installed", lambda: False)
        monkeypatch.setattr(against, "measure", lambda quick: against._at(2_000, rounds=1))
        result = CliRunner().invoke(app(), ["--quick", "--only", "against"])
        assert result.exit_code == 0, result.output
        assert "PyTorch rows are not measured: torch is not installed" in result.output

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--only", "stepp"], "unknown benchmark 'stepp'"),
            (["--docs", "--quick"], "leave out --only and --quick"),
        ],
    )
    def test_bad_input_ends_with_2(self, arguments, message):
        result = CliRunner().invoke(app(), arguments)
        assert result.exit_code == 2
        assert message in " ".join(result.output.replace("│", " ").split())

    def test_every_benchmark_has_a_title_and_a_measure(self):
        assert list(BENCHMARKS) == ["step", "dimension", "decoupled", "against", "small", "workers", "memory", "boxes"]
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
