"""The cost of a sweep, before it runs."""

import re
import time
import tracemalloc

import pytest

from lngd_theory import InputError
from lngd_theory.sweeps import cost, estimate, run_sweep
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.cost import check_size, duration, left_of, machine_speed, nominal_seconds
from tests.sweeps.shared import TINY, changed


def test_an_estimate_counts_cells_runs_and_steps_exactly():
    size = estimate(changed(TINY, steps="10*n"), speed=1.0)
    assert (size.cells, size.runs, size.steps) == (4, 20, 10 * (5 + 8) * 2 * 5)
    assert size.seconds == pytest.approx(
        sum(5 * nominal_seconds(cell_at(changed(TINY, steps="10*n"), k)) for k in range(4))
    )


def test_runs_side_by_side_are_cheaper_and_single_ones_are_not():
    small = changed(TINY, noises=["none"], steps=10_000)
    few, many = (estimate(changed(small, seeds=seeds), speed=1.0) for seeds in (3, 4))
    for size, together in ((few, False), (many, True)):
        expected = [nominal_seconds(cell_at(small, k), together) for k in range(2)]
        assert size.seconds == pytest.approx(sum(expected) * size.runs / 2)
    assert few.seconds > many.seconds


def test_what_is_stored_is_not_counted_again(tmp_path):
    some, more = changed(TINY, seeds=2), changed(TINY, seeds=[0, 1, 5])
    size = estimate(more, speed=1.0)
    assert left_of(more, size, tmp_path) == (12, size.seconds)
    run_sweep(changed(some, axes={"n": [5]}), tmp_path, workers=1)
    left = left_of(more, size, tmp_path)
    assert left.runs == 12 - 2 * 2
    cells = [cell_at(more, k) for k in range(4)]
    missing = [1 if cell.setting.n == 5 else 3 for cell in cells]
    assert left.seconds == pytest.approx(sum(map(lambda c, k: k * nominal_seconds(c), cells, missing)))
    run_sweep(more, tmp_path, workers=1)
    assert left_of(more, size, tmp_path) == (0, 0.0)


def test_an_estimate_is_said_in_words():
    size = cost.Estimate(4000, 20000, 1300000.0, 7250.0, 2.1e6, 1.0)
    assert str(size) == "4,000 cells, 20,000 runs, 1,300,000 steps: about 2.01 h of one core, 2.1 MB"


@pytest.mark.parametrize(
    ("count", "words"), [(310, "0.31 kB"), (99_990, "100 kB"), (3e6, "3 MB"), (4.56e9, "4.56 GB"), (7e13, "70 TB")]
)
def test_amounts(count, words):
    assert cost.amount(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.014, "0.014 s"), (90, "90 s"), (150, "2.5 min"), (3e5, "3.47 days"), (1e9, "31.7 years")]
)
def test_durations(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"seeds": 10**12},
         r"4 cells, 4,000,000,000,000 runs, 2.4e\+14 steps: about .* of one core, .*: more than 1e\+07 runs"),
        ({"axes": {name: {"from": 0.1, "to": 0.9, "count": 10**5} for name in ("eta", "mu", "sigma_0")},
          "setting": {"n": 5, "d": 60, "m": 3, "sigma_p": 1.0}}, "2,000,000,000,000,000 cells, "),
        ({"steps": 10**15}, r"4 cells, 20 runs, 2e\+16 steps: about .* years of one core, .*: more than a year of"),
    ],
    ids=["seeds", "axes", "steps"],
)  # fmt: skip
def test_absurd_sizes_are_refused_before_any_work(changes, limit, tmp_path):
    remedy = r"Take fewer points, seeds or steps, or say that you mean it: --yes \(large=True\)"
    machine_speed()  # loads the compiled code
    started = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=f"the sweep has {limit}.*{remedy}"):
            run_sweep(changed(TINY, **changes), tmp_path / "never")
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < 5
    assert not (tmp_path / "never").exists()


def test_what_is_meant_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "LARGEST_RUNS", 10)
    with pytest.raises(InputError, match=r"20 runs, .* more than 1e"):
        check_size(estimate(TINY))
    assert run_sweep(TINY, tmp_path, workers=1, large=True).computed == 20


def test_a_bad_cell_is_found_before_any_work(tmp_path):
    with pytest.raises(InputError, match=re.escape("n=59, noise=none: n=59 must be at most d - 2 = 58")):
        run_sweep(changed(TINY, axes={"n": [5, 59]}), tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_large_grid_is_sampled_with_its_corners(monkeypatch):
    looked = []

    def look(sweep, index):
        looked.append(index)
        return cell_at(sweep, index)

    monkeypatch.setattr(cost, "cell_at", look)
    sweep = changed(TINY, axes={"n": range(2, 52), "corruption": {"from": 0, "to": 1, "count": 100}})
    estimate(sweep, speed=1.0)
    assert 2000 <= len(looked) < 2100
    assert {0, 1, 198, 199, 49 * 200, 49 * 200 + 1, 9998, 9999} <= set(looked)
