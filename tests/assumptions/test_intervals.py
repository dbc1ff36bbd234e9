import math

import numpy as np
import pytest

from lngd_theory import InputError, Setting, check_assumptions
from lngd_theory.presets import preset

# inside with C = 1, delta = 0.01 (the test below says so)
INSIDE = Setting(n=100, d=10**24, m=400, mu=1e-4, sigma_p=1, sigma_0=1.2e-14, eta=1e-26)
REPORT = check_assumptions(INSIDE, p=0.5)


def test_a_setting_inside_the_assumption_exists():
    assert REPORT.holds, [(checked.id, checked.ratio) for checked in REPORT]


@pytest.mark.parametrize("name", ["n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "p"])
def test_the_feasible_interval_ends_where_a_condition_stops_holding(name):
    feasible = REPORT.feasible(name)
    ((low, high),) = feasible.intervals
    ((below, above),) = feasible.binding
    value = 0.5 if name == "p" else getattr(INSIDE, name)
    assert low <= value <= high
    for end, stop, outward in ((low, below, 1 / 1.5), (high, above, 1.5)):
        if stop == "range" or end * outward < 3:
            continue
        x = end * outward
        if name == "p":
            outside = check_assumptions(INSIDE, p=min(x, 1.0)) if x <= 1 else None
        else:
            whole = name in ("n", "d", "m")
            outside = check_assumptions(INSIDE.replace(**{name: round(x) if whole else x}), p=0.5)
        assert outside is None or not outside[stop].holds


def test_random_values_are_judged_as_the_interval_says():
    rng = np.random.default_rng(0)
    ((low, high),) = REPORT.feasible("sigma_0").intervals
    for x in 10 ** rng.uniform(-17, -11, 60):
        assert check_assumptions(INSIDE.replace(sigma_0=x), p=0.5).holds == (low <= x <= high)


def test_free_parameters_are_eliminated():
    """For the least d some sigma_0, eta and p work, and for one a little smaller none does."""
    smallest = REPORT.smallest_d()
    assert smallest < INSIDE.d
    here = check_assumptions(INSIDE.replace(d=math.ceil(smallest * 1.001), eta=1e-60), p=0.999)
    ((low, high),) = here.feasible("sigma_0").intervals
    assert high / low < 1.01  # hardly any room is left
    below = check_assumptions(INSIDE.replace(d=math.floor(smallest * 0.999), eta=1e-60), p=0.999)
    assert below.feasible("sigma_0").intervals == ()


def test_where_nothing_works_nothing_is_returned():
    report = check_assumptions(preset("fig2"), p=0.1)
    assert report.smallest_d() is None
    assert str(report.feasible("eta")).startswith("no eta in [")


@pytest.mark.parametrize(
    ("name", "free", "message"),
    [
        ("nn", (), "unknown parameter 'nn'; did you mean 'n'"),
        ("d", ("q",), "unknown parameter 'q'"),
        ("q", (), "unknown parameter 'q'"),
    ],
)
def test_unknown_parameters_are_refused(name, free, message):
    with pytest.raises(InputError, match=message):
        REPORT.feasible(name, free=free)
