"""Branch and bound: it finds trees that the checker accepts, points where a claim fails, and says what is left open."""

import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import given

from proofs_check.checker import check
from proofs_check.prover import Problem, Region, attempt, certificate_of, search
from proofs_check.prover.bowl import bowl_at
from proofs_check.prover.intervals import cut_at
from proofs_check.prover.region import cut
from proofs_check.prover.sample import downhill, halton
from tests.proofs.trees import boxes, holding, intervals

x, y = sp.symbols("x y", real=True)
R = sp.Rational


def problem(function, box, *conditions, strict=False):
    return Problem.of(sp.sympify(function), strict, Region.of(box, *conditions))


def accepted(claim, found):
    return check(holding(claim.statement, boxes(" ".join(found.leaves))))


@pytest.mark.parametrize("mean_value", [True, False])
@pytest.mark.parametrize(
    ("function", "box"),
    [
        (sp.exp(x) - x - 1 + R(1, 1000), {x: (-1, 1)}),
        (x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + R(11, 10), {x: (-2, 2), y: (-2, 2)}),
        (sp.sqrt(x) - x / 2 + R(1, 100), {x: (0, 4)}),
        (sp.Max(x, y) - sp.Min(x, y) + R(1, 100), {x: (0, 1), y: (0, 1)}),
        (sp.Abs(x - R(1, 3)) + R(1, 100), {x: (0, 1)}),
        (2 - sp.exp(-x), {x: (0, "oo")}),
    ],
)
def test_what_is_found_is_accepted(function, box, mean_value):
    claim = problem(function, box)
    found = search(claim, mean_value=mean_value)
    assert found.complete
    assert found.boxes == len(found.leaves)
    checked = accepted(claim, found)
    assert checked.ok, checked.reason
    assert checked.leaves == sum(not leaf.isdigit() for leaf in found.leaves)
    assert ("m" in found.leaves) <= mean_value


def test_the_mean_value_form_saves_boxes():
    claim = problem(sp.exp(x) - x - 1 + R(1, 10**6), {x: (-1, 1)})
    assert search(claim).boxes < search(claim).boxes + 1 <= search(claim, mean_value=False).boxes / 20


def test_conditions_leave_boxes_out():
    claim = problem(x + y - R(19, 10), {x: (0, 4), y: (0, 4)}, sp.Ge(x * y, 1))
    found = search(claim)
    assert found.complete
    assert "x0" in found.leaves
    assert accepted(claim, found).ok


def test_boxes_that_are_not_decided_are_counted():
    claim = problem(x**2 - 2 * x * y + y**2, {x: (0, 1), y: (0, 1)})
    found = search(claim, 100)
    assert not found.complete
    assert found.open == found.leaves.count("?") > 0
    assert found.boxes <= 101
    assert accepted(claim, found).reason == "a box was left open"


def test_a_search_ends_where_no_halving_helps():
    claim = problem(sp.Abs(x - R(1, 3)), {x: (0, 1)}, strict=False)
    found = search(claim, mean_value=False)
    assert found.open <= 2
    assert found.boxes < 300


@pytest.mark.parametrize(
    ("function", "box", "conditions", "strict"),
    [
        (1 + x - sp.exp(x / 2), {x: (0, 3)}, (), False),
        (sp.exp(x) - x - 1 - R(1, 10**9), {x: (-1, 1)}, (), False),
        (x**2, {x: (-1, 1)}, (), True),
        (x + y - R(21, 10), {x: (0, 4), y: (0, 4)}, (sp.Ge(x * y, 1),), False),
        ((x - R(1, 3)) ** 2 - R(1, 10**9), {x: (0, 1)}, (), False),
        (x**2 - R(1, 10**6), {x: ("-oo", "oo")}, (), False),
        (R(22, 7) - sp.pi - R(2, 1000), {}, (), False),
    ],
)
def test_where_a_claim_fails(function, box, conditions, strict):
    claim = problem(function, box, *conditions, strict=strict)
    found = search(claim)
    assert found.against is not None
    made = certificate_of(claim, attempt(claim))
    assert made["verdict"] == "fails"
    assert check(made, claim.statement).ok


def test_a_counterexample_is_found_within_a_box_as_well():
    """Too narrow for points, found where the tree leads."""
    claim = problem((x - R(1, 7)) ** 2 - R(1, 10**14), {x: (0, 1)})
    assert search(claim).against is not None


def test_points_are_noted_where_f_is_least():
    claim = problem((x - R(1, 3)) ** 2 + (y + R(1, 5)) ** 2 + 1, {x: (-1, 1), y: (-1, 1)})
    point, value = search(claim).least
    assert abs(point[0] - fmpq(1, 3)) < fmpq(1, 1000)
    assert abs(point[1] + fmpq(1, 5)) < fmpq(1, 1000)
    assert 1 < value < 1 + 1e-5


def test_a_point_where_a_side_is_not_defined_is_noted():
    found = search(problem(sp.log(x), {x: (-1, 1)}))
    assert found.undefined is not None
    assert found.undefined[0] <= 0
    assert search(problem(sp.log(x) + 9, {x: ("1/1000", 1)})).undefined is None


@given(ends=intervals())
def test_points_are_in_the_region(ends):
    low, high = (None if end is None else fmpq(end.numerator, end.denominator) for end in ends)
    points = [point for (point,) in halton([(low, high)], 50)]
    assert len(set(points)) == 50
    assert all((low is None or low < point) and (high is None or point < high) for point in points)


def test_downhill_asks_within_the_region_and_lower_and_lower():
    asked = []

    def value(point):
        asked.append(point)
        return distance(point)

    def distance(point):
        return (point[0] - 2) ** 2 + (point[1] + 3) ** 2

    box = [(fmpq(0), fmpq(1)), (None, fmpq(5))]
    downhill(value, box, (fmpq(1, 2), fmpq(0)))
    assert all(0 <= p <= 1 and q <= 5 for p, q in asked)
    assert min(asked, key=distance) == (1, -3)


@given(ends=intervals())
def test_the_search_cuts_where_certificates_do(ends):
    low, high = (None if end is None else sp.Rational(end.numerator, end.denominator) for end in ends)
    place = cut(-sp.oo if low is None else low, sp.oo if high is None else high)
    balls = (None if end is None else arb(fmpq(int(end.p), int(end.q))) for end in (low, high))
    assert (cut_at(*balls) * int(place.q)).contains(int(place.p))


def test_a_bowl_is_found_at_a_simple_point_only():
    claim = problem(3 * (x - R(1, 3)) ** 2 + (y + R(2, 7)) ** 2, {x: (-1, 1), y: (-1, 1)})
    bowl = bowl_at(claim, (fmpq(333334, 1000000), fmpq(-285714, 1000000)))
    assert bowl.at == (R(1, 3), R(-2, 7))
    assert bowl_at(claim, (fmpq(1, 2), fmpq(0))) is None
    assert bowl_at(problem((x**2 - 2) ** 2, {x: (0, 2)}), (fmpq(14142136, 10**7),)) is None
    assert bowl_at(problem(claim.function, {x: (-1, 1), y: (-1, 1)}, strict=True), bowl_point(bowl)) is None


def bowl_point(bowl):
    return tuple(fmpq(int(c.p), int(c.q)) for c in bowl.at)
