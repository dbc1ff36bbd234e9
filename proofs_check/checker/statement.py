"""What a certificate is about, read from plain values: every field is looked at before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flint import arb, fmpq

from proofs_check.checker.enclosure import Interval
from proofs_check.checker.numbers import Malformed, number

__all__ = ["Ends", "Statement", "interval", "keys"]

Tree = Any
#: The ends of a closed interval; None where there is none.
Ends = tuple[fmpq | None, fmpq | None]

_RELATIONS = {">": True, ">=": False}
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def keys(found: Any, needed: set[str], allowed: frozenset[str] = frozenset()) -> None:
    """Refuse a mapping that lacks a key or has another.

    Raises
    ------
    Malformed
        It does, or it is no mapping.
    """
    if not isinstance(found, dict):
        raise Malformed(f"{found!r:.60} must be a mapping with the keys {sorted(needed)}")
    if missing := needed - found.keys():
        raise Malformed(f"the key {min(missing)!r} is missing")
    if foreign := found.keys() - needed - allowed:
        raise Malformed(f"unknown key {min(foreign)!r:.60}")


@dataclass(frozen=True)
class Statement:
    """``function >= 0`` (``> 0`` if strict) wherever the conditions hold in a box; and it is defined there.

    Attributes
    ----------
    variables : mapping of str to Ends
        In the order of boxes.
    conditions : tuple of (tree, strict)
        Each is ``tree >= 0``, or ``> 0``.
    function : tree
        See :class:`proofs_check.checker.program.Program`.
    strict : bool
        The relation.
    defined : tuple of trees
        Functions that must be defined wherever the claim is shown: those that earlier steps have turned into this one,
        and parts of the two sides that cancelled.
    """

    variables: Mapping[str, Ends]
    conditions: tuple[tuple[Tree, bool], ...]
    function: Tree
    strict: bool
    defined: tuple[Tree, ...]

    @classmethod
    def of(cls, found: Any) -> Statement:
        """Read the field ``statement`` of a certificate."""
        keys(found, {"variables", "conditions", "function", "relation", "defined"})
        variables: dict[str, Ends] = {}
        for name, low, high in found["variables"]:
            if not isinstance(name, str) or name in variables:
                raise Malformed(f"the symbol {name!r:.60} has two intervals or no name")
            variables[name] = _ends(low, high)
        conditions = tuple((tree, _strict(relation)) for tree, relation in found["conditions"])
        if not isinstance(found["defined"], list):
            raise Malformed("'defined' must be a list of expressions")
        return cls(variables, conditions, found["function"], _strict(found["relation"]), tuple(found["defined"]))

    @property
    def names(self) -> list[str]:
        """The symbols."""
        return list(self.variables)

    @property
    def box(self) -> list[Ends]:
        """The whole region, without its conditions."""
        return list(self.variables.values())

    def about(self, function: Tree, *defined: Tree, strict: bool | None = None) -> Statement:
        """Another function on the same region; its own must still be defined, and more functions if need be."""
        kept = (*self.defined, self.function, *defined)
        return replace(self, function=function, defined=kept, strict=self.strict if strict is None else strict)

    def between(self, name: str, ends: Ends) -> Statement:
        """With another interval for one symbol."""
        return replace(self, variables={**self.variables, name: ends})

    def free_of(self, name: str) -> Statement:
        """Without the conditions that mention a symbol: the claim for a larger region."""
        return replace(self, conditions=tuple(item for item in self.conditions if not _mentions(item[0], name)))

    def points(self, count: int = 24) -> Iterator[list[fmpq]]:
        """Some points of the box, none of them special."""
        for i in range(1, count + 1):
            yield [_placed(_spread(i, _BASES[k % len(_BASES)], k), ends) for k, ends in enumerate(self.box)]


def interval(ends: Ends) -> Interval:
    """Enclosing balls of the ends."""
    low, high = ends
    return None if low is None else arb(low).lower(), None if high is None else arb(high).upper()


def _ends(low: Any, high: Any) -> Ends:
    ends = (None if low == "-oo" else number(low), None if high == "oo" else number(high))
    if ends[0] is not None and ends[1] is not None and not ends[0] < ends[1]:
        raise Malformed(f"the interval [{low}, {high}] is empty")
    return ends


def _strict(relation: Any) -> bool:
    if not isinstance(relation, str) or relation not in _RELATIONS:
        raise Malformed(f"relation {relation!r:.60} must be '>' or '>='")
    return _RELATIONS[relation]


def _mentions(tree: Tree, name: str) -> bool:
    return tree == ["symbol", name] or (isinstance(tree, list) and any(_mentions(item, name) for item in tree))


def _spread(i: int, base: int, shift: int) -> fmpq:
    """A number in (0, 1): the digits of i in reverse; moved a little, so that symbols beyond the 12th differ."""
    value, scale = fmpq(0), fmpq(1, base)
    i += shift
    while i:
        i, digit = divmod(i, base)
        value, scale = value + digit * scale, scale / base
    return (value + fmpq(1, 1009)) * fmpq(1000, 1009)


def _placed(u: fmpq, ends: Ends) -> fmpq:
    low, high = ends
    if low is not None and high is not None:
        return low + u * (high - low)
    if low is not None:
        return low + u / (1 - u)
    return high - u / (1 - u) if high is not None else (2 * u - 1) / (u * (1 - u))
