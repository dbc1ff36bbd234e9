"""Abbreviations that several statements of the paper share."""

from __future__ import annotations

import sympy as sp

from lngd_theory.observables import observed
from lngd_theory.symbols import T_star, d, delta, n

__all__ = ["ALPHA", "BETA", "CROSS", "alpha", "beta"]

alpha, beta = sp.symbols("alpha beta", positive=True)

#: ``alpha = 4 log T*`` (Proposition 4.1).
ALPHA = {alpha: 4 * sp.log(T_star)}
#: ``beta = 2 max(|<w0, mu>|, |<w0, xi_i>|)``.
BETA = {beta: 2 * observed("initial_overlap_max")}
#: ``sqrt(log(4 n^2 / delta) / d) n alpha``: what the other noise patches add up to at most.
CROSS = sp.sqrt(sp.log(4 * n**2 / delta) / d) * n * alpha
