"""Arithmetic written as text, such as ``"SNR*sigma_p*sqrt(d)"``: parsed, never executed."""

from __future__ import annotations

import ast
import math
import operator
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lngd_theory.errors import InputError, near_match

__all__ = ["FUNCTIONS", "Expression", "parse_expression", "parse_list"]

#: Functions that an expression may call.
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "log": math.log,
    "exp": math.exp,
    "abs": abs,
    "min": min,
    "max": max,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
}
_CONSTANTS = {"pi": math.pi}
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,  # refuses a root of a negative number instead of going complex
}
_UNARY: dict[type[ast.unaryop], Callable[[float], float]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_ALLOWED = f"numbers, names, + - * / **, brackets and the functions {', '.join(FUNCTIONS)}"
_LONGEST, _LARGEST = 1000, sys.float_info.max


@dataclass(frozen=True)
class Expression:
    """A parsed formula.

    Attributes
    ----------
    text : str
        As it was written.
    names : frozenset of str
        What it needs the values of.
    """

    text: str
    names: frozenset[str]
    _tree: Any = field(compare=False, repr=False)

    def __call__(self, values: Mapping[str, Any]) -> float:
        """The value, computed in floating-point numbers.

        Raises
        ------
        InputError
            It has none: division by zero, logarithm of a negative number, overflow, ...
        """
        try:
            value = float(_evaluate(self._tree, values))
        except (ArithmeticError, ValueError, TypeError) as error:
            raise InputError(f"{self.text!r} has no value{_at(self.names, values)}: {error}; change it") from None
        if not math.isfinite(value):
            raise InputError(f"{self.text!r} is {value}{_at(self.names, values)}; it must be finite: change it")
        return value


def parse_expression(text: str | float) -> Expression:
    """Read a formula, or a number.

    Raises
    ------
    InputError
        It is no formula, or holds something other than arithmetic.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        if not -_LARGEST <= text <= _LARGEST:
            raise InputError(f"expression {str(text)[:30]} must be a finite number")
        text = repr(text)
    (expression,) = _parse(text, False)
    return expression


def parse_list(text: str) -> tuple[Expression, ...]:
    """Read formulas separated by commas; none for an empty text."""
    return _parse(text, True) if text.strip() else ()


def _parse(text: Any, several: bool) -> tuple[Expression, ...]:
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise InputError(f"expression {str(text)[:50]!r} must be a text of at most {_LONGEST} characters")
    try:
        tree = ast.parse(f"({text},)" if several else f"({text})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise InputError(f"expression {text!r} cannot be read ({error.args[0]}); use {_ALLOWED}") from None
    parts = tree.elts if several and isinstance(tree, ast.Tuple) else [tree]
    return tuple(_checked(text if not several else ast.unparse(part), part) for part in parts)


def _checked(text: str, tree: ast.expr) -> Expression:
    names: set[str] = set()
    try:
        _check(text, tree, names)
    except RecursionError:
        raise InputError(f"expression {text[:50]!r}... is nested too deeply; simplify it") from None
    return Expression(text, frozenset(names), tree)


def _check(text: str, node: ast.expr, names: set[str]) -> None:
    """Refuse anything but arithmetic; collect the names."""
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id=name):
            if name in FUNCTIONS:
                raise InputError(f"expression {text!r}: {name} is a function; write {name}(...)")
            if name not in _CONSTANTS:
                names.add(name)
        case ast.BinOp(op=op) if type(op) in _BINARY:
            _check(text, node.left, names)
            _check(text, node.right, names)
        case ast.UnaryOp(op=op) if type(op) in _UNARY:
            _check(text, node.operand, names)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            if name not in FUNCTIONS:
                raise InputError(f"expression {text!r}: unknown function {name!r}; {near_match(name, FUNCTIONS)}")
            for argument in args:
                _check(text, argument, names)
        case _:
            raise InputError(f"expression {text!r} holds {ast.unparse(node)!r}; use {_ALLOWED}")


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> float:
    match node:
        case ast.Constant(value=value):
            return float(value)  # type: ignore[arg-type]  # _check let numbers pass only
        case ast.Name(id=name):
            return float(_CONSTANTS[name] if name in _CONSTANTS else values[name])
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_evaluate(left, values), _evaluate(right, values))
        case ast.UnaryOp(op=op, operand=operand):
            return _UNARY[type(op)](_evaluate(operand, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return float(FUNCTIONS[name](*(_evaluate(argument, values) for argument in args)))
    raise AssertionError(ast.dump(node))  # _check let nothing else pass


def _at(names: frozenset[str], values: Mapping[str, Any]) -> str:
    shown = ", ".join(f"{name}={float(values[name]):g}" for name in sorted(names) if name in values)
    return f" at {shown}" if shown else ""
