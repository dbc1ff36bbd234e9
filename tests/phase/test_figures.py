"""Figures have labels, and what they show is what is there."""

import io

import matplotlib.image
import numpy as np
import pytest

from lngd_theory.phase import boundary_of, contest_map, fit_power, fit_shape, replay
from lngd_theory.phase.drawing import cell_edges, fine_values, is_log, symbol
from lngd_theory.phase.figure import contest_figure, law_figure, refined_figure
from lngd_theory.phase.heatmap import Panel, heatmap_figure
from tests.phase.made import X, Y, diagram_of, made, power


def drawn(figure):
    """The picture, whole."""
    handle = io.BytesIO()
    figure.savefig(handle, format="png", dpi=60)
    handle.seek(0)
    return matplotlib.image.imread(handle)


@pytest.fixture
def diagram():
    return made(power(-0.4))


def test_heatmaps_show_boundary_laws_and_what_was_filled_in(diagram):
    boundary = boundary_of(diagram)
    laws = {"power": fit_power(boundary), "shape": fit_shape(boundary, "", lambda y: y**-0.5)}
    panel = Panel("GD", diagram, boundary, laws)
    refined = replay(diagram)
    other = Panel("refined", refined.diagram, boundary, {}, refined)
    figure = heatmap_figure([[panel, other], [None, Panel("bare", diagram)]], "title")
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert {"power", "shape", "accuracy 0.76, 95 %", "filled in: fails"} <= set(labels)
    shown = [axes for axes in figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in shown] == ["GD", "refined", "bare"]
    assert all(axes.get_xlabel() == symbol("SNR") and axes.get_ylabel() == symbol("n") for axes in shown)
    assert np.ptp(drawn(figure)) > 0.5


def test_laws_are_drawn_with_points_and_intervals(diagram):
    boundary = boundary_of(diagram)
    nothing = boundary_of(made(power(0.0, 9.0)))
    panels = [("one", boundary, {"power": fit_power(boundary)}), ("two", nothing, {})]
    figure = law_figure(panels, "title")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["power", "measured, 95 %"]
    one = figure.axes[0]
    assert (one.get_xscale(), one.get_yscale(), one.get_ylabel()) == ("log", "log", "critical SNR")
    assert np.ptp(drawn(figure)) > 0.5


def test_refinement_shows_every_cell_that_was_run(diagram):
    refined = replay(diagram)
    figure = refined_figure([("GD", refined), ("again", refined), ("third", refined)], "title")
    points = sum(len(collection.get_offsets()) for collection in figure.axes[0].collections[1:])
    assert points == refined.looked_at.sum()
    assert f"{100 * refined.share_of_runs:.0f} % of runs" in figure.axes[0].get_title()
    assert np.ptp(drawn(figure)) > 0.5


def test_a_contest_shows_its_counts_and_winners(diagram):
    found = contest_map(made(power(-0.4, 0.6)), diagram)
    figure = contest_figure([("here", found)], "title")
    texts = {text.get_text(): text.get_fontweight() for text in figure.axes[0].texts}
    assert "10:0" in texts
    assert texts["10:0"] == "bold"
    assert len(figure.axes[0].texts) == len(X) * len(Y)
    assert np.ptp(drawn(figure)) > 0.5


def test_edges_of_cells_lie_between_them():
    for centres in (np.array([1.0, 2, 3, 4]), np.array([1.0, 10, 100, 1000]), np.array([0.0, 1, 2])):
        edges = cell_edges(centres)
        assert (edges[:-1] < centres).all()
        assert (centres < edges[1:]).all()
    assert is_log(np.array([1.0, 10, 100]))
    assert not is_log(np.array([1.0, 2, 3]))
    assert not is_log(np.array([0.0, 1, 10]))
    assert cell_edges(np.array([5.0])).tolist() == pytest.approx([4.5, 5.5])


def test_laws_of_whole_numbers_are_drawn_at_whole_numbers():
    assert fine_values(np.array([10.0, 20, 40])).tolist() == sorted({*fine_values(np.array([10.0, 20, 40])).round()})
    assert np.ptp(fine_values(np.array([0.1, 0.7])) % 1) > 0


def test_one_row_or_column_is_drawn():
    thin = diagram_of(np.full((1, 3, 6), 0.7), [1.0, 2.0, 3.0], [5.0])
    assert np.ptp(drawn(heatmap_figure([[Panel("thin", thin)]], ""))) > 0.5
