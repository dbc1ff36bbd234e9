"""The pages of the gallery: made from results alone, and whole after any row is run again."""

import json
from dataclasses import replace

import pytest

from lngd_theory import InputError
from lngd_theory.experiments import EXPERIMENTS, ROWS, Work, experiment_row
from lngd_theory.experiments.gallery import index_page, record_of, row_page, write_gallery
from lngd_theory.experiments.page import claim_sentences, outcome_of


@pytest.fixture(scope="module")
def made():
    """Two rows with their studies, shortened."""
    found = []
    for name in ("q3", "q4"):
        full = EXPERIMENTS[name]
        row = experiment_row(replace(full, variants=tuple(replace(v, steps=20) for v in full.variants[:2])))
        found.append((row, row.run(Work(seeds=6))))
    return found


def test_a_page_has_claim_figure_outcome_command_and_what_is_open(made):
    row, study = made[0]
    page = row_page(row, study)
    assert page.startswith("# q3: ")
    for part in ("**Claimed.**", "../figures/q3.png", "../figures/q3-accuracy.png", study.command, "Left open"):
        assert part in page
    assert f"**Outcome: {study.data['outcome']}**" in page
    counts = record_of(row, study)["verdicts"]
    assert sum(counts.values()) == len(study.data["findings"])


def test_the_common_page_has_every_row_that_was_run(made, tmp_path):
    for row, study in made:
        write_gallery(row, study, tmp_path_docs(tmp_path), ["q4", "q3"])
    page = (tmp_path / "gallery.md").read_text()
    assert page.index("## q4") < page.index("## q3")
    assert (tmp_path / "figures" / "q3.png").stat().st_size > 10_000
    assert (tmp_path / "gallery" / "q4.md").is_file()
    assert json.loads((tmp_path / "gallery" / "q3.json").read_text())["name"] == "q3"
    assert "gallery/q3\ngallery/q4" not in page
    assert "gallery/q4\ngallery/q3" in page


def tmp_path_docs(path):
    (path / "figures").mkdir(exist_ok=True)
    return path


def test_a_blocked_folder_is_one_sentence(made, tmp_path):
    (tmp_path / "gallery").write_text("a file")
    with pytest.raises(InputError, match="cannot write to"):
        write_gallery(*made[0], tmp_path, ["q3"])


@pytest.mark.parametrize(
    ("outcome", "size", "printed", "words"),
    [
        ("not reproduced", "reduced", "full", "not reproduced at a reduced size"),
        ("not reproduced", "full", "full", "not reproduced"),
        ("in part", "reduced", "reduced", "in part"),
        ("measured", "reduced", "full", "measured"),
        ("smoke run", "quick", "full", "smoke run"),
    ],
)
def test_a_reduced_size_is_no_verdict_on_the_printed_one(made, outcome, size, printed, words):
    row, study = made[0]
    row = replace(row, printed=printed)
    study = replace(study, data=study.data | {"outcome": outcome, "size": size})
    assert record_of(row, study)["outcome"] == words
    assert f"**Outcome: {words}**" in row_page(row, study)


@pytest.mark.parametrize(
    ("verdicts", "size", "outcome"),
    [
        (["holds", "holds"], "reduced", "reproduced"),
        (["fails"], "full", "not reproduced"),
        (["mixed"], "reduced", "undecided"),
        (["holds", "fails"], "reduced", "in part"),
        (["holds", "mixed"], "reduced", "in part"),
        (["measured"], "reduced", "measured"),
        (["holds", "measured"], "reduced", "reproduced"),
        (["holds"], "quick", "smoke run"),
    ],
)
def test_the_outcome_follows_from_the_verdicts(verdicts, size, outcome):
    assert outcome_of(verdicts, size) == outcome


def test_sentences_count_what_the_findings_say(made):
    from lngd_theory.experiments.runner import reproduce

    full = EXPERIMENTS["q3"]
    report = reproduce(replace(full, variants=tuple(replace(v, steps=5) for v in full.variants)), seeds=6)
    (sentence,) = claim_sentences(report.findings)
    told = {verdict: sum(f.verdict == verdict for f in report.findings) for verdict in ("holds", "fails", "mixed")}
    for verdict, words in (("holds", "holds in"), ("fails", "fails in"), ("mixed", "is not told by the seeds in")):
        assert (f"{words} {told[verdict]}" in sentence) == bool(told[verdict])
    assert "6 seeds" in sentence


def test_the_documentation_has_the_gallery_of_the_rows_there_are():
    from pathlib import Path

    docs = Path(__file__).parents[2] / "docs"
    records = {path.stem: json.loads(path.read_text()) for path in (docs / "gallery").glob("*.json")}
    assert records.keys() == ROWS.keys()
    page = index_page([records[name] for name in ROWS])
    assert page == (docs / "gallery.md").read_text(), "make it again: lngd reproduce NAME --docs docs"
    for name, record in records.items():
        assert (docs / "gallery" / f"{name}.md").is_file()
        assert record["size"] in ("reduced", "full")
        assert (docs / "figures" / record["figure"]).is_file()
        assert record["claim"] == ROWS[name].claim
