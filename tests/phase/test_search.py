"""Rows are searched by few cells; what a search leaves behind is checked against the row itself."""

from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lngd_theory.phase.level import Phase
from lngd_theory.phase.search import Change, changes, expected_changes, filled, first_columns, search_row

F, L, H, S = Phase.FAILS, Phase.LOW, Phase.HIGH, Phase.SUCCEEDS


def searched(truth, expected=(), coarse=5):
    """What is known of a row after the search, and in how many rounds."""
    known, rounds = {}, 0
    for wanted in search_row(known, len(truth), expected, coarse):
        assert wanted
        assert not set(wanted) & set(known), "nothing is asked twice"
        known.update({column: truth[column] for column in wanted})
        rounds += 1
    return known, rounds


@st.composite
def rising(draw):
    """A row that fails first and succeeds last, with an undecided stretch between."""
    counts = [draw(st.integers(least, 12)) for least in (1, 0, 0, 1)]
    return [phase for phase, count in zip((F, L, H, S), counts, strict=True) for _ in range(count)]


@given(rising(), st.integers(2, 9))
def test_a_rising_row_is_known_everywhere_after_the_search(truth, coarse):
    known, _ = searched(truth, coarse=coarse)
    assert filled(known, len(truth)).tolist() == truth


@given(rising(), st.integers(0, 47), st.integers(0, 47), st.integers(2, 9))
@example([F, S], 0, 1, 2)
@example([F, S, S, S], 3, 0, 2)
def test_so_it_is_with_any_hint(truth, left, right, coarse):
    left, right = min(left, len(truth) - 1), min(right, len(truth) - 1)
    known, _ = searched(truth, [Change(left, F, right, S)], coarse)
    assert filled(known, len(truth)).tolist() == truth


@given(st.lists(st.sampled_from([F, L, H, S]), min_size=1, max_size=40), st.integers(2, 9))
def test_every_change_between_known_cells_is_closed(truth, coarse):
    known, _ = searched(truth, coarse=coarse)
    at = sorted(known)
    assert all(known[a] == known[b] or b == a + 1 for a, b in pairwise(at))
    assert {0, len(truth) - 1} <= set(known)


def test_a_good_hint_costs_the_two_cells_of_the_change():
    truth = [F] * 30 + [S] * 30
    known, rounds = searched(truth, [Change(29, F, 30, S)])
    assert (sorted(known), rounds) == ([29, 30], 1)


def test_a_hint_that_is_far_off_costs_the_logarithm_of_its_distance():
    truth = [F] * 300 + [S] * 300
    known, _ = searched(truth, [Change(40, F, 41, S)])
    assert len(known) <= 4 + 2 * np.log2(300)  # there by doubling, back by halving


def test_changes_skip_what_is_undecided():
    known = {0: F, 3: L, 4: H, 5: S, 9: S, 12: F}
    assert changes(known) == [Change(0, F, 5, S), Change(9, S, 12, F)]


def test_expected_changes_move_on_and_stay_inside():
    one, two = [Change(10, F, 12, S)], [Change(14, F, 16, S)]
    assert expected_changes([], 20) == []
    assert expected_changes([one], 20) == one
    assert expected_changes([one, two], 40) == [Change(18, F, 20, S)]
    assert expected_changes([one, two], 19) == [Change(18, F, 18, S)]
    other = [Change(3, S, 4, F)]
    assert expected_changes([other, two], 40) == two  # no shift between changes of another kind


def test_first_columns_hold_both_ends():
    assert first_columns(8, 2) == [0, 7]
    assert first_columns(3, 9) == [0, 1, 2]
    assert first_columns(1, 5) == [0]
    assert first_columns(100, 5) == [0, 25, 50, 74, 99]


def test_nothing_known_fills_nothing():
    assert filled({}, 3).tolist() == [Phase.UNKNOWN] * 3
