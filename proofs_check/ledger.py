"""All arguments by the id of their claim, found in the files beside this one."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import proofs_check as package
from lngd_theory.claims.ledger import chosen_claims, in_order
from lngd_theory.errors import InputError
from proofs_check.argument import Argument

__all__ = ["arguments", "chosen_arguments"]


@functools.cache
def arguments() -> dict[str, Argument]:
    """Every argument, in the order of a report."""
    return in_order(package, "ARGUMENTS", lambda argument: argument.claim)


def chosen_arguments(wanted: Iterable[str] | None) -> list[Argument]:
    """Arguments by the ids of their claims, all for None; ``4.5`` stands for 4.5.i, 4.5.ii, ..."""
    known = arguments()
    ids = [claim.id for claim in chosen_claims(None if wanted is None else list(wanted))]
    missing = [identity for identity in ids if identity not in known]
    if missing:
        raise InputError(f"no argument for {', '.join(missing)}")
    return [known[identity] for identity in ids]
