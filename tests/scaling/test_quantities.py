"""Readings of runs: each quantity on made-up series, the base point's numbers, names."""

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError
from lngd_theory.scaling.quantities import QUANTITIES, chosen_quantities
from lngd_theory.scaling.quantity import Calibration
from lngd_theory.scaling.runs import RUNS

STEP = np.arange(0.0, 101.0, 1.0)
NUMBERS = Calibration(0.1, multiple=4.0, signal=0.5)


def cell(**series):
    """Two seeds with the same series."""
    data = {name: (("seed", "record"), np.tile(values, (2, 1))) for name, values in series.items()}
    return xr.Dataset(data, {"step": ("record", STEP)})


def read(name, data, theorem=10.0):
    return QUANTITIES[name].read(data, NUMBERS, theorem).tolist()


def test_times_of_gd():
    data = cell(
        clean_loss=np.exp(-STEP / 10), rho_bar_least=np.exp(STEP / 20) / 10, test_error=0.5 - STEP / 1000
    )  # fmt: skip
    assert read("T1-gd", data) == pytest.approx([20 * np.log(10)] * 2)
    assert read("T2-gd", data) == pytest.approx([10 * np.log(10)] * 2)
    assert read("error-gd", data) == pytest.approx([0.5 - np.log(10) / 100] * 2)


def test_times_of_label_noise_gd():
    data = cell(
        rho_bar_least=STEP / 100, gamma_abs_max=np.exp((STEP - 70) / 10), test_error=0.5 * np.exp(-STEP / 20),
        signal_best=STEP / 100,
    )  # fmt: skip
    assert read("T1-lngd", data) == pytest.approx([10.0] * 2)
    assert read("T2-lngd", data) == pytest.approx([70 - 10 * np.log(10)] * 2)
    assert read("T2-test", data) == pytest.approx([20 * np.log(10)] * 2)
    assert read("error-lngd", data) == pytest.approx([np.log(4) + 2.0] * 2)  # at step 40
    assert read("error-signal", data) == pytest.approx([np.log(4) + 2.5] * 2)  # at step 50


def test_what_is_not_seen_is_infinite_and_what_is_not_there_nan():
    data = cell(
        test_error=np.where(STEP < 30, 0.4, 0.0), signal_best=STEP / 100, gamma_abs_max=STEP * 0.0
    )  # fmt: skip
    assert read("error-lngd", data) == [np.inf] * 2
    assert read("error-signal", data) == [np.inf] * 2
    assert read("T2-lngd", data) == [np.inf] * 2
    assert np.isnan(read("error-lngd", data, theorem=30.0)).all()  # later than the last record
    assert np.isnan(QUANTITIES["error-signal"].read(data, Calibration(0.1), 1.0)).all()


def test_the_base_point_gives_the_multiple_and_the_signal():
    data = cell(test_error=0.5 * np.exp(-STEP / 20), signal_best=STEP / 100)
    found = Calibration.at_base(0.1, data, 5.0)
    assert found.multiple == pytest.approx(20 * np.log(10) / 5, rel=1e-3)
    assert found.signal == pytest.approx(0.2 * np.log(10), rel=1e-3)
    assert np.isnan(Calibration.at_base(0.1, cell(test_error=STEP * 0 + 0.5, signal_best=STEP), 5.0).multiple)


def test_names_and_beginnings_of_names():
    assert [item.name for item in chosen_quantities(["T1", "rate"])] == ["T1-gd", "T1-lngd", "rate"]
    assert [item.name for item in chosen_quantities(["error-gd"])] == ["error-gd"]
    assert len(chosen_quantities()) == len(chosen_quantities([])) == len(QUANTITIES)
    with pytest.raises(InputError, match=r"unknown quantity 'T1gd'; did you mean 'T1-gd'\?"):
        chosen_quantities(["T1gd"])


def test_runs_record_what_their_quantities_read():
    for item in QUANTITIES.values():
        assert item.run == "two-scale" or item.run in RUNS
    assert {item.run for item in QUANTITIES.values()} == {*RUNS, "two-scale"}
