"""Which images of a set are used: drawn by seed, disjoint, with the class shares of the set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, whole_number

__all__ = ["allocate", "draw_rows"]

Rows = NDArray[np.int64]


def allocate(total: int, counts: Rows) -> Rows:
    """Share ``total`` samples among classes in proportion to ``counts``, by largest remainders.

    Parameters
    ----------
    total : int
        Between 0 and the sum of ``counts``.
    counts : (c,) array of int
        Samples that there are.

    Returns
    -------
    (c,) array of int
        Sums to ``total``; less than 1 from the exact share, and at most ``counts``.
    """
    share = total * counts // counts.sum()  # integers: no rounding that could pass a count
    remainder = total * counts % counts.sum()
    share[np.argsort(-remainder, kind="stable")[: total - share.sum()]] += 1
    return np.asarray(share)


def _wanted(name: str, value: int | None, classes: int, there: int) -> int:
    """How many samples to draw: all if ``value`` is None; at least one a class, at most all."""
    if value is None:
        return there
    if whole_number(name, value, classes) > there:
        raise InputError(f"{name}={value} must be at most {there}, the images there are; take fewer, or None for all")
    return int(value)


def draw_rows(
    labels: Rows, is_test: NDArray[np.bool_] | None, train: int | None, test: int | None, rng: np.random.Generator
) -> tuple[Rows, Rows]:
    """Rows to train on and rows to test on, disjoint.

    Parameters
    ----------
    labels : (N,) array of int
        Classes 0..c-1.
    is_test : (N,) array of bool or None
        The set's own test part; without one, both are drawn from all.
    train, test : int or None
        How many; None is all, or for ``test`` without a test part of the set, all that are left.
    rng : Generator

    Raises
    ------
    InputError
        More than there are, or fewer than one a class.
    """
    classes = int(labels.max()) + 1
    everywhere = np.arange(labels.size)
    if is_test is not None:
        own = {"train": everywhere[~is_test], "test": everywhere[is_test]}
        sizes = [_wanted(name, value, classes, own[name].size) for name, value in (("train", train), ("test", test))]
        drawn = [_stratified(labels, rows, size, rng)[0] for rows, size in zip(own.values(), sizes, strict=True)]
        return drawn[0], drawn[1]
    first = _wanted("train", train, classes, labels.size - classes)
    second = _wanted("test", test, classes, labels.size - first)
    both, _ = _stratified(labels, everywhere, first + second, rng)
    return _stratified(labels, both, first, rng)


def _stratified(labels: Rows, rows: Rows, size: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """``size`` of the rows with their class shares, and the others; each in random order."""
    order = rng.permutation(rows)
    wanted = allocate(size, np.bincount(labels[rows], minlength=int(labels.max()) + 1))
    place = np.empty(order.size, dtype=np.int64)  # of a row among those of its class
    for label in range(wanted.size):
        mine = labels[order] == label
        place[mine] = np.arange(mine.sum())
    taken = place < wanted[labels[order]]
    return order[taken], order[~taken]
