import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

from lngd_theory.claims import step_TV as claim
from proofs_check import step_TV as step_file
from proofs_check.inequality import Inequality
from tests.draws import ALPHA
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = step_file.ARGUMENTS
x = sp.Symbol("x", nonnegative=True)


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(("constant", "box"), [("39/100", (0, "oo")), ("1/3", (1, "oo"))])
def test_smaller_constants_are_refuted(constant, box):
    wrong = Inequality("wrong", sp.Le(step_file.distance(x), sp.Rational(constant) * x), {x: box})
    assert wrong.run().status == "counterexample"


def test_the_claim_has_the_same_distance():
    assert sp.simplify(claim._x / 2 - claim._GAP - step_file.distance(claim._x)) == 0


@pytest.mark.parametrize("away", [0.02, 0.7, 3.0, 12.0])
def test_distance_by_quadrature(away):
    def difference(z):
        return 0.5 * abs(stats.norm.pdf(z) - stats.norm.pdf(z - away))

    found = sum(integrate.quad(difference, *ends)[0] for ends in ((-12, away / 2), (away / 2, away + 12)))
    assert found == pytest.approx(float(step_file.distance(sp.Float(away))), abs=1e-9)


def test_distance_in_the_plane_by_an_event():
    """The half plane nearer to 0 has the largest difference of probabilities."""
    v = np.array([0.9, -1.2])
    z = np.random.default_rng(0).standard_normal((100_000, 2))
    hits = int((z @ v < v @ v / 2).sum()), int(((z + v) @ v < v @ v / 2).sum())
    expected = float(step_file.distance(sp.Float(np.linalg.norm(v))))
    for count, share in zip(hits, ((1 + expected) / 2, (1 - expected) / 2), strict=True):
        assert stats.binomtest(count, 100_000, share).pvalue > ALPHA


def test_wrong_formulas_are_not_confirmed():
    assert all(ok for _, ok in step_file.confirm_distance())
    assert not all(ok for _, ok in step_file.confirm_distance(lambda a: sp.erf(a / sp.sqrt(2))))
    assert all(ok for _, ok in step_file.confirm_line())
    assert not all(ok for _, ok in step_file.confirm_line(lambda inner, square: inner - square))
