"""Moments and moment generating functions behind Lemmas B.1 and B.2, by integration from the densities.

xi ~ N(0, sigma_p^2 (I - mu mu^T/|mu|^2)) is orthogonal to mu: ``|xi|^2/sigma_p^2`` is a chi-square with d - 1 degrees
of freedom, not d, and ``<xi_i, xi_k>/sigma_p^2`` a sum of d - 1 products of independent standard Gaussians.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from lngd_theory.symbols import d, sigma_0, sigma_p
from proofs_check.derivations.network import Vector, dot, vanishes
from proofs_check.step import Confirmed

__all__ = [
    "STEPS",
    "chi_square_generating",
    "gaussian_generating",
    "gaussian_moment",
    "mean",
    "product_generating",
]

Lines = list[tuple[str, bool]]

g, h, t = sp.symbols("g h t", real=True)
s, x, k = sp.symbols("s x k", positive=True)
#: ``1 - 2t`` and ``1 - t^2`` below: positive where the generating functions exist.
u = sp.Symbol("u", positive=True)


def _gaussian_mean(
    variable: sp.Symbol, factor: sp.Expr = sp.S.One, exponent: sp.Expr = sp.S.Zero, deviation: sp.Expr = sp.S.One
) -> sp.Expr:
    """``E factor e^exponent`` for the variable ~ N(0, deviation^2); one exponential, which sympy's integral needs."""
    tilted = sp.expand(exponent - variable**2 / (2 * deviation**2))
    density = sp.exp(tilted) / (sp.sqrt(2 * sp.pi) * deviation)
    return sp.simplify(sp.integrate(factor * density, (variable, -sp.oo, sp.oo)))


@cache
def gaussian_moment(power: int) -> sp.Expr:
    """``E g^power`` for g standard normal."""
    return _gaussian_mean(g, factor=g**power)


@cache
def gaussian_generating() -> sp.Expr:
    """``E e^(t g)`` for g ~ N(0, s^2)."""
    return _gaussian_mean(g, exponent=t * g, deviation=s)


@cache
def square_generating() -> sp.Expr:
    """``E e^(t g^2)`` for g standard normal, in ``u = 1 - 2t``."""
    return _gaussian_mean(g, exponent=(1 - u) / 2 * g**2)


@cache
def chi_square_generating() -> sp.Expr:
    """``E e^(t X)`` for X chi-square with k degrees of freedom, in ``u = 1 - 2t``; k any positive number."""
    density = x ** (k / 2 - 1) * sp.exp(-x / 2) / (2 ** (k / 2) * sp.gamma(k / 2))
    tilted = sp.powsimp(density * sp.exp((1 - u) / 2 * x))
    return sp.simplify(sp.integrate(tilted, (x, 0, sp.oo)))


@cache
def product_generating() -> sp.Expr:
    """``E e^(t g h)`` for independent standard normal g and h, in ``u = 1 - t^2``: first over g, then over h."""
    inner = _gaussian_mean(g, exponent=t * h * g)
    return _gaussian_mean(h, exponent=sp.log(inner).subs(t**2, 1 - u))


def mean(polynomial: sp.Expr, gaussians: Vector) -> sp.Expr:
    """Expectation of a polynomial in independent standard Gaussians."""
    terms = sp.Poly(polynomial, *gaussians).terms()
    return sp.Add(*(factor * sp.Mul(*map(gaussian_moment, powers)) for powers, factor in terms))


def _noise(size: int, name: str) -> tuple[Vector, Vector, Vector]:
    """Standard Gaussians, mu with free entries, and ``xi = sigma_p (I - mu mu^T/|mu|^2) g``."""
    gaussians = sp.symbols(f"{name}_:{size}", real=True)
    mu = sp.symbols(f"mu_:{size}", positive=True)
    along = dot(mu, gaussians) / dot(mu, mu)
    return gaussians, mu, tuple(sigma_p * (c - along * direction) for c, direction in zip(gaussians, mu, strict=True))


def confirm_gaussian(deviation: sp.Expr = s) -> Lines:
    """Normalisation, moments up to the fourth, and the generating function."""
    moments = [gaussian_moment(power) for power in range(5)]
    return [
        ("moments 1, 0, 1, 0, 3", moments == [1, 0, 1, 0, 3]),
        ("E e^(tg) = e^(s^2 t^2/2)", sp.simplify(gaussian_generating() - sp.exp(deviation**2 * t**2 / 2)) == 0),
    ]


def confirm_chi_square(exponent: sp.Expr = -k / 2) -> Lines:
    """Generating function for symbolic k, its first two moments, and that it is the k-th power of a square's."""
    generating = chi_square_generating()
    in_t = generating.subs(u, 1 - 2 * t)
    first, second = (sp.diff(in_t, t, order).subs(t, 0) for order in (1, 2))
    return [
        ("E e^(tX) = (1 - 2t)^(-k/2)", sp.simplify(generating / u**exponent) == 1),
        ("k independent squares", sp.simplify(square_generating() ** k / generating) == 1),
        ("mean k", sp.simplify(first - k) == 0),
        ("variance 2k", sp.simplify(second - first**2 - 2 * k) == 0),
    ]


