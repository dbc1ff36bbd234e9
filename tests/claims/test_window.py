import numpy as np
import pytest
import xarray as xr

from lngd_theory.claims.window import Window, completed, selected

STEP = xr.DataArray([0.0, 2.0, 4.0, 6.0, 8.0], dims="step", coords={"step": [0, 2, 4, 6, 8]})
#: T_1, T_2, tau_loss of five seeds: inside the run, at records, unfinished, without a meaning
TIMES = {
    "T_1": xr.DataArray([1.0, 2.0, 3.0, np.inf, np.nan], dims="seed"),
    "T_2": xr.DataArray([5.0, 6.0, np.inf, np.inf, np.nan], dims="seed"),
    "tau_loss": xr.DataArray([4.0, 0.0, np.inf, np.inf, 8.0], dims="seed"),
}
#: steps that belong to each window, by seed
EXPECTED = {
    Window.STAGE_1: [[0], [0, 2], [0, 2], [0, 2, 4, 6, 8], []],
    Window.END_1: [[2], [2], [4], [], []],
    Window.STAGE_2: [[2, 4], [2, 4, 6], [4, 6, 8], [], []],
    Window.END_2: [[6], [6], [], [], []],
    Window.SOME_2: [[2, 4], [2, 4, 6], [4, 6, 8], [], []],
    Window.SOME: [[0, 2, 4], [0, 2, 4, 6], [0, 2, 4, 6, 8], [0, 2, 4, 6, 8], []],
    Window.TRAINED: [[4], [0], [], [], [8]],
}


@pytest.mark.parametrize("window", EXPECTED)
def test_the_steps_of_a_window(window):
    chosen = selected(window, STEP, TIMES)
    chosen = (xr.zeros_like(TIMES["T_1"] * STEP, dtype=bool) | chosen).transpose("seed", "step")
    assert [[int(step) for step, ok in zip(STEP, row, strict=True) if ok] for row in chosen] == EXPECTED[window]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Window.STAGE_1, [True, True, True, False, False]),
        (Window.END_1, [True, True, True, False, False]),
        (Window.STAGE_2, [True, True, False, False, False]),
        (Window.END_2, [True, True, False, False, False]),
        (Window.SOME, [True, True, False, False, False]),
        (Window.SOME_2, [True, True, False, False, False]),
        (Window.TRAINED, [True, True, False, False, True]),
    ],
)
def test_which_seeds_have_completed_it(window, expected):
    assert np.asarray(completed(window, 8.0, TIMES)).tolist() == expected


def test_windows_that_every_run_completes():
    for window in (Window.DRAW, Window.WHOLE, Window.LAST):
        assert completed(window, 8.0, {}) is True
    assert selected(Window.WHOLE, STEP, {}) is True
    assert selected(Window.DRAW, STEP, {}) is True
    assert selected(Window.LAST, STEP, {}).values.tolist() == [False] * 4 + [True]


def test_what_kind_a_window_is():
    assert {w for w in Window if w.exists} == {Window.SOME, Window.SOME_2}
    assert {w for w in Window if w.moment} == {Window.END_1, Window.END_2, Window.TRAINED, Window.LAST}
    assert {w for w in Window if w.staged} == {
        Window.STAGE_1, Window.END_1, Window.STAGE_2, Window.END_2, Window.SOME, Window.SOME_2
    }  # fmt: skip
    assert len({w.value for w in Window}) == len(Window)
