"""Remedies on made-up runs whose answers are known."""

import numpy as np
import pytest

from lngd_theory.spectral.deep.remedies import REMEDIES, apply
from tests.spectral.deep.made import CLASSES, FEATURES, runs


def where(**labels):
    return tuple(labels.items())


def flat(**put):
    """All accuracies 0.1, but for what is put."""
    every = {("network",): 0.1, ("curve",): 0.1}
    return runs(seeds=3, put={**every, **put.pop("put", {})})


def test_stopping_takes_the_first_best_epoch_by_its_chooser_and_scores_elsewhere():
    put = {
        ("network", *where(record=1, sample="choice", labels="true")): 0.9,
        ("network", *where(record=3, sample="choice", labels="true")): 0.9,
        ("network", *where(record=3, sample="held", labels="given")): 0.8,
        ("network", *where(record=0, sample="held", labels="true")): 1.0,
        ("network", *where(record=1, sample="score", labels="true")): 0.6,
        ("network", *where(record=3, sample="score", labels="true")): 0.7,
        ("network", *where(record=7, sample="score", labels="true")): 0.5,
    }
    data = flat(put=put)
    assert apply(data, "stopped, oracle").accuracy.tolist() == [0.6] * 3
    assert apply(data, "stopped, oracle").choice.tolist() == [1.0] * 3
    assert apply(data, "stopped, held out").accuracy.tolist() == [0.7] * 3
    assert apply(data, "stopped, held out").choice.tolist() == [3.0] * 3
    assert apply(data, "converged").accuracy.tolist() == [0.5] * 3
    assert np.isnan(apply(data, "converged").choice).all()


@pytest.mark.parametrize(("kind", "name"), [("head", "truncated"), ("probe", "probe")])
def test_directions_are_chosen_at_the_end_and_never_none(kind, name):
    def at(sample, labels, d, record=7):
        return "curve", *where(record=record, kind=kind, sample=sample, labels=labels, d=d)

    put = {
        at("choice", "true", 0): 1.0,  # no direction at all is not offered
        at("choice", "true", 5): 0.9,
        at("choice", "true", 7, record=3): 1.0,  # another epoch
        at("held", "given", 2): 0.9,
        at("held", "true", 4): 1.0,
        **{at("score", "true", d): d / 100 for d in range(FEATURES + 1)},
    }
    data = flat(put=put)
    k_star = CLASSES - 1
    wanted = {"oracle": 5, "held out": 2}
    for chooser, d in wanted.items():
        assert apply(data, f"{name}, {chooser}").accuracy.tolist() == [d / 100] * 3
        assert apply(data, f"{name}, {chooser}").choice.tolist() == [d] * 3
    fixed = "truncated to k*" if kind == "head" else "probe on k*"
    assert apply(data, fixed).accuracy.tolist() == [k_star / 100] * 3
    if kind == "probe":
        assert apply(data, "probe, all directions").accuracy.tolist() == [FEATURES / 100] * 3


def test_stopping_and_truncating_chooses_both_together():
    put = {
        ("curve", *where(record=1, kind="head", sample="choice", labels="true", d=4)): 0.9,
        ("curve", *where(record=7, kind="head", sample="choice", labels="true", d=6)): 0.8,
        ("curve", *where(record=1, kind="head", sample="score", labels="true", d=4)): 0.55,
    }
    found = apply(flat(put=put), "stopped and truncated, oracle")
    assert found.accuracy.tolist() == [0.55] * 3
    assert found.choice.tolist() == [4.0] * 3


def test_rules_without_labels_use_their_own_choice_and_are_missing_where_they_cannot_be_asked():
    put = {
        ("chosen", *where(record=7, rule="gcv")): 3.0,
        ("chosen", *where(record=7, rule="threshold", seed=1)): np.nan,
        ("curve", *where(record=7, kind="probe", sample="score", labels="true", d=3)): 0.4,
    }
    data = flat(put=put)
    assert apply(data, "probe, cross-validation").accuracy.tolist() == [0.4] * 3
    known = np.isfinite(apply(data, "probe, threshold").accuracy)
    assert known.tolist() == [True, False, True]


@pytest.mark.parametrize("remedy", REMEDIES)
def test_seeds_that_diverged_have_neither_accuracy_nor_choice(remedy):
    found = apply(runs(seeds=4, diverged=(2,)), remedy)
    assert np.isfinite(found.accuracy).tolist() == [True, True, False, True]
    assert np.isnan(found.choice[2])
    nothing = runs(seeds=4)[["diverged_at", "classes"]]
    assert np.isnan(apply(nothing, remedy).accuracy).all()
