"""What the figures draw is what was computed."""

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.spectral import choose_rank, rank_risk_over_time
from lngd_theory.spectral.analysis import analyse
from lngd_theory.spectral.figure import spectral_figure
from lngd_theory.spectral.figure_time import time_figure
from lngd_theory.statistics import share_interval
from tests.spectral.planted import planted

P = planted(80, 12, classes=3, rate=0.3, strength=3)
Q = planted(70, 12, classes=3, rate=0.3, seed=1, means=P.means)
ARRAYS = {"features": P.X, "labels": P.noisy, "clean_labels": P.clean, "test_features": Q.X, "test_labels": Q.clean}


def test_valley_with_exact_intervals():
    found = analyse(ARRAYS)
    figure = spectral_figure(found, "planted")
    axes = figure.axes[2]
    line = next(line for line in axes.lines if line.get_label() == "test (70 samples)")
    error = 1 - found.curve.accuracy.sel(sample="test", labels="given").values[1:]
    np.testing.assert_allclose(line.get_ydata(), error)
    band = axes.collections[2].get_paths()[0].vertices
    for d in (1, 5, 12):
        at = sorted(set(np.round(band[band[:, 0] == d][:, 1], 9)))
        interval = share_interval(round(error[d - 1] * 70), 70)
        np.testing.assert_allclose([at[0], at[-1]], interval[1:], atol=1e-8)
    uniform = next(line for line in figure.axes[1].lines if line.get_linestyle() == ":")
    assert uniform.get_ydata()[-1] == pytest.approx(12 / 79)
    assert {text.get_text() for text in figure.axes[1].texts} == {"signal", "noise"}


def test_without_clean_labels_there_are_two_panels():
    assert len(spectral_figure(analyse({"features": P.X, "labels": P.noisy})).axes) == 2


@pytest.mark.parametrize("times", [[0, 1, 2], [1, 10, 100]])
def test_time_figure(times, tmp_path):
    states = [(P.X[:, :width], {"held out": Q.X[:, :width]}) for width in (4, 8, 12)]
    curves = rank_risk_over_time(states, P.noisy, {"held out": Q.noisy}, times=times)
    chosen = choose_rank(curves, standard_errors=1)
    figure = time_figure(curves, sample="held out", chosen=chosen, title="planted")
    left, right = figure.axes[:2]
    error = 1 - curves.accuracy.sel(sample="held out", labels="given").values
    lines = {line.get_label(): np.asarray(line.get_ydata()) for line in right.lines}
    np.testing.assert_allclose(lines["best $d$"], np.nanmin(error[:, 1:], axis=1))
    np.testing.assert_allclose(lines["all directions"], [error[0, 4], error[1, 8], error[2, 12]])
    np.testing.assert_allclose(lines["chosen $d$"], error[np.arange(3), chosen.values])
    assert left.get_yscale() == ("log" if times[-1] == 100 else "linear")
    figure.savefig(tmp_path / "a.png")


def test_one_time_is_refused():
    curves = rank_risk_over_time([(P.X, None)], P.noisy)
    with pytest.raises(InputError, match="fewer than two times"):
        time_figure(curves, sample="train")
