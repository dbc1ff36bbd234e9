"""Certified intervals of the radius."""

import pytest
import sympy as sp

from lngd_theory import InputError
from lngd_theory.reduced import ReducedDynamics, repaired_radius
from proofs_check.supermartingale import boundary, maximal_region
from tests.reduced.cases import VERSIONS

NANO = sp.Rational(1, 10**9)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("a", "p"), [("0.01", "0.1"), ("1/8", "0.1"), ("1/1000000", "3/10"), ("1/2", "1/50")])
def test_intervals_of_a_billionth_hold_the_radius(version, a, p):
    region = maximal_region(a, p, version)
    assert region.certified
    found = repaired_radius(ReducedDynamics(float(sp.Rational(a)), float(sp.Rational(p)), version))
    for side, place in (("below", found.below), ("above", found.above)):
        low, high = region.radius[side]
        assert high - low == NANO
        assert low - NANO <= place <= high + NANO


def test_no_radius_is_left_near_one_half():
    region = maximal_region("1/4", "0.49")
    assert region.radius["above"] is None
    assert region.radius["below"] is not None
    assert region.certified


@pytest.mark.parametrize("shift", [-3, 3])
def test_an_interval_beside_the_radius_is_not_certified(shift):
    """The same three claims about an interval that lies three of its widths off."""
    region = maximal_region("0.01", "0.1")
    for above, side in ((True, "above"), (False, "below")):
        low, high = (end + shift * NANO for end in region.radius[side])
        steps = boundary._steps("arxiv", region.a, region.p, above, (low, high))
        assert "counterexample" in [step.run().status for step in steps]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: maximal_region(0.01, "0.1"), "a=0.01 must be an exact number"),
        (lambda: maximal_region("0.01", "0.5"), r"p='0.5' must be an exact number in \(0, 1/2\)"),
        (lambda: maximal_region("one", "0.1"), "a='one' must be an exact number"),
        (lambda: maximal_region("0.01", "0.1", width="1/2"), "width='1/2' is wider than the radius"),
    ],
)
def test_bad_input_is_refused(call, text):
    with pytest.raises(InputError, match=text):
        call()
