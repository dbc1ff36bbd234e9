"""The elementary functions over intervals; at a point they are the ball library's."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from proofs_check.checker.enclosure import Interval, Undefined, down, negative, up

__all__ = ["FUNCTIONS"]

_NULL, _UNIT = arb(0), arb(1)


def _increasing(at: Callable[[arb], arb], below: arb | None, above: arb | None) -> Callable[[Interval], Interval]:
    """A function that rises, with its limits at minus and plus infinity (None: no limit)."""

    def enclosed(x: Interval) -> Interval:
        a, b = x
        return below if a is None else down(at(a)), above if b is None else up(at(b))

    return enclosed


def _log(x: Interval) -> Interval:
    a, b = x
    if a is None or not a > _NULL:
        raise Undefined("a logarithm of an interval that reaches 0")
    return down(a.log()), None if b is None else up(b.log())


def _erfc(x: Interval) -> Interval:
    a, b = x
    return _NULL if b is None else down(b.erfc()), arb(2) if a is None else up(a.erfc())


def _absolute(x: Interval) -> Interval:
    a, b = x
    if a is not None and a >= _NULL:
        return x
    if b is not None and b <= _NULL:
        return negative(x)
    return _NULL, None if a is None or b is None else max(up(-a), b)


def _lgamma(x: Interval) -> Interval:
    a, b = x
    if a is None or b is None or not a > _NULL:
        raise Undefined("log gamma of an interval that reaches 0 or has no end")
    value = a.union(b).lgamma()
    return down(value), up(value)


#: Functions of one argument by their name in a certificate.
FUNCTIONS: dict[str, Callable[[Interval], Interval]] = {
    "exp": _increasing(lambda x: x.exp(), _NULL, None),
    "erf": _increasing(lambda x: x.erf(), -_UNIT, _UNIT),
    "tanh": _increasing(lambda x: x.tanh(), -_UNIT, _UNIT),
    "log": _log,
    "erfc": _erfc,
    "abs": _absolute,
    "loggamma": _lgamma,
}
