import math

import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError, Setting
from tests.draws import EPS, SMALL, small_settings

GIVEN = SMALL.model_dump()
FIG2 = Setting(n=200, d=2000, m=20, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)


@pytest.mark.nojit
def test_derived_numbers_are_the_papers():
    assert FIG2.snr == pytest.approx(2 / (0.5 * math.sqrt(2000)), rel=4 * EPS)
    assert FIG2.n_snr2 == pytest.approx(1.6, rel=8 * EPS)
    assert FIG2.noise_growth == pytest.approx(2 * 0.5 * 0.25 * 2000 / (200 * 20), rel=4 * EPS)
    assert FIG2.signal_growth == pytest.approx(2 * 0.5 * 4 / 20, rel=4 * EPS)
    assert FIG2.initial_noise_overlap == pytest.approx(0.01 * 0.5 * math.sqrt(2000), rel=4 * EPS)
    expected = 4 * 200 * 20 / (0.5 * 0.25 * 2000) * math.log(1 / (0.01 * 0.5 * math.sqrt(2000)))
    assert FIG2.stage_one_steps == pytest.approx(expected, rel=16 * EPS)
    assert FIG2.derived() == {name: getattr(FIG2, name) for name in FIG2.derived()}
    assert len(FIG2.derived()) == 6


@pytest.mark.parametrize("change", [{"sigma_p": 1e-170}, {"mu": 1e200}, {"sigma_p": 1e200}, {"d": 10**300}], ids=str)
def test_derived_numbers_of_extreme_settings_are_numbers_and_no_errors(change):
    """A square beyond the floating numbers is inf, one below them 0; a quotient of these may be nan."""
    assert all(isinstance(value, float) for value in SMALL.replace(**change).derived().values())


def test_defaults_are_the_papers_activation_and_no_corruption():
    assert (FIG2.q, FIG2.corruption) == (2.0, 0.0)


def test_dimension_may_be_huge_and_is_kept_exactly():
    assert FIG2.replace(d=10**22 + 1).d == 10**22 + 1
    assert FIG2.replace(d=1e22).d == 10**22
    assert isinstance(FIG2.replace(d=1e22).d, int)


def test_integers_of_numpy_are_accepted():
    assert FIG2.replace(n=np.int64(7)) == FIG2.replace(n=7)


def test_a_setting_cannot_be_changed_but_replaced():
    with pytest.raises(ValueError, match="frozen"):
        FIG2.n = 3
    assert FIG2.replace(n=3).n == 3
    assert FIG2.n == 200
    assert FIG2.replace(n=3) != FIG2
    assert hash(FIG2.replace(n=200)) == hash(FIG2)


COUNTS = {"n": 1, "d": 3, "m": 1}
REALS = {
    "mu": (">= 0", -1e-300),
    "sigma_p": ("> 0", 0.0),
    "sigma_0": ("> 0", 0.0),
    "eta": ("> 0", 0.0),
    "q": (">= 1", 0.99),
    "corruption": (">= 0", -0.1),
}


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize(
    "value", [0, -1, 2.5, math.nan, math.inf, -math.inf, True, False, np.True_, None, "many", "30", [3]], ids=repr
)
def test_a_count_out_of_range_is_refused_by_name_value_and_range(name, value):
    with pytest.raises(InputError, match=rf"^{name}=.* must be an integer >= {COUNTS[name]} \(.+\); change {name}$"):
        Setting(**{**GIVEN, name: value})


@pytest.mark.parametrize("name", REALS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0, True, np.True_, None, "big", "1.5", [1.0], 1j])
def test_a_real_out_of_range_is_refused_by_name_value_and_range(name, value):
    allowed = REALS[name][0]
    with pytest.raises(InputError, match=rf"^{name}=.* must be a finite number {allowed}.*; change {name}$"):
        Setting(**{**GIVEN, name: value})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (_, value) in REALS.items()])
def test_a_real_at_the_edge_of_its_range_is_refused(name, value):
    with pytest.raises(InputError, match=rf"^{name}={value!r} must be"):
        Setting(**{**GIVEN, name: value})


