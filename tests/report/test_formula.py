from xml.etree import ElementTree

import pytest

from lngd_theory.assumptions.conditions import CONDITIONS
from lngd_theory.report.formula import dollars, mathml, prose

ALLOWED = {"display", "alttext", "stretchy", "fence", "form", "lspace", "rspace", "accent", "width", "mathvariant"}


def test_every_condition_of_the_assumption_becomes_a_formula():
    for condition in CONDITIONS:
        root = ElementTree.fromstring(mathml(condition.latex))
        assert root.tag == "math"
        assert root.get("alttext") == condition.latex


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>} < & x",
        r"\href{http://x.example}{y}",
        r"\style{color:red}{y}",
        r"\class{refuted}{y}",
        '"><img src=x onerror=alert(1)>',
    ],
)
def test_a_formula_carries_nothing_but_mathematics(latex):
    root = ElementTree.fromstring(mathml(latex))
    tags = {element.tag for element in root.iter()}
    assert all(tag.startswith("m") for tag in tags)
    assert {name for element in root.iter() for name in element.attrib} <= ALLOWED


def test_latex_that_cannot_be_read_is_shown_as_it_is():
    assert mathml(r"\left( <b>") == r'<code class="tex">\left( &lt;b&gt;</code>'


def test_names_of_functions_are_spaced_as_in_print():
    spaces = [
        (element.get("lspace"), element.get("rspace"))
        for latex in (r"4 \log T", r"4 \log(T)", r"4 \log{\left(\frac{n}{d} \right)}", r"\max_r \gamma")
        for element in ElementTree.fromstring(mathml(latex)).iter("mo")
        if element.text in ("log", "max")
    ]
    assert spaces == [("0.167em", "0.167em"), ("0.167em", "0"), ("0.167em", "0"), ("0.167em", "0.167em")]


def test_text_may_hold_formulas_between_dollars():
    assert prose("a < b") == "a &lt; b"
    assert prose("costs $5").endswith("$5")
    text = prose("the step $t < T$ & more")
    assert text.startswith("the step <math")
    assert text.endswith("</math> &amp; more")


def test_dollar_mathematics_survives_markdown_tables():
    assert dollars(r"|x| < \|y\|, \{T^*\} \\ \frac{1}{2}") == (
        r"$\vert x\vert \lt \Vert y\Vert , \lbrace T^\ast \rbrace \cr \frac{1}{2}$"
    )
    assert dollars("a $ b") == "$a b$"
