"""Fitted exponents and their picture."""

import dataclasses

import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, LabelSmoothing, Setting
from lngd_theory.second_stage import exponent, exponents, scaling_figure
from lngd_theory.second_stage.scaling import _fit

S = Setting(n=10, d=10**12, m=24, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=2e-12)
FLIPS = LabelFlip(0.1)


@pytest.fixture(scope="module")
def fits():
    return exponents({"eta": [0.5, 1, 2, 4], "p": [0.5, 1, 2]}, S, FLIPS, seeds=4, steps=1000)


def test_exponents_of_the_prediction_are_found_where_steps_are_small(fits):
    assert list(fits) == ["eta", "p"]
    for fit in fits.values():
        assert fit.slope.estimate == pytest.approx(fit.predicted, abs=0.15)
        assert fit.slope.low < fit.slope.estimate < fit.slope.high
    assert fits["eta"].x == pytest.approx([1e-12, 2e-12, 4e-12, 8e-12])
    assert fits["p"].x == pytest.approx([0.05 * 0.95, 0.1 * 0.9, 0.2 * 0.8])
    assert [growth.noise.p for growth in fits["p"].growths] == [0.05, 0.1, 0.2]


def test_the_fit_is_weighted_least_squares(fits):
    """Against numpy's polynomial fit, with the errors of slopes from its covariance."""
    growths = list(fits["eta"].growths)
    x = fits["eta"].x
    rates = [growth.rate for growth in growths]
    weights = [rate.estimate / (rate.high - rate.low) for rate in rates]
    y = np.log([rate.estimate for rate in rates])
    (slope, intercept), covariance = np.polyfit(np.log(x), y, 1, w=weights, cov=True)
    fitted, level = _fit(x, growths)
    assert fitted.estimate == pytest.approx(slope)
    assert level == pytest.approx(intercept)
    assert fitted.high - fitted.estimate == pytest.approx(4.302652729911275 * np.sqrt(covariance[0, 0]))  # t, 2 dof


def test_two_points_have_a_slope_and_no_interval():
    fit = exponent("mu", [1, 10], S, FLIPS, seeds=2, steps=200)
    assert fit.slope.estimate == pytest.approx(2)
    assert np.isnan(fit.slope.low)
    assert (fit.predicted, fit.lemma) == (2, 2)


def test_whole_numbers_are_rounded_and_progress_counts_measurements():
    done = []
    both = exponents(
        {"n": [0.55, 1], "d": [1, 1.5]}, S, FLIPS, seeds=2, steps=200, progress=lambda *now: done.append(now)
    )
    assert [growth.setting.n for growth in both["n"].growths] == [6, 10]
    assert both["d"].growths[1].setting.d == 15 * 10**11
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("unknown parameter 'etta'; did you mean 'eta'?", ("etta", [1, 2], S, FLIPS)),
        ("must be LabelFlip with one p", ("eta", [1, 2], S, LabelSmoothing(0.1))),
        ("factors=[1.0, 1.0] must be two or more different finite numbers > 0", ("eta", [1, 1], S, FLIPS)),
        ("factors=[-1.0, 1.0] must be two or more", ("eta", [-1, 1], S, FLIPS)),
    ],
)
def test_refusals(text, arguments):
    with pytest.raises(InputError) as caught:
        exponent(*arguments)
    assert text in str(caught.value)


def test_a_rate_without_a_logarithm_is_refused(fits):
    growths = list(fits["p"].growths)
    growths[0] = dataclasses.replace(growths[0], controlled=-growths[0].controlled)
    with pytest.raises(InputError, match=r"is not positive and has no logarithm; take more steps or seeds$"):
        _fit(fits["p"].x, growths)


def test_the_figure_has_a_panel_for_each_parameter_with_points_line_and_bound(fits):
    figure = scaling_figure(fits)
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == 2
    for axes, fit in zip(panels, fits.values(), strict=True):
        labels = axes.get_legend_handles_labels()[1]
        assert sorted(labels) == ["fitted power", "lower bound, Lemma 4.5 (iv)", "measured, 95 %"]
        lines = {line.get_label(): line for line in axes.lines}
        bound = lines["lower bound, Lemma 4.5 (iv)"].get_ydata()
        assert bound == pytest.approx([growth.lemma_4_5_iv for growth in fit.growths])
        assert axes.get_xscale() == axes.get_yscale() == "log"
        assert f"{fit.slope.estimate:.3f}" in axes.get_title(loc="left")
