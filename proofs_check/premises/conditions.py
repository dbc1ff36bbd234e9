"""Conditions between statements of section 4: what one needs of another, each once, in the package's symbols.

Nothing here is an exponent: exponents are read off the relations. What a claim's file already holds (a hypothesis, a
bound at T_1) is taken from there.
"""

from __future__ import annotations

import functools
from typing import Any

import sympy as sp

from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.terms import ALPHA, CROSS, alpha
from lngd_theory.second_stage.statement import (
    BALANCE,
    NOISE_GROWTH,
    PREDICTED,
    SIGNAL_GROWTH,
    T2_LEMMA,
    T2_THEOREM,
)
from lngd_theory.symbols import C_0, T_1, T_star, c_2, d, epsilon, eta, m, mu, n, overlap, p, sigma_0, sigma_p, t
from proofs_check.premises.gather import Kind, Requirement, check_of, in_orders, stages

__all__ = ["requirements"]

_SIGNAL = sigma_0 * mu / 2  # an aligned filter's overlap with mu at the start (B.2)
_SECOND = T2_LEMMA - T_1


@functools.cache
def requirements() -> tuple[Requirement, ...]:
    """All of them, in the order of the paper."""
    return (*_concentration(), *_first_stage(), *_steps(), *_gd(), *_second_stage(), *_theorem(), *_remarks())


def _make(name: str, relation: Any, kind: Kind, claims: str, source: str, derived: bool = False) -> Requirement:
    """One requirement; ``claims`` are ids with spaces between."""
    return Requirement(name, in_orders(relation.subs(ALPHA)), kind, source, tuple(claims.split()), derived)


def _premise(claim: str) -> Any:
    return ledger()[claim].expand(ledger()[claim].premises[0])


def _concentration() -> tuple[Requirement, ...]:
    low = check_of("4.1", "the lower bound is above -alpha")
    many = check_of("B.3", "flipped, below").given[0]
    long = check_of("B.4", "flipped, below").given[0].subs(T_star, stages("lngd")[0])
    last = ledger()["4.1"].expand(sp.Le(-low.left, -low.right))
    return (
        _make("B.3: n against p^-2", many, "proof", "4.5.iv", "4.5.iv counts flips by the second part of B.3"),
        _make("B.4: T_1 against p^-2", long, "proof", "E.3 4.4.i", "flips of a sample up to T_1 are counted by B.4"),
        _make("4.1: beta + 16 cross terms <= alpha", last, "proof", "4.1 C.1 4.2.ii 4.4.ii", "Proposition 4.1, end"),
        _make("C.1: cross terms below rho of order one", sp.Le(CROSS, 1), "proof", "D.5 reduced 4.5.iii", "C.1"),
    )


def _first_stage() -> tuple[Requirement, ...]:
    gd, lngd = stages("gd")[0], stages("lngd")[0]
    at = {name: check_of(name, "growth").right.subs(t, gd) for name in ("D.1", "D.2", "D.4")}
    (signal,) = at["D.1"].args  # exp(signal)
    memorised = check_of("4.2.i", "memorised").right
    (growth,) = (check_of("E.1", "growth").right.subs(t, lngd) / _SIGNAL).args
    concluded = {name: check_of(name, "b_bar") for name in ("D.3", "E.2")}
    above = {name: sp.Ge(check.left, check.right) for name, check in concluded.items()}
    return (
        _make("D.3: hypothesis", _premise("D.3"), "proof", "D.4 4.2.i", "D.4 uses D.3"),
        _make("D.3: conclusion, b_bar of order B.2", above["D.3"], "conclusion", "D.4 4.2.i", "D.3 with B.2"),
        _make("D.1 at T_1: growth of order one", sp.Le(signal, 1), "proof", "4.2.iii", "4.2 (iii) from D.1"),
        _make("D.2 at T_1: of order overlap", sp.Le(at["D.2"], overlap, evaluate=False), "proof", "4.2.ii", "from D.2"),
        _make("D.4 at T_1: reaches 1", sp.Ge(at["D.4"], memorised), "proof", "4.2.i", "4.2 (i) from D.4"),
        _make("E.2: hypothesis", _premise("E.2"), "proof", "E.3 4.4.i", "E.3 uses E.2"),
        _make("E.2: conclusion, b_bar of order B.2", above["E.2"], "conclusion", "E.3 4.4.i", "E.2 with B.2"),
        _make("E.3: p = C_0/24", sp.Eq(p, C_0 / 24), "proof", "E.3 4.4.i", "proof of E.3"),
        _make("E.1 at T_1: growth of order one", sp.Le(growth, 1), "proof", "4.4.iii 4.5.ii", "E.1 with 4.4's T_1"),
        _make("E.1 at T_1: growth by a constant factor", sp.Ge(growth, 1), "content", "E.1", "E.1 with 4.4's T_1"),
    )


