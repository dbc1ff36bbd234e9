"""What the strategies draw is valid, satisfies what it should, and shrinks to simple values."""

import importlib
import sys

import numpy as np
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from lngd_theory import InputError, Setting, check_assumptions, strategies
from lngd_theory.assumptions import CONDITIONS, setting_inside
from lngd_theory.label_noise import NOISE_KINDS

IDS = [condition.id for condition in CONDITIONS]


def first(strategy, wanted=lambda _: True):
    """The simplest example."""
    return find(strategy, wanted)


# --- settings -----------------------------------------------------------------------------------------------------
@given(strategies.settings(max_n=9, max_d=20, max_m=2))
def test_settings_are_small_and_their_dynamics_of_order_one(setting):
    assert setting.n <= 9
    assert setting.m <= 2
    assert setting.d <= 20
    assert 0.0497 <= setting.initial_noise_overlap <= 1.006
    assert 0.0497 <= setting.noise_growth <= 1.006
    assert setting.mu == 0 or 0.0989 <= setting.n_snr2 <= 1.011


@given(strategies.settings(d=7, mu=3.0, q=st.sampled_from([2.0, 4.0]), eta=st.floats(0.5, 1.0)))
def test_a_pinned_parameter_is_what_was_asked_for(setting):
    assert (setting.d, setting.mu) == (7, 3.0)
    assert setting.n <= 5
    assert setting.q in (2.0, 4.0)
    assert 0.5 <= setting.eta <= 1.0


@given(strategies.settings(n=st.integers(10, 50)))
def test_d_follows_a_large_n(setting):
    assert 10 <= setting.n <= setting.d - 2


def test_settings_shrink_to_simple_values():
    simplest = first(strategies.settings())
    assert (simplest.n, simplest.d, simplest.m, simplest.mu, simplest.sigma_p) == (1, 3, 1, 0.0, 1.0)
    assert (simplest.q, simplest.corruption) == (2.0, 0.0)
    assert first(strategies.settings(), lambda s: s.n > 3).n == 4


# --- settings that satisfy conditions -----------------------------------------------------------------------------
SUBSETS = st.lists(st.sampled_from(IDS), unique=True, min_size=1)


@given(st.data(), SUBSETS, st.sampled_from([0.05, 1.0, 3.0]), st.sampled_from([0.01, 0.5]), st.floats(0.1, 0.9))
def test_the_conditions_chosen_hold(data, ids, C, delta, share):
    p = min(share / C, 1.0)
    setting = data.draw(strategies.settings_satisfying(ids, C=C, delta=delta, p=p))
    report = check_assumptions(setting, p, delta, C)
    assert all(report[condition_id].holds for condition_id in ids), str(setting)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"version": "iclr"},
        {"p": 0.1},
        {"n": 60, "p": 0.5},
        {"n": st.integers(55, 300), "version": "iclr"},
        {"mu": st.floats(0.0, 2.0), "sigma_p": st.floats(0.5, 2.0)},
        {"C": 0.05, "delta": 0.3},
        {"q": st.sampled_from([2.0, 3.0]), "corruption": 0.1},
    ],
    ids=str,
)
@given(st.data())
def test_all_conditions_hold_for_some_p(options, data):
    setting = data.draw(strategies.settings_satisfying(**options))
    C, delta, version = options.get("C", 1.0), options.get("delta", 0.01), options.get("version", "arxiv")
    report = check_assumptions(setting, options.get("p", 0.5), delta, C, version)
    assert all(checked.holds for checked in report if not checked.id.startswith("(v)")), str(setting)
    assert report.feasible("p").intervals
    assert "p" not in options or report.holds
    for name, value in options.items():
        if name in Setting.model_fields and not isinstance(value, st.SearchStrategy):
            assert getattr(setting, name) == value


def test_the_simplest_is_the_smallest_setting_inside():
    for options in ({}, {"n": 60, "p": 0.3}, {"C": 0.05}):
        assert first(strategies.settings_satisfying(**options)) == setting_inside(**options).setting


