"""A ``toctree`` that leaves out pages which are not there, for pages that a command of the package writes."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.directives.other import TocTree


class ExistingPages(TocTree):
    """``existing-pages``: options and content of a toctree; one page name a line."""

    def run(self) -> list[nodes.Node]:
        """Drop the missing pages, then be a toctree, or nothing if no page is left."""
        found = [name for name in self.content if name in self.env.found_docs]
        self.content = StringList(found, source=self.state.document.current_source)
        return super().run() if found else []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("existing-pages", ExistingPages)
    return {"parallel_read_safe": True}
