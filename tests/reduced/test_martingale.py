import math

import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError
from lngd_theory.reduced import (
    ReducedDynamics,
    leading_radius,
    martingale_drift,
    radius_exponent,
    repaired_radius,
    supermartingale_region,
)
from tests import naive_reduced as naive
from tests.reduced.cases import POWER, VERSIONS, dynamics


def plain_drift(chain, iota, centre):
    return naive.drift(lambda x: (x - centre) ** 2, iota, chain.a, chain.p, POWER[chain.version])


def inside(region, iota):
    return any(part.low <= iota <= part.high for part in region)


@given(dynamics(high_p=0.49))
def test_the_region_is_where_the_drift_is_not_positive(chain):
    star = chain.balance_point
    region = supermartingale_region(chain)
    edges = [edge for part in region for edge in part]
    assert edges == sorted(edges)
    assert not inside(region, star)
    for iota in np.linspace(0, 4 * star, 60)[1:]:
        if min(abs(iota - edge) for edge in edges) > 1e-9 * star:
            assert inside(region, iota) == (plain_drift(chain, iota, star) <= 0)


@given(dynamics(high_p=0.4))
def test_the_edges_are_zeros_of_the_drift(chain):
    star = chain.balance_point
    for part in supermartingale_region(chain):
        for edge in part:
            if 0 < edge < 4 * star:
                low, high = (plain_drift(chain, edge * (1 + h), star) for h in (-1e-6, 1e-6))
                assert low * high < 0


def test_a_hair_thin_interval_around_the_centre_is_found():
    chain = ReducedDynamics(1e-9, 0.1)
    low, high = supermartingale_region(chain)
    assert low.low == 0
    assert high.high == 4 * chain.balance_point
    assert (high.low - low.high) / 2 == pytest.approx(leading_radius(chain), rel=1e-3)


def test_another_centre_and_end():
    chain = ReducedDynamics(0.2, 0.7)  # no balance point, so the centre is given
    region = supermartingale_region(chain, centre=1.0, upto=6.0)
    assert not inside(region, 1.0)
    for iota in np.linspace(0.05, 5.95, 40):
        assert inside(region, iota) == (plain_drift(chain, iota, 1.0) <= 0)


@given(dynamics(high_p=0.45))
def test_the_repaired_statement_holds_beyond_the_radius(chain):
    star, found = chain.balance_point, repaired_radius(chain)
    for distance in np.linspace(0.001, 3, 50) * star:
        if distance > found.below * (1 + 1e-9) and distance < star:
            assert plain_drift(chain, star - distance, star) <= 0
        if distance > found.above * (1 + 1e-9):
            assert plain_drift(chain, star + distance, star) <= 0
    for side in (-found.below, found.above):
        if math.isfinite(side):
            assert plain_drift(chain, star + 0.999 * side, star) > 0
    assert found.radius == max(found.below, found.above)


@pytest.mark.parametrize("version", VERSIONS)
def test_near_one_half_no_radius_is_left_above(version):
    found = repaired_radius(ReducedDynamics(0.5, 0.4999, version))
    assert found.above == found.radius == math.inf
    assert 0 < found.below < ReducedDynamics(0.5, 0.4999, version).balance_point


@pytest.mark.parametrize(("version", "limit"), [("arxiv", 18 / 11), ("iclr", 45 / 2)])
def test_where_the_repaired_statement_ends_as_p_tends_to_one_half(version, limit):
    """With f = iota* small, E[g] = (f* - f)/4 and E[g^2] = 1/4: the drift at 4 iota* is 0 at a = limit * f*."""
    f = math.log(0.5001 / 0.4999)
    for factor, finite in ((0.98, True), (1.02, False)):
        assert math.isfinite(repaired_radius(ReducedDynamics(factor * limit * f, 0.4999, version)).above) == finite


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("p", [0.05, 0.3])
def test_the_radius_scales_as_the_root_of_a(version, p):
    assert radius_exponent(p, [1e-7, 1e-6, 1e-5], version) == pytest.approx(0.5, abs=0.002)
    chain = ReducedDynamics(1e-7, p, version)
    assert repaired_radius(chain).radius == pytest.approx(leading_radius(chain), rel=0.002)


def test_the_drift_keeps_the_shape():
    chain = ReducedDynamics(0.1, 0.1)
    drift = martingale_drift(chain, [[1.0, 2.0], [3.0, 4.0]])
    assert drift.shape == (2, 2)
    assert float(drift[1, 0]) == pytest.approx(plain_drift(chain, 3.0, chain.balance_point), rel=1e-12)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda c: supermartingale_region(c, upto=1.0), r"upto=1.0 must exceed the centre 2.19\d+"),
        (lambda c: martingale_drift(c, 1.0, centre=-1), "centre holds -1.0; it must be finite numbers > 0"),
        (lambda c: radius_exponent(0.1, [0.1]), r"a=\[0.1\] must be two or more different values"),
        (lambda c: radius_exponent(0.4999, [0.1, 0.5]), "at which the radius is finite"),
        (lambda c: martingale_drift(ReducedDynamics(0.1, 0.6), 1.0), "p=0.6 must be below 1/2"),
    ],
)
def test_bad_input_is_refused(call, text):
    with pytest.raises(InputError, match=text):
        call(ReducedDynamics(0.1, 0.1))
