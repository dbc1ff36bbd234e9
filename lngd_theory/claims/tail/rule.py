"""A claim of the Malignant Tail over places of any kind, by the statement that stands in the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.check import TailCheck
from lngd_theory.claims.tail.ruling import Ruling, jointly
from lngd_theory.claims.tail.vocabulary import Places
from lngd_theory.errors import InputError, near_match
from lngd_theory.statistics import SIGNIFICANT

__all__ = ["rule", "rulings", "tail_claims"]


def tail_claims() -> dict[str, Claim]:
    """The claims MT.1, MT.2, ... of the ledger, by id."""
    from lngd_theory.claims.ledger import ledger  # it imports the claims, which import what stands beside this

    return {name: claim for name, claim in ledger().items() if all(isinstance(c, TailCheck) for c in claim.checks)}


def rule(claim_id: str, places: Places, level: float = SIGNIFICANT) -> Ruling:
    """What places say of one claim.

    Parameters
    ----------
    claim_id : str
        ``MT.1`` to ``MT.8``.
    places : mapping of any key to mapping of name to array
        For every place its numbers per seed, by the names of :data:`~.vocabulary.QUANTITIES`; and
        ``k_star`` where there is a risk. A place that lacks a number of the claim is left out, and told.
    level : float
        Of the tests, which are adjusted for the number of places (Benjamini and Hochberg).

    Returns
    -------
    Ruling
        Of the claim, with its parts.

    Raises
    ------
    InputError
        An unknown claim, or arrays that do not have one entry for each seed.

    Examples
    --------
    >>> found = rule("MT.6", {"digits": {"regret_epoch": [0.1] * 8, "regret_rank": [0.0] * 8}})
    >>> found.verdict, found.signs, round(found.p["digits"], 4)
    ('supported', {'digits': 1}, 0.0078)
    """
    known = tail_claims()
    if claim_id not in known:
        raise InputError(f"unknown claim {claim_id!r}; {near_match(claim_id, known)}")
    parts = [check.decide(places, level) for check in known[claim_id].checks if isinstance(check, TailCheck)]
    return jointly(claim_id, parts)


def rulings(places_by_claim: Mapping[str, Places], level: float = SIGNIFICANT) -> dict[str, Ruling]:
    """:func:`rule` for every claim that has places, in the order of the ledger."""
    unknown = [name for name in places_by_claim if name not in tail_claims()]
    if unknown:
        raise InputError(f"unknown claim {unknown[0]!r}; {near_match(unknown[0], tail_claims())}")
    return {name: rule(name, places_by_claim[name], level) for name in tail_claims() if name in places_by_claim}
