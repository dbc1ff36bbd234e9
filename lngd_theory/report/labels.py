"""Labels of a figure: LaTeX as far as matplotlib reads it, ticks as the page writes its numbers."""

from __future__ import annotations

import re

from matplotlib.mathtext import MathTextParser
from matplotlib.ticker import LogFormatter

from lngd_theory.report.numbers import number

__all__ = ["LogTicks", "label"]

#: LaTeX that matplotlib has under other names or not at all, and what it reads instead.
_KNOWN = {
    r"\le": r"\leq",
    r"\ge": r"\geq",
    r"\ne": r"\neq",
    r"\lVert": r"\Vert ",
    r"\rVert": r"\Vert ",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\tfrac": r"\frac",
    r"\dfrac": r"\frac",
    r"\boldsymbol": r"\mathbf",
}
_UNDERLINE, _BAR_BELOW = r"\underline{", r"\underset{-}{"
_NAME = re.compile(r"\\[A-Za-z]+")
_SIZE = re.compile(r"\\[Bb]igg?[lrm]?(?![A-Za-z])")
_ARGUMENT = re.compile(r"\\(bar|tilde|hat|overline|underline|sqrt|mathbf)\s*(\\[A-Za-z]+|[A-Za-z0-9])")


def label(latex: str) -> str:
    """A label as mathematics, or as it was written where matplotlib cannot read it."""
    known = _NAME.sub(lambda found: _KNOWN.get(found[0], found[0]), _SIZE.sub("", latex))
    known = _ARGUMENT.sub(r"\\\1{\2}", known)
    text = f"${known.replace(_UNDERLINE, _BAR_BELOW)}$"
    try:
        MathTextParser("path").parse(text)
    except (ValueError, RuntimeError):
        return latex.replace("$", r"\$")
    return text


class LogTicks(LogFormatter):
    """Ticks of a logarithmic axis in the words of the page; which of them are named is matplotlib's choice."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The text of one tick, empty for one without."""
        return number(float(x)) if super().__call__(x, pos) else ""
