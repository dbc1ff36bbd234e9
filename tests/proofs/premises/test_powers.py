from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory.assumptions.exponents import feasible_exponents
from lngd_theory.claims.ledger import ledger
from lngd_theory.symbols import C_1, C, c_2, d, m, n, p, sigma_0
from proofs_check.premises.conditions import requirements
from proofs_check.premises.forms import Form
from proofs_check.premises.gather import assumption, domain, hypotheses, implicit
from proofs_check.premises.powers import powers_of
from proofs_check.premises.units import SCALING

EVERY = tuple(
    {
        item.relation: item
        for item in (
            *assumption("arxiv"),
            *domain(),
            *requirements(),
            *(item for claim in ledger().values() for item in (*hypotheses(claim), *implicit(claim))),
        )
    }.values()
)
READ = [item for item in EVERY if item.powers.forms]
UP, FREE = st.integers(0, 12), st.integers(-12, 12)
#: In twelfths; T*, p and delta are away from 1, where log(T*), 1 - p and log(1/delta) vanish.
POINTS = st.fixed_dictionaries(
    dict.fromkeys(("n", "m", "exp(c_2)"), UP)
    | dict.fromkeys(("mu", "sigma_0", "sigma_p", "eta"), FREE)
    | {"T_star": st.integers(1, 12), "p": st.integers(-12, -1)}
    | {"delta": st.integers(-12, -1), "epsilon": st.integers(-12, 0)}
)
LARGE = mpmath.mpf(10) ** 200_000


def logarithm(side, point):
    """``log(side)/log(d)`` at a large d, every quantity put in as a power of d."""
    known = {"d": LARGE, "C": 0.5, "C_0": 0.5, "c_2": mpmath.log(LARGE) * point["exp(c_2)"] / 12}
    known |= {name: LARGE ** (mpmath.mpf(value) / 12) for name, value in point.items() if name != "exp(c_2)"}
    symbols = sorted(side.free_symbols, key=str)
    value = sp.lambdify(symbols, side, "mpmath")(*(known.get(symbol.name, mpmath.mpf(0.25)) for symbol in symbols))
    return mpmath.log(value) / mpmath.log(LARGE)


@pytest.mark.parametrize("item", READ, ids=lambda item: item.name)
@given(point=POINTS)
@settings(max_examples=15)
def test_exponents_are_the_growth_of_the_sides_at_a_large_d(item, point):
    """Second route: numbers. At this d the logarithm of d, to a small power, is a power of d within 10^-3."""
    if any(not x.args[0].is_Symbol and x.args[0].free_symbols for x in item.relation.atoms(sp.exp)):
        return  # compared on the scale of its logarithm: the next test
    exponents = {name: Fraction(value, 12) for name, value in point.items()}
    least = float(min(form.at(exponents) for form in item.powers.forms))
    left, right = (logarithm(side, point) for side in item.relation.args)
    if any(isinstance(side, mpmath.mpc) or not mpmath.isfinite(side) for side in (left, right)):
        return  # a time with the logarithm of something up to 1: there is no such stage
    slack = float(right - left if isinstance(item.relation, sp.Le | sp.Lt) else left - right)
    assert slack == pytest.approx(least, abs=1e-3)


def test_an_exponential_is_compared_on_the_scale_of_its_logarithm():
    (form,) = powers_of(2 * sp.exp(-C * d / n**2) < sp.Rational(1, 2)).forms
    assert form == Form.of({"n": Fraction(-2)}, Fraction(1))
    bounded = powers_of(sp.exp(d / n) * sigma_0 <= 1).forms
    assert set(bounded) == {Form.of({"n": Fraction(1)}, Fraction(-1)), Form.of({"sigma_0": Fraction(-1)})}


def test_every_condition_is_the_same_in_every_unit_of_length():
    """The scaling of remark R.4 changes no form, so that sigma_p may be taken to be of order one."""
    for item in READ:
        for form in item.powers.forms:
            assert sum(value * SCALING.get(name, 0) for name, value in form.coefficients) == 0, item.name


def test_the_assumption_has_the_halfspaces_of_the_three_exponents():
    """Second route: the package's own region, with a, b, c for n, |mu|, 1/sigma_0 and the rest constant."""
    read = {item.name: item.powers.forms[0] for item in assumption("arxiv")}
    for half in feasible_exponents("arxiv").halfspaces:
        form = read[half.id]
        a, b, c = (next((s for s in half.form.free_symbols if s.name == name), sp.Integer(0)) for name in "abc")
        own = {"n": a, "mu": b, "sigma_0": -c}
        total = sp.Rational(str(form.constant))
        total += sum(sp.Rational(str(value)) * own.get(name, 0) for name, value in form.coefficients)
        assert sp.expand(total - half.form) == 0


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (sp.Ge(n - m, 1), "is a difference"),
        (sp.Ge(sp.log(1 + p), n), "is no power of d"),
        (sp.Ge(sp.Symbol("unheard", positive=True), n), "order of unheard is not known"),
        (sp.Ge(n + sigma_0, 1), "largest depends on the exponents"),
        (sp.Eq(n + sigma_0, 1), "largest depends on the exponents"),
        (sp.Ge(n**c_2, 1), "power whose exponent is a constant"),
        (sp.Ge(sigma_0 * sp.exp(2 * C_1 * sp.log(d)), 1), "whose exponent is about constants"),
    ],
)
def test_what_is_no_power_is_said_and_not_dropped(relation, said):
    read = powers_of(relation)
    assert read.forms == ()
    assert said in read.reason


def test_what_sympy_has_decided_is_no_relation():
    with pytest.raises(TypeError, match="no inequality"):
        powers_of(sp.true)


def test_a_sum_on_the_small_side_becomes_two_inequalities():
    assert len(powers_of(sp.Ge(d, n + sigma_0)).forms) == 2
    assert len(powers_of(sp.Ge(d, n + 1)).forms) == 1  # n is a count, so that 1 is never the larger


def test_a_form_reads_as_a_product_of_powers():
    form = Form.of({"n": Fraction(-1), "mu": Fraction(1, 2), "sigma_0": Fraction(2)}, Fraction(-3, 4))
    assert str(form) == "|mu|^(1/2) sigma_0^2 >= n d^(3/4)"
    assert str(Form()) == "1 >= 1"