def test_what_is_drawn_varies():
    seen = set()

    @given(strategies.settings_satisfying(version="iclr", p=0.1))
    def collect(setting):
        seen.add(setting)

    collect()
    for name in ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta"):
        assert len({getattr(setting, name) for setting in seen}) > 5, name


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"m": 20}, r"^nothing is inside Assumption 3.1 with m=20, C=1, delta=0.01: \(ii\) m needs d <= 4.85e\+06 but"),
        ({"conditions": ["(ii) n"], "n": 5, "d": 1000}, r"\(ii\) n fails \(n >= 11.5, but n = 5\)"),
        ({"conditions": ["(ii)"]}, r"^unknown condition '\(ii\)' \(arxiv\); did you mean '\(ii\) "),
        (
            {"conditions": ["(v) p lower"], "version": "iclr"},
            r"unknown condition '\(v\) p lower' \(iclr\); did you mean",
        ),
        ({"nn": 3}, "^unknown parameter 'nn' of Setting; did you mean 'n'"),
        ({"nn": st.just(3)}, "^unknown parameter 'nn' of Setting"),
        ({"sigma_p": -1.0}, "^sigma_p=-1.0 must be a finite number > 0"),
        ({"p": 2}, "^p=2 must be a finite number in"),
        ({"C": 0}, "^C=0 must be a finite number > 0"),
        ({"max_more": -1}, "^max_more=-1 must be an integer >= 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(options, message):
    with pytest.raises(InputError, match=message):
        strategies.settings_satisfying(**options)


def test_what_a_strategy_pins_is_judged_when_it_is_drawn():
    strategy = strategies.settings_satisfying(m=st.just(20))
    with pytest.raises(InputError, match=r"nothing is inside Assumption 3\.1 with m=20"):
        first(strategy)


# --- label noise, instances, seeds --------------------------------------------------------------------------------
@given(strategies.label_noises(n=4), strategies.seeds())
def test_label_noises_draw_for_the_samples_they_are_for(noise, seed):
    noise.check(4)
    assert noise.draw(np.random.default_rng(seed), 3, 4).shape == (3, 4)


def test_every_kind_is_drawn_with_numbers_and_tuples():
    for kind, noise_type in NOISE_KINDS.items():
        noise = first(strategies.label_noises([kind], n=2))
        assert type(noise) is noise_type
        if kind != "none":
            assert first(strategies.label_noises([kind], n=2), lambda x: "per-sample" in x.label).to_dict()
            assert not any(
                isinstance(value, tuple) for value in first(strategies.label_noises(kind)).to_dict().values()
            )
    assert first(strategies.label_noises()).kind == "none"


@given(st.data())
def test_instances_belong_to_their_setting(data):
    setting = data.draw(strategies.settings())
    for problem in (setting, st.just(setting)):
        instance = data.draw(strategies.instances(problem, n_test=5))
        assert instance.gram.shape == (setting.n + 1, setting.n + 1)
        assert instance.overlaps.shape == (2 * setting.m, setting.n + 1)


def test_seeds_begin_with_0():
    assert first(strategies.seeds()) == 0
    assert first(strategies.seeds(), lambda seed: seed > 2**32 - 3) == 2**32 - 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: strategies.label_noises(["flips"]), "^unknown label noise 'flips'; did you mean 'flip'"),
        (lambda: strategies.label_noises(n=0), "^n=0 must be an integer >= 1"),
        (lambda: strategies.settings(max_n=0), "^max_n=0 must be an integer >= 1"),
        (lambda: strategies.settings(max_d=2), "^max_d=2 must be an integer >= 3"),
        (lambda: strategies.settings(eta=-1.0), "^eta=-1.0 must be a finite number > 0"),
        (lambda: strategies.settings(etta=st.just(1.0)), "^unknown parameter 'etta' of Setting; did you mean 'eta'"),
        (lambda: strategies.instances(n_test=-1), "^n_test=-1 must be an integer >= 0"),
    ],
)
def test_bad_options_are_refused_at_once(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_without_hypothesis_the_import_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[:2] == ["lngd_theory", "strategies"]]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r"needs hypothesis: pip install 'lngd-theory\[test\]'$"):
        importlib.import_module("lngd_theory.strategies")
