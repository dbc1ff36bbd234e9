"""The page: sentences follow the numbers, tables are whole, figures are drawn from what there is."""

import json

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.report.study import write_study
from lngd_theory.spectral.deep import beside
from lngd_theory.spectral.deep.evidence import TailEvidence, numbers
from lngd_theory.spectral.deep.models import FullSize
from lngd_theory.spectral.deep.remedies import REMEDIES
from lngd_theory.spectral.deep.remedy_words import chosen_sentences, contest_sentences, flip_sentences
from lngd_theory.spectral.deep.study import tail_study
from lngd_theory.spectral.deep.tables import cell_table, choice_table, part_table, remedy_table, verdict_table
from lngd_theory.spectral.deep.words import (
    design_sentences,
    images_in_words,
    kind_sentences,
    quartiles,
    ruling_sentence,
    seat_sentence,
    valley_sentence,
)
from tests.spectral.deep.made import design, evidence, runs
from tests.spectral.deep.test_remedies import where

NETWORKS = (FullSize("mlp", 3, 1), FullSize("resnet", 3, (1, 1, 1)))


@pytest.fixture(scope="module")
def made():
    return evidence(networks=NETWORKS)


@pytest.fixture(scope="module")
def study(made):
    return tail_study([made], "lngd tail", others={"spiked model": {}})


def with_values(value, **put):
    """TailEvidence in which every cell has the same numbers put in."""
    return evidence(of=lambda seeds, rng: runs(seeds=seeds, rng=rng, put=value), **put)


def test_the_page_is_whole(study, tmp_path):
    assert set(study.figures) == {
        f"digits-{part}" for part in ("valley", "spectrum", "remedies", "width", "corruption")
    }
    assert study.tables[0].columns == ("places", "seeds", *(f"MT.{number}" for number in range(1, 9)))
    assert [row[0] for row in study.tables[0].rows] == ["spiked model", "real networks, digits"]
    assert set(study.tables[0].rows[0][1:]) == {"–"}
    write_study(study, tmp_path)
    found = json.loads((tmp_path / "summary.json").read_text())
    assert set(found["data"]["verdicts"]["digits"]) == {f"MT.{number}" for number in range(1, 9)}
    assert len(found["data"]["cells"]) == 6
    assert len(list(tmp_path.glob("*.png"))) == 5


def test_what_is_not_varied_is_not_drawn():
    plain = evidence(widths=(), kinds=("random",), flips=())
    study = tail_study([plain], "lngd tail", quick=True)
    assert set(study.figures) == {f"digits-{part}" for part in ("valley", "spectrum", "remedies")}
    assert study.sentences[0].startswith("Quick answer")
    assert not any("fresh flips with" in table.caption for table in study.tables)


def test_networks_of_different_width_stand_side_by_side():
    d = design(networks=NETWORKS, seeds=6)
    data = {cell: runs(seeds=6, features=12 if cell.architecture == "mlp" else 20) for cell in d.cells()}
    for figure in tail_study([TailEvidence(d, data)], "lngd tail").figures.values():
        figure.draw_without_rendering()


def test_cells_that_diverged_leave_a_page_with_dashes():
    d = design(networks=NETWORKS)
    nothing = {cell: runs(seeds=2)[["diverged_at", "classes"]] for cell in d.cells()}
    study = tail_study([TailEvidence(d, nothing)], "lngd tail")
    assert "no training on corrupted labels came to its end" in " ".join(study.sentences)
    assert all(row[2].startswith("–") for row in study.tables[0].rows)
    for figure in study.figures.values():
        figure.draw_without_rendering()


def test_fits_are_told_as_they_are():
    for share, words in ((0.9, "all 5"), (0.2, "none of 5")):
        put = {("network", *where(record=7, sample="corrupted", labels="given")): share}
        text = " ".join(design_sentences(with_values(put, networks=NETWORKS)))
        assert f"{share:.3f} to {share:.3f} of the corrupted ones" in text
        assert f"memorised in {words} cells" in text


