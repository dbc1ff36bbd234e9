"""Words and signs for verdicts, relations and evidence: what a colour says, a sign and a word say too."""

from __future__ import annotations

from dataclasses import dataclass

from lngd_theory.claims.verdict import Judgement
from lngd_theory.proofs import ProofStatus, StepStatus

__all__ = [
    "BADGES",
    "EVIDENCE",
    "LABELS",
    "PROOF_SIGNS",
    "RELATIONS",
    "SIGNS",
    "STEP_SIGNS",
    "SYMBOLS",
    "Badge",
    "algorithm_name",
    "sentence",
    "source_name",
    "sources",
    "with_signs",
]


@dataclass(frozen=True)
class Badge:
    """How a verdict is shown."""

    sign: str
    meaning: str


BADGES: dict[Judgement, Badge] = {
    "proved": Badge("■", "an exact identity or a certificate shows it"),
    "supported": Badge("✓", "the runs agree with it at the stated error rate"),
    "refuted": Badge("✗", "it fails, and a counterexample can be replayed"),
    "vacuous": Badge("∅", "its hypotheses cannot hold here, so that it says nothing"),
    "undecided": Badge("?", "the evidence decides neither way"),
}

#: Signs of the proof side; :data:`lngd_theory.proofs.PROOF_STATUSES` and ``STEP_STATUSES`` say what they mean.
PROOF_SIGNS: dict[ProofStatus, str] = {
    "proved": "■",
    "conditional": "◧",
    "in part": "◔",
    "gap": "↯",
    "refuted": "✗",
    "vacuous": "∅",
    "open": "?",
    "not formalisable": "–",
}
STEP_SIGNS: dict[StepStatus, str] = {
    "identity": "=",
    "certified": "✓",
    "counterexample": "✗",
    "undecided": "?",
    "not formalisable": "–",
}

EVIDENCE = {
    "identity": "exact identity",
    "certificate": "certificate",
    "simulation": "simulation",
    "exponent": "fitted exponent",
    "none": "none",
}

#: Between observed and claimed, as a sign and in words.
SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "=": "=", "~": "≍"}
RELATIONS = {
    "<=": "at most",
    ">=": "at least",
    "<": "below",
    ">": "above",
    "=": "equal to",
    "~": "of the order of",
}

#: Parameters of a setting in LaTeX.
SYMBOLS = {
    "n": "n",
    "d": "d",
    "m": "m",
    "mu": r"|\mu|",
    "sigma_p": r"\sigma_p",
    "sigma_0": r"\sigma_0",
    "eta": r"\eta",
    "q": "q",
    "p": "p",
    "delta": r"\delta",
    "C": "C",
}

#: Facts whose names read better in other words.
LABELS = {
    "delta": "failure probability δ",
    "error_rate": "error rate of a decision",
    "seconds": "time in seconds",
    "corruption": "share of training labels flipped for good",
}

#: Key of a source under which it says what could not be read in the paper.
RECONSTRUCTED = "reconstructed"
_ALGORITHMS = {"gd": "GD", "lngd": "label-noise GD", "draw": "initial draw", "none": "–"}
_VERSIONS = {"arxiv": "arXiv", "iclr": "ICLR"}


def source_name(version: str) -> str:
    """A version of the paper as people write it."""
    return _VERSIONS.get(version, version)


def algorithm_name(name: str) -> str:
    """What was run, as people write it."""
    return _ALGORITHMS.get(name, name)


def sentence(text: str) -> str:
    """A sentence with a capital, unless it begins with a formula."""
    word = text.split(" ")[0]
    return text[:1].upper() + text[1:] if word.isalpha() and len(word) > 1 else text


def sources(source: dict[str, str]) -> list[str]:
    """Numbers in the versions of the paper, and what of the statement had to be derived again."""
    numbers = [
        f"{number} ({source_name(version)})"
        for version, number in source.items()
        if number and version != RECONSTRUCTED
    ]
    derived = source.get(RECONSTRUCTED)
    return [*numbers, f"reconstructed: {derived}"] if derived else numbers


def with_signs(text: str) -> str:
    """Comparisons as signs: ``<=`` becomes ``≤``."""
    return text.replace("<=", "≤").replace(">=", "≥")
