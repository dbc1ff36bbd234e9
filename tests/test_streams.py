import math

import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError
from lngd_theory.streams import streams
from tests.draws import same_bits, seeds


def numbers(rng):
    return rng.random(8)


@pytest.mark.nojit
@given(seed=seeds)
def test_a_seed_gives_the_same_three_streams_each_time(seed):
    for first, again in zip(streams(seed), streams(np.int64(seed)), strict=True):
        assert same_bits(numbers(first), numbers(again))


@given(seed=seeds)
def test_the_streams_of_a_seed_and_of_its_neighbour_all_differ(seed):
    drawn = [tuple(numbers(rng)) for rng in (*streams(seed), *streams(seed + 1))]
    assert len(set(drawn)) == 6


@given(seed=seeds)
def test_one_stream_does_not_depend_on_how_much_another_was_used(seed):
    used = streams(seed)
    used.instance.random(1000)
    used.test.random(17)
    assert same_bits(numbers(used.label_noise), numbers(streams(seed).label_noise))


def test_the_streams_are_the_children_of_one_seed_sequence_in_order():
    children = np.random.SeedSequence(5).spawn(3)
    for rng, child in zip(streams(5), children, strict=True):
        assert same_bits(numbers(rng), numbers(np.random.default_rng(child)))
    assert streams(5)._fields == ("instance", "label_noise", "test")


def test_any_size_of_seed_is_used_in_full():
    assert not same_bits(numbers(streams(2**80).instance), numbers(streams(2**80 + 1).instance))


@pytest.mark.parametrize("seed", [-1, 1.0, True, "1", None, math.nan])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(InputError, match=r"^seed=.* must be an integer >= 0$"):
        streams(seed)
