"""A certificate: the statement, the proof or the box against it, and how tight it is; strings and integers only."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx

from proofs_check.checker import FORMAT, PRECISIONS, check, digest
from proofs_check.prover.problem import Problem
from proofs_check.prover.prove import Attempt
from proofs_check.prover.search import PRECISION

__all__ = ["certificate_of", "decimal"]


_SMALLEST = 300
_LARGEST = arb(10) ** 300


def certificate_of(problem: Problem, attempt: Attempt, precision: int = PRECISION) -> dict[str, Any] | None:
    """The certificate of an attempt, once the checker has accepted it; None if there is none.

    ``tightness`` holds a certain lower bound of the function (``lower``, where boxes of the function itself are the
    whole proof) and the least value that was met at a point (``attained``, ``at``).
    """
    made: dict[str, Any] = {"format": FORMAT, "statement": problem.statement}
    if attempt.proof is not None:
        made |= {"verdict": "holds", "proof": attempt.proof, "tightness": _attained(problem, attempt, precision)}
    elif attempt.found.against is not None:
        box = zip(problem.symbols, attempt.found.against, strict=True)
        made |= {"verdict": "fails", "against": [[s.name, str(low), str(high)] for s, (low, high) in box]}
    else:
        return None
    for bits in (precision, 4 * precision):  # what the search's rounding decided may need more bits in the checker's
        if bits not in PRECISIONS:
            return None
        made["precision"] = bits
        checked = check(made | {"hash": digest(made)})
        if checked.ok:
            made["leaves"] = checked.leaves
            if checked.lower is not None:
                made["tightness"]["lower"] = decimal(min(checked.lower, _LARGEST), -1)
            return made | {"hash": digest(made)}
    return None


def _attained(problem: Problem, attempt: Attempt, precision: int) -> dict[str, Any]:
    """The least value that was met, computed anew with more bits."""
    if attempt.found.least is None:
        return {}
    point, _ = attempt.found.least
    with ctx.workprec(4 * precision):
        value = problem.values(*map(arb, point))[0]
    if not value < _LARGEST:
        return {}
    at = {symbol.name: str(x) for symbol, x in zip(problem.symbols, point, strict=True)}
    return {"attained": decimal(value.upper(), 1), "at": at}


def decimal(value: arb, direction: int, digits: int = 6) -> str:
    """An exact ball as a decimal number of some digits, rounded down (-1) or up (1).

    What is nearer to 0 than 10^-300 becomes 0 or 10^-300, with its sign: a bound all the same.
    """
    mantissa, exponent = (int(part) for part in value.man_exp())
    size = (mantissa.bit_length() + exponent) * 30103 // 100000  # about as many digits before the point
    if mantissa and size < -_SMALLEST:
        return "0" if direction * mantissa < 0 else f"{direction}e-{_SMALLEST}"
    exact = Fraction(mantissa) * Fraction(2) ** exponent
    places = digits - size if mantissa else 0
    scaled = exact * Fraction(10) ** places
    whole = scaled.numerator // scaled.denominator
    whole += direction > 0 and scaled.denominator != 1
    while whole and whole % 10 == 0:
        whole, places = whole // 10, places - 1
    return f"{whole}e{-places}" if whole and places else str(whole)
