"""The part of a mathematical font that a page uses, to be carried inside the page.

Not every device has a font with a MATH table, and without one roots, sums and brackets do not grow. STIX Two Math (SIL
Open Font License) comes with ziamath; the names and the licence in the font stay in its subset.
"""

from __future__ import annotations

import base64
import html
import io
import re
import string
import unicodedata
from importlib.util import find_spec
from pathlib import Path

__all__ = ["math_font"]

#: Drawn by MathML without being written: root, bars, accents, primes, fraction slash.
_IMPLIED = "√‾¯_―̂̃̄̇⃗′⁄|‖()[]{}⟨⟩⌊⌋⌈⌉−"
_MATH = re.compile(r"<math.*?</math>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: Date in the font's head, so that the same page has the same bytes.
_SECONDS = 0


def math_font(page: str) -> str | None:
    """A data address of STIX Two Math (WOFF) with the characters of the page's formulas; None without formulas."""
    formulas = "".join(_MATH.findall(page))
    spec = find_spec("ziamath")
    if not formulas or spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
    return _subset(path, _characters(html.unescape(_TAG.sub("", formulas)))) if path.is_file() else None


def _characters(text: str) -> set[int]:
    """What is written, what is implied, and the italics by which browsers show single letters."""
    plain = set(text) | set(_IMPLIED) | set(string.ascii_letters + string.digits)
    return {ord(character) for character in plain} | _italics(plain)


def _italics(letters: set[str]) -> set[int]:
    """Mathematical italics of Latin and Greek letters (the block and h, which is Planck's constant)."""
    block = [*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C), 0x210E]
    return {code for code in block if unicodedata.normalize("NFKC", chr(code)) in letters}


def _subset(path: Path, characters: set[int]) -> str:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.flavor = "woff"
    options.hinting = False
    buffer = io.BytesIO()
    with load_font(str(path), options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        font["head"].modified = _SECONDS
        font.recalcTimestamp = False
        save_font(font, buffer, options)
    return f"data:font/woff;base64,{base64.b64encode(buffer.getvalue()).decode()}"