def confirm_product(exponent: sp.Expr = -sp.S.Half) -> Lines:
    """Generating function, mean and variance of the product of two independent standard Gaussians."""
    in_t = product_generating().subs(u, 1 - t**2)
    first, second = (sp.diff(in_t, t, order).subs(t, 0) for order in (1, 2))
    return [
        ("E e^(tgh) = (1 - t^2)^(-1/2)", sp.simplify(product_generating() / u**exponent) == 1),
        ("mean 0", first == 0),
        ("variance 1", sp.simplify(second - 1) == 0),
    ]


def confirm_norm(freedom: sp.Expr = d - 1) -> Lines:
    """Mean and variance of ``|xi|^2``: any direction of mu for d = 2 and 3, the generating function for any d."""
    lines = []
    for size in (2, 3):
        gaussians, mu, xi = _noise(size, "g")
        square, degrees = dot(xi, xi), freedom.subs(d, size)
        first, second = (mean(value, gaussians) for value in (square, square**2))
        lines.append((f"xi is orthogonal to mu, d = {size}", vanishes(dot(xi, mu))))
        lines.append((f"mean, d = {size}", vanishes(first - sigma_p**2 * degrees)))
        lines.append((f"variance, d = {size}", vanishes(second - first**2 - 2 * sigma_p**4 * degrees)))
    # mu along the first axis: |xi|^2 is sigma_p^2 times d - 1 squares
    generating = (square_generating() ** (d - 1)).subs(u, 1 - 2 * sigma_p**2 * t)
    first, second = (sp.diff(generating, t, order).subs(t, 0) for order in (1, 2))
    lines.append(("mean, any d", sp.simplify(first - sigma_p**2 * freedom) == 0))
    lines.append(("variance, any d", sp.simplify(second - first**2 - 2 * sigma_p**4 * freedom) == 0))
    return lines


def confirm_cross(freedom: sp.Expr = d - 1) -> Lines:
    """Mean 0 and variance of ``<xi_i, xi_k>``; the covariance of a patch is ``sigma_p^2 (I - mu mu^T/|mu|^2)``."""
    lines = []
    for size in (2, 3):
        gaussians, mu, xi = _noise(size, "g")
        pairs = [(b, c) for b in range(size) for c in range(size)]
        covariance = {(b, c): mean(xi[b] * xi[c], gaussians) for b, c in pairs}
        projection = {(b, c): sigma_p**2 * (int(b == c) - mu[b] * mu[c] / dot(mu, mu)) for b, c in pairs}
        lines.append((f"mean, d = {size}", all(vanishes(mean(c, gaussians)) for c in xi)))
        lines.append((f"covariance, d = {size}", all(vanishes(covariance[at] - projection[at]) for at in pairs)))
        # the patches are independent: E <xi, xi'>^2 = sum_{bc} E[xi_b xi_c] E[xi'_b xi'_c]
        second = sp.Add(*(value**2 for value in covariance.values()))
        lines.append((f"variance, d = {size}", vanishes(second - sigma_p**4 * freedom.subs(d, size))))
    generating = (product_generating() ** (d - 1)).subs(u, 1 - sigma_p**4 * t**2)
    lines.append(("variance, any d", sp.simplify(sp.diff(generating, t, 2).subs(t, 0) - sigma_p**4 * freedom) == 0))
    return lines


def confirm_overlaps(freedom: sp.Expr = d - 1) -> Lines:
    """``<w0, v>`` is N(0, sigma_0^2 |v|^2) for a fixed v; the variance of ``<w0, xi>`` over both draws."""
    lines = []
    for size in (2, 3):
        gaussians, mu, xi = _noise(size, "g")
        weights = sp.symbols(f"w_:{size}", real=True)
        generating = sp.Mul(*(gaussian_generating().subs({s: sigma_0, t: t * c}, simultaneous=True) for c in mu))
        claimed = sp.exp(sigma_0**2 * dot(mu, mu) * t**2 / 2)
        lines.append((f"<w0, mu> is N(0, sigma_0^2 |mu|^2), d = {size}", sp.simplify(generating / claimed) == 1))
        overlap = sigma_0 * dot(weights, xi)
        variance = mean(mean(overlap**2, weights), gaussians)
        lines.append((f"<w0, xi>, d = {size}", vanishes(variance - sigma_0**2 * sigma_p**2 * freedom.subs(d, size))))
    return lines


STEPS = (
    Confirmed("Gaussian", r"E\,e^{tg}=e^{s^2t^2/2},\;g\sim N(0,s^2)", confirm_gaussian),
    Confirmed("chi-square", r"E\,e^{t\chi^2_k}=(1-2t)^{-k/2},\;t<\tfrac12", confirm_chi_square),
    Confirmed("product of two Gaussians", r"E\,e^{tgh}=(1-t^2)^{-1/2},\;|t|<1", confirm_product),
    Confirmed(
        "the norm of a noise patch",
        r"E\|\xi\|^2=\sigma_p^2(d-1),\quad\operatorname{Var}\|\xi\|^2=2\sigma_p^4(d-1)",
        confirm_norm,
    ),
    Confirmed(
        "inner products of noise patches",
        r"E\langle\xi_i,\xi_k\rangle=0,\quad\operatorname{Var}\langle\xi_i,\xi_k\rangle=\sigma_p^4(d-1)",
        confirm_cross,
    ),
    Confirmed(
        "initial overlaps",
        r"\langle w^{(0)},v\rangle\sim N(0,\sigma_0^2\|v\|^2),\quad"
        r"\operatorname{Var}\langle w^{(0)},\xi\rangle=\sigma_0^2\sigma_p^2(d-1)",
        confirm_overlaps,
    ),
)
