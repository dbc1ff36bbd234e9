import math

import numpy as np
import pytest
import sympy as sp

from lngd_theory import NoLabelNoise, Setting, verify
from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import Observable
from lngd_theory.observables.fresh import _shifted
from lngd_theory.symbols import C, d, m, n, sigma_p
from proofs_check import lemma_D_6 as lemma
from proofs_check.assumption_sizes import log_ratio
from proofs_check.inequality import Inequality
from tests import naive
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
k = sp.Symbol("k", positive=True)


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    status = check_step(step)
    assert status in ("identity", "certified") or "reconstructed" in step.name


def test_a_wider_range_of_cross_terms_is_refuted():
    wrong = sp.Le((lemma.HIGH + 2 * k) / 10**4, sp.Rational(4, 10**4))
    assert Inequality("wrong", wrong, {k: (0, "13/10")}).run().status == "counterexample"


def test_wrong_pieces_and_bounds_are_not_confirmed():
    assert all(ok for _, ok in lemma.confirm_pieces())
    swapped = {"z >= |a|": "z <= a", "z <= a": "z >= |a|", "z <= -a": "z <= -a"}
    assert not all(
        ok for _, ok in lemma.confirm_pieces(lambda z, a: {k: lemma.pieces(z, a)[swapped[k]] for k in swapped})
    )
    assert all(ok for _, ok in lemma.confirm_bounds())
    assert not all(ok for _, ok in lemma.confirm_bounds(lambda a: sp.Rational(201, 100) * a**2))


def gain(W, xi, v, q=2.0):
    """``sum_s [g(s xi + v) - g(s xi)]`` by loops, W in two halves."""

    def g(point):
        half = len(W) // 2
        outputs = [naive.activation(naive.dot(w, point), q) for w in W]
        return (sum(outputs[:half]) - sum(outputs[half:])) / half

    return g(xi + v) + g(v - xi) - g(xi) - g(-xi)


def filters(rng, v, signs):
    """Six filters whose overlaps with v have the given signs."""
    W = rng.standard_normal((6, 8))
    overlaps = W @ v
    return W * np.where(np.sign(overlaps) == signs, 1.0, -1.0)[:, None]


def test_the_least_gain_with_right_signs():
    rng = np.random.default_rng(0)
    v = 0.3 * rng.standard_normal(8)
    W = filters(rng, v, np.array([1, 1, 1, -1, -1, -1]))
    least = 2 * ((W[:3] @ v) ** 2).mean()
    found = [gain(W, size * rng.standard_normal(8), v) for size in (1e-3, 0.1, 1.0, 50.0) for _ in range(200)]
    assert min(found) >= least * (1 - 1e-9)
    assert gain(W, np.zeros(8), v) == pytest.approx(least, rel=1e-12)
    assert min(found) < 1.01 * least


@pytest.mark.parametrize("wrong", [0, 4])
def test_one_wrong_sign_makes_it_fall_without_bound(wrong):
    """Along the direction that only this filter sees."""
    rng = np.random.default_rng(1)
    v = 0.3 * rng.standard_normal(8)
    signs = np.array([1, 1, 1, -1, -1, -1])
    signs[wrong] *= -1
    W = filters(rng, v, signs)
    direction = np.linalg.pinv(W)[:, wrong]
    assert np.abs(np.delete(W @ direction, wrong)).max() < 1e-12
    small, large = (gain(W, size * direction, v) for size in (1e2, 1e4))
    assert large < 50 * small < 0


def overlaps_with_v(at):
    chosen = at.Z[:, at.instance.noise_atoms][:, at.labels > 0]
    return (0.01 / math.sqrt(at.labels.size * at.problem.d) * chosen.sum(axis=1)).reshape(2, -1)


def test_trained_by_the_simulator():
    """Where GD has the signs, the measured gain is at least 2 g(v) for every fresh patch."""
    pairs = []

    def least_gain(at):
        a = overlaps_with_v(at)
        plus, plus_v, minus, minus_v = _shifted(at)
        least = float((plus_v - plus + minus_v - minus).min() / (2 * (a[0] ** 2).mean()))
        if at.step:
            pairs.append((a[0].min() >= 0 >= a[1].max(), least))
        return least

    claim = Claim(
        id="signs",
        title="the gain over 2 g(v)",
        source=Source("", ""),
        stage="gd",
        observables=(Observable("least_gain", "G", "least gain over 2 g(v)", least_gain, fresh=True),),
        checks=(Bound("gain", sp.Symbol("least_gain", real=True), ">=", sp.Integer(1), "gd", Window.TRAINED),),
    )
    setting = Setting(n=30, d=4000, m=5, mu=1.0, sigma_p=1.0, sigma_0=0.003, eta=0.01)
    verify([claim], setting=setting, noise=NoLabelNoise(), seeds=4, steps=60)
    right = [least for signs, least in pairs if signs]
    assert len(right) > 20
    assert min(right) >= 1 - 1e-9


def test_the_bound_of_m_in_numbers():
    """2 g(v) over four times the signal's output, at the sizes of the smallest setting inside the assumption."""
    ratio = sp.sqrt(lemma.memorised() / lemma.enough())
    numbers = {n: 53, d: 4.3e20, C: 1, m: 1, log_ratio: math.log(4.3e22), sigma_p: 1}
    largest = float(ratio.subs(numbers | dict.fromkeys(ratio.free_symbols - set(numbers), 1)))
    by_hand = math.log(4.3e22) * math.sqrt(53) * 4.3e20 ** (1 / 8) / (400 * math.sqrt(2))
    assert largest == pytest.approx(by_hand, rel=1e-9)
