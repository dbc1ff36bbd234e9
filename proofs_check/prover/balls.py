"""From sympy to balls: an expression becomes a Python function of Arb balls, with every number kept exact.

``lambdify`` would turn 1/3 into a rounded float and pi into another. Here each number is a ball that contains it, made
from integers at the precision in force when the function is compiled. Nothing that this module says is trusted: what it
finds is checked again by :mod:`proofs_check.checker`, which shares no code with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import sympy as sp
from flint import arb, fmpq

__all__ = ["FAILS", "compiled", "evaluate", "tails"]

#: What an evaluation raises where there is no enclosure.
FAILS = (ValueError, ArithmeticError, AttributeError, TypeError, NotImplementedError)

_METHODS = {
    sp.exp: "exp",
    sp.log: "log",
    sp.erf: "erf",
    sp.erfc: "erfc",
    sp.tanh: "tanh",
    sp.loggamma: "lgamma",
}


class _Writer:
    """Python source of an expression; numbers are names of constants."""

    def __init__(self, number: Callable[[int, int], Any], pi: Any, method: str) -> None:
        self.number, self.pi, self.method = number, pi, method
        self.names: dict[sp.Basic, str] = {}
        self.constants: dict[str, Any] = {}

    def write(self, e: sp.Expr) -> str:
        if e.is_Symbol:
            return f"v_{e.name}" if e.name.isidentifier() else self._named(e)
        if e.is_Rational:
            return self._constant(e, lambda: self.number(int(e.p), int(e.q)))
        if e is sp.pi:
            return self._constant(e, lambda: self.pi)
        if isinstance(e, sp.Add | sp.Mul):
            sign = " + " if isinstance(e, sp.Add) else "*"
            return f"({sign.join(map(self.write, e.args))})"
        if e is sp.E or isinstance(e, sp.Pow | sp.exp):
            return self._power(e)
        if type(e) in _METHODS:
            return self.method.format(name=_METHODS[type(e)], x=self.write(e.args[0]))
        if isinstance(e, sp.Abs):
            return f"abs({self.write(e.args[0])})"
        if isinstance(e, sp.sign | sp.Heaviside):
            return f"f_jump({self.write(e.args[0])}, {-1 if isinstance(e, sp.sign) else 0})"
        if isinstance(e, sp.Max | sp.Min):
            name, first = ("max" if isinstance(e, sp.Max) else "min"), self.write(e.args[0])
            for other in e.args[1:]:
                first = f"{first}.{name}({self.write(other)})"
            return first
        raise TypeError(f"{e} of {type(e).__name__} has no ball")

    def _power(self, e: sp.Expr) -> str:
        base, power = e.as_base_exp()
        if base is sp.E:
            return self.method.format(name="exp", x=self.write(power))
        text = self.write(base)
        if power.is_Integer:
            body = text if abs(power) == 1 else f"{text}**{abs(int(power))}"
            return f"({body})" if power > 0 else f"(1/({body}))"
        if power.is_Rational:
            root = f"f_root({text}, {int(power.q)})"
            body = root if abs(power.p) == 1 else f"({root})**{abs(power.p)}"
            return f"({body})" if power > 0 else f"(1/({body}))"
        log = self.method.format(name="log", x=text)
        return self.method.format(name="exp", x=f"({self.write(power)}*{log})")

    def _constant(self, e: sp.Expr, make: Callable[[], Any]) -> str:
        if e not in self.names:
            self.names[e] = f"k_{len(self.names)}"
            self.constants[self.names[e]] = make()
        return self.names[e]

    def _named(self, symbol: sp.Symbol) -> str:
        return self.names.setdefault(symbol, f"v__{len(self.names)}")


def _compile(writer: _Writer, symbols: Sequence[sp.Symbol], expressions: Sequence[sp.Expr]) -> Callable[..., Any]:
    replaced, reduced = sp.cse(list(expressions), symbols=sp.numbered_symbols("cse_"), order="none")
    arguments = ", ".join(writer.write(symbol) for symbol in symbols)
    lines = [f"    v_{name} = {writer.write(value)}" for name, value in replaced]
    results = "".join(f"{writer.write(value)}, " for value in reduced)
    source = "\n".join([f"def compiled({arguments}):", *lines, f"    return ({results})"])
    namespace: dict[str, Any] = dict(writer.constants)
    exec(compile(source, "<balls>", "exec"), namespace)
    made: Callable[..., Any] = namespace["compiled"]
    return made


def compiled(symbols: Sequence[sp.Symbol], expressions: Sequence[sp.Expr]) -> Callable[..., tuple[arb, ...]]:
    """A function of balls, one for each symbol, that returns a ball for each expression.

    Common subexpressions are evaluated once. Where an expression is not defined on all of a ball, the result is not
    finite, or nan, and no comparison with it is True.

    Raises
    ------
    TypeError
        A float, or a function that Arb is not asked for here.
    """
    writer = _Writer(lambda p, q: arb(fmpq(p, q)), arb.pi(), "({x}).{name}()")
    writer.constants |= {"f_root": _root_of_ball, "f_jump": _jump_of_ball}
    return _compile(writer, symbols, expressions)


def _root_of_ball(x: arb, q: int) -> arb:
    """A root of what must not be below 0; at 0 the library's own is not a number."""
    if x == 0:
        return arb(0)
    return x.sqrt() if q == 2 else x.root(q)


