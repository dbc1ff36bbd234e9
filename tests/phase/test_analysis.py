"""Boundaries held against what is printed."""

import numpy as np
import pytest

from lngd_theory import Setting
from lngd_theory.claims.boundary import SNR, printed_exponent, printed_quantity
from lngd_theory.phase.analysis import analyse, printed_law
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.race import race_snr
from lngd_theory.symbols import d as d_symbol
from lngd_theory.symbols import n as n_symbol
from tests.phase.test_laws import exact


def at(n, q=2.0, d=10**8):
    return Setting(n=round(n), d=d, m=10, mu=1.0, sigma_p=1.0, sigma_0=0.03 / d**0.5, eta=1e-7, q=q)


@pytest.mark.parametrize("q", [1, 2, 2.1, 2.5, 3, 4])
@pytest.mark.parametrize("symbol", [n_symbol, d_symbol])
def test_a_printed_exponent_is_the_slope_of_the_curve_on_which_the_quantity_is_constant(q, symbol):
    """Another route: solve for the SNR in numbers."""
    quantity = printed_quantity(q)
    points = []
    for value in (10.0, 1000.0):
        known = {n_symbol: 7.0, d_symbol: 900.0} | {symbol: value}
        rest = float((quantity / SNR ** float(q if q > 1 else 4)).subs(known))
        points.append(np.log(rest) * -1 / float(q if q > 1 else 4))
    assert float(printed_exponent(q, symbol)) == pytest.approx((points[1] - points[0]) / np.log(100), abs=1e-12)


@pytest.mark.parametrize("q", [0.5, 1.5])
def test_for_other_powers_nothing_is_printed(q):
    with pytest.raises(ValueError, match="no boundary is printed"):
        printed_quantity(q)


def test_the_printed_law_in_numbers():
    scale, power = printed_law(1.0, lambda n: at(n, 1.0, 10**4))
    assert power == 4
    assert scale(np.array([10.0, 20.0])) == pytest.approx([1e5, 2e5])
    scale, power = printed_law(2.5, lambda n: at(n, 2.5))
    assert (scale(np.array([10.0]))[0], power) == (pytest.approx(10), 2.5)


def test_a_boundary_that_follows_the_race_is_told_from_what_is_printed():
    y = np.array([10.0, 40.0, 160.0, 640.0])
    found = analyse("GD", exact([0.9 * race_snr(at(value)) for value in y], y, spread=0.01), at)
    assert found.holds("race")
    assert found.fits["race"].constant.estimate == pytest.approx(0.9)
    assert not found.holds("printed")
    assert found.quantity == "n SNR^2"
    assert found.printed == float(printed_exponent(2))
    assert set(found.fits) == {"power", "printed", "logarithm", "race"}


def test_a_boundary_that_follows_the_printed_law_is_said_to():
    y = np.array([10.0, 40.0, 160.0, 640.0])
    found = analyse("GD", exact(0.8 * y**-0.5, y, spread=0.01), at)
    assert found.holds("printed")
    assert not found.holds("race")
    assert found.fits["printed"].constant.estimate == pytest.approx(0.64)


def test_where_the_race_says_nothing_the_other_laws_stay():
    y = np.array([10.0, 40.0, 160.0])
    boundary = exact(0.8 * y**-0.5, y)
    large = analyse("GD", boundary, lambda n: at(n).replace(sigma_0=1.0))
    assert set(large.fits) == {"power", "printed", "logarithm"}
    assert set(analyse("other", boundary, at, raced=False).fits) == {"power", "printed", "logarithm"}
    assert large.halves is None


def test_without_a_boundary_nothing_is_fitted():
    nothing = Boundary(
        "SNR", "n", 0.76, np.array([1.0, 2.0]), np.full(2, np.nan), np.full((2, 5), np.nan), ("above",) * 2
    )
    found = analyse("GD", nothing, at)
    assert found.fits == {}
    assert not found.holds("power")
