"""What places say of one claim: holds, the opposite, or not told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

__all__ = ["Counts", "Ruling", "jointly"]


class Counts(NamedTuple):
    """At how many places a claim holds, its opposite does, and the seeds do not tell."""

    holds: int
    opposite: int
    open: int


@dataclass(frozen=True)
class Ruling:
    """One claim, or one part of it, over places; dictionaries are by place.

    Attributes
    ----------
    name : str
        Of the claim or the part.
    signs : dict
        1 it holds, -1 its opposite does, 0 not told: by tests adjusted for the number of places.
    value : dict
        What was tested: the median difference, positive where the part holds. For a valley the risk at its minimum less
        that at k*.
    p : dict
        Adjusted p value of what the sign says; where it is 0, of what the claim says.
    seeds : dict
        How many seeds had a say.
    unasked : tuple
        Places where it could not be asked: a number is missing, or no seed has one.
    parts : tuple of Ruling
        A claim's parts; what stands above for the claim is, at every place, that of the part that says most against it.
    """

    name: str
    signs: dict[Any, int]
    value: dict[Any, float]
    p: dict[Any, float]
    seeds: dict[Any, int]
    unasked: tuple[Any, ...] = ()
    parts: tuple[Ruling, ...] = field(default=(), repr=False)

    @property
    def verdict(self) -> Literal["supported", "refuted", "vacuous", "undecided"]:
        """``supported`` if it holds everywhere, ``refuted`` if the opposite does somewhere; ``vacuous`` if unasked."""
        found = list(self.signs.values())
        if not found:
            return "vacuous"
        return "refuted" if -1 in found else "supported" if all(sign == 1 for sign in found) else "undecided"

    @property
    def counts(self) -> Counts:
        """Places by what they say."""
        signs = list(self.signs.values())
        return Counts(*(signs.count(sign) for sign in (1, -1, 0)))

    def to_dict(self, kind: str, words: Callable[[Any], str]) -> dict[str, Any]:
        """The verdict with its places as JSON has them: what a place is called, and its name in words."""
        places = [
            {kind: words(key), "sign": sign, "value": self.value[key], "p": self.p[key]}
            for key, sign in self.signs.items()
        ]
        return {"verdict": self.verdict, f"{kind}s": places}

    @property
    def counterexample(self) -> Any:
        """The place that is furthest on the other side, or None."""
        against = [key for key, sign in self.signs.items() if sign < 0]
        return min(against, key=lambda key: self.value[key]) if against else None


def jointly(name: str, parts: Sequence[Ruling]) -> Ruling:
    """All parts together: it holds where every part does, and its opposite where one part's does.

    A place is asked if every part is asked there.
    """
    asked = [key for key in parts[0].signs if all(key in part.signs for part in parts)]
    every = dict.fromkeys(key for part in parts for key in (*part.signs, *part.unasked))
    worst = {key: min(parts, key=lambda part: (part.signs[key], part.value[key])) for key in asked}
    return Ruling(
        name,
        {key: part.signs[key] for key, part in worst.items()},
        {key: part.value[key] for key, part in worst.items()},
        {key: part.p[key] for key, part in worst.items()},
        {key: part.seeds[key] for key, part in worst.items()},
        tuple(key for key in every if key not in worst),
        tuple(parts),
    )
