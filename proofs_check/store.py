"""Certificates that come with the package: checked again, never trusted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lngd_theory.errors import InputError
from lngd_theory.proofs import ProofRecord
from proofs_check.step import Outcome, Step

__all__ = ["FOLDER", "Store", "load", "save"]

#: Where they are: one file for each claim.
FOLDER = Path(__file__).parent / "certificates"


@dataclass(frozen=True)
class Store:
    """Certificates by the name of their step."""

    certificates: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, claim: str, folder: Path = FOLDER) -> Store:
        """Those of a claim; none if it has no file."""
        path = folder / f"{claim}.json"
        return cls(load(path)) if path.is_file() else cls()

    def outcome(self, step: Step) -> Outcome | None:
        """What a stored certificate says of a step, if there is one for its statement and it checks."""
        certificate = self.certificates.get(step.name)
        again = getattr(step, "again", None)
        if certificate is None or again is None:
            return None
        try:
            found: Outcome | None = again(certificate)
        except InputError:  # the step is badly stated, and says so when it is run
            return None
        return found


def save(records: Iterable[ProofRecord], folder: Path) -> list[Path]:
    """Write the certificates of each claim as ``<claim>.json``; a claim without any has no file."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for record in records:
        path = folder / f"{record.claim}.json"
        found = {step.name: step.certificate for step in record.all_steps if step.certificate is not None}
        if found:
            path.write_text(_lines(found), encoding="utf-8", newline="\n")
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    return written


def _lines(found: Mapping[str, Any]) -> str:
    """A JSON object with a certificate on each line, so that a change of one is a change of a line."""
    rows = (f"{json.dumps(name)}: {json.dumps(found[name], sort_keys=True)}" for name in sorted(found))
    return "{\n" + ",\n".join(rows) + "\n}\n"


def load(path: Path) -> dict[str, dict[str, Any]]:
    """The certificates of a file by the name of their step.

    Raises
    ------
    InputError
        There is no such file, or it holds something else.
    """
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; give one that lngd prove has written")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{str(path)!r} is no JSON file ({error}); write it again with lngd prove --out") from None
    if not isinstance(found, dict) or not all(isinstance(value, dict) for value in found.values()):
        raise InputError(f"{str(path)!r} holds no certificates; write it again with lngd prove --out")
    return found
