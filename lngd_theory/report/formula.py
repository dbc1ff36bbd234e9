"""Formulas: LaTeX to MathML for pages, to dollar mathematics for Markdown."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

from lngd_theory.report.words import with_signs

__all__ = ["dollars", "mathml", "prose"]

#: What MathML may carry here; whatever else the LaTeX asked for (links, styles, classes) is dropped.
_ATTRIBUTES = re.compile(
    "accent|accentunder|columnalign|columnlines|columnspacing|depth|display|displaystyle|fence|form|height|largeop"
    "|linethickness|lspace|mathvariant|maxsize|minsize|movablelimits|rowlines|rowspacing|rspace|scriptlevel|separator"
    "|stretchy|width"
)
_SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_THIN = "0.167em"
_DOLLAR = re.compile(r"(?<!\\)\$([^$]+)(?<!\\)\$")


@lru_cache(maxsize=4096)
def mathml(latex: str, display: bool = False) -> Markup:
    """A formula as MathML; LaTeX that cannot be read is shown as it was written."""
    try:
        root = convert_to_element(latex, display="block" if display else "inline")
    except Exception:  # whatever the parser makes of a broken formula
        return Markup('<code class="tex">{}</code>').format(latex)
    for element in root.iter():
        _clean(element)
    for element in root.iter():
        _space(element)
    root.set("alttext", latex)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _clean(element: ElementTree.Element) -> None:
    """Keep known attributes only, and turn entities into characters.

    The converter writes entities into the text of elements, to be unescaped together with the user's ``<``: here
    only they become characters, and the serialiser escapes the rest.
    """
    element.attrib = {name: value for name, value in element.attrib.items() if _ATTRIBUTES.fullmatch(name)}
    element.text = html.unescape(element.text) if element.text else element.text
    if element.text == "*":
        element.text = "∗"


def _space(element: ElementTree.Element) -> None:
    """Bars and strokes without space around them; names of functions with a thin space where print has one."""
    if element.tag == "mo" and "form" not in element.attrib and element.text in ("|", "‖", "/"):
        element.attrib |= {"stretchy": "false", "lspace": "0", "rspace": "0"}
    children = list(element)
    for child, after in zip(children, [*children[1:], None], strict=False):
        name = child[0] if child.tag in _SCRIPTED and len(child) else child
        if name.tag in ("mi", "mo") and re.fullmatch("[a-zA-Z]{2,}", name.text or ""):
            name.tag = "mo"
            name.attrib = {"form": "prefix", "lspace": _THIN, "rspace": "0" if _opens(after) else _THIN}


def _opens(element: ElementTree.Element | None) -> bool:
    """Whether a bracket comes first, before which the name of a function needs no space."""
    return element is None or next(element.itertext(), "(")[:1] in ("(", "[", "{")


def prose(text: str) -> Markup:
    """Text in which dollars may enclose formulas."""
    pieces = _DOLLAR.split(text)
    return Markup("").join(mathml(piece) if i % 2 else escape(with_signs(piece)) for i, piece in enumerate(pieces))


#: LaTeX that Markdown would read as its own, and the same in letters.
_WORDS = {
    r"\|": r"\Vert ",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\,": r"\thinspace ",
    r"\:": r"\medspace ",
    r"\;": r"\thickspace ",
    r"\!": r"\negthinspace ",
    r"\\": r"\cr ",
    "|": r"\vert ",
    "<": r"\lt ",
    ">": r"\gt ",
    "*": r"\ast ",
}
_MARKS = re.compile(r"\\[|{},:;!\\]|[|<>*]")


def dollars(latex: str) -> str:
    """A formula between dollars that survives Markdown, tables included."""
    safe = _MARKS.sub(lambda found: _WORDS[found[0]], latex).replace("$", "")
    return f"${' '.join(safe.split())}$"
