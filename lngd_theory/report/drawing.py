"""A figure as SVG inside a page, in the page's colours, or as a PNG file beside it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markupsafe import Markup

from lngd_theory.report.figure import CLAIMED, OBSERVED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SharedGlyphs", "save_png"]

#: Colours of the figure and what the page calls them, so that a dark page shows them light.
_COLOURS = {
    "#000000": "currentColor",
    OBSERVED.lower(): "var(--observed)",
    CLAIMED.lower(): "var(--claimed)",
}
_COLOUR = re.compile("|".join(_COLOURS), re.IGNORECASE)
_DECIMALS = re.compile(r"(\.\d)\d+")
_DPI = 160
_SHADES = 64


def save_png(figure: Figure, path: Path) -> None:
    """Write the figure with the same bytes every time, in as many colours as it needs."""
    from PIL import Image

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    with Image.open(buffer) as image:
        image.convert("RGB").quantize(_SHADES, Image.Quantize.FASTOCTREE).save(path)


class SharedGlyphs:
    """Turns figures into SVG for one page; the outlines of letters are kept once for all of them."""

    def __init__(self) -> None:
        self._outlines: dict[str, str] = {}
        self._count = 0

    def svg(self, figure: Figure, alt: str) -> Markup:
        """The figure as an SVG element with a text for those who cannot see it."""
        root = ElementTree.fromstring(_svg(figure))
        self._count += 1
        self._simplify(root, f"f{self._count}_")
        root.attrib = {"viewBox": root.get("viewBox", ""), "role": "img", "aria-label": alt}
        return Markup(ElementTree.tostring(root, encoding="unicode"))

    def definitions(self) -> Markup:
        """The outlines that the figures refer to."""
        paths = "".join(self._outlines[name] for name in sorted(self._outlines))
        return Markup('<svg width="0" height="0" class="outlines" aria-hidden="true"><defs>{}</defs></svg>').format(
            Markup(paths)
        )

    def _simplify(self, parent: ElementTree.Element, prefix: str) -> None:
        """Plain names, references of this figure's own, colours of the page; outlines move to the shared ones."""
        attributes = {name.rpartition("}")[2]: value for name, value in parent.attrib.items()}
        parent.attrib.clear()
        parent.attrib |= {name: _value(name, value, prefix) for name, value in attributes.items()}
        parent.tag = parent.tag.rpartition("}")[2]
        if parent.tag == "g":
            parent.attrib.pop("id", None)
        parent.text = parent.tail = None
        for child in list(parent):
            self._simplify(child, prefix)
            name = child.get("id", "")
            if child.tag in ("metadata", "style"):
                parent.remove(child)
            elif parent.tag == "defs" and _is_outline(name):
                self._outlines[name] = ElementTree.tostring(child, encoding="unicode")
                parent.remove(child)


def _is_outline(name: str) -> bool:
    """Matplotlib names the outline of a letter by font and number, ``DejaVuSans-31``, and nothing else so."""
    return "-" in name


def _value(attribute: str, value: str, prefix: str) -> str:
    """Colours by the page's names, short coordinates, and references made unique unless they name a letter."""
    if attribute == "style":
        return _COLOUR.sub(lambda found: _COLOURS[found[0].lower()], value)
    if attribute in ("d", "x", "y"):
        return _DECIMALS.sub(r"\1", " ".join(value.split()))
    if attribute == "id":
        return value if _is_outline(value) else prefix + value
    if attribute == "href":
        return value if _is_outline(value) else f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}")


def _svg(figure: Figure) -> str:
    from matplotlib import rc_context

    buffer = io.StringIO()
    with rc_context({"svg.hashsalt": "lngd", "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()
