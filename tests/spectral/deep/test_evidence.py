"""Numbers per seed that the claims speak of, and the places on which they are asked."""

import numpy as np
import pytest

from lngd_theory.claims.tail import QUANTITIES, tail_claims
from lngd_theory.spectral.deep.design import Images
from lngd_theory.spectral.deep.evidence import TailEvidence, k_star, numbers, place, seats
from lngd_theory.spectral.deep.models import FullSize
from tests.spectral.deep.made import CLASSES, FEATURES, design, evidence, runs
from tests.spectral.deep.test_remedies import where

NETWORKS = (FullSize("mlp", 3, 1), FullSize("resnet", 3, (1, 1, 1)))


def test_seats_are_one_for_the_classes_and_minus_one_for_the_trained_labels():
    classes = {("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=2)): 1.0}
    trained = {("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=1)): 0.3,
               ("noise", *where(direction=(1, 2, 3))): 0.7 / 3}  # fmt: skip
    beyond = {("signal",): 0.0, ("noise",): 0.0, ("signal", *where(direction=CLASSES)): 1.0}
    assert k_star(runs()) == CLASSES - 1
    assert seats(runs(put=classes)) == pytest.approx(np.ones((8, 4)))
    assert seats(runs(put=trained)) == pytest.approx(-np.ones((8, 4)))
    # nothing in the first k* directions is nearer to (0.3, 0.7) than to (1, 0)
    assert (seats(runs(put=beyond)) < 0).all()


def test_numbers_of_a_cell_by_a_slower_route():
    data = runs(seeds=5)
    found = numbers(data)
    assert set(found) - {"k_star"} <= set(QUANTITIES)
    for seed in range(5):
        one = data.isel(seed=seed)
        end = one.isel(record=-1)
        halves = [float(end.network.sel(sample=half, labels="true")) for half in ("choice", "score")]
        assert found["accuracy_full"][seed] == pytest.approx(np.mean(halves))
        cut = [float(end.curve.sel(kind="head", sample=half, labels="true", d=3)) for half in ("choice", "score")]
        assert found["accuracy_kstar"][seed] == pytest.approx(np.mean(cut))
        assert found["memorised"][seed] == float(end.network.sel(sample="corrupted", labels="given"))
        for name, record in (("gain_trained", -1), ("gain_untrained", 0)):
            choose, score = (one.curve.isel(record=record).sel(kind="probe", sample=half, labels="true")
                             for half in ("choice", "score"))  # fmt: skip
            best = 1 + int(choose[1:].values.argmax())
            assert found[name][seed] == pytest.approx(float(score[best] - score[-1]))
    assert found["risk"].shape == (5, FEATURES + 1)
    probe = data.curve.isel(record=-1).sel(kind="probe", labels="true", sample=["choice", "score"])
    assert found["risk"] == pytest.approx(1 - probe.mean("sample").values)


def test_a_seed_that_diverged_has_no_number_and_changes_none_of_the_others():
    whole, broken = numbers(runs(seeds=6)), numbers(runs(seeds=6, diverged=(4,)))
    for name in set(whole) - {"k_star", "regret_epoch", "regret_rank"}:
        assert np.isnan(broken[name][4]).all(), name
        rest = [0, 1, 2, 3, 5]
        assert broken[name][rest] == pytest.approx(whole[name][rest]), name
    assert np.isnan(broken["regret_epoch"][4])
    assert numbers(runs(seeds=6)[["diverged_at", "classes"]]) == {}


def test_places_of_every_claim():
    found = evidence(networks=NETWORKS, rates=(0.3, 0.1), optimisers=("sgd", "adam"), few=1).places()
    assert list(found["MT.1"]) == [f"digits, {name}, sgd, random:{rate}" for name in ("mlp", "resnet")
                                   for rate in (0.3, 0.1)]  # fmt: skip
    assert set(found["MT.7"]) == {
        "digits, mlp, sgd, random:0.3", "digits, resnet, sgd, random:0.3", "digits, mlp, adam, random:0.3",
    }  # fmt: skip
    assert list(found["MT.5"]) == ["digits, mlp, random:0.3"]
    assert {name: set(one) for name, one in found["MT.8"].items()} == {
        f"digits, {name}, rate 0.3": {"seat_random", "seat_systematic"} for name in ("mlp", "resnet")
    }
    assert set(found) == set(tail_claims())


def test_widths_are_paired_narrow_against_wide():
    runs_by_width = evidence(widths=(2, 3, 5))
    cells = {cell.width: data for _, _, cell in runs_by_width.design.varied("width")
             for data in [runs_by_width.data[cell]]}  # fmt: skip
    one = next(iter(runs_by_width.places()["MT.5"].values()))
    for end, width in (("narrow", 2), ("wide", 5)):
        rank = cells[width]["rank"].isel(record=-1).sel(measure="effective rank")
        assert one[f"rank_{end}"] == pytest.approx(rank.values)
    assert evidence(widths=()).places()["MT.5"] == {}


def test_cells_that_diverged_altogether_are_no_places():
    d = design()
    nothing = {cell: runs(seeds=2)[["diverged_at", "classes"]] for cell in d.cells()}
    verdicts = {name: ruling.verdict for name, ruling in TailEvidence(d, nothing).rulings().items()}
    assert set(verdicts.values()) == {"vacuous"}


def test_a_cell_in_words_says_what_was_fixed_and_what_was_fresh():
    cell = design(images=Images("digits")).base("mlp").replace(fresh_flips=0.2, kind="systematic", optimiser="adam")
    assert place(cell) == "digits, mlp, adam, systematic:0.3, fresh flips 0.2"
