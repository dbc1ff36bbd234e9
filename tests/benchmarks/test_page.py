"""The page says what the rows say, and is made again from the stored data alone."""

import json

import pytest

from benchmarks.axes import AXES
from benchmarks.figure import curves
from benchmarks.grids import grids
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.page import FIGURES, markdown
from benchmarks.report import write_docs, write_json
from benchmarks.scaling import EXPONENT
from benchmarks.sides import GRAM, SIDES
from benchmarks.suite import load_run
from benchmarks.summary import sentences, summary_table
from benchmarks.words import bytes_text, number, time_text
from tests.benchmarks.made import missing, ratio, run_of, scaling_rows

OURS = f"{GRAM}, LNGD, p = 0.1"


def job_rows():
    seconds = {GRAM: 2.0, "PyTorch": 180.0}
    return [
        Measurement(
            "reproduction", f"figure 2, 1 core: {side}", "time of the whole job", Spread.exact(value), "s",
            details={"job": "figure 2", "side": side, "what": "all"},
        )
        for side, value in seconds.items()
    ]  # fmt: skip


def sweep_rows():
    flat = Measurement(
        "sweeps", "1,000 tasks of one run", "memory that a further task takes", Spread(-0.1, 0.0, 0.1), "bytes",
        Target(-1, 1), details={"tasks": 1000},
    )  # fmt: skip
    rates = [
        Measurement("sweeps", f"{k} workers", "runs a second", Spread.exact(7.0 * k), "runs/s", details={"workers": k})
        for k in (1, 2)
    ]
    peak = Measurement("sweeps", "1,000 tasks", "peak", Spread.exact(30.0), "KiB", details={"tasks": 1000})
    return [flat, *rates, peak]


def exponent_row():
    details = {"axis": "d", "side": OURS, "from": 1000, "to": 10**12}
    return Measurement("scaling", f"in d, 1,000 to 10^12: {OURS}", EXPONENT, Spread(-0.002, 0.001, 0.004),
                       target=Target(-0.01, 0.01), details=details)  # fmt: skip


def everything():
    return run_of(*scaling_rows(), exponent_row(), *job_rows(), *sweep_rows(), ratio(), missing())


def test_summary_has_times_factors_and_reasons():
    header, lines = summary_table(everything())
    table = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert table["a step at d = 10^6"][GRAM] == "20 µs"
    assert table["a step at d = 10^6"]["JAX"] == "4 ms (200\u00a0×)"
    assert table["a step at d = 10^12"]["JAX"] == "3.2 PB of data"
    assert table["figure 2, 1 core"]["PyTorch"] == "3 min (90\u00a0×)"
    assert table["figure 2, 1 core"]["JAX"] == "–"


def test_sentences_quote_interval_and_target():
    text = " ".join(sentences(everything()))
    assert "in $d$: **0.001** [-0.002, 0.004] over 1,000 to 10^12" in text
    assert "memory that a further task takes: 0 bytes (wanted: -1 to 1)" in text


def test_page_names_what_is_missed_and_what_is_not_installed():
    page = markdown(run_of(ratio("slow", 2.0), ratio("fine", 1.0), missing()))
    assert "1 of 2 measured targets met; some rows are not measured: jax is not installed" in page
    assert "missed: slow (ratio)" in page
    assert "| slow | 2 (1.75 to 2.25) | at most 1.3 | not met |" in page


def test_wide_tables_have_a_column_for_each_side():
    (grid,) = grids(scaling_rows())
    assert grid.header == ["d", OURS, "BLAS product", "JAX"]
    assert grid.lines == [["10^6", "20 µs", "30 µs", "4 ms"], ["10^12", "20 µs", "30 µs", "–"]]
    assert grid.below == "not measured: at d = 10^12 the patches alone take 3.2 PB"
    (exponents,) = grids([exponent_row()])
    assert exponents.lines[0][1:] == ["0.001 (-0.002 to 0.004)", "-0.01 to 0.01", "met"]


def test_figure_draws_what_was_timed():
    lines = curves(everything(), "d")
    assert lines[OURS] == [(10**6, 2e-5, 2e-5, 2e-5), (10**12, 2e-5, 2e-5, 2e-5)]
    assert [point[0] for point in lines["JAX"]] == [10**6]
    assert curves(everything(), "m") == {}


@pytest.mark.parametrize("run", [everything(), run_of()], ids=["all", "nothing"])
def test_docs_are_written_and_rendered_again_without_measuring(run, tmp_path):
    paths = write_docs(run, tmp_path)
    assert [path.name for path in paths] == ["benchmarks.md", "benchmarks.json", *FIGURES]
    for link in ("benchmarks.json", *(f"figures/{name}" for name in FIGURES)):
        assert f"({link})" in paths[0].read_text(encoding="utf-8")
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths[2:])
    stored = load_run(paths[1])
    assert stored == run
    again = write_docs(stored, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


def test_data_of_another_schema_or_none_is_not_read(tmp_path):
    path = tmp_path / "run.json"
    assert load_run(path) is None
    write_json(run_of(ratio()), path)
    assert load_run(path) == run_of(ratio())
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"schema": 1}), encoding="utf-8")
    assert load_run(path) is None
    path.write_text("{", encoding="utf-8")
    assert load_run(path) is None


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (time_text(2e-9), "2 ns"), (time_text(3e-5), "30 µs"), (time_text(0.0123), "12.3 ms"), (time_text(59), "59 s"),
        (time_text(90), "90 s"), (time_text(150), "2.5 min"), (bytes_text(3.2e15), "3.2 PB"), (bytes_text(6e6), "6 MB"),
        (bytes_text(500), "0.5 kB"),
        (number(1234.5), "1,234"), (number(None), ""), (number(0.000123), "0.000123"),
    ],
)  # fmt: skip
def test_numbers_in_words(shown, text):
    assert shown == text


def test_every_axis_has_the_sizes_that_are_promised():
    assert {10**3, 10**4, 10**6, 10**9, 10**12} <= set(AXES["d"].values)
    assert {10, 30, 100, 1000, 10_000} <= set(AXES["m"].values)
    assert {20, 50, 100, 200, 500, 1000, 2000} <= set(AXES["n"].values)
    assert [side.name for side in SIDES] == ["dense NumPy", "PyTorch", "JAX"]
