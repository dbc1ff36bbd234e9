"""The comparison of algorithms: what is run, kept, read, judged and said."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError, LabelFlip, simulate
from lngd_theory.algorithms import SAM, SGD, GradientDescent
from lngd_theory.experiments.algorithms import algorithm_study, reproduce_algorithms, words
from lngd_theory.experiments.algorithms.arms import ARMS, BUDGETS, Candidate, candidates, radius_unit, steps_within
from lngd_theory.experiments.algorithms.book import FILE_NAME, Book, Curves, Length, first_reached, reading
from lngd_theory.experiments.algorithms.measure import Design, Plane, against, design, measure
from lngd_theory.experiments.algorithms.units import in_unit
from lngd_theory.report.study import markdown
from tests.draws import SMALL

LENGTH = Length(20, 50, "dense")
PLANE = Plane("tiny", SMALL.replace(n=10), (0.1, 1.0), ("GD", "LNGD", "SAM", "SGD"), LENGTH)


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_has_as_many_candidates_and_no_two_alike(arm):
    found = candidates(arm, SMALL)
    assert len(found) == len(set(found)) == 12
    assert len({one.label for one in found}) == 12


def test_budgets_count_gradients_of_samples():
    assert steps_within(GradientDescent(), "gradients", 100, 40) == 100
    assert steps_within(SAM(0.1), "gradients", 100, 40) == 50
    assert steps_within(SGD(10), "gradients", 100, 40) == 400
    assert steps_within(SGD(10) + SAM(0.1), "gradients", 100, 40) == 200
    assert {steps_within(a, "steps", 100, 40) for a in (SAM(0.1), SGD(10))} == {100}


def test_a_radius_of_one_unit_moves_noise_overlaps_by_about_one():
    """At the start, where filters and samples count alike: the mean over active pairs, within a factor of 2."""
    s = SMALL.replace(n=30, d=400, m=20, mu=0.0, sigma_0=1e-3)
    # SAM's perturbation is a gradient step upwards of Frobenius length 1: read it off one step of gradient descent
    step = simulate(s, steps=1, seeds=1, record_every=1, record_rho=True, n_test=0)
    rho = step.rho.values[0, 1].reshape(2 * s.m, s.n)
    length = np.sqrt((rho**2).sum()) / (s.sigma_p * np.sqrt(s.d))  # orthogonal to many digits
    moved = radius_unit(s) * np.abs(rho[rho != 0]).mean() / length
    assert 0.5 < moved < 2


# --- reading -------------------------------------------------------------------------------------------------------
CURVES = Curves(
    np.array([0, 10, 20, 30]),
    np.array([[0.5, 0.8, 0.7, 0.9], [0.5, 0.6, np.nan, np.nan]]),
    np.array([[0.7, 0.3, 0.2, 0.1], [0.7, 0.4, np.nan, np.nan]]),
)


@pytest.mark.parametrize(
    ("candidate", "end", "expected"),
    [
        (Candidate(1.0), 30, [0.9, 0.5]),
        (Candidate(1.0), 20, [0.7, 0.5]),
        (Candidate(1.0), 10, [0.8, 0.6]),
        (Candidate(1.0, stop=0.3), 30, [0.8, 0.5]),
        (Candidate(1.0, stop=0.4), 30, [0.8, 0.6]),
        (Candidate(1.0, stop=0.01), 20, [0.7, 0.5]),
        (Candidate(1.0, oracle=True), 20, [0.8, 0.6]),
    ],
)
def test_what_a_candidate_reads_off_its_runs(candidate, end, expected):
    assert reading(CURVES, candidate, end).tolist() == expected


def test_the_first_step_of_an_accuracy():
    assert first_reached(CURVES, 0.75, 30).tolist()[0] == 10
    assert np.isnan(first_reached(CURVES, 0.75, 30)[1])
    assert np.isnan(first_reached(CURVES, 0.85, 20)).all()


# --- the book ------------------------------------------------------------------------------------------------------
def test_runs_are_those_of_simulate_and_are_kept(tmp_path):
    candidate = Candidate(0.2, LabelFlip(0.2), SAM(0.1))
    book = Book(tmp_path)
    found = book.curves(SMALL, candidate, LENGTH, range(3))
    run = simulate(
        SMALL.replace(eta=0.2), LabelFlip(0.2), steps=20, seeds=3, record_every=1, draw="dense", n_test=50,
        algorithm=SAM(0.1),
    )  # fmt: skip
    at = [list(run.data.step.values).index(step) for step in found.step]
    assert np.array_equal(found.accuracy, run.test_accuracy.values[:, at])
    assert np.array_equal(found.loss, run.clean_loss.values[:, at])
    assert {10, 20} <= set(found.step)  # both budgets of SAM

    with (tmp_path / FILE_NAME).open("a") as file:
        file.write('{"key": "half a li')  # a run that was killed
    again = Book(tmp_path)
    assert np.array_equal(again.curves(SMALL, candidate, LENGTH, range(3)).accuracy, found.accuracy)
    assert (book.computed, again.computed) == (3, 0)
    again.curves(SMALL, candidate, LENGTH, range(2))
    assert again.computed == 2


def test_a_divergence_counts_as_chance():
    candidate = Candidate(1e100)
    curves = Book().curves(SMALL, candidate, LENGTH, range(2))
    assert reading(curves, candidate, 20).tolist() == [0.5, 0.5]


# --- the study -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def data():
    return measure(PLANE, Design((PLANE,), 6, 2), Book(), None)


def test_every_arm_is_judged_by_other_seeds_than_those_that_chose(data):
    assert data.accuracy.shape == (4, 2, 2, 6)
    assert bool(data.accuracy.notnull().all())
    assert set(data.seed.values) == set(range(6))
    labels = {one.label for arm in PLANE.arms for snr in PLANE.snr for one in candidates(arm, PLANE.setting(snr))}
    assert set(data.chosen.values.ravel()) <= labels
    assert PLANE.setting(0.1).snr == pytest.approx(0.1)


def test_tests_are_paired_and_adjusted_over_all_cells(data):
    contests = against(data, "GD", "steps")
    assert contests.gain.size == 3 * 2
    difference = data.accuracy.sel(arm="LNGD", budget="steps") - data.accuracy.sel(arm="GD", budget="steps")
    assert contests.gain[:2].tolist() == pytest.approx(difference.median("seed").values.tolist())


def made(**values):
    """Data of two SNRs, 0.1 and 1, and 12 seeds with these accuracies by arm."""
    accuracy = np.array([[[np.full(12, a)] * 2 for a in pair] for pair in values.values()])
    shape = accuracy.shape[:3]
    return xr.Dataset(
        {
            "accuracy": (("arm", "snr", "budget", "seed"), accuracy),
            "reached": (("arm", "snr", "budget", "seed"), np.where(accuracy > 0.95, 20.0, np.nan)),
            "edge": (("arm", "snr", "budget"), np.full(shape, fill_value=True)),
            "chosen": (("arm", "snr", "budget"), np.full(shape, "eta=1")),
        },
        {"arm": [name.replace("_", " ") for name in values], "snr": [0.1, 1.0], "budget": list(BUDGETS),
         "seed": np.arange(12)},
    )  # fmt: skip


def test_sentences_follow_the_numbers():
    plane = PLANE._replace(arms=("GD", "LNGD", "SAM", "SGD"))
    hurts = made(GD=(0.5, 1.0), LNGD=(0.9, 0.8), SAM=(0.7, 1.0), SGD=(0.5, 0.9))
    first, second = words.winner_sentences(hurts, plane, "steps")
    assert "SNR 0.1: LNGD (0.900), ahead of all others." in first
    assert "SNR 1: GD (1.000), not told from SAM." in second
    text = words.hurt_sentence(hurts, plane, "steps")
    assert "LNGD is behind GD at 1 (1) and ahead at 0; the least median difference is -0.200, at SNR 1." in text
    assert "20 [20, 20] steps by GD and no step by LNGD" in text
    assert "in 4 of 8 cells (algorithm, SNR): LNGD at 0.1, LNGD at 1.0, SAM at 0.1" in words.edge_sentence(hurts, plane)
    helps = made(GD=(0.5, 0.8), LNGD=(0.9, 1.0), SAM=(0.9, 1.0), SGD=(0.9, 1.0))
    assert "behind GD at 0 and ahead at 1" in words.hurt_sentence(helps, plane, "steps")
    same = made(GD=(0.5, 1.0), LNGD=(0.5, 1.0), SAM=(0.5, 1.0), SGD=(0.5, 1.0))
    assert (
        "0.1: no algorithm is told from the best (median accuracy 0.500)"
        in words.winner_sentences(same, plane, "steps")[0]
    )
    marks = words.sign_table(hurts, plane, "GD", "steps").rows
    assert marks[0] == ("LNGD", "+ 12:0", "− 0:12")
    assert marks[1] == ("SAM", "+ 12:0", "· 0:0")


def test_the_unit_of_length_is_that_of_the_remark():
    s = in_unit(SMALL, 4.0)
    assert (s.snr, s.n_snr2, s.noise_growth) == (SMALL.snr, SMALL.n_snr2, SMALL.noise_growth)
    assert (s.mu, s.sigma_0) == (4 * SMALL.mu, SMALL.sigma_0 / 4)


def test_the_study_says_all_in_tables_figures_and_numbers():
    study = algorithm_study(Design((PLANE._replace(arms=ARMS),), 6, 1))
    assert set(study.figures) == {"", "unit"}
    assert len(study.tables) == 8
    assert any("does label noise hurt at high SNR" in sentence for sentence in study.sentences)
    assert any("with the radius divided by c the accuracies are the same at every c" in s for s in study.sentences)
    assert json.loads(json.dumps(study.to_dict(), allow_nan=False))["data"]["tiny"]["arms"] == list(ARMS)
    assert "| Adam |" in markdown(study)


def test_the_full_design_keeps_choosing_and_judging_apart_and_adam_where_it_can_run():
    full, quick = design(None, False), design(None, True)
    assert [("Adam" in plane.arms, plane.length.draw) for plane in full.planes] == [(False, "law"), (True, "dense")]
    assert len(quick.planes) == 1
    assert design(7, False).judging == 7


def test_too_few_seeds_are_refused_before_any_work():
    with pytest.raises(InputError, match="seeds=5 must be an integer >= 6"):
        reproduce_algorithms(SimpleNamespace(), seeds=5)
