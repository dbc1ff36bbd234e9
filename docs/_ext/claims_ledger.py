"""The list of claims, made from the ledger itself so that it cannot differ from it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lngd_theory.claims.ledger import ledger


class ClaimsLedger(SphinxDirective):
    """``claims-ledger``: id, title, number in the paper and statement of every claim."""

    def run(self) -> list[nodes.Node]:
        """One definition list."""
        items = []
        for claim in ledger().values():
            numbers = "; ".join(
                f"{number} ({version})"
                for version, number in (("arXiv", claim.source.arxiv), ("ICLR", claim.source.iclr))
                if number
            )
            body: list[nodes.Node] = [nodes.paragraph("", numbers)]
            body += [nodes.math_block(line, line, number=None, label=None, nowrap=False) for line in claim.statement]
            body += [
                nodes.math_block(line, rf"\text{{where }} {line}", number=None, label=None, nowrap=False)
                for line in claim.where
            ]
            if claim.source.reconstructed:
                body.append(nodes.paragraph("", f"Reconstructed: {claim.source.reconstructed}."))
            if claim.reading:
                body.append(nodes.paragraph("", f"Read as: {claim.reading}"))
            term = nodes.term("", "", nodes.literal(text=claim.id), nodes.Text(f"  {claim.title}"))
            items.append(nodes.definition_list_item("", term, nodes.definition("", *body)))
        return [nodes.definition_list("", *items)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("claims-ledger", ClaimsLedger)
    return {"parallel_read_safe": True}
