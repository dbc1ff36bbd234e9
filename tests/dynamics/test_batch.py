"""Problems side by side: each is what it is alone, to the last bit, whatever the others are and do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import strategies
from lngd_theory.dynamics import DenseEngine, Gram32Engine, GramEngine
from lngd_theory.dynamics.batch import FEWEST, LARGEST_N, Ensemble
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests.draws import NOISES, POWERS, SMALL, patch_cases, relative_error, same_bits, seeds

#: With this step size some seeds diverge within 60 steps and others do not.
EDGE = SMALL.replace(eta=4.0)


def engine(setting, seed, smoothing=0.0, kind=GramEngine):
    return kind(draw_instance(setting, streams(seed), "law", 0), setting.eta, setting.q, smoothing)


def assert_same(together, alone):
    for a, b in zip(together, alone, strict=True):
        assert same_bits(a.coefficients, b.coefficients)
        assert same_bits(a.preactivations, b.preactivations)
        assert same_bits(a.margins(), b.margins())


@st.composite
def members(draw):
    """Settings, label noises and seeds of up to 19 problems, in a few sizes, with powers and step sizes of each."""
    sizes = draw(
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5), st.sampled_from(POWERS)), min_size=1, max_size=2)
    )
    count = draw(st.integers(1, 19))
    chosen = []
    for _ in range(count):
        n, m, q = draw(st.sampled_from(sizes))
        eta, mu = draw(st.sampled_from([0.01, 0.5, 4.0, 1e9])), draw(st.sampled_from([0.0, 0.5, 2.0]))
        chosen.append((SMALL.replace(n=n, m=m, q=q, eta=eta, mu=mu), draw(strategies.label_noises()), draw(seeds)))
    return chosen


@given(chosen=members(), steps=st.lists(st.integers(0, 12), min_size=1, max_size=3))
def test_an_ensemble_has_the_bits_of_its_members_alone(chosen, steps):
    alone, together = ([engine(s, seed, noise.smoothing) for s, noise, seed in chosen] for _ in range(2))
    ensemble = Ensemble(together)
    assert len(ensemble) == len(chosen)
    for block, length in enumerate(steps):
        eps = [noise.draw(np.random.default_rng([seed, block]), length, s.n) for s, noise, seed in chosen]
        assert ensemble.advance(eps) == [one.advance(rows) for one, rows in zip(alone, eps, strict=True)]
    assert_same(together, alone)


@given(data=st.data())
def test_the_order_and_the_company_change_nothing(data):
    numbers = data.draw(st.lists(st.integers(0, 30), min_size=FEWEST, max_size=20, unique=True))
    eps = {seed: np.random.default_rng(seed).normal(1, 1, (20, EDGE.n)) for seed in numbers}
    first = {seed: engine(EDGE, seed) for seed in numbers}
    taken = dict(zip(numbers, Ensemble(list(first.values())).advance([eps[k] for k in numbers]), strict=True))
    some = data.draw(st.permutations(numbers))[: data.draw(st.integers(1, len(numbers)))]
    second = {seed: engine(EDGE, seed) for seed in some}
    assert Ensemble(list(second.values())).advance([eps[k] for k in some]) == [taken[k] for k in some]
    assert_same([second[k] for k in some], [first[k] for k in some])


def test_a_member_that_diverges_stops_where_it_does_alone_and_the_others_go_on():
    eps = [np.where(np.random.default_rng(k).random((60, EDGE.n)) < 0.2, -1.0, 1.0) for k in range(40)]
    alone, together = ([engine(EDGE, seed) for seed in range(40)] for _ in range(2))
    taken = Ensemble(together).advance(eps)
    assert taken == [one.advance(rows) for one, rows in zip(alone, eps, strict=True)]
    assert len({steps for steps in taken if steps < 60}) > 1
    assert 60 in taken
    assert_same(together, alone)


@pytest.mark.parametrize("count", [FEWEST, 8])
def test_all_members_may_diverge_at_once(count):
    setting = SMALL.replace(eta=1e300, sigma_p=5.0)
    assert (
        Ensemble([engine(setting, k) for k in range(count)]).advance([np.ones((5, setting.n))] * count) == [1] * count
    )


@pytest.mark.parametrize("name", patch_cases())
def test_any_patches_go_side_by_side(name):
    data = patch_cases()[name]
    alone, together = (
        [
            GramEngine(
                draw_instance(data, streams(seed), "law", 0), data.eta, data.q, tuple(np.linspace(0, 0.4, data.n))
            )
            for seed in range(6)
        ]
        for _ in range(2)
    )
    eps = [np.random.default_rng(k).normal(1, 1, (25, data.n)) for k in range(6)]
    assert Ensemble(together).advance(eps) == [one.advance(rows) for one, rows in zip(alone, eps, strict=True)]
    assert_same(together, alone)
    assert np.abs(alone[0].coefficients).max() > 0


def test_filters_that_are_never_active_stay_side_by_side():
    """Every overlap negative but those of mu: the noise atoms have slope zero in every lane."""
    alone, together = ([engine(SMALL, seed) for seed in range(8)] for _ in range(2))
    for one in (*alone, *together):
        one.preactivations[:, 1:] = -np.abs(one.preactivations[:, 1:])
        one.preactivations[:, 0] = 0.0
    eps = [np.ones((5, SMALL.n))] * 8
    assert (
        Ensemble(together).advance(eps) == [one.advance(rows) for one, rows in zip(alone, eps, strict=True)] == [5] * 8
    )
    assert_same(together, alone)
    assert all(np.all(one.coefficients == 0) for one in together)


def test_engines_of_other_kinds_and_large_problems_go_alone():
    large = SMALL.replace(n=LARGEST_N + 1)
    kinds = [
        *(engine(SMALL, k) for k in range(FEWEST)),
        *(engine(SMALL, k, kind=Gram32Engine) for k in range(FEWEST)),
        *(engine(large, k) for k in range(FEWEST)),
        DenseEngine(draw_instance(SMALL, streams(0), "dense", 0), SMALL.eta, SMALL.q),
    ]
    ensemble = Ensemble(kinds)
    assert [len(share) for share in ensemble._batches] == [FEWEST]
    assert ensemble._alone == list(range(FEWEST, len(kinds)))
    assert ensemble.advance([np.ones((3, one.instance.n)) for one in kinds]) == [3] * len(kinds)


@pytest.mark.nojit
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: noise.kind)
@pytest.mark.parametrize("q", POWERS)
def test_side_by_side_is_alone_to_rounding(noise, q):
    """Also without compilation, where sums are numpy's and indices are checked."""
    setting = SMALL.replace(q=q, eta=0.1)
    alone, together = ([engine(setting, seed, noise.smoothing) for seed in range(5)] for _ in range(2))
    eps = [noise.draw(np.random.default_rng(seed), 6, setting.n) for seed in range(5)]
    assert (
        Ensemble(together).advance(eps) == [one.advance(rows) for one, rows in zip(alone, eps, strict=True)] == [6] * 5
    )
    for a, b in zip(together, alone, strict=True):
        assert relative_error(a.coefficients, b.coefficients) < 1e-12
        assert relative_error(a.preactivations, b.preactivations) < 1e-12
