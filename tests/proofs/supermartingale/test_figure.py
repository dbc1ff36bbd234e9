"""The picture of the maximal region."""

import pytest

from proofs_check.supermartingale import figure as module
from tests.reduced.cases import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_two_panels_with_boxes_and_the_leading_radius(version):
    figure = module.region_figure(version, depth=4)
    left, right = figure.axes
    assert "iota" in left.get_xlabel()
    assert left.get_ylabel() == "$p$"
    assert right.get_ylabel() == "$a$"
    for axes in (left, right):
        counts = [len(collection.get_paths()) for collection in axes.collections]
        assert len(counts) == 6  # two halves, three kinds
        assert all(counts[k] for k in (1, 2, 4, 5))  # negative and open boxes in both halves
    assert [text.get_text() for text in figure.legends[0].texts][:3] == [
        "positive: no supermartingale",
        "negative",
        "undecided",
    ]


def test_it_is_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "region_figure", lambda: module_figure())
    module.save_region_figure(tmp_path / "region.png")
    assert (tmp_path / "region.png").stat().st_size > 5000


def module_figure():
    return ORIGINAL(depth=3)


ORIGINAL = module.region_figure
