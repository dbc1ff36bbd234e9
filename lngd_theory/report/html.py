"""A report as one HTML file that needs nothing else: no script, no address outside."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from lngd_theory.figures import noise_name
from lngd_theory.report.drawing import SharedGlyphs
from lngd_theory.report.environment import environment
from lngd_theory.report.figure import series_figure
from lngd_theory.report.formula import mathml, prose
from lngd_theory.report.mathfont import math_font
from lngd_theory.report.records import Report
from lngd_theory.report.view import Plot, chapters, matrix, proof_anchor

__all__ = ["html", "write_html"]


def write_html(report: Report, path: str | Path) -> None:
    """Write the report as one self-contained HTML file.

    Parameters
    ----------
    report : Report
        What to show.
    path : str or Path
        The file; an existing one is replaced.
    """
    Path(path).write_text(html(report), encoding="utf-8", newline="\n")


def html(report: Report) -> str:
    """The page as text: formulas are MathML with a font of their own, plots are SVG."""
    glyphs = SharedGlyphs()
    templates = _environment(glyphs)
    read = chapters(report)
    rendered = templates.get_template("body.html.j2").render(
        report=report, chapters=read, matrix=matrix(read, report.proofs), proof_anchor=proof_anchor
    )
    return templates.get_template("page.html.j2").render(
        report=report, body=Markup(rendered), outlines=glyphs.definitions(), font=math_font(rendered)
    )


def _environment(glyphs: SharedGlyphs) -> Environment:
    def plot(item: Plot) -> Markup:
        return glyphs.svg(series_figure(item.series), item.alt)

    return environment(
        {
            "noise": lambda label: prose(noise_name(label)),
            "tex": lambda latex: prose(latex) if "$" in latex else mathml(latex),
            "display": lambda latex: prose(latex) if "$" in latex else mathml(latex, display=True),
            "prose": prose,
            "plot": plot,
        }
    )
