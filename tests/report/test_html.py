import re
import shlex
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lngd_theory.report import Report, Section, write_html
from lngd_theory.report.words import sources, with_signs
from tests.report.examples import HOSTILE, PROVED, REPORT, SECTION_NAMES

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """Checks that tags close in order, and keeps what a reader sees."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.attributes, self.text, self.tags = [], [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    @property
    def seen(self):
        return " ".join("".join(self.text).split())


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_html(REPORT, path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_every_tag_closes_and_every_id_is_there_once(page):
    assert len(page.ids) == len(set(page.ids))
    targets = {value[1:] for name, value in page.attributes if name == "href"}
    assert targets <= set(page.ids)
    assert {"s1-D.1", "s2-D.1", "s3-TV", "summary"} <= targets


def test_nothing_is_loaded_from_anywhere(source, page):
    addresses = [value for name, value in page.attributes if name in ("href", "src", "srcset", "action", "data")]
    assert all(value.startswith("#") for value in addresses)
    assert re.findall(r"url\(([^)]{5})", source.split("</style>")[0]) == ["data:"]
    assert all(found.startswith("#") for found in re.findall(r"url\(([^)]*)\)", source.split("</style>", 1)[1]))
    assert "@import" not in source
    assert "default-src 'none'" in source


def test_what_users_write_stays_text(source, page):
    assert not {"script", "img", "b", "iframe", "object", "embed", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.seen.count('<script>alert("1")</script>') > 10
    assert "<script" not in source


def test_every_claim_has_its_evidence_on_the_page(page):
    for section in REPORT.sections:
        for verdict in section.verdicts:
            for text in (verdict.claim, verdict.title, verdict.verdict, verdict.reason, verdict.confidence):
                assert with_signs(" ".join(text.split())).lower() in page.seen.lower()
            for line in sources(verdict.source):
                assert " ".join(line.split()) in page.seen
            for part in verdict.parts:
                assert part.note in page.seen
            if verdict.counterexample:
                assert shlex.join(shlex.split(verdict.counterexample.command)) in page.seen
            formulas = [value for name, value in page.attributes if name == "alttext"]
            assert {premise.latex for premise in verdict.premises} <= set(formulas)


def test_numbers_are_written_for_people(page):
    for text in (
        "> 2,000",
        "1,850 to > 2,000",
        "1.23×10⁷",
        "observed 0.7, claimed at least 0.75 (margin −0.0667)",
        "observed −∞, claimed at most 1.5×10⁻³⁰⁰",
        "200 of 200",
        "conclusion alone: refuted",
        "= 10²²",
        "Assumption 3.1: this setting is outside",
        "lngd-theory 0.1, numpy 2.4",
    ):
        assert text in page.seen
    assert not re.search(r"\d[eE][+-]\d|\bnan\b|\binf\b|\bNone\b", page.seen)


def test_plots_tables_and_regions_have_names(page):
    plots = sum(part.series is not None for s in REPORT.sections for v in s.verdicts for part in (*v.parts, *v.repairs))
    assert page.tags.count("figure") == plots
    labels = [value for name, value in page.attributes if name == "aria-label"]
    assert all(labels)
    assert sum(label.startswith("D.1, growth, GD: observed median from 0.04") for label in labels) == 2
    assert page.tags.count("table") == page.tags.count("caption")


def test_a_claim_that_was_not_judged_shows_what_there_is(source):
    article = Page(re.search(r'<article class="claim" id="s1-R.1">.*?</article>', source, re.DOTALL)[0])
    assert "Remark (arXiv) · reconstructed: the constant" in article.seen
    assert "q = 3 ≤ 4 is outside" in article.seen
    assert "ICLR" not in article.seen
    assert "At the worst point" not in article.seen
    assert "Confidence" not in article.seen
    assert "with another constant" in article.seen
    assert "which do not enter its verdict" in article.seen
    assert "label-noise GD" in article.seen
    assert [value for name, value in article.attributes if name == "alttext"].count(r"a \le b") == 1


def test_formulas_bring_their_font(source):
    assert "data:font/woff;base64," in source
    assert 100_000 > len(re.search(r"data:font/woff;base64,([^)]*)", source)[1]) > 10_000


def test_the_same_report_is_the_same_page(source, tmp_path):
    write_html(REPORT, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == source


def test_a_report_without_anything_is_a_page(tmp_path):
    write_html(Report(HOSTILE, ()), tmp_path / "a.html")
    assert "No claim was checked." in Page((tmp_path / "a.html").read_text(encoding="utf-8")).seen


def test_two_verdicts_on_one_claim_have_two_addresses(tmp_path):
    twice = (PROVED, replace(PROVED, claim="T V"), replace(PROVED, claim="T-V"))
    write_html(Report("twice", (Section("a", {}, "none", twice),)), tmp_path / "a.html")
    page = Page((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert {"s1-TV", "s1-T-V", "s1-T-V-2"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_sections_are_columns_in_their_order(source):
    head = Page(re.search(r'<table class="matrix">.*?</thead>', source, re.DOTALL)[0] + "</table>").seen
    positions = [head.index(" ".join(name.split())) for name in SECTION_NAMES]
    assert positions == sorted(positions)
