import re

import pytest

from lngd_theory.report import Report, write_markdown
from lngd_theory.report.markdown import escaped
from lngd_theory.report.words import with_signs
from tests.report.examples import HOSTILE, REPORT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("report")
    write_markdown(REPORT, path / "report.md")
    return path


@pytest.fixture(scope="module")
def source(folder):
    return (folder / "report.md").read_text(encoding="utf-8")


def cells(line):
    return len(re.split(r"(?<!\\)\|", line)) - 2


def blocks_of_code(source):
    return re.findall(r"^(`{3,})bash\n(.*?)\n\1$", source, re.DOTALL | re.MULTILINE)


def test_tables_are_well_formed(source):
    blocks = [block.split("\n") for block in re.split(r"\n\n+", source) if block.startswith("|")]
    assert len(blocks) > 10
    for lines in blocks:
        assert all(line.startswith("| ") and line.endswith(" |") for line in lines)
        assert re.fullmatch(r"\|( :?---:? \|)+", lines[1].replace("---:", "---"))
        assert len({cells(line) for line in lines}) == 1


def test_every_claim_has_its_evidence(source):
    for section in REPORT.sections:
        for verdict in section.verdicts:
            assert re.search(rf"^### {re.escape(verdict.claim)} .*: . {verdict.verdict}$", source, re.MULTILINE)
            assert escaped(with_signs(verdict.reason)) in source
            if verdict.counterexample:
                assert verdict.counterexample.command in [command for _, command in blocks_of_code(source)]


def test_links_lead_to_anchors_and_figures_to_files(source, folder):
    targets = re.findall(r"\]\(#([^)]*)\)", source)
    anchors = re.findall(r'<a id="([^"]*)"></a>', source)
    assert set(targets) == set(anchors)
    assert len(anchors) == len(set(anchors))
    figures = re.findall(r"!\[[^\]]*(?:\\\][^\]]*)*\]\(([^)]*\.png)\)", source)
    assert sorted(figures) == sorted(f"figures/{path.name}" for path in (folder / "figures").iterdir())


def test_what_users_write_stays_text(source):
    text = re.sub(r"^(`{3,})bash\n.*?\n\1$", "", source, flags=re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"<[^>]*>", re.sub(r'<a id="[^"]*">', "<a>", text))) == {"<a>", "</a>"}
    for line in text.splitlines():
        plain = re.sub(r"\\.", "", line)
        assert plain.count("$") % 2 == 0
        assert plain.count("`") % 2 == 0
    assert escaped("a|b*_`[c] $ <d> & #") == r"a\|b\*\_\`\[c\] \$ &lt;d&gt; &amp; \#"


def test_numbers_are_written_for_people(source):
    assert "&gt; 2,000" in source
    assert "1.23×10⁷" in source
    text = re.sub(r"^(`{3,})bash\n.*?\n\1$", "", source, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"\d[eE][+-]\d|\bnan\b|\binf\b|\bNone\b|Markup", text)


def test_the_same_report_is_the_same_files(folder, tmp_path):
    write_markdown(REPORT, tmp_path / "report.md")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert all((folder / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)


def test_a_report_without_anything_is_a_page(tmp_path):
    write_markdown(Report(HOSTILE, ()), tmp_path / "a.md")
    assert "No claim was checked." in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert not (tmp_path / "figures").exists()
