"""Diagrams of a small sweep, and what a run's accuracy is."""

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError
from lngd_theory.phase import Phase, PhaseDiagram, accuracy_when_trained, final_accuracy, phase_of
from lngd_theory.statistics import median_interval
from tests.phase.conftest import SNR, N


@pytest.fixture
def diagram(small):
    return PhaseDiagram.of(small[2], "none", "SNR", "n")


def test_a_diagram_holds_what_the_sweep_measured(small, diagram):
    _, _, data = small
    assert (diagram.x_name, diagram.y_name, diagram.noise) == ("SNR", "n", "none")
    assert diagram.x.tolist() == list(SNR)
    assert diagram.y.tolist() == list(N)
    for row, n in enumerate(N):
        for column, snr in enumerate(SNR):
            error = data.test_error.sel(n=n, SNR=snr, noise="none")
            assert diagram.accuracy.values[row, column].tolist() == (1 - error).values.tolist()
            assert diagram.interval(row, column) == median_interval(1 - error)
            assert diagram.phases()[row, column] == phase_of(1 - error, diagram.level)
    assert diagram.median()[0, 0] == np.median(diagram.accuracy.values[0, 0])
    assert (diagram.seeds, diagram.runs()) == (8, 8 * len(SNR) * len(N))
    assert diagram.cost() == pytest.approx(float(data.seconds.sel(noise="none").sum()))
    assert (diagram.steps == 60).all()


def test_a_weak_signal_fails_and_a_strong_one_succeeds(diagram):
    assert (diagram.phases()[:, 0] == Phase.FAILS).all()
    assert (diagram.phases()[:, -1] == Phase.SUCCEEDS).all()


def test_a_run_that_diverged_counts_as_chance(small):
    data = small[2].copy(deep=True)
    data["status"] = data.status.astype(object).where(data.seed != 3, "diverged")
    data["test_error"] = data.test_error.where(data.seed != 3)
    found = PhaseDiagram.of(data, "none", "SNR", "n")
    assert (found.accuracy.sel(seed=3) == 0.5).all()
    assert int(found.diverged.sum()) == len(SNR) * len(N)


def test_what_was_not_run_has_no_accuracy(small):
    data = small[2].copy(deep=True)
    for name in ("test_error", "seconds"):
        data[name] = data[name].where(data.n > N[0])
    found = PhaseDiagram.of(data, "none", "SNR", "n")
    assert (found.phases()[0] == Phase.UNKNOWN).all()
    assert np.isnan(found.median()[0]).all()
    assert found.runs() == 8 * len(SNR) * (len(N) - 1)


def test_parts_make_the_whole(small, diagram):
    sweep, _, data = small
    blank = PhaseDiagram.blank("none", ("SNR", SNR), ("n", N), sweep.seed_numbers)
    assert blank.runs() == 0
    for n in N:
        for columns in (SNR[:2], SNR[2:]):
            part = data.sel(n=[n], SNR=list(columns))
            blank.put(PhaseDiagram.of(part, "none", "SNR", "n"))
    for name in ("accuracy", "seconds", "diverged", "steps"):
        assert getattr(blank, name).equals(getattr(diagram, name).rename(getattr(blank, name).name))


def test_an_axis_with_one_value_is_no_axis(small):
    data = small[2].expand_dims(p=[0.3])
    assert PhaseDiagram.of(data, "none", "SNR", "n").accuracy.dims == ("n", "SNR", "seed")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": "SNRs"}, "the sweep has no axis 'SNRs'; did you mean 'SNR'?"),
        ({"y": "SNR"}, "x and y are both 'SNR'; a phase diagram has two axes"),
        ({"noise": "flip:0.2"}, "the sweep has no label noise 'flip:0.2'; did you mean 'flip:0.1'?"),
        ({"level": 0.3}, "level=0.3 must be an accuracy above 0.5, that of chance, and below 1"),
    ],
)
def test_bad_input_is_refused(small, changes, message):
    with pytest.raises(InputError) as error:
        PhaseDiagram.of(small[2], **{"noise": "none", "x": "SNR", "y": "n", **changes})
    assert str(error.value) == message


def test_a_third_axis_and_a_missing_observable_are_refused(small):
    more = xr.concat([small[2], small[2]], xr.DataArray([1, 2], dims="m", name="m"))
    with pytest.raises(InputError, match="axis 'm' has 2 values beside 'SNR' and 'n'; give it one value"):
        PhaseDiagram.of(more, "none", "SNR", "n")
    with pytest.raises(InputError, match="needs 'test_error' of every run; add it to the sweep's observables"):
        PhaseDiagram.of(small[2].drop_vars("test_error"), "none", "SNR", "n")


def recorded():
    """Losses and errors over (seed, record), made up."""
    loss = [[1.0, 0.3, 0.08, 0.02], [0.09, 0.05, 0.03, 0.02], [0.9, 0.8, 0.7, 0.6], [np.nan] * 4]
    error = [[0.5, 0.4, 0.3, 0.2], [0.45, 0.35, 0.25, 0.15], [0.5, 0.49, 0.48, 0.47], [np.nan] * 4]
    dims = ("seed", "record")
    coords = {"record": [0.25, 0.5, 0.75, 1.0]}
    return xr.Dataset({"clean_loss": (dims, loss), "test_error": (dims, error)}, coords), loss, error


def test_accuracy_when_trained_is_that_of_the_first_record_that_is():
    data, loss, error = recorded()
    expected = []
    for losses, errors in zip(loss, error, strict=True):
        place = next((k for k, value in enumerate(losses) if value <= 0.1), 3)
        expected.append(1 - errors[place])
    assert np.array_equal(accuracy_when_trained(0.1)(data).values, expected, equal_nan=True)
    assert np.array_equal(final_accuracy(data).values, [1 - errors[-1] for errors in error], equal_nan=True)


def test_accuracy_when_trained_needs_records(small):
    with pytest.raises(InputError, match="records one state only"):
        accuracy_when_trained(0.1)(small[2])
