import numpy as np
import pytest

from lngd_theory import LabelFlip, Setting, simulate
from lngd_theory.figures import memorisation_ratio, noise_name, panels, save_figure

SMALL = Setting(n=10, d=100, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)


@pytest.fixture(scope="module")
def runs():
    return {"none": simulate(SMALL, steps=20, seeds=3), "flip:0.1": simulate(SMALL, LabelFlip(0.1), steps=20, seeds=3)}


def test_panels_show_the_medians_of_the_data(runs):
    figure = panels([("eta=0.1", runs)], "title")
    loss = figure.axes[1].lines[0]
    np.testing.assert_array_equal(loss.get_ydata(), np.median(runs["none"].train_loss, axis=0))
    assert [axes.get_ylabel() for axes in figure.axes] == [
        r"$\max \rho\;/\;\max \gamma$",
        "training loss",
        "test accuracy",
    ]
    assert all(axes.get_xlabel() == "step $t$" for axes in figure.axes)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["GD", "label-noise GD, p=0.1"]
    assert "$\\eta$ = 0.1" in figure.axes[0].get_title(loc="left")


def test_a_figure_is_written(runs, tmp_path):
    save_figure(panels([("", runs)]), tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_diverged_seeds_are_counted_in_the_picture():
    run = simulate(SMALL.replace(eta=1e9), LabelFlip(0.5), steps=20, seeds=3)
    assert set(run.status.values) == {"diverged"}
    figure = panels([("", {"flip:0.5": run})])
    assert figure.axes[1].get_title(loc="left") == "label-noise GD, p=0.5: 3 diverged"


def test_memorisation_ratio_is_rho_over_gamma(runs):
    run = runs["none"]
    expected = run.rho_max.max("sign") / run.gamma_max.max("sign")
    np.testing.assert_array_equal(memorisation_ratio(run)[:, 1:], expected[:, 1:])
    assert np.isnan(memorisation_ratio(run)[:, 0]).all()  # both are zero there


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("none", "GD"),
        ("flip:0.1", "label-noise GD, p=0.1"),
        ("smoothing:0.2", "label smoothing, p=0.2"),
        ("gaussian:1,1", r"$\epsilon \sim N(1,1)$"),
        ("uniform:-1,2", r"$\epsilon \sim \mathrm{Unif}[-1,2]$"),
    ],
)
def test_label_noises_have_readable_names(label, name):
    assert noise_name(label) == name
