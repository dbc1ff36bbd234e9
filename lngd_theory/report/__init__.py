"""Verdicts as a page that a reader needs no program for: one HTML file, or Markdown with figures beside it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lngd_theory.report.figure import series_figure
    from lngd_theory.report.html import write_html
    from lngd_theory.report.markdown import write_markdown
    from lngd_theory.report.overview import overview_figure
    from lngd_theory.report.records import Report, Section, ThresholdRow

__all__ = ["Report", "Section", "ThresholdRow", "overview_figure", "series_figure", "write_html", "write_markdown"]

#: Where each name stands: pages need templates and formulas, which studies of this package do without.
_MODULES = {
    "Report": "records",
    "Section": "records",
    "ThresholdRow": "records",
    "overview_figure": "overview",
    "series_figure": "figure",
    "write_html": "html",
    "write_markdown": "markdown",
}


def __getattr__(name: str) -> Any:
    """Load what needs templates and sympy only when it is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module 'lngd_theory.report' has no attribute {name!r}")
    return getattr(import_module(f"lngd_theory.report.{_MODULES[name]}"), name)
