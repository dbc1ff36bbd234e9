"""The ledger: every claim of the package by id, found in the files beside this one."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import runpy
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import lngd_theory.claims as package
from lngd_theory.claims.claim import Claim
from lngd_theory.errors import InputError, near_match

__all__ = ["ORDER", "chosen_claims", "in_order", "ledger", "load_claims"]

#: The statements of the theory, in the order of a report.
ORDER: tuple[str, ...] = (
    *("B.1", "B.2", "B.3", "B.4", "4.1", "C.1"),
    *("D.1", "D.2", "D.3", "D.4", "4.2.i", "4.2.ii", "4.2.iii"),
    *("4.3.bounds", "4.3.loss", "4.3.distance", "D.5", "D.6", "TV", "3.2.loss", "3.2.test"),
    *("E.1", "E.2", "E.3", "4.4.i", "4.4.ii", "4.4.iii"),
    *("reduced", "4.5.i", "4.5.ii", "4.5.iii", "4.5.iv", "4.5.supermartingale", "3.3.loss", "3.3.test"),
    *("R.1", "R.2", "R.3", "R.4", "R.5"),
    *("MT.1", "MT.2", "MT.3", "MT.4", "MT.5", "MT.6", "MT.7", "MT.8"),
)


@functools.cache
def ledger() -> dict[str, Claim]:
    """All claims by id, in the order of a report."""
    return in_order(package, "CLAIMS", lambda claim: claim.id)


def in_order(folder: ModuleType, name: str, identity: Callable[[Any], str]) -> dict[str, Any]:
    """What the modules of a package list under a name, by the id of a claim, in :data:`ORDER`; others at the end.

    Raises
    ------
    ValueError
        Two of them have one id.
    """
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(folder.__path__):
        if module.ispkg:
            continue
        for item in getattr(importlib.import_module(f"{folder.__name__}.{module.name}"), name, ()):
            if identity(item) in found:
                raise ValueError(f"two of {folder.__name__} have the id {identity(item)!r}")
            found[identity(item)] = item
    place = {known: number for number, known in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda pair: place.get(pair[0], len(place))))


def chosen_claims(wanted: Iterable[str | Claim] | str | Claim | None) -> list[Claim]:
    """Claims by id, or objects as they are; all of the ledger for None. ``4.5`` stands for 4.5.i, 4.5.ii, ..."""
    known = ledger()
    if wanted is None:
        return list(known.values())
    if not isinstance(wanted, str | Claim | Iterable):
        raise InputError(f"claims={wanted!r} must be ids such as 'D.1', claims, or None for all")
    chosen: dict[str, Claim] = {}
    for item in [wanted] if isinstance(wanted, str | Claim) else list(wanted):
        if isinstance(item, Claim):
            chosen[item.id] = item
            continue
        family = [name for name in known if name == item or name.startswith(f"{item}.")]
        if not family or not item:
            raise InputError(f"unknown claim {item!r}; {near_match(str(item), known)}")
        chosen |= {name: known[name] for name in family}
    if not chosen:
        raise InputError("no claim to verify: give ids such as D.1, or leave them out for all")
    return list(chosen.values())


def load_claims(path: Path) -> list[Claim]:
    """The claims of a user's own file: what it calls ``CLAIMS``.

    Raises
    ------
    InputError
        There is no such file, it raises, or it has no ``CLAIMS`` of claims with ids of their own.
    """
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; give a Python file that defines CLAIMS")
    try:
        found = runpy.run_path(str(path)).get("CLAIMS", ())
    except Exception as error:  # whatever the user's file raises
        raise InputError(f"{str(path)!r} raised {type(error).__name__}: {error}") from None
    claims = list(found) if isinstance(found, list | tuple) else []
    if not claims or not all(isinstance(claim, Claim) for claim in claims):
        raise InputError(f"{str(path)!r} must define CLAIMS, a list of Claim objects")
    clash = [claim.id for claim in claims if claim.id in ledger()]
    if clash:
        raise InputError(f"{str(path)!r}: the id {clash[0]!r} is taken by the ledger; choose another")
    return claims
