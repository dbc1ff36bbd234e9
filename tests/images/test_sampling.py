"""Which images are drawn: in proportion, disjoint, by seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.images.sampling import allocate, draw_rows

counts = st.lists(st.integers(1, 60), min_size=2, max_size=6).map(np.array)


def naive_allocation(total, counts):
    """Largest remainders with plain loops; of equal remainders the first class comes first."""
    everything = sum(counts)
    shares = [total * count // everything for count in counts]
    rest = [total * count % everything for count in counts]
    while sum(shares) < total:
        best = max(range(len(counts)), key=lambda label: rest[label])
        shares[best], rest[best] = shares[best] + 1, -1
    return shares


@given(counts, st.data())
def test_shares_are_the_largest_remainders_and_never_more_than_there_are(counts, data):
    total = data.draw(st.integers(0, int(counts.sum())))
    shares = allocate(total, counts)
    assert shares.tolist() == naive_allocation(total, counts.tolist())
    assert shares.sum() == total
    assert (shares <= counts).all()
    assert (np.abs(shares - total * counts / counts.sum()) < 1).all()


@given(counts, st.data(), st.integers(0, 5))
def test_without_a_test_part_both_are_disjoint_and_have_the_shares_of_the_set(counts, data, seed):
    labels = np.repeat(np.arange(counts.size), counts)
    train = data.draw(st.integers(counts.size, max(counts.size, labels.size - counts.size)))
    if labels.size - train < counts.size:
        return
    test = data.draw(st.none() | st.integers(counts.size, labels.size - train))
    first, second = draw_rows(labels, None, train, test, np.random.default_rng(seed))
    assert first.size == train
    assert second.size == (labels.size - train if test is None else test)
    assert np.unique(np.concatenate([first, second])).size == first.size + second.size
    for rows in (first, second):  # two roundings: that of both together, and that of its division in two
        share = np.bincount(labels[rows], minlength=counts.size) - rows.size * counts / counts.sum()
        assert (np.abs(share) < 2).all()


@given(counts, st.data())
def test_a_test_part_of_the_sets_own_is_kept(counts, data):
    labels = np.tile(np.repeat(np.arange(counts.size), counts), 2)
    is_test = np.arange(labels.size) >= counts.sum()
    sizes = [data.draw(st.none() | st.integers(counts.size, int(counts.sum()))) for _ in range(2)]
    train, test = draw_rows(labels, is_test, *sizes, np.random.default_rng(0))
    assert not is_test[train].any()
    assert is_test[test].all()
    for rows, size in zip((train, test), sizes, strict=True):
        assert np.unique(rows).size == rows.size == (counts.sum() if size is None else size)
        assert (np.bincount(labels[rows], minlength=counts.size) == allocate(rows.size, counts)).all()


def test_seeds_draw_other_rows_in_random_order():
    labels = np.repeat([0, 1], 50)
    draws = [draw_rows(labels, None, 40, 20, np.random.default_rng(seed)) for seed in (0, 0, 1)]
    assert all((a == b).all() for a, b in zip(draws[0], draws[1], strict=True))
    assert set(draws[0][0]) != set(draws[2][0])
    assert (np.diff(labels[draws[0][0]]) != 0).sum() > 5  # the classes are mixed: a batch is no single class


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((101, 10), r"train=101 must be at most 98"),
        ((90, 11), r"test=11 must be at most 10, the images there are; take fewer"),
        ((1, 10), r"train=1 must be an integer >= 2"),
        ((10, 0), r"test=0 must be an integer >= 2"),
        ((2.5, 10), r"train=2.5 must be an integer >= 2"),
    ],
)
def test_numbers_out_of_range_are_refused(sizes, message):
    with pytest.raises(InputError, match=message):
        draw_rows(np.repeat([0, 1], 50), None, *sizes, np.random.default_rng(0))
