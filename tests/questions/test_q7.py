"""Q7: a quick answer from end to end, its runs against the package's own, and sentences that follow the numbers."""

import json

import numpy as np
import pytest
import xarray as xr

from lngd_theory import LabelFlip, simulate
from lngd_theory.presets import preset
from lngd_theory.questions import q7
from lngd_theory.questions.q7_align import Alignment
from lngd_theory.questions.q7_align_words import alignment_sentences, crossing_sentence
from lngd_theory.questions.q7_diverge import divergences
from lngd_theory.questions.q7_runs import Sizes, run_cell
from lngd_theory.questions.q7_study import Study, leader
from lngd_theory.questions.q7_words import divergence_sentences, step_sentence, winner_sentence
from lngd_theory.report.study import markdown
from lngd_theory.statistics import contest

BASE = preset("fig2").replace(n=40, m=3, eta=0.2)
BLOWS_UP = preset("narrow-m3-sigma2")


@pytest.fixture(scope="module")
def quick():
    return q7.answer(quick=True)


@pytest.fixture(scope="module")
def cell():
    return run_cell(BASE, Sizes(steps=40, seeds=3), range(3))


@pytest.fixture(scope="module")
def blown():
    return run_cell(BLOWS_UP, Sizes(steps=60, seeds=3), range(3))


def alignment(start, end, learnt, algorithm="GD"):
    return Alignment(BASE, algorithm, *(np.array(values, dtype=bool) for values in (start, end, learnt)))


def test_a_quick_answer_says_that_it_is_quick(quick):
    assert quick.name == "Q7"
    assert quick.sentences[0].startswith("Quick answer: ")
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in quick.sentences)
    assert markdown(quick).startswith("# Q7: ")
    assert set(quick.figures) == {"accuracy", "winner", "noise", "alignment"}
    json.dumps(quick.data)


def test_tables_are_rectangular_texts(quick):
    for table in quick.tables:
        assert table.rows
        assert all(len(row) == len(table.columns) and all(isinstance(cell, str) for cell in row) for row in table.rows)


def test_tables_hold_every_setting_once(quick):
    first, second, _ = quick.tables
    assert len(first.rows) == len(second.rows) == len(quick.data["cells"])
    assert len({row[:4] for row in first.rows}) == len(first.rows)


def test_contingency_tables_count_every_seed(quick):
    for found in quick.data["alignment"]:
        assert np.sum(found["table"]) == 16
        assert 0 < found["fisher_p"] <= 1


def test_runs_are_those_of_simulate(cell):
    """Accuracy by class has the mean that simulate records, and the same signal."""
    run = simulate(BASE, LabelFlip(0.1), steps=40, seeds=3, record_every=40)
    assert cell.accuracy("LNGD", "equal steps") == pytest.approx(np.asarray(run.test_accuracy)[:, -1])
    ours = cell.runs["LNGD"].signal
    grown = ours.sel(step=40) - ours.sel(step=0)
    assert np.asarray(grown) == pytest.approx(np.asarray(run.gamma)[:, -1])
    assert cell.at == {"equal steps": 40, "equal eta*steps": 200}


def test_a_diverged_run_counts_as_chance(blown):
    assert blown.diverged("LNGD", "equal steps").all()
    assert np.all(blown.accuracy("LNGD", "equal steps") == 0.5)


def test_divergence_is_followed_to_its_step(blown):
    found = divergences([blown], None)
    first = next(d for d in found if d.algorithm == "LNGD")
    assert first.step == int(blown.runs["LNGD"].stopped_at[0])
    assert 0 < first.before <= 1e8
    assert 0 < first.rise <= first.step


def test_contest_is_a_sign_test():
    assert leader(np.full(6, 0.1)) == "LNGD"
    assert leader(np.full(6, -0.1)) == "GD"
    assert leader(np.full(5, 0.1)) == ""  # p = 1/16
    assert contest(np.full(8, 0.001)) == (0, 0, 1.0, 0.001)
    assert contest(np.array([0.1] * 9 + [-0.1])).p == pytest.approx(22 / 1024)


class Fake:
    """A cell with given gains."""

    def __init__(self, gain, diverged=False, **changes):
        self.setting = BASE.replace(**changes)
        self._gain, self._diverged = np.full(6, gain), diverged
        self.runs = {"GD": xr.Dataset(coords={"seed": range(6)})}

    def gain(self, comparison):
        return self._gain

    def diverged(self, algorithm, comparison):
        return np.full(6, self._diverged and algorithm == "LNGD")


def study(*cells):
    return Study(Sizes(40, 6), {(k, 1.0): cell for k, cell in enumerate(cells)}, {}, (), ())


def test_winners_are_counted():
    text = winner_sentence(study(Fake(0.1), Fake(-0.1, m=2), Fake(0.0, m=4)), "equal steps")
    assert "LNGD is ahead at 1 and GD at 1 of 3 settings" in text
    assert text.endswith("GD at m = 1 with eta = 1.")


def test_wins_of_gd_below_the_threshold_are_not_put_down_to_the_step():
    large, small = Fake(-0.1, eta=2.0), Fake(-0.1, eta=0.01)
    assert step_sentence(study(large), "equal steps").endswith(": where GD is ahead the step is too large for flips.")
    assert step_sentence(study(large, small), "equal steps").endswith(
        "1 of GD's wins are not explained by the size of the step."
    )
    both = step_sentence(study(large, Fake(0.1, eta=3.0)), "equal steps")
    assert "and 1 of the 1 that LNGD wins: where GD is ahead" in both
    assert both.endswith("too large for flips, which is no guarantee of it.")
    assert step_sentence(study(Fake(0.1)), "equal steps") == (
        "At equal steps GD is ahead at no setting, whatever the step size."
    )


def test_divergence_is_told_from_being_behind():
    sentences = divergence_sentences(study(Fake(-0.2, m=2), Fake(-0.4, diverged=True)))
    assert "diverged in some seed at 1 of the 2 settings that GD wins; at the other 1" in sentences[0]
    assert "behind all the same, by up to 0.20" in sentences[0]
    assert "0 of 12 runs of GD and 6 of LNGD diverged" in sentences[1]
    assert divergence_sentences(study(Fake(0.1)))[-1].endswith("0 of LNGD diverged.")


def test_alignment_is_tested_by_seed():
    start = [[True, True]] * 5 + [[True, False]] * 5
    found = alignment(start, start, start)
    assert found.table.tolist() == [[5, 0], [0, 5]]
    assert found.p == pytest.approx(2 / 252)
    assert found.failures == (5, 5)
    assert found.share_learnt(True).estimate == 1
    assert "5 of 5, 0 of 5" in alignment_sentences([found])[1]
    assert "Of its 5 failures 5 (100 %)" in alignment_sentences([found])[1]
    assert np.isnan(alignment([[True, True]], [[True, True]], [[True, True]]).share_learnt(False).estimate)


def test_crossings_are_told():
    start, end = [[True, False]] * 4, [[True, True]] * 3 + [[True, False]]
    assert "m = 3: 3 of 4 such classes" in crossing_sentence([alignment(start, end, end)])
    assert crossing_sentence([alignment(start, start, start)]).startswith("No class")


def test_a_class_is_unaligned_with_probability_2_to_minus_m(quick):
    """The counted share at m = 2, over 32 classes, has an interval that holds 1/4."""
    sentence = next(text for text in quick.sentences if text.startswith("A class y has no filter"))
    assert "at m = 2 (2^-m = 0.25)" in sentence
    low, high = (float(x) for x in sentence.split("[")[1].split("]")[0].split(","))
    assert low < 0.25 < high
