"""The table of recorded variables, made from the package's own list so that it cannot differ from it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lngd_theory.recorder import VARIABLES


class RecordedVariables(SphinxDirective):
    """``recorded-variables``: name, axes and meaning of every entry of :data:`lngd_theory.recorder.VARIABLES`."""

    def run(self) -> list[nodes.Node]:
        """One table."""
        widths = (20, 35, 45)
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
        head = _row(*(nodes.Text(title) for title in ("variable", "axes", "meaning")))
        rows = [
            _row(nodes.literal(text=name), nodes.Text(", ".join(["seed", "step", *axes])), nodes.Text(meaning))
            for name, (axes, meaning) in VARIABLES.items()
        ]
        group += [nodes.thead("", head), nodes.tbody("", *rows)]
        return [nodes.table("", group, classes=["colwidths-given"])]


def _row(*cells: nodes.Node) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("recorded-variables", RecordedVariables)
    return {"parallel_read_safe": True}
