"""Checks by the two-scale method: what they make of a measured rate, and one real measurement."""

from types import SimpleNamespace

import pytest

from lngd_theory import GaussianLabelNoise, LabelFlip, Setting
from lngd_theory.claims import growth
from lngd_theory.claims.growth import growth_check, reach_check, time_order_check
from lngd_theory.errors import InputError
from lngd_theory.second_stage.statement import LEMMA_4_5_IV
from tests.claims.made import Evidence, case_of, claim, runs

FAR = Setting(n=6, d=10**17, m=6, mu=1e-3, sigma_p=1.0, sigma_0=1e-12, eta=4e-17)


def judge(check, case=None):
    return check.judge(claim(check), case or case_of(4, setting=FAR), Evidence(runs(x=[[0.0]]))).part


def rate(estimate, low, high):
    return SimpleNamespace(estimate=estimate, low=low, high=high)


@pytest.fixture
def measured(monkeypatch):
    """Replace the measurement by a rate."""

    def put(estimate, low, high, stationary=True):
        def measure(setting, noise, *, seeds, executor):
            return SimpleNamespace(rate=rate(estimate, low, high), seeds=seeds, predicted=1.0, stationary=stationary,
                                   largest_margin=2.0, setting=setting)  # fmt: skip

        monkeypatch.setattr(growth, "second_stage_growth", measure)

    return put


BOUND = float(LEMMA_4_5_IV.subs({s: getattr(FAR, s.name) for s in LEMMA_4_5_IV.free_symbols}))


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(1.1, 1.3, "supported"), (0.7, 0.9, "refuted"), (0.9, 1.1, "undecided")]
)
def test_a_rate_is_compared_with_the_bound_by_its_whole_interval(measured, low, high, verdict):
    measured((low + high) / 2 * BOUND, low * BOUND, high * BOUND)
    part = judge(growth_check(LEMMA_4_5_IV))
    assert part.verdict == verdict
    assert part.claimed == pytest.approx(BOUND)
    assert part.seeds == 4
    assert (part.margin > 0) == ((low + high) / 2 > 1)


def test_noise_that_has_not_come_to_rest_is_said(measured):
    measured(BOUND, BOUND, BOUND, stationary=False)
    assert "had not come to rest" in judge(growth_check(LEMMA_4_5_IV)).note


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(1.0, 2.0, "supported"), (7.0, 9.0, "refuted"), (3.0, 6.0, "undecided")]
)
def test_the_time_to_reach_the_signal_is_compared_with_t2(measured, monkeypatch, low, high, verdict):
    measured(1.0, 1.0, 1.0)
    time = SimpleNamespace(steps=rate((low + high) / 2, low, high), lemma_4_5=5.0, theorem_3_3=1.0)
    monkeypatch.setattr(growth, "signal_time", lambda found: time)
    part = judge(reach_check())
    assert (part.verdict, part.claimed) == (verdict, 5.0)


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [((1.0, 0.97, 1.03), "supported"), ((2.0, 1.97, 2.03), "refuted"), ((1.2, 0.9, 1.5), "undecided")],
)
def test_the_order_in_eta_is_one(monkeypatch, slope, verdict):
    def fit(parameter, factors, setting, noise, *, seeds, executor):
        assert parameter == "eta"
        growths = [SimpleNamespace(rate=rate(x, x, x), setting=setting.replace(eta=setting.eta * x)) for x in factors]
        return SimpleNamespace(slope=slope, growths=growths, x=[setting.eta * x for x in factors])

    monkeypatch.setattr(growth, "exponent", fit)
    part = judge(time_order_check())
    assert (part.verdict, part.claimed, part.observed) == (verdict, 1.0, slope[0])
    assert len(part.series.x) == 4


@pytest.mark.parametrize("check", [growth_check(LEMMA_4_5_IV), reach_check(), time_order_check()])
def test_what_cannot_be_measured_is_undecided_with_the_reason(check):
    def refused(case):
        part = judge(check, case)
        assert (part.verdict, part.evidence) == ("undecided", "none")
        return part.note

    assert "flip" in refused(case_of(2, GaussianLabelNoise(1, 1), FAR)).lower()
    assert refused(case_of(2, setting=FAR.replace(q=3)))


@pytest.mark.parametrize("check", [growth_check(LEMMA_4_5_IV), reach_check()])
def test_a_real_measurement_has_an_interval_and_numbers(check):
    part = judge(check, case_of(3, LabelFlip(0.1), FAR))
    assert part.verdict in ("supported", "refuted", "undecided")
    assert part.evidence == "simulation"
    assert part.observed > 0
    assert part.claimed > 0
    assert part.seeds == 3


def test_errors_of_other_kinds_are_not_swallowed(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(growth, "second_stage_growth", broken)
    with pytest.raises(ZeroDivisionError):
        judge(growth_check(LEMMA_4_5_IV))
    assert issubclass(InputError, ValueError)
