"""Verdicts as a page that a reader needs no program for: one HTML file, or Markdown with figures beside it."""

from lngd_theory.report.figure import series_figure
from lngd_theory.report.html import write_html
from lngd_theory.report.markdown import write_markdown
from lngd_theory.report.overview import overview_figure
from lngd_theory.report.records import Report, Section, ThresholdRow

__all__ = ["Report", "Section", "ThresholdRow", "overview_figure", "series_figure", "write_html", "write_markdown"]
