"""The claims on the two-layer network of a case: what is run, what is said, and that a counterexample comes again."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lngd_theory import LabelFlip, NoLabelNoise, Setting, verify
from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.tail import two_layer
from lngd_theory.claims.tail.two_layer import corruption_rate, fitting_steps, places_of
from lngd_theory.presets import preset
from lngd_theory.spectral.network import CellRuns, Corruption
from lngd_theory.spectral.network.design import Cell
from lngd_theory.spectral.network.quantities import at_cell
from tests.claims.made import Evidence, case_of

#: Fits its labels within 1,000 steps and generalises imperfectly.
SMALL = Setting(n=30, d=400, m=4, mu=4.0, sigma_p=1.0, sigma_0=0.005, eta=0.06, corruption=0.2)
SEEDS = 8
IDS = [f"MT.{number}" for number in range(1, 9)]


def numbers(verdict):
    """All that a verdict says, with nan as null."""
    return json.loads(verdict.to_json())


@pytest.fixture(scope="module")
def found():
    return {one.claim: one for one in verify(IDS, setting=SMALL, seeds=SEEDS)}


def test_every_claim_gets_a_verdict_with_its_runs(found):
    assert list(found) == IDS
    for name, verdict in found.items():
        if name == "MT.7":
            continue
        assert verdict.verdict in ("supported", "refuted", "undecided")
        assert verdict.evidence == "simulation"
        assert np.isfinite([verdict.observed, verdict.claimed, verdict.margin]).all()
        assert "fixed corruption of rate 0.2, 8 seeds" in verdict.confidence
        assert "p = " in verdict.confidence or "p (" in verdict.confidence
        assert all(part.seeds == SEEDS and part.algorithm == "gd" for part in verdict.parts)
        assert (verdict.counterexample is not None) == (verdict.verdict == "refuted")
        assert "withdrawn" in verdict.source["arxiv"]


def test_a_two_layer_network_says_nothing_of_other_architectures(found):
    assert found["MT.7"].verdict == "vacuous"
    assert "lngd tail" in found["MT.7"].confidence


def test_a_margin_is_positive_where_a_part_is_on_its_side(found):
    for verdict in found.values():
        for part in verdict.parts:
            if np.isfinite(part.margin):
                above = part.observed - part.claimed if part.relation.startswith(">") else part.claimed - part.observed
                assert np.sign(part.margin) == np.sign(above)


def test_the_numbers_are_those_of_the_cell(found):
    """A second route: the cell of the bridge, and medians of it."""
    steps = fitting_steps(case_of(setting=SMALL, steps=None))
    cell = Cell(SMALL.replace(corruption=0.0), Corruption("random", 0.2), ("none",), steps, 16, 1000)
    place = at_cell(CellRuns().run([cell], SEEDS)[cell], "none")
    (part,) = found["MT.3"].parts
    assert part.observed == pytest.approx(np.median(place["accuracy_kstar"]))
    assert part.claimed == pytest.approx(np.median(place["accuracy_full"]) - 0.01)
    segregation, kept = found["MT.1"].parts
    assert segregation.observed == pytest.approx(np.median(place["seat"]))
    assert kept.observed == pytest.approx(np.median(place["memorised"]))


def test_an_executor_and_a_folder_change_nothing(found, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        other = verify(["MT.3", "MT.8"], setting=SMALL, seeds=SEEDS, executor=executor, folder=tmp_path)
    again = verify(["MT.3", "MT.8"], setting=SMALL, seeds=SEEDS, folder=tmp_path)
    for one, two in zip(other, again, strict=True):
        assert numbers(one) == numbers(two) == numbers(found[one.claim])


def test_it_is_run_once_for_all_claims_and_tells_how_far_it_is(monkeypatch):
    told, runs = [], []
    whole = two_layer._measured
    monkeypatch.setattr(two_layer, "_measured", lambda *arguments: runs.append(arguments) or whole(*arguments))
    verify(["MT.1", "MT.8"], setting=SMALL, seeds=2, steps=20, progress=lambda *item: told.append(item))
    assert len(runs) == 1
    seeds = [item for item in told if item[0] == "fixed corruption"]
    assert seeds[-1] == ("fixed corruption", 8, 8)  # two seeds of four cells


def test_seeds_keep_their_numbers():
    cases = [dataclasses.replace(case_of(setting=SMALL, steps=20), seeds=seeds) for seeds in ((0, 1, 2), (2, 0))]
    first, second = (places_of(case, Evidence(None)).places["random corruption"]["seat"] for case in cases)
    assert first[[2, 0]] == pytest.approx(second)
    many = dataclasses.replace(cases[0], seeds=tuple(range(100)))
    assert len(places_of(many, Evidence(None)).places["random corruption"]["seat"]) == two_layer.SEEDS


def test_the_rate_is_fixed_and_whose_it_is():
    assert corruption_rate(case_of(noise=LabelFlip(0.15))) == 0.15
    assert corruption_rate(case_of(noise=NoLabelNoise())) == two_layer.RATE
    assert corruption_rate(case_of(noise=LabelFlip(0.8))) == two_layer.RATE
    assert corruption_rate(case_of(setting=SMALL, noise=LabelFlip(0.1))) == 0.2
    assert all("fixed before training" in ledger()[name].reading for name in IDS)


def test_the_fresh_flips_of_the_case_are_no_part_of_the_run():
    """The rate apart, the algorithm is GD: flips and Gaussian multipliers would move the seat."""
    flips, none = (
        places_of(case_of(setting=SMALL, noise=noise, steps=50), Evidence(None)).places["random corruption"]
        for noise in (LabelFlip(0.4), NoLabelNoise())
    )
    assert all(np.array_equal(flips[name], none[name], equal_nan=True) for name in none)


def test_what_is_not_affordable_is_undecided_before_any_run(monkeypatch):
    monkeypatch.setattr(two_layer, "measure_seed", lambda *_: pytest.fail("it was run"))
    for verdict in verify(IDS, setting=preset("inside"), seeds=SEEDS):
        if verdict.claim != "MT.7":
            assert verdict.verdict == "undecided"
            assert "25,000,000 steps" in verdict.confidence
            assert verdict.evidence == "none"


def test_where_nothing_is_to_be_recovered_truncation_is_not_asked_about():
    easy = verify(["MT.1", "MT.3"], setting=SMALL.replace(mu=9.0), seeds=6)
    assert easy[0].verdict in ("supported", "refuted", "undecided")
    assert easy[1].verdict == "vacuous"
    assert "nothing is left to recover" in easy[1].confidence


def test_where_runs_diverge_little_is_told():
    for verdict in verify(["MT.1", "MT.5", "MT.8"], setting=SMALL.replace(eta=30.0), seeds=6):
        assert verdict.verdict == "undecided"
        assert "of 6 runs diverged" in verdict.confidence
        assert "raised" not in verdict.confidence


def test_where_every_run_diverges_nothing_is_told(monkeypatch):
    monkeypatch.setattr(two_layer, "measure_seed", lambda cell, seed: [{"diverged_at": np.array(3.0)}])
    for verdict in verify(["MT.1", "MT.3", "MT.5", "MT.8"], setting=SMALL, seeds=6):
        assert verdict.verdict == "undecided"
        assert "6 of 6 runs diverged: no network was trained" in verdict.confidence


@pytest.mark.parametrize("change", [{"mu": 0.0}, {"q": 3.0}, {"m": 1}])
def test_settings_at_the_edge_get_a_verdict(change):
    for verdict in verify(IDS, setting=SMALL.replace(**change), seeds=6, steps=60):
        assert "raised" not in verdict.confidence
        assert verdict.verdict in ("supported", "refuted", "undecided", "vacuous")
