import dataclasses
import math

import numpy as np
import pytest

from lngd_theory.claims.verdict import Series
from lngd_theory.report import series_figure
from lngd_theory.report.drawing import SharedGlyphs, save_png
from tests.report import examples


def drawn(series):
    figure = series_figure(series)
    (axes,) = figure.axes
    return axes, {line.get_label(): line for line in axes.lines}


def test_medians_are_the_lines():
    axes, lines = drawn(examples.GROWTH)
    np.testing.assert_array_equal(lines["observed"].get_ydata(), [values[1] for values in examples.GROWTH.observed])
    np.testing.assert_array_equal(lines["claimed: at most"].get_ydata(), [v[1] for v in examples.GROWTH.claimed])
    assert axes.get_yscale() == "log"


@pytest.mark.parametrize(("relation", "above"), [("<=", True), (">=", False)])
def test_the_forbidden_side_is_shaded(relation, above):
    series = dataclasses.replace(examples.LEVEL, relation=relation)
    axes, _ = drawn(series)
    (shade,) = [item for item in axes.collections if item.get_label() == "forbidden"]
    heights = shade.get_paths()[0].vertices[:, 1]
    bound = 0.75
    assert (heights.min() if above else heights.max()) == bound
    assert (heights.max() if above else heights.min()) == axes.get_ylim()[int(above)]


@pytest.mark.parametrize("relation", ["=", "~"])
def test_equality_and_order_forbid_no_side(relation):
    axes, _ = drawn(dataclasses.replace(examples.LEVEL, relation=relation))
    assert "forbidden" not in [item.get_label() for item in axes.collections]


def test_what_an_axis_cannot_show_is_a_gap():
    axes, lines = drawn(examples.PATH)
    assert np.isnan(lines["observed"].get_ydata()).tolist() == [False, False, True, False]
    assert np.isnan(lines["claimed: of the order of"].get_ydata()).tolist() == [True, False, False, False]
    assert axes.get_title(loc="left") == r"\lVert \begin{unreadable}"


def test_huge_bounds_leave_the_observed_readable():
    series = Series("t", "y", (1.0, 2.0), ((1, 1, 1),) * 2, ((1e300,) * 3,) * 2, "<=")
    axes, lines = drawn(series)
    assert list(lines) == ["observed"]
    assert axes.get_ylim()[1] < 10


@pytest.mark.parametrize("log_x", [False, True])
def test_long_series_are_thinned_and_keep_their_ends(log_x):
    x = tuple(float(i) for i in range(1, 10_001))
    triples = tuple((i, i, i) for i in x)
    _, lines = drawn(Series("t", "y", x, triples, triples, "=", log_x=log_x))
    shown = lines["observed"].get_xdata()
    assert len(shown) <= 200
    assert (shown[0], shown[-1]) == (x[0], x[-1])


def test_nothing_to_show_is_said():
    axes, lines = drawn(examples.EMPTY)
    assert not lines
    assert [text.get_text() for text in axes.texts] == ["no finite values"]
    zeros = Series("x", "y", (0.0, 0.0), ((0.0,) * 3,) * 2, ((math.nan,) * 3,) * 2, "<=", log_x=True, log_y=True)
    assert drawn(zeros)[0].get_yscale() == "linear"


def test_figures_of_a_page_share_letters_and_nothing_else():
    glyphs = SharedGlyphs()
    first, second = (glyphs.svg(series_figure(examples.GROWTH), 'a "quoted" <text>') for _ in range(2))
    assert first.replace("f1_", "f2_") == second
    assert "f1_" in first
    assert 'aria-label="a &quot;quoted&quot; &lt;text&gt;"' in first
    assert "DejaVuSans" in glyphs.definitions()
    assert "<path id=" in glyphs.definitions()
    assert "var(--observed)" in first
    assert "#000000" not in first


def test_the_same_figure_is_the_same_file(tmp_path):
    for name in ("a.png", "b.png"):
        save_png(series_figure(examples.LEVEL), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
