"""Seats: closed cases, what must not matter, labels that were drawn, the formula for two equally frequent classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral.network import Corruption, draw_network
from lngd_theory.spectral.network.corruption import drawn_labels
from lngd_theory.spectral.network.design import QUICK
from lngd_theory.spectral.seat import label_seat, label_shares, leading_shares, seat_of


def expected_shares(kind, rate):
    """Of a direction that is the trained label, for equally frequent classes: variances between and within."""
    flipped = [2 * rate, 0.0] if kind == "class" else [rate] * 2
    means = 1 - 2 * flipped[0], 2 * flipped[1] - 1
    between, within = (means[0] - means[1]) ** 2 / 4, np.mean([4 * r * (1 - r) for r in flipped])
    return between / (between + within), within / (between + within)


def old_seat(S, N, kind, rate):
    """The seat against expected shares, written out for one direction."""
    S_y, N_y = expected_shares(kind, rate)
    distance = [((S - a) ** 2 + (N - b) ** 2) ** 0.5 for a, b in ((S_y, N_y), (1, 0))]
    return (distance[0] - distance[1]) / ((1 - S_y) ** 2 + N_y**2) ** 0.5


def labels(classes, per_class, wrong, seed=0):
    """Balanced classes, ``wrong`` samples of each with the next class's label."""
    true = np.repeat(np.arange(classes), per_class)
    given = true.reshape(classes, per_class).copy()
    given[:, :wrong] = (given[:, :wrong] + 1) % classes
    return true, given.ravel()


def one_hot(values):
    return np.eye(values.max() + 1)[values]


@pytest.mark.parametrize(("kind", "rate"), [("random", 0.1), ("random", 0.3), ("class", 0.2), ("aligned", 0.4)])
def test_shares_of_labels_that_were_drawn_are_those_of_the_formula(kind, rate):
    rng = np.random.default_rng(0)
    true = np.repeat([1, -1], 100_000)
    rates = np.where(true > 0, 2 * rate, 0.0) if kind == "class" else rate
    given = np.where(rng.random(true.size) < rates, -true, true)
    assert label_shares(true, given) == pytest.approx(expected_shares(kind, rate), abs=0.01)


def test_the_labels_of_a_network_are_drawn_again():
    setting = QUICK.setting(4.0)
    for kind in ("random", "class", "aligned"):
        instance = draw_network(setting, Corruption(kind, 0.25), 3, 5).geometry.instance
        true, given = drawn_labels(setting, Corruption(kind, 0.25), 3)
        assert (true == instance.true_labels).all()
        assert (given == instance.labels).all()


@pytest.mark.parametrize("k_star", [1, 2, 5])
def test_closed_cases(k_star):
    """Features that are the classes, the trained labels, and something that has to do with neither."""
    true, given = labels(k_star + 1, 12, 4)
    assert label_seat(one_hot(true), true, given, k_star) == pytest.approx(1)
    assert label_seat(one_hot(given), true, given, k_star) == pytest.approx(-1)
    S_y, N_y = label_shares(true, given)
    assert 0 < S_y < 1
    assert 0 < N_y <= 1
    beside = np.cos(2 * np.pi * np.outer(np.arange(true.size), [5, 7, 9, 11, 13]) / true.size)
    mixed = label_seat(one_hot(true) + one_hot(given) + 1e-3 * beside[:, :1], true, given, k_star)
    assert -1 < mixed < 1


def test_a_direction_orthogonal_to_labels_is_judged_by_its_distances():
    true, given = np.repeat([0, 1], 8), np.tile([0, 0, 1, 1, 0, 0, 1, 1], 2)  # half of each class: nothing is left
    assert label_shares(true, given) == pytest.approx((0, 1))
    nothing = np.tile([1.0, -1.0], 8)[:, None]
    assert leading_shares(nothing, true, given, 1) == pytest.approx((0, 0), abs=1e-12)
    assert label_seat(nothing, true, given, 1) == pytest.approx(0)


def test_for_two_balanced_classes_it_is_the_seat_by_the_expected_shares():
    rng, (true, given) = np.random.default_rng(1), labels(2, 50, 10)
    for _ in range(5):
        features = rng.standard_normal((100, 6)) + np.outer(2 * true - 1, rng.standard_normal(6))
        S, N = leading_shares(features, true, given, 1)
        assert label_seat(features, true, given, 1) == pytest.approx(old_seat(S, N, "random", 0.2))


def test_without_a_corrupted_label_there_is_nothing_to_tell():
    true, _ = labels(3, 5, 0)
    assert np.isnan(label_seat(one_hot(true), true, true, 2))
    assert np.isnan(seat_of([1.0, 0.3], 0.1, 1.0, 0.0)).all()


def test_seats_broadcast():
    assert seat_of(np.ones((4, 3)), np.zeros((4, 3)), np.full((4, 1), 0.4), np.full((4, 1), 0.6)).shape == (4, 3)


@given(st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_rotation_scale_order_and_names_do_not_matter(classes, seed):
    rng, (true, given) = np.random.default_rng(seed), labels(classes, 10, 3)
    features = rng.standard_normal((true.size, 7)) + 3 * one_hot(true) @ rng.standard_normal((classes, 7))
    found = label_seat(features, true, given, classes - 1)
    assert -1 <= found <= 1
    rotation, _ = np.linalg.qr(rng.standard_normal((7, 7)))
    order, names = rng.permutation(true.size), rng.permutation(classes)
    moved = 3 * features @ rotation + rng.standard_normal(7)
    assert label_seat(moved, true, given, classes - 1) == pytest.approx(found, abs=1e-8)
    assert label_seat(features[order], true[order], given[order], classes - 1) == pytest.approx(found, abs=1e-8)
    assert label_seat(features, names[true], names[given], classes - 1) == pytest.approx(found, abs=1e-8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((4, 2)), [0, 0, 1, 1], [0, 1, 1, 1], 3), r"k_star=3 must be in \[1, 2\]"),
        ((np.eye(4), [0, 0, 1, 1], [0, 1, 1, 1], 0), "k_star=0 must be"),
        ((np.eye(4), [0, 0, 1, 1], [1, 1, 1, 1], 1), "given labels hold one class"),
        ((np.eye(4), [0, 0, 0, 0], [0, 1, 1, 1], 1), "one class"),
        ((np.eye(4), [0, 1], [0, 1, 1, 1], 1), "clean_labels"),
    ],
)
def test_what_has_no_seat_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        label_seat(*arguments)