def _steps() -> tuple[Requirement, ...]:
    gradient = eta * sp.Max(mu**2, sigma_p**2 * d)
    return (
        _make("noise growth per step <= 1", sp.Le(NOISE_GROWTH, 1), "proof", "D.4 E.3 reduced", "(1 + x)^t as exp(xt)"),
        _make("signal growth per step <= 1", sp.Le(SIGNAL_GROWTH, 1), "proof", "D.1 E.1 4.5.iv", "as for noise"),
        _make("eta |grad L|^2 <= L", sp.Le(gradient, 1), "proof", "4.3.distance 4.3.loss 3.2.loss", "4.3 with D.5"),
    )


def _gd() -> tuple[Requirement, ...]:
    first, last = stages("gd")
    fit = sum(term for term in sp.Add.make_args(last) if term.has(epsilon))  # m^3 n/(eta epsilon sigma_p^2 d)
    # |W - W*|^2 pays for the losses: eta times their sum is at most |W^(T_1) - W*|^2, and |l'| <= l
    growth = SIGNAL_GROWTH * fit * epsilon
    gain = overlap * sp.sqrt(n / d)  # <w, xi> <w, v>, with v of D.6 and rho of order one
    return (
        _make("T_1 <= T_2, GD", sp.Le(first, fit), "proof", "4.3.bounds 4.3.loss 4.3.distance 3.2.loss", "4.3"),
        _make("GD: signal stays while the loss falls", sp.Le(growth, 1), "proof", "4.3.bounds 3.2.test", "4.3", True),
        _make("D.6: gain above sigma_0^2 |mu|^2", sp.Ge(gain, _SIGNAL**2), "proof", "D.6 3.2.test", "D.6", True),
    )


def _second_stage() -> tuple[Requirement, ...]:
    check = check_of("4.5.iv", "growth, j = +1")
    start = next(symbol for symbol in check.right.free_symbols if symbol.name.endswith("_at_T_1"))
    reached = check.right.subs(t, T2_LEMMA).subs(start, _SIGNAL)
    small = check_of("4.5.ii", "gamma").right
    printed = (eta * sigma_p**2) ** 2 * _SECOND  # increments eta C_2; C_2 has the unit of sigma_p^2, which is constant
    every = "4.5.i 4.5.ii 4.5.iii 4.5.iv"
    return (
        _make("c_2 >= iota*", sp.Ge(sp.exp(c_2), sp.exp(BALANCE)), "conclusion", every, "f_i visits iota* (4.5.i)"),
        _make("Azuma, increments eta", sp.Le(printed, 1), "proof", "4.5.i", "proof of E.4"),
        _make("Azuma, increments a", sp.Le(NOISE_GROWTH**2 * _SECOND, 1), "proof", "4.5.i", "reduced dynamics", True),
        _make("4.5.iv at T_2 <= alpha", sp.Le(reached, alpha), "conclusion", "4.5.iv 3.3.test", "4.1"),
        _make("4.5.iv at T_2 >= 0.1", sp.Ge(reached, small), "proof", "3.3.test", "Theorem 3.3 from 4.5"),
        _make("leading-order growth by T_2", sp.Ge(PREDICTED * _SECOND, 1), "content", "4.5.iv", "question Q4", True),
    )


def _theorem() -> tuple[Requirement, ...]:
    lipschitz = sp.Le(overlap, n / sp.sqrt(d))  # sigma_p |w0| against sigma_p |w - w0|, for exp(-C d/n^2)
    mean = sp.Le(m * (overlap**2 + n / d), 1)  # m E s(<w, xi>) against one filter's gamma^2
    # <w_{-y,r}, xi> of one r is N(0, overlap^2) at least; beyond sqrt(m) alpha it beats every signal that 4.1 allows
    least = sp.Le(d / n**2, m * alpha**2 / overlap**2)
    return (
        _make("3.3: loss of order p", sp.Ge(p, C_0 / 24), "proof", "3.3.loss", "-log(1-p) at iota*", True),
        _make("3.3: sigma_p |w0| <= n/sqrt(d)", lipschitz, "proof", "3.3.test", "Lipschitz constant in d/n^2", True),
        _make("3.3: noise output below one filter's", mean, "proof", "3.3.test", "4.5 (iv) is on max_r", True),
        _make("3.3: d/n^2 <= m alpha^2/overlap^2", least, "conclusion", "3.3.test", "4.1 and a Gaussian tail", True),
    )


def _remarks() -> tuple[Requirement, ...]:
    (lngd,) = [term for term in sp.Add.make_args(T2_THEOREM) if not term.has(d)]
    (noise,) = [term for term in sp.Add.make_args(T2_THEOREM) if term.has(d)]
    (fit,) = [term for term in sp.Add.make_args(stages("gd")[1]) if term.has(epsilon)]
    width = sp.Eq(m**2, sp.log(6 / (sigma_0 * mu)) / epsilon)
    boundary = sp.Eq(n * mu**2 / (sigma_p**2 * d), 1)
    return (
        _make("R.1: m^2 = log/epsilon", width, "hypothesis", "R.1", "remark after Theorem 3.3"),
        _make("R.1: GD's second term dominates", sp.Ge(fit, noise), "proof", "R.1", "Theorem 3.2"),
        _make("R.1: LNGD's second term dominates", sp.Ge(lngd, noise), "proof", "R.1", "Theorem 3.3"),
        _make("R.5: n SNR^2 = 1 is crossed", boundary, "content", "R.5", "Section 3"),
    )
