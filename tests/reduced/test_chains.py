import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lngd_theory import InputError
from lngd_theory.reduced import ReducedDynamics, simulate_chains
from lngd_theory.reduced.kernels import walk
from tests import naive_reduced as naive
from tests.draws import ALPHA, ROUNDING, open_unit, relative_error, same_bits, seeds
from tests.reduced.cases import POWER, dynamics


def kernel_walk(chain, iota, flips, record_every=1, done=0, record=None, extremes=None):
    eps = np.where(np.asarray(flips, dtype=bool), -1.0, 1.0)
    record = np.full(len(flips) // record_every + 1, iota) if record is None else record
    extremes = np.array([iota, iota]) if extremes is None else extremes
    last = walk(iota, eps, done, record_every, chain.a, chain.version == "iclr", extremes, record)
    return last, record, extremes


many_flips = st.lists(st.booleans(), min_size=1, max_size=12)


@pytest.mark.nojit
@given(dynamics(), open_unit(0.05, 5.0), many_flips)
def test_the_kernel_is_the_loop(chain, iota, flips):
    expected = naive.walk(iota, flips, chain.a, POWER[chain.version])
    last, record, extremes = kernel_walk(chain, iota, flips)
    assert relative_error(record, expected) < ROUNDING
    assert last == record[-1]
    assert extremes.tolist() == [record.min(), record.max()]


@pytest.mark.nojit
@given(dynamics(), st.lists(open_unit(0.1, 2.0), min_size=1, max_size=4), many_flips)
def test_the_kernel_is_the_equation_for_every_rho(chain, rho, flips):
    expected = naive.rho_walk(rho, flips, chain.a, POWER[chain.version])
    record = kernel_walk(chain, expected[0], flips)[1]
    assert relative_error(record, expected) < ROUNDING


@pytest.mark.nojit
@given(dynamics(), many_flips)
def test_the_kernel_is_the_statement(chain, flips):
    """The compiled form of the push against the numbers that sympy's outcomes give."""
    iota, record = 1.3, [1.3]
    for flip in flips:
        iota = float(chain.outcomes(iota)[int(flip)])
        record.append(iota)
    assert relative_error(kernel_walk(chain, 1.3, flips)[1], record) < ROUNDING


@pytest.mark.nojit
@given(many_flips, st.integers(1, 4), st.integers(0, 12))
def test_the_kernel_in_two_pieces_and_with_gaps(flips, every, cut):
    chain, cut = ReducedDynamics(0.3, 0.2), min(cut, len(flips))
    _, whole, widest = kernel_walk(chain, 1.0, flips)
    record, extremes = np.full(len(flips) // every + 1, 1.0), np.array([1.0, 1.0])
    middle, _, _ = kernel_walk(chain, 1.0, flips[:cut], every, 0, record, extremes)
    kernel_walk(chain, middle, flips[cut:], every, cut, record, extremes)
    assert same_bits(record, whole[::every])
    assert same_bits(extremes, widest)


@given(dynamics(high_a=0.5), seeds, st.integers(1, 3))
def test_bits_depend_on_the_chain_only(chain, seed, every):
    steps = 12 * every
    many = simulate_chains(chain, 1.0, steps, chains=3, seed=seed)
    one = simulate_chains(chain, 1.0, steps, chains=1, seed=seed, record_every=every)
    assert same_bits(one.iota[0], many.iota[0, ::every])
    assert one.step.tolist() == list(range(0, steps + 1, every))
    assert one.lowest[0] == many.iota[0].min()
    assert one.highest[0] == many.iota[0].max()
    assert many.farthest(1.5)[0] == np.abs(many.iota[0] - 1.5).max()


def test_pieces_of_the_draw_do_not_show(monkeypatch):
    chain = ReducedDynamics(0.1, 0.1)
    whole = simulate_chains(chain, [1.0, 2.0], 50, chains=2, seed=4, record_every=5)
    monkeypatch.setattr("lngd_theory.reduced.chains._PIECE", 7)
    assert same_bits(simulate_chains(chain, [1.0, 2.0], 50, chains=2, seed=4, record_every=5).iota, whole.iota)
    assert whole.iota[:, 0].tolist() == [1.0, 2.0]


def test_flips_come_at_their_rate():
    chain = ReducedDynamics(0.1, 0.3)
    iota = simulate_chains(chain, 1.0, 2000, chains=4, seed=1).iota
    flips = int((np.diff(iota, axis=1) < 0).sum())
    assert binomtest(flips, 8000, 0.3).pvalue > ALPHA


def test_a_time_average_is_a_mean_with_students_interval():
    chains = simulate_chains(ReducedDynamics(0.1, 0.1), 1.0, 60, chains=5, seed=2)
    average = chains.time_average(np.log, after=30)
    assert average.estimate == pytest.approx(np.log(chains.iota[:, 31:]).mean())
    spread = np.log(chains.iota[:, 31:]).mean(axis=1).std(ddof=1) / np.sqrt(5)
    assert average.high - average.estimate == pytest.approx(2.7764451 * spread, rel=1e-6)  # Student, 4 degrees
    assert average.estimate - average.low == pytest.approx(2.7764451 * spread, rel=1e-6)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"steps": -1}, "steps=-1 must be an integer >= 0"),
        ({"chains": 0}, "chains=0 must be an integer >= 1"),
        ({"seed": 0.5}, "seed=0.5 must be an integer >= 0"),
        ({"record_every": 3}, "record_every=3 must divide steps=10, so that the last step is recorded"),
        ({"iota0": 0.0}, "iota0 holds 0.0; it must be finite numbers > 0"),
        ({"iota0": [1.0, 2.0, 3.0]}, r"iota0 has shape \(3,\); it must be one number or chains=2 of them"),
    ],
)
def test_bad_input_is_refused(values, text):
    given_values = {"iota0": 1.0, "steps": 10, "chains": 2, **values}
    with pytest.raises(InputError, match=text):
        simulate_chains(ReducedDynamics(0.1, 0.1), **given_values)


def test_an_average_over_nothing_is_refused():
    chains = simulate_chains(ReducedDynamics(0.1, 0.1), 1.0, 10, chains=1)
    with pytest.raises(InputError, match="after=0 must leave a recorded step, and chains=1 must be >= 2"):
        chains.time_average(np.log)
