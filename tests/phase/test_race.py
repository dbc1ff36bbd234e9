"""The race: its integral, its limits, and the differential equations that it comes from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from lngd_theory import InputError, Setting
from lngd_theory.claims.boundary import printed_exponent
from lngd_theory.phase.race import gain, race_deficit, race_snr
from lngd_theory.second_stage.statement import PREDICTED, evaluate
from lngd_theory.symbols import d as d_symbol


def setting(n=100, d=10**8, overlap=0.03, q=2.0, mu=1.0, eta=1e-6):
    return Setting(n=n, d=d, m=10, mu=mu, sigma_p=1.0, sigma_0=overlap / d**0.5, eta=eta, q=q)


@given(st.floats(1, 4), st.floats(1e-3, 1), st.floats(1.01, 100))
def test_the_gain_is_the_integral(q, start, ratio):
    expected, _ = quad(lambda z: z ** (1 - q), start, start * ratio)
    assert gain(q, start, start * ratio) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("step", [1e-10, 1e-7, -1e-7])
def test_q_equal_to_2_is_no_exception(step):
    assert gain(2 + step, 0.01, 3.0) == pytest.approx(gain(2, 0.01, 3.0), rel=1e-5)


@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 2.1, 3.0])
def test_at_the_boundary_both_get_there_together(q):
    """Solve z' = z^(q-1) for noise and signal, and stop when the noise is one."""
    s = setting(q=q, d=10**5)
    snr = race_snr(s)
    z0 = s.initial_noise_overlap
    level = np.hypot(z0, (s.n / s.d) ** 0.5)

    def rates(_, state):
        noise, signal = np.maximum(state, 0)
        return [noise ** (q - 1), s.n * snr**2 / 2 * signal ** (q - 1)]

    def fitted(_, state):
        return state[0] - 1

    fitted.terminal = True
    run = solve_ivp(rates, (0, 1e4), [z0, z0 * snr], events=fitted, rtol=1e-10, atol=1e-14)
    assert run.y_events[0][0][1] == pytest.approx(level, rel=1e-5)


@pytest.mark.parametrize("q", [2.5, 3.0, 4.0])
def test_with_a_small_overlap_it_is_n_snr_q_for_large_powers(q):
    tiny = 10.0 ** (-8 / (q - 2))
    found = [race_snr(setting(n=n, d=10**40, overlap=tiny, q=q)) for n in (10**6, 10**8)]
    assert 10**8 * found[1] ** q == pytest.approx(2, rel=0.05)
    assert np.diff(np.log(found))[0] / np.log(100) == pytest.approx(float(printed_exponent(q)), abs=0.01)


def test_for_relu_it_is_the_printed_quantity_where_memorised_patches_matter():
    tiny = 1e-9
    along_n = [race_snr(setting(n=n, d=10**8, overlap=tiny, q=1.0)) for n in (10, 10**4)]
    assert 10**4 * 10**8 * along_n[1] ** 4 == pytest.approx(4, rel=1e-3)
    assert np.diff(np.log(along_n))[0] / np.log(10**3) == pytest.approx(float(printed_exponent(1)), abs=1e-3)
    along_d = [race_snr(setting(d=d, overlap=tiny, q=1.0)) for d in (10**6, 10**8)]
    assert np.diff(np.log(along_d))[0] / np.log(100) == pytest.approx(float(printed_exponent(1, d_symbol)), abs=1e-3)


def test_for_q_2_the_exponent_comes_near_the_printed_one_only_slowly():
    slopes = []
    for n in (10**2, 10**6, 10**12):
        pair = [race_snr(setting(n=k, d=10**30, overlap=0.03)) for k in (n, 10 * n)]
        slopes.append(np.diff(np.log(pair))[0] / np.log(10))
    printed = float(printed_exponent(2))
    assert slopes[0] > slopes[1] > slopes[2] > printed
    assert slopes[2] - printed < 0.05


def test_a_stronger_signal_is_never_harder():
    deficits = [race_deficit(setting(mu=mu)) for mu in (10.0, 100.0, 1000.0, 10_000.0)]
    assert deficits == sorted(deficits, reverse=True)
    assert deficits[0] > 0 > deficits[-1]


def test_label_noise_adds_the_growth_of_the_second_stage():
    s = setting(d=10**6, eta=1e-4, mu=50.0)
    alone, p = race_deficit(s), 0.1
    rate = evaluate(PREDICTED, s, p=p)
    begins = 2 / (s.noise_growth * (1 - 2 * p)) * np.log(1 / s.initial_noise_overlap)
    assert race_deficit(s, p, 0.0) == pytest.approx(alone)
    assert race_deficit(s, p, begins + 1000) == pytest.approx(alone - 1000 * rate)
    assert race_deficit(s, p, begins + 1000, rate=2 * rate) == pytest.approx(alone - 2000 * rate)
    longer = race_snr(s, p, lambda _: 1e5)
    assert longer < race_snr(s, p, lambda _: 1e3) <= race_snr(s) * (1 + 1e-9)
    assert race_snr(s, p, lambda _: 1e5, lambda at: 3 * evaluate(PREDICTED, at, p=p)) < longer


def test_what_the_race_says_nothing_about_is_refused():
    with pytest.raises(InputError, match="must be below 1: the noise is fitted at the start"):
        race_deficit(setting(overlap=1.5))
    with pytest.raises(InputError, match=r"q=3.0 must be 2 under label noise"):
        race_deficit(setting(q=3.0), 0.1, 10.0)


def test_there_is_no_boundary_where_nothing_fails():
    assert np.isnan(race_snr(setting(d=10**6, eta=1e-4), 0.1, lambda s: 1e4 / s.mu**4))
