"""Check stored certificates again, of every kind, without any search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lngd_theory.errors import InputError
from proofs_check import checker
from proofs_check.premises import farkas
from proofs_check.store import load
from proofs_check.supermartingale import repaving

__all__ = ["Rechecked", "check_any", "recheck"]


@dataclass(frozen=True)
class Rechecked:
    """One certificate: its file and step, whether it holds, and why not."""

    file: str
    step: str
    ok: bool
    reason: str


def check_any(certificate: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a certificate holds, and why not, by its own format."""
    kind = certificate.get("format")
    if kind == checker.FORMAT:
        found = checker.check(certificate)
        return found.ok, found.reason
    if kind == farkas.FORMAT:
        reason = farkas.flaw(certificate)
        return not reason, reason
    if kind == repaving.FORMAT:
        paved = repaving.repave(certificate)
        return paved.ok, paved.reason
    known = ", ".join(map(repr, (checker.FORMAT, farkas.FORMAT, repaving.FORMAT)))
    return False, f"unknown format {kind!r}; known: {known}"


def recheck(path: str | Path) -> list[Rechecked]:
    """Check a file of certificates, or all ``*.json`` files of a folder (``certificates/`` within it, if it has one).

    Raises
    ------
    InputError
        There is nothing to check, or a file holds something else.
    """
    path = Path(path)
    if path.is_dir():
        inner = path / "certificates"
        files = sorted((inner if inner.is_dir() else path).glob("*.json"))
    else:
        files = [path]
    if not files:
        raise InputError(f"{str(path)!r} holds no certificates; give a folder that lngd prove --out has written")
    found = []
    for file in files:
        for step, certificate in load(file).items():
            found.append(Rechecked(file.name, step, *check_any(certificate)))
    if not found:
        raise InputError(f"{str(path)!r} holds no certificates; give a folder that lngd prove --out has written")
    return found
