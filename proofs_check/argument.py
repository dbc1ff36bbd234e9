"""The argument for a claim: its steps, what they show together, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proofs_check.step import Step

__all__ = ["Argument", "Shows"]

#: ``statement``: the steps imply the claim as stated; ``conditional``: they imply it once ``rests_on`` holds;
#: ``part``: they show a part of it, or steps of its proof; ``against``: they show that it fails; ``vacuous``: that its
#: hypotheses contradict each other.
Shows = Literal["statement", "conditional", "part", "against", "vacuous"]


@dataclass(frozen=True)
class Argument:
    """The machine-checked side of one claim.

    Parameters
    ----------
    claim : str
        Id in the ledger.
    steps : tuple of Step
        In the order of the proof.
    shows : Shows
        What follows if every step is confirmed: a reading of the logic between the steps, which no machine checks.
    conclusion : str
        In a sentence: what follows, for people.
    rests_on : tuple of str
        What the argument uses and does not show: ids of other claims, or hypotheses in words.
    repairs : tuple of Step
        Weaker or corrected statements, checked beside; they do not enter the claim's status.
    itself : tuple of str
        Names of steps that the statement implies (it is one of them, or contains it): a counterexample to one of them
        is one to the claim.
    premises : tuple of Step
        More on whether the hypotheses can hold together, beside what is asked of every claim in exponents; they do not
        enter the status.
    """

    claim: str
    steps: tuple[Step, ...]
    shows: Shows
    conclusion: str
    rests_on: tuple[str, ...] = ()
    repairs: tuple[Step, ...] = ()
    itself: tuple[str, ...] = ()
    premises: tuple[Step, ...] = ()
