import math

import numpy as np
import pytest
import sympy as sp
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import SYMBOLS, T_star, d, delta, mu, n, overlap, sigma_0, t

SIZES = st.floats(1e-3, 1e3)


@given(SIZES, SIZES, SIZES)
def test_numbers_are_those_of_plain_floats(a, b, c):
    values = {"n": a, "d": b, "delta": c / 1e4, "alpha": c}
    expected = math.sqrt(math.log(4 * a**2 / (c / 1e4)) / b) * a * c if 4 * a**2 > c / 1e4 else math.nan
    assert evaluate(CROSS, values) == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assert evaluate(overlap, {"sigma_0": a, "sigma_p": b, "d": c}) == pytest.approx(a * b * math.sqrt(c))


def test_labelled_arrays_keep_their_labels():
    step = xr.DataArray([0.0, 1.0, 2.0], dims="step")
    level = xr.DataArray([1.0, 10.0], dims="seed")
    found = evaluate(sigma_0 * t + mu, {"sigma_0": 2.0, "t": step, "mu": level})
    assert set(found.dims) == {"seed", "step"}
    assert found.transpose("seed", "step").values.tolist() == [[1, 3, 5], [10, 12, 14]]


def test_extremes_of_several_arguments():
    assert evaluate(sp.Max(n, d, T_star, 2), {"n": 1.0, "d": 5.0, "T_star": 3.0}) == 5.0
    found = evaluate(sp.Min(n, d, 2), {"n": np.array([1.0, 7.0]), "d": 5.0})
    assert found.tolist() == [1.0, 2.0]


def test_overflow_and_impossible_logarithms_are_quiet():
    assert evaluate(sp.exp(t), {"t": np.array([1.0, 1e6])}).tolist() == [math.e, math.inf]
    assert math.isnan(evaluate(sp.log(t), {"t": np.float64(-1.0)}))


def test_constants_have_no_arguments():
    assert evaluate(sp.Rational(1, 2), {}) == 0.5
    assert evaluate(0, {}) == 0


def test_names_that_are_not_pythons_and_look_alikes_are_told_apart():
    odd = sp.Symbol("4.5 x", real=True)
    assert evaluate(odd + n, {"4.5 x": 1.0, "n": 2.0}) == 3.0
    plain = sp.Symbol("n")  # another symbol of the same name is the same number
    assert evaluate(plain + n, {"n": 2.0}) == 4.0


def test_latex_uses_the_papers_letters_and_the_observables_forms():
    x = sp.Symbol("gamma_abs_max", real=True)
    text = latex(sp.Le(x, sigma_0 * mu), {"gamma_abs_max": r"\max|\gamma|"})
    assert r"\max|\gamma|" in text
    assert r"\boldsymbol\mu" in text
    assert "T^*" in latex(sp.log(T_star), {})


def test_every_symbol_of_the_theory_is_known_by_its_name():
    assert all(symbol.name == name and symbol.is_positive for name, symbol in SYMBOLS.items())
    assert {d, delta, alpha} - set(SYMBOLS.values()) == {alpha}
