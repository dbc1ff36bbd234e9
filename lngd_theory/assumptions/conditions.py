"""Assumption 3.1 of LNGD, each inequality written once, in sympy.

C is the assumption's unnamed large constant and delta the failure probability. "~O" hides powers of logarithms in the
paper; the form that its proofs use is written here and said in ``note``. Numbers, feasible intervals, exponents and
the LaTeX of a report all come from these expressions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sympy as sp

from lngd_theory.symbols import C, d, delta, eta, m, mu, n, p, sigma_0, sigma_p

__all__ = ["CONDITIONS", "SYMBOLS", "Condition", "Version", "conditions_of"]

Version = Literal["arxiv", "iclr"]

#: Symbols by the names of Setting, and p, delta, C.
SYMBOLS = {symbol.name: symbol for symbol in (n, d, m, mu, sigma_p, sigma_0, eta, p, delta, C)}


@dataclass(frozen=True)
class Condition:
    """One inequality ``left >= right`` or ``left <= right`` (strict where the paper has it so).

    Attributes
    ----------
    id : str
        Number in the assumption, with a word: ``(iv) sigma_0 lower``.
    left, right : sympy expression
        The two sides; the left one is the quantity that is bounded.
    relation : {">=", "<=", ">", "<"}
        Between them.
    versions : tuple
        Versions of the paper that have this condition.
    note : str
        What had to be read into the text.
    """

    id: str
    left: sp.Expr
    relation: Literal[">=", "<=", ">", "<"]
    right: sp.Expr
    versions: tuple[Version, ...] = ("arxiv", "iclr")
    note: str = ""

    @property
    def slack(self) -> sp.Expr:
        """Factor by which the condition holds: ``>= 1`` where it does (``> 1`` if strict)."""
        return self.left / self.right if self.relation in (">=", ">") else self.right / self.left

    @property
    def strict(self) -> bool:
        """Whether equality is excluded."""
        return self.relation in (">", "<")

    @property
    def latex(self) -> str:
        """The inequality in LaTeX."""
        sign = {">=": r"\ge", "<=": r"\le", ">": ">", "<": "<"}[self.relation]
        return f"{sp.latex(self.left)} {sign} {sp.latex(self.right)}"


_L = sp.log(d / delta)
_SNR2 = mu**2 / (sigma_p**2 * d)

CONDITIONS: tuple[Condition, ...] = (
    Condition("(i) d against n^2", d, ">=", C * sp.log(n / delta) * n**2),
    Condition("(i) d against n |mu|^2", d, ">=", C * sp.log(n / delta) * n * mu**2 / sigma_p**2),
    Condition(
        "(i) SNR",
        n * _SNR2,
        "<=",
        1 / (C * _L),
        note="printed SNR <= ~O(1/sqrt(n)); used in the proofs as n SNR^2 <= 1/log, here with log(d/delta)",
    ),
    Condition("(ii) m", m, ">=", C * _L),
    Condition("(ii) n", n, ">=", C * _L),
    Condition("(iii) eta", eta, "<=", 1 / (C * _L * sigma_p**2 * d)),
    Condition("(iv) sigma_0 lower", sigma_0, ">=", C * _L * n / (sigma_p * d ** sp.Rational(3, 4))),
    Condition("(iv) sigma_0 upper, signal", sigma_0, "<=", 1 / (C * _L * mu * d ** sp.Rational(5, 8))),
    Condition("(iv) sigma_0 upper, noise", sigma_0, "<=", 1 / (C * _L * sigma_p * sp.sqrt(d))),
    Condition("(v) p lower", p, ">", C * sp.log(d) / sp.sqrt(m * n), versions=("arxiv",)),
    Condition("(v) p upper", p, "<", 1 / C),
)


def conditions_of(version: Version) -> tuple[Condition, ...]:
    """The conditions of one version of the paper; ICLR has ``0 < p < 1/C`` only in place of (v)."""
    return tuple(condition for condition in CONDITIONS if version in condition.versions)