def test_seats_and_valleys_are_told_as_they_are():
    classes = {("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=2)): 1.0}
    assert "1.00 [1.00, 1.00] at the end" in seat_sentence(with_values(classes))
    for d in (2, 11):
        put = {("curve", *where(kind="probe", labels="true", d=d)): 1.0}
        text = valley_sentence(with_values(put))
        assert f"mlp at d = {d} of 12 (error 0.000" in text


def test_what_seats_are_made_of_is_told_by_kind():
    put = {("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=2)): 0.6, ("noise", *where(direction=3)): 0.2,
           ("noise", *where(direction=12)): 0.3}  # fmt: skip
    random, systematic = kind_sentences(with_values(put))
    assert "random corruption: the first k* directions hold" in random
    assert "mlp 0.60 and 0.20 (all directions 0.60 and 0.50; trained labels 0.30 and 0.70; seat " in systematic


def test_a_verdict_is_told_with_its_furthest_place():
    def found(value):
        put = {("network", *where(record=7, sample="corrupted", labels="given")): value,
               ("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=2)): 1.0}  # fmt: skip
        return with_values(put).rulings()["MT.1"]

    holds, fails = (ruling_sentence("digits", found(value)) for value in (0.9, 0.1))
    assert holds == ("MT.1, digits: supported. It holds at 1 of 1 places, the opposite at 0, and 0 are not told.")
    assert "refuted" in fails
    assert "furthest from it is digits, mlp, sgd, random:0.3 (-0.400)" in fails


def test_remedies_are_compared_by_their_sign():
    pairs = {"first against second": ("truncated to k*", "converged")}
    for gain, words in ((0.2, "ahead at 1 and behind at 0 of 1 places"), (-0.2, "ahead at 0 and behind at 1 of 1")):
        put = {
            ("curve", *where(kind="head", sample="score", labels="true", d=3)): 0.5 + gain,
            ("network", *where(sample="score", labels="true")): 0.5,
        }
        (text,) = contest_sentences(with_values(put), pairs)
        assert words in text
        assert f"{gain:+.3f}" in text


def test_fresh_flips_are_compared_with_the_network_without_them():
    put = {("network", *where(sample="score", labels="true")): 0.5}
    texts = flip_sentences(with_values(put))
    assert texts[0].startswith("digits, p = 0.2: with fresh flips, converged, against none, converged")
    assert "median gains from +0.000" in texts[0]


def test_rules_without_clean_labels_stand_beside_the_oracle():
    put = {("chosen", *where(rule="gcv")): 7.0}
    (text,) = chosen_sentences(with_values(put))
    assert "cross-validation: d = 7 [7, 7]" in text


def test_tables(made):
    rulings = made.rulings()
    assert len(remedy_table(made).rows) == len(REMEDIES)
    assert remedy_table(made, 0.2).columns == ("remedy", "mlp")
    assert len(cell_table(made).rows) == len(made.data)
    assert {row[0] for row in choice_table(made).rows} < set(REMEDIES)
    rows = part_table("digits", rulings).rows
    assert {row[0] for row in rows} == {f"MT.{number}" for number in range(1, 9)}
    assert [row[0] for row in rows].count("MT.1") == 2
    table = verdict_table({"digits": {"MT.8": rulings["MT.8"]}, "nothing": {}})
    digits, nothing = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    signs = list(rulings["MT.8"].signs.values())
    assert digits["MT.8"] == f"{rulings['MT.8'].verdict} {signs.count(1)}:{signs.count(-1)}:{signs.count(0)}"
    assert (digits["places"], digits["seeds"], digits["MT.1"]) == ("digits", "8", "–")
    assert set(nothing.values()) == {"nothing", "–"}


def test_numbers_in_words():
    assert quartiles(np.array([0.1, 0.2, 0.3, np.nan])) == "0.200 [0.150, 0.250]"
    assert quartiles(np.array([np.nan])) == "–"
    assert images_in_words(design().images) == (
        "digits, 120 training images (a fifth held out) and 80 test images of 4 x 4 pixels"
    )


def test_a_risk_is_only_asked_of_enough_features():
    data = runs()
    few = data.isel(d=slice(3), direction=slice(2))
    assert "risk" in numbers(data)
    assert "risk" not in numbers(few)


def test_other_places_stand_beside(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="does not hold all cells of lngd bridge; run lngd bridge --out"):
        beside.two_layer_evidence(tmp_path)
    found = beside.spiked_rulings(seeds=6)
    assert list(found) == ["MT.2"]
    assert set(found["MT.2"].seeds.values()) == {6}
    assert "two classes at r = 0 and D = N/100" not in found["MT.2"].signs
