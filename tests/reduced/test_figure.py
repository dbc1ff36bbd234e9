import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.figures import save_figure
from lngd_theory.reduced import ReducedDynamics, drift_figure
from tests import naive_reduced as naive
from tests.reduced.cases import POWER, VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_the_curves_are_the_drift_and_thick_where_it_is_positive(version):
    whole, near = drift_figure(0.1, (0.3, 0.1), version).axes
    star = ReducedDynamics(0.3, 0.1, version).balance_point
    thin, thick = whole.lines[:2]
    x, y = thin.get_data()
    expected = [naive.drift(lambda i: (i - star) ** 2, v, 0.3, 0.1, POWER[version]) / 0.3 for v in x[::100]]
    np.testing.assert_allclose(y[::100], expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(thick.get_ydata(), np.where(y > 0, y, np.nan))
    assert x[-1] == pytest.approx(4 * star)
    assert [text.get_text() for text in whole.get_legend().get_texts()] == ["$a = 0.3$", "$a = 0.1$"]
    for axes in (whole, near):
        assert axes.get_xlabel()
        assert axes.get_ylabel()


def test_the_figure_is_written(tmp_path):
    save_figure(drift_figure(0.3, (0.9,)), tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("a", [(), (0.1,) * 7])
def test_too_many_curves_are_refused(a):
    with pytest.raises(InputError, match="must be one to 6 numbers, one curve each"):
        drift_figure(0.1, a)
