"""Choices scored where they were not made, and choices of others."""

import numpy as np
import pytest

from lngd_theory.spectral.choosing import gain_of_choice, transfer_regret

NAN = np.full(3, np.nan)


def naive_regret(choosing, scoring, seed):
    own = [list(row).index(max(row)) for row in choosing]
    others = sorted(place for number, place in enumerate(own) if number != seed)
    middle = len(others) // 2
    median = others[middle] if len(others) % 2 else (others[middle - 1] + others[middle]) / 2
    return scoring[seed][own[seed]] - scoring[seed][int(median)]


def test_a_choice_is_scored_on_the_other_half():
    choosing = np.array([[0.5, 0.9, 0.6], [0.7, 0.7, 0.1]])
    scoring = np.array([[0.9, 0.7, 0.6], [0.4, 0.8, 0.5]])
    assert gain_of_choice(choosing, scoring) == pytest.approx([0.1, -0.1])


def test_regret_of_a_choice_of_others():
    choosing = np.array([[0, 1, 0], [0, 1, 0], [0, 0, 1.0]])
    scoring = np.array([[0.5, 0.9, 0.6], [0.5, 0.9, 0.6], [0.5, 0.7, 0.8]])
    assert transfer_regret(choosing, scoring) == pytest.approx([0, 0, 0.1])


@pytest.mark.parametrize("seeds", [2, 3, 6])
def test_regret_by_plain_loops(seeds):
    rng = np.random.default_rng(seeds)
    choosing, scoring = rng.random((2, seeds, 5))
    expected = [naive_regret(choosing, scoring, seed) for seed in range(seeds)]
    assert transfer_regret(choosing, scoring) == pytest.approx(expected)


def test_a_seed_that_diverged_is_nan_and_does_not_vote():
    choosing = np.array([[0, 1, 0], NAN, [0, 0, 1.0]])
    scoring = np.array([[0.5, 0.9, 0.6], NAN, [0.5, 0.7, 0.8]])
    assert transfer_regret(choosing, scoring) == pytest.approx([0.3, np.nan, 0.1], nan_ok=True)
    assert gain_of_choice(choosing, scoring) == pytest.approx([0.3, np.nan, 0], nan_ok=True)
    assert transfer_regret(choosing[:1], scoring[:1]) == pytest.approx([0])
