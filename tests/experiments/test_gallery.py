"""The pages of the gallery: made from results alone, and whole after any row is run again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.experiments import EXPERIMENTS, ROWS, Work, experiment_row
from lngd_theory.experiments.experiment import Outcome, at_least
from lngd_theory.experiments.gallery import index_page, record_of, row_page, write_gallery
from lngd_theory.experiments.judge import finding_of
from lngd_theory.experiments.page import claim_sentences, command_of, outcome_of


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
    (counts,) = record_of(row, study)["sides"].values()
    assert sum(counts.values()) == len(study.data["findings"])
    assert "; here 6 seeds." in page


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


def judged(**sides):
    return [{"whose": side.replace("_", " "), "verdict": v} for side, verdicts in sides.items() for v in verdicts]


@pytest.mark.parametrize(
    ("findings", "size", "outcome"),
    [
        (judged(the_paper=["holds", "holds"]), "reduced", "reproduced"),
        (judged(the_paper=["fails"]), "full", "not reproduced"),
        (judged(the_paper=["mixed"]), "reduced", "undecided"),
        (judged(the_paper=["holds", "fails"]), "reduced", "in part"),
        (judged(the_paper=["holds", "mixed"]), "reduced", "in part"),
        (judged(the_paper=["fails", "mixed"]), "reduced", "nowhere reproduced"),
        (judged(the_paper=["measured"]), "reduced", "measured"),
        ([], "reduced", "measured"),
        (judged(the_paper=["holds", "measured"]), "reduced", "reproduced"),
        (judged(the_paper=["holds"]), "quick", "smoke run"),
        ([*judged(the_paper=["holds"]), {"whose": "", "verdict": "fails"}], "reduced", "reproduced"),
        ([{"whose": "", "verdict": "fails"}], "reduced", "measured"),
        (judged(the_question=["holds", "fails"]), "reduced", "answer: in part"),
        (judged(the_question=["fails"]), "reduced", "answer: no"),
        (
            judged(the_reviewer=["fails"], the_rebuttal=["holds"]),
            "reduced",
            "the reviewer: not reproduced; the rebuttal: reproduced",
        ),
    ],
)
def test_the_outcome_follows_from_the_claims_that_somebody_makes(findings, size, outcome):
    assert outcome_of(findings, size) == outcome


def finding(variant, values, claim="a claim"):
    values = np.array(values, dtype=float)
    return finding_of(Outcome(claim, "a number", lambda _: values, at_least(0.5)), variant, values)


def test_variants_without_a_value_are_named():
    nothing, some = [np.nan] * 6, [0.7] * 5 + [np.nan]
    assert "no seed has a value." in claim_sentences([finding("A", nothing)])[0]
    (sentence,) = claim_sentences([finding("A", nothing), finding("B", [0.7] * 6)])
    assert "median a number: 0.7 [0.7, 0.7]; no seed has a value in 1 of 2 variants" in sentence
    (sentence,) = claim_sentences([finding("A", some), finding("B", [0.7] * 6)])
    assert "some seeds have none in 1 of 2" in sentence
    assert "(1 seed, at 95 %)" in claim_sentences([finding("A", [0.7])])[0]


def test_what_is_not_finite_is_null():
    record = finding("A", [np.inf, np.nan, 1.0]).to_dict()
    json.dumps(record, allow_nan=False)
    assert record["values"] == [None, None, 1.0]


def test_the_command_names_what_it_was_given(made):
    row = replace(made[0][0], data=("cifar10",))
    work = Work("full", seeds=3, paths={"cifar10": "x", "mnist": "y"})
    assert command_of(row, work) == "lngd reproduce q3 --full --yes --data cifar10=PATH --seeds 3 --out q3"
    assert "--data mnist=PATH" in command_of(row, work, ["mnist"])
    assert command_of(made[0][0], Work()) == "lngd reproduce q3 --out q3"


def test_a_broken_record_is_one_sentence(made, tmp_path):
    write_gallery(*made[0], tmp_path, ["q3", "q4"])
    (tmp_path / "gallery" / "q4.json").write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        write_gallery(*made[0], tmp_path, ["q3", "q4"])


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
