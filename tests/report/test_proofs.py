"""The proof side in reports: beside simulation, alone, and on the page of all claims."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from lngd_theory.proofs import PROOF_STATUSES, STEP_STATUSES, ProofStatus, StepStatus
from lngd_theory.report import Report, write_html
from lngd_theory.report.html import html
from lngd_theory.report.markdown import escaped, markdown
from lngd_theory.report.proofs_page import proofs_page
from lngd_theory.report.words import PROOF_SIGNS, STEP_SIGNS
from tests.report.examples import HOSTILE, PROOFS, REPORT, WITH_PROOFS
from tests.report.test_html import Page
from tests.report.test_markdown import cells


def test_every_status_has_a_meaning_and_a_sign():
    assert set(PROOF_STATUSES) == set(PROOF_SIGNS) == set(get_args(ProofStatus))
    assert set(STEP_STATUSES) == set(STEP_SIGNS) == set(get_args(StepStatus))


@pytest.mark.parametrize("report", [WITH_PROOFS, Report("Proofs alone", (), PROOFS)], ids=["beside", "alone"])
def test_the_page_is_whole_and_shows_every_step(report):
    text = html(report)
    page = Page(text)
    targets = {value[1:] for name, value in page.attributes if name == "href"}
    assert targets <= set(page.ids)
    assert {"proof-D.1", "proof-own-lemma", "proofs"} <= targets & set(page.ids)
    assert "<script" not in text
    formulas = [value for name, value in page.attributes if name == "alttext"]
    for record in PROOFS:
        for step in record.all_steps:
            assert set(step.latex.splitlines()) <= set(formulas)
            assert " ".join(step.note.split()) in page.seen
            assert f"{STEP_SIGNS[step.status]} {step.status}" in page.seen
    assert "x = 21/8, left = 3.625" in page.seen
    assert "No claim was checked" not in page.seen


def test_the_proof_stands_beside_the_verdict_of_the_same_claim():
    text = html(WITH_PROOFS)
    article = Page(re.search(r'<article class="claim" id="s1-D.1">.*?</article>', text, re.DOTALL)[0])
    assert "gap the step to the exponential is false" in article.seen
    row = Page(re.search(r'<tr><th scope="row">D.1</th>.*?</tr>', text, re.DOTALL)[0])
    assert row.seen.endswith("gap")


def test_a_report_without_proofs_does_not_speak_of_them(tmp_path):
    write_html(replace(REPORT, proofs=()), tmp_path / "r.html")
    assert "roof side" not in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "roof side" not in markdown(REPORT)


@pytest.mark.parametrize("text", [markdown(WITH_PROOFS), markdown(Report("Alone", (), PROOFS)), proofs_page(PROOFS)])
def test_markdown_tables_are_well_formed_and_hold_every_step(text):
    blocks = [block.split("\n") for block in re.split(r"\n\n+", text) if block.startswith("|")]
    assert blocks
    for lines in blocks:
        assert len({cells(line) for line in lines}) == 1
    assert escaped(HOSTILE) in text
    assert "21/8" in text
    targets, anchors = re.findall(r"\]\(#([^)]*)\)", text), re.findall(r'<a id="([^"]*)"></a>', text)
    assert set(targets) <= set(anchors)


def test_the_page_of_all_claims_tells_false_steps_and_corrected_ones_apart():
    text = proofs_page(PROOFS)
    order = [text.index(caption) for caption in ("## Steps that are false", "## Corrected", "## Hypotheses that")]
    assert order == sorted(order)
    assert "2 claims, 8 steps" in text
    assert "Hypotheses that" not in proofs_page(PROOFS[:1])
