"""The paper's letters as sympy symbols: every statement of the package is written in these."""

from __future__ import annotations

import sympy as sp

__all__ = ["SYMBOLS"]


def _positive(names: str) -> tuple[sp.Symbol, ...]:
    symbols: tuple[sp.Symbol, ...] = sp.symbols(names, positive=True, real=True)
    return symbols


#: Parameters of a setting.
n, d, m, mu, sigma_p, sigma_0, eta, q = SETTING_SYMBOLS = _positive("n d m mu sigma_p sigma_0 eta q")
#: Flip probability, failure probability, the assumption's constant, target loss, horizon.
p, delta, C, epsilon, T_star = CONTEXT_SYMBOLS = _positive("p delta C epsilon T_star")
#: Step, and the ends of the two stages.
t, T_1, T_2 = _positive("t T_1 T_2")
#: Constants that the paper leaves open: lower bounds of |l'| under GD and label noise, and the range of f_i.
C_1, C_0, c_1, c_2 = _positive("C_1 C_0 c_1 c_2")

#: Symbols by name.
SYMBOLS = {symbol.name: symbol for symbol in (*SETTING_SYMBOLS, *CONTEXT_SYMBOLS, t, T_1, T_2, C_1, C_0, c_1, c_2)}

#: ``sigma_0 sigma_p sqrt(d)``, the standard deviation of ``<w^(0), xi_i>``.
overlap = sigma_0 * sigma_p * sp.sqrt(d)

#: How symbols are printed where sympy's own choice differs from the paper.
LATEX = {mu: r"\|\boldsymbol\mu\|", T_star: "T^*"}
