"""A sample of inequalities a second time, by programs that share nothing with the prover.

mpmath looks at dense grids at 50 digits; sympy solves the inequality; an SMT solver (extra ``smt``) is asked for a
point where a polynomial one fails.
"""

import itertools
from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from proofs_check.inequality import Inequality

x, y, z = sp.symbols("x y z", real=True)
R = sp.Rational
TINY = R(1, 10**9)


def le(left, right):
    return sp.Le(left, right, evaluate=False)


#: name: left, right, box; each is tight, so that a little more is false.
TIGHT = {
    "tangent": (1 + x, sp.exp(x), {x: (-3, 3)}),
    "logarithm": (sp.log(x), x - 1, {x: ("1/10", 10)}),
    "square root": (sp.sqrt(x), (1 + x) / 2, {x: (0, 4)}),
    "softplus": (sp.log(2) + x / 2, sp.log(1 + sp.exp(x)), {x: (-5, 5)}),
    "tanh": (sp.tanh(x), x, {x: (0, 5)}),
    "quarter": (x * (1 - x), R(1, 4), {x: (0, 1)}),
    "means": (4 * x * y, (x + y) ** 2, {x: (0, 2), y: (0, 2)}),
    "Motzkin": (3 * x**2 * y**2, x**4 * y**2 + x**2 * y**4 + 1, {x: (0, 2), y: (0, 2)}),
    "three": (3 * x * y, x**2 * y + x * y**2 + 1, {x: (0, 3), y: (0, 3)}),
    "Bernoulli": (1 + 4 * x, (1 + x) ** 4, {x: (-1, 3)}),
    "Cauchy": ((x + 2 * y) ** 2, 5 * (x**2 + y**2), {x: (-2, 2), y: (-2, 2)}),
    "cubic": (3 * x, x**3 + 2, {x: (0, 3)}),
}
POLYNOMIAL = ("quarter", "means", "Motzkin", "three", "Bernoulli", "Cauchy", "cubic")
UNIVARIATE = ("quarter", "Bernoulli", "cubic", "square root")


@pytest.mark.parametrize("name", TIGHT)
def test_the_prover_certifies_them_and_not_a_little_more(name):
    left, right, box = TIGHT[name]
    assert Inequality(name, le(left, right), box).run().status == "certified"
    more = Inequality(name, le(left + TINY, right), box).run()
    assert more.status == "counterexample"


@pytest.mark.parametrize("name", TIGHT)
def test_mpmath_sees_the_same_on_a_dense_grid(name):
    left, right, box = TIGHT[name]
    difference = sp.lambdify(list(box), right - left, "mpmath")
    steps = 2000 if len(box) == 1 else 60
    grids = [
        [Fraction(str(low)) + (Fraction(str(high)) - Fraction(str(low))) * Fraction(k, steps) for k in range(steps + 1)]
        for low, high in box.values()
    ]
    with mpmath.workdps(50):
        values = [
            difference(*(mpmath.mpf(c.numerator) / c.denominator for c in point)) for point in itertools.product(*grids)
        ]
        assert min(values) > -(mpmath.mpf(10) ** -45)
        assert min(values) < 1e-3, "it is tight"


@pytest.mark.parametrize("name", UNIVARIATE)
@pytest.mark.parametrize("more", [0, 2])
def test_sympy_solves_it_to_the_same_answer(name, more):
    """Where the claim fails: nowhere in the region, and somewhere for a little more."""
    left, right, box = TIGHT[name]
    ((_, (low, high)),) = box.items()
    t = sp.Symbol("t", real=True)
    fails = sp.solve_univariate_inequality(
        (left + more - right).subs(x, t) > 0,
        t,
        relational=False,
        domain=sp.Interval(sp.Rational(low), sp.Rational(high)),
    )
    assert (fails == sp.S.EmptySet) is (more == 0)


@pytest.mark.parametrize("name", ["quarter", "Bernoulli", "cubic"])
def test_sympy_reduces_it_to_the_same_answer(name):
    left, right, box = TIGHT[name]
    ((_, (low, high)),) = box.items()
    t = sp.Symbol("t", real=True)
    region = [t >= sp.Rational(low), t <= sp.Rational(high)]
    assert sp.reduce_inequalities([(left - right).subs(x, t) > 0, *region], t) == sp.false
    assert sp.reduce_inequalities([(left + TINY - right).subs(x, t) > 0, *region], t) != sp.false


def refuted_by_z3(left, right, box):
    """Whether an SMT solver finds a point of the region where ``left > right``."""
    z3 = pytest.importorskip("z3", reason="the extra smt is not installed", exc_type=ImportError)
    names = {symbol: z3.Real(symbol.name) for symbol in box}

    def made(e):
        if e.is_Rational:
            return z3.Q(int(e.p), int(e.q))
        if e.is_Symbol:
            return names[e]
        if e.is_Pow:
            return z3.Product([made(e.base)] * int(e.exp))
        parts = [made(item) for item in e.args]
        return z3.Sum(parts) if e.is_Add else z3.Product(parts)

    solver = z3.Solver()
    solver.set("timeout", 20_000)
    for symbol, (low, high) in box.items():
        solver.add(names[symbol] >= made(sp.Rational(low)), names[symbol] <= made(sp.Rational(high)))
    solver.add(made(sp.expand(left)) > made(sp.expand(right)))
    answer = solver.check()
    assert answer != z3.unknown
    return answer == z3.sat


@pytest.mark.parametrize("name", POLYNOMIAL)
def test_an_smt_solver_finds_no_point_against_what_is_certified(name):
    left, right, box = TIGHT[name]
    assert not refuted_by_z3(left, right, box)


@pytest.mark.parametrize("name", POLYNOMIAL)
def test_an_smt_solver_finds_one_where_the_prover_does(name):
    left, right, box = TIGHT[name]
    assert refuted_by_z3(left + TINY, right, box)


@pytest.mark.parametrize("constant", ["1/2", "3/5", "2/3", "7/10"])
def test_prover_and_smt_solver_agree_on_which_constant_holds(constant):
    """x^2 + y^2 + z^2 + c >= x y + y z + z x + (x + y + z) c at c where both answer."""
    c = R(constant)
    left, right = x * y + y * z + z * x + x * c, x**2 + y**2 + z**2 + R(1, 3)
    box = dict.fromkeys((x, y, z), (-1, 1))
    status = Inequality("step", le(left, right), box).run().status
    assert status in ("certified", "counterexample")
    assert refuted_by_z3(left, right, box) == (status == "counterexample")
