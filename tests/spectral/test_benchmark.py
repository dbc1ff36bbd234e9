"""The benchmark of the spectral tools measures what it says. No time is judged here."""

import numpy as np

from benchmarks import spectral
from lngd_theory.spectral import rank_risk_curve


def test_rows():
    rows = spectral.measure_here(quick=True)
    assert len({(row.case, row.quantity) for row in rows}) == len(rows)
    assert all(row.value is not None and row.value.low > 0 for row in rows)
    judged = [row for row in rows if row.target]
    assert [row.details["route"] for row in judged] == ["svd"] * len(spectral.QUICK_SHAPES)
    assert sum("scikit-learn" in row.quantity for row in rows) == 3


def test_scikit_learn_computes_the_same_accuracies():
    data = spectral.draw(300, 24, test=200)
    curve = rank_risk_curve(data.X, data.y, data.X_test, data.y_test).accuracy.sel(sample="test", labels="given")
    one, some, logistic = (case.run for case in spectral._scikit_learn(data).values())
    assert abs(one() - float(curve.sel(d=9))) < 1e-12
    np.testing.assert_allclose(some(), curve.values[np.linspace(1, 24, 16).astype(int)], atol=1e-12)
    assert abs(logistic() - float(curve.sel(d=9))) < 0.1  # another loss, about the same classifier