def test_corruption_above_one_is_refused_with_both_bounds():
    with pytest.raises(InputError, match=r"corruption=1.5 must be a finite number >= 0 and <= 1"):
        Setting(**{**GIVEN, "corruption": 1.5})


def test_the_refusal_shows_the_value_that_was_given():
    with pytest.raises(InputError, match=r"^eta=-0.5 must be a finite number > 0 \(step size\); change eta$"):
        Setting(**{**GIVEN, "eta": -0.5})
    with pytest.raises(InputError, match=r"^n=nan must be"):
        Setting(**{**GIVEN, "n": math.nan})


@pytest.mark.parametrize("n", [9, 10, 11, 500])
def test_more_samples_than_free_dimensions_are_refused_with_the_remedy(n):
    message = rf"^n={n} must be at most d - 2 = 8: .* raise d to at least {n + 2} or lower n .*PatchData"
    with pytest.raises(InputError, match=message):
        Setting(**{**GIVEN, "n": n, "d": 10})
    assert Setting(**{**GIVEN, "n": 8, "d": 10}).n == 8


def test_an_unknown_parameter_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match=r"^unknown parameter 'sigma0' of Setting; did you mean 'sigma_0'"):
        Setting(**GIVEN, sigma0=0.1)
    with pytest.raises(InputError, match=r"^unknown parameter 'zzz' of Setting; known: corruption, d, eta, m"):
        Setting(**GIVEN, zzz=0.1)


def test_a_misspelt_parameter_is_named_although_its_right_name_is_missing():
    values = {("sigma0" if name == "sigma_0" else name): value for name, value in GIVEN.items()}
    with pytest.raises(InputError, match="unknown parameter 'sigma0' of Setting; did you mean 'sigma_0'"):
        Setting(**values)


def test_a_missing_parameter_is_refused_with_its_meaning_and_range():
    values = {name: value for name, value in GIVEN.items() if name != "eta"}
    with pytest.raises(InputError, match=r"^eta is missing: step size; it must be a finite number > 0$"):
        Setting(**values)


@pytest.mark.parametrize("ending", [".json", ".toml"])
@given(setting=small_settings())
def test_saved_settings_come_back_equal(ending, setting, tmp_path_factory):
    path = tmp_path_factory.mktemp("settings") / f"setting{ending}"
    setting.replace(d=10**22).save(path)
    assert Setting.load(path) == setting.replace(d=10**22)


def test_text_forms_hold_every_parameter():
    for text in (FIG2.to_json(), FIG2.to_toml()):
        assert all(name in text for name in GIVEN)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{", "not valid JSON"),
        ("a.toml", "n = = 1", "not valid TOML"),
        ("a.json", "[1, 2]", "must hold one table of parameters .* not list"),
        ("a.json", '{"n": 1}', "d is missing"),
        ("a.toml", "nn = 3", "unknown parameter 'nn'|is missing"),
        ("a.json", '{"n": NaN, "d": 9, "m": 1, "mu": 1, "sigma_p": 1, "sigma_0": 1, "eta": 1}', "n=nan must be"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Setting.load(tmp_path / name)


def test_a_file_that_is_not_there_or_has_another_ending_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot read the setting .*No such file"):
        Setting.load(tmp_path / "none.json")
    with pytest.raises(InputError, match=r"file name 'a.yaml' must end in .json or .toml"):
        Setting.load(tmp_path / "a.yaml")
    with pytest.raises(InputError, match=r"file name 'a' must end in .json or .toml"):
        FIG2.save(tmp_path / "a")


def test_a_folder_that_is_not_there_is_refused_when_saving(tmp_path):
    with pytest.raises(InputError, match="cannot write"):
        FIG2.save(tmp_path / "none" / "a.json")


def test_a_dimension_beyond_the_floating_numbers_is_refused():
    with pytest.raises(InputError, match=r"^d=1000.* must be"):
        FIG2.replace(d=10**400)
