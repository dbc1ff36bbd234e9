"""Check a certificate: its proof of the claim, or the box on which the claim is false, without the search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from flint import arb, ctx

from proofs_check.checker.boxes import shown
from proofs_check.checker.enclosure import Interval, Undefined, point, within
from proofs_check.checker.numbers import Malformed, at_least, at_most, number
from proofs_check.checker.program import Program
from proofs_check.checker.refused import Refused
from proofs_check.checker.rules import holds
from proofs_check.checker.statement import Statement, interval, keys

__all__ = ["FORMAT", "PRECISIONS", "Checked", "check", "digest", "genuine"]

FORMAT = "lngd-certificate/1"
#: Bits that a certificate may ask for.
PRECISIONS = range(32, 4097)


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    ok : bool
        Whether the certificate proves what it says.
    reason : str
        Why not; empty if it does.
    leaves : int
        Boxes that were decided.
    lower : arb or None
        A certain lower bound of the function that the statement is about; None if the proof gives none.
    """

    ok: bool
    reason: str = ""
    leaves: int = 0
    lower: arb | None = None


def digest(certificate: Mapping[str, Any]) -> str:
    """SHA-256 of the certificate without its own hash."""
    content = {key: value for key, value in certificate.items() if key != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def check(certificate: Mapping[str, Any], statement: Mapping[str, Any] | None = None) -> Checked:
    """Verify a certificate.

    Parameters
    ----------
    certificate : mapping
        As it was stored.
    statement : mapping, optional
        What it must be about; without it only the certificate's own statement is checked.

    Returns
    -------
    Checked
        Never raises on a bad certificate: it is not ok, with the reason.
    """
    try:
        plain = genuine(certificate, statement, FORMAT)
        with ctx.workprec(plain["precision"]):
            return _checked(plain)
    except Undefined as error:
        return Checked(False, f"not defined on all of a box: {error}")
    except (Refused, Malformed) as error:
        return Checked(False, str(error))
    except Exception as error:  # whatever a malformed certificate makes of the libraries below
        return Checked(False, f"malformed: {type(error).__name__}: {error}"[:300])


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same as JSON has it: dicts, lists, strings, integers; floats are refused."""
    text = json.dumps(found, allow_nan=False)
    plain: dict[str, Any] = json.loads(text, parse_float=_no_float)
    return plain


def _no_float(text: str) -> NoReturn:
    raise Malformed(f"the float {text}: a certificate has exact numbers only")


def genuine(found: Mapping[str, Any], statement: Mapping[str, Any] | None, form: str) -> dict[str, Any]:
    """The certificate, if it is of a format, as it was written, about the statement, and of a precision to use.

    Raises
    ------
    Malformed, Refused
        It is not.
    """
    certificate = _plain(found)
    if certificate.get("format") != form:
        raise Malformed(f"format {certificate.get('format')!r:.60} is not {form!r}")
    if certificate.get("hash") != digest(certificate):
        raise Refused("the hash does not fit: the certificate was changed")
    if statement is not None and certificate["statement"] != _plain(statement):
        raise Refused("it is about another statement")
    precision = certificate["precision"]
    if not isinstance(precision, int) or precision not in PRECISIONS:
        raise Malformed(f"precision={precision!r:.60} must be a whole number from 32 to 4096")
    return certificate


def _checked(certificate: dict[str, Any]) -> Checked:
    allowed = frozenset({"leaves", "tightness"})
    statement = Statement.of(certificate["statement"])
    if certificate["verdict"] == "fails":
        keys(certificate, {"format", "hash", "statement", "precision", "verdict", "against"}, allowed - {"tightness"})
        _fails(statement, certificate["against"])
        found = Checked(True, leaves=1)
    elif certificate["verdict"] == "holds":
        keys(certificate, {"format", "hash", "statement", "precision", "verdict", "proof"}, allowed)
        walked = holds(statement, certificate["proof"])
        found = Checked(True, leaves=walked.leaves, lower=walked.lower)
        _tight(statement, certificate.get("tightness", {}), found)
    else:
        raise Malformed(f"verdict {certificate['verdict']!r:.60} must be 'holds' or 'fails'")
    if certificate.get("leaves", found.leaves) != found.leaves:
        raise Refused(f"it has {found.leaves} boxes, not {certificate['leaves']!r:.60}")
    return found


def _fails(statement: Statement, against: Any) -> None:
    """The claim is false on a box within the region, which may be a point; both its sides are defined there."""
    if [name for name, _, _ in against] != statement.names:
        raise Malformed("the box has other symbols than the statement")
    box = [(number(low), number(high)) for _, low, high in against]
    for (low, high), (first, last) in zip(box, statement.box, strict=True):
        if low > high or (first is not None and low < first) or (last is not None and high > last):
            raise Refused("the box is not within the region")
    intervals = [interval(ends) for ends in box]
    _allowed(statement, intervals)
    for tree in statement.defined:
        Program(tree, statement.names).over(intervals)
    if not within(Program(statement.function, statement.names).over(intervals), "<=" if statement.strict else "<"):
        raise Refused(f"the claim is not certainly false on the box {shown(list(box))}")


def _allowed(statement: Statement, box: list[Interval]) -> None:
    for tree, strict in statement.conditions:
        if not within(Program(tree, statement.names).over(box), ">" if strict else ">="):
            raise Refused("a condition is not certain on the box")


def _tight(statement: Statement, said: Any, found: Checked) -> None:
    """What it says of its tightness: a bound no better than the one found, and a value that f attains at a point."""
    keys(said, set(), frozenset({"lower", "attained", "at"}))
    if "lower" in said and (found.lower is None or not at_most(said["lower"], found.lower)):
        raise Refused("the lower bound is better than the boxes give")
    if "attained" not in said and "at" not in said:
        return
    place = {name: number(value) for name, value in said["at"].items()}
    if place.keys() != statement.variables.keys():
        raise Malformed("the point has other symbols than the statement")
    for name, (low, high) in statement.variables.items():
        if (low is not None and place[name] < low) or (high is not None and place[name] > high):
            raise Refused("the point is not in the region")
    with ctx.workprec(4 * ctx.prec):
        box = [point(place[name]) for name in statement.names]
        _allowed(statement, box)
        high_end = Program(statement.function, statement.names).over(box)[1]
        if high_end is None or not at_least(said["attained"], high_end):
            raise Refused("the value at the point is not attained")