def evaluate(expression: sp.Expr, values: Mapping[sp.Symbol, arb]) -> arb | None:
    """One expression at balls; None where Arb raises."""
    try:
        (result,) = compiled(list(values), [expression])(*values.values())
    except FAILS:
        return None
    return result if isinstance(result, arb) else arb(result)


def _jump_of_ball(x: arb, below: int) -> arb:
    """1 for x > 0, ``below`` for x < 0, and all between where x may be 0: the derivative of a corner."""
    return arb(1) if x > 0 else arb(below) if x < 0 else arb(below).union(arb(1))


def tails(symbols: Sequence[sp.Symbol], expressions: Sequence[sp.Expr]) -> Callable[..., tuple[Any, ...]]:
    """The same over mpmath's intervals, which may have no end: a proposal for boxes that no ball contains."""
    iv = mpmath.iv
    writer = _Writer(lambda p, q: iv.mpf(p) / iv.mpf(q), iv.pi, "f_{name}({x})")
    writer.constants |= {f"f_{name}": _over_intervals(name) for name in ("exp", "log", "erf", "erfc", "tanh", "lgamma")}
    writer.constants |= {"f_root": _root, "f_jump": _jump}
    return _compile(writer, symbols, expressions)


def _over_intervals(name: str) -> Callable[[Any], Any]:
    if name in ("exp", "log"):
        function: Callable[[Any], Any] = getattr(mpmath.iv, name)
        return function
    at = getattr(mpmath.mp, {"lgamma": "loggamma"}.get(name, name))

    def monotone(x: Any) -> Any:
        if name == "lgamma" and not mpmath.mpf(x.a) >= 2:
            raise ValueError("log gamma is not monotone here")
        return _between(at, x)

    return monotone


def _root(x: Any, q: int) -> Any:
    if not mpmath.mpf(x.a) >= 0:
        raise ValueError("a root of what reaches below 0")
    return _between(lambda end: mpmath.root(end, q), x)


def _jump(x: Any, below: int) -> Any:
    return mpmath.iv.mpf([1 if mpmath.mpf(x.a) > 0 else below, below if mpmath.mpf(x.b) < 0 else 1])


def _between(at: Callable[[Any], Any], x: Any) -> Any:
    """The values at both ends of a monotone function; for a proposal only: rounding does not matter."""
    return mpmath.iv.mpf(sorted(at(mpmath.mpf(end)) for end in (x.a, x.b)))
