"""The critical SNR, tiny: few sizes, few steps, one seed; and the arithmetic of its exponent."""

import math
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sympy as sp

from lngd_theory import Setting
from lngd_theory.claims import boundary
from tests.claims.made import Evidence, case_of, claim, runs


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(boundary, "SIZES", (4, 8, 16))
    monkeypatch.setattr(boundary, "_STEPS", 400)
    monkeypatch.setattr(boundary, "_RECORDS", 20)
    monkeypatch.setattr(boundary, "_HALVINGS", 3)
    monkeypatch.setattr(boundary, "_FILTERS", 4)
    boundary.critical_snr.cache_clear()
    yield boundary
    boundary.critical_snr.cache_clear()


def test_a_setting_of_the_path_has_what_is_said_of_it(tiny):
    made = boundary._Reference(500, 0.5, 2.0).setting(8, 0.2)
    assert made.snr == pytest.approx(0.2)
    assert made.initial_noise_overlap == pytest.approx(0.03)
    assert made.noise_growth == pytest.approx(0.1)


def test_a_strong_signal_generalises_and_a_weak_one_does_not(tiny):
    reference = boundary._Reference(500, 0.5, 2.0)
    assert reference.generalises(8, 3.0, 0)
    assert not reference.generalises(8, 0.0125, 0)


def test_bisection_ends_between_what_fails_and_what_generalises(tiny):
    found = boundary.critical_snr(500, 0.5, 2.0, (0,))
    assert found.shape == (1, 3)
    reference, width = boundary._Reference(500, 0.5, 2.0), None
    for n, snr in zip(boundary.SIZES, found[0], strict=True):
        width = math.log(3.0 / (0.1 / n)) / 2**3
        assert not reference.generalises(n, snr * math.exp(-width / 2), 0)
        assert reference.generalises(n, snr * math.exp(width / 2), 0)


def test_threads_change_nothing(tiny):
    alone = boundary.critical_snr(500, 0.5, 2.0, (0, 1))
    with ThreadPoolExecutor(2) as pool:
        assert np.array_equal(boundary.critical_snr(500, 0.5, 2.0, (0, 1), pool), alone)


def judged(monkeypatch, found, q=2, exponent="-1/2", **options):
    monkeypatch.setattr(boundary, "critical_snr", lambda *_: np.asarray(found, dtype=float))
    check = boundary.boundary_check(q, sp.Rational(exponent), "shown")
    setting = Setting(n=8, d=options.pop("d", 2000), m=3, mu=1.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
    return check.judge(claim(check), case_of(4, setting=setting), Evidence(runs(x=[[0.0]]))).part


def power(k, seeds=4, constant=0.3):
    scatter = np.exp(0.02 * np.sin(np.arange(seeds * 4)).reshape(seeds, 4))
    return constant * np.array(boundary.SIZES, dtype=float) ** k * scatter


@pytest.mark.parametrize(
    ("q", "claimed", "true", "verdict"),
    [(2, "-1/2", -0.5, "supported"), (2, "-1/2", -1.5, "refuted"), (2, "-1/2", 0.0, "refuted"),
     (3, "-1/3", -1 / 3, "supported"), (3, "-1/3", -1.0, "refuted"), (1, "-1/4", -0.25, "supported")],
)  # fmt: skip
def test_an_exponent_is_judged(monkeypatch, q, claimed, true, verdict):
    part = judged(monkeypatch, power(true), q, claimed)
    assert part.verdict == verdict
    assert part.observed == pytest.approx(true, abs=0.05)
    assert part.claimed == float(sp.Rational(claimed))
    assert np.sign(part.margin) == (1 if verdict == "supported" else -1)
    assert part.series.x == tuple(map(float, boundary.SIZES))


def test_allowed_exponents_are_those_of_one_logarithm():
    """n SNR^2 = log(1/SNR)^c for c from -1 to 1, solved numerically on the range met."""
    low, high = boundary._allowed(-0.5, power(-0.5))
    n = np.array([10.0, 80.0])
    for c in (-1, 1):
        snr = 0.3 * n**-0.5
        for _ in range(200):
            snr = 0.3 * (np.log(1 / snr) ** c / n) ** 0.5
        slope = np.diff(np.log(snr)) / np.diff(np.log(n))
        assert low - 0.02 <= slope[0] <= high + 0.02
    assert low < -0.5 < high < 0


def test_a_dimension_that_is_too_small_is_said(monkeypatch):
    part = judged(monkeypatch, power(-0.5), d=100)
    assert part.verdict == "undecided"
    assert "d = 100 is too small: at least 800" in part.note


def test_no_boundary_in_the_range_is_undecided_without_a_warning(monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        part = judged(monkeypatch, np.full((4, 4), np.nan))
    assert part.verdict == "undecided"
