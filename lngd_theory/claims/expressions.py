"""Statements as numbers: sympy expressions evaluated on labelled arrays."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp

from lngd_theory.symbols import LATEX

__all__ = ["evaluate", "latex"]


def _extreme(function: Any) -> Any:
    return lambda *values: functools.reduce(function, values)


_FUNCTIONS = [{"Max": _extreme(np.maximum), "Min": _extreme(np.minimum)}, "numpy"]


@functools.cache
def _compiled(expression: sp.Expr) -> tuple[tuple[str, ...], Any]:
    symbols = sorted(expression.free_symbols, key=str)
    arguments = [sp.Dummy() for _ in symbols]  # names of observables need not be Python's
    function = sp.lambdify(arguments, expression.xreplace(dict(zip(symbols, arguments, strict=True))), _FUNCTIONS)
    return tuple(symbol.name for symbol in symbols), function


def evaluate(expression: sp.Expr, values: Mapping[str, Any]) -> Any:
    """The value of an expression for numbers or labelled arrays by symbol name.

    Overflow gives inf and logarithms of negative numbers nan, without a warning.
    """
    names, function = _compiled(sp.sympify(expression))
    with np.errstate(all="ignore"):
        return function(*(values[name] for name in names))


def latex(expression: Any, names: Mapping[str, str]) -> str:
    """An expression or relation in LaTeX; ``names`` are the LaTeX forms of observables by name."""
    chosen = dict(LATEX)
    for symbol in sp.sympify(expression).free_symbols:
        if symbol.name in names:
            chosen[symbol] = names[symbol.name]
    text: str = sp.latex(expression, symbol_names=chosen)
    return text
