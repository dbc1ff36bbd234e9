"""Paths: values, what is kept, local exponents by two routes."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, Setting
from lngd_theory.scaling import Path, default_paths
from lngd_theory.scaling.path import KEPT, PARAMETERS
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, PREDICTED, local_exponent
from lngd_theory.sweeps import Sweep
from lngd_theory.sweeps.cells import all_cells
from lngd_theory.symbols import SYMBOLS, d, eta, m, mu, n, sigma_0, sigma_p

S = Setting(n=20, d=10**6, m=16, mu=100.0, sigma_p=1.3, sigma_0=2e-5, eta=2.4e-5)
#: The kept numbers, as Setting computes them.
ALLOWED = [(p, k) for p in PARAMETERS for k in KEPT if KEPT[k][0] != p]


@pytest.mark.parametrize(("parameter", "kept"), ALLOWED)
def test_what_is_kept_is_kept_and_everything_else_stays(parameter, kept):
    path = Path(parameter, (0.5, 1, 2), keep=(kept,))
    for value in path.values(S, 0.1):
        setting, p = path.setting_at(value, S, 0.1)
        assert getattr(setting, kept) == pytest.approx(getattr(S, kept))
        assert (p if parameter == "p" else getattr(setting, parameter)) == value
        changed = {name for name in Setting.model_fields if getattr(setting, name) != getattr(S, name)}
        assert changed <= {parameter, KEPT[kept][0]}


def test_two_numbers_can_be_kept_one_of_which_follows_the_other():
    path = Path("d", (0.5, 1, 2), keep=("signal_growth", "snr"))
    setting, _ = path.setting_at(2 * S.d, S, 0.1)
    assert setting.snr == pytest.approx(S.snr)
    assert setting.signal_growth == pytest.approx(S.signal_growth)
    assert setting.mu != S.mu
    assert setting.eta != S.eta


@pytest.mark.parametrize("path", [*default_paths(), Path("d", (0.5, 1), ("snr", "signal_growth"))], ids=str)
def test_a_sweep_has_the_settings_of_the_path_and_exactly_the_base_point(path):
    noise = "flip:p" if path.parameter == "p" else "flip:0.1"
    sweep = Sweep(
        setting=S, axes={path.parameter: path.values(S, 0.1)}, derive=path.derivations(S), noises=[noise], steps=1
    )
    cells = list(all_cells(sweep))
    found = [(cell.setting, cell.noise.p) for cell in cells]
    assert found == [path.setting_at(value, S, 0.1) for value in path.values(S, 0.1)]
    assert (S, 0.1) in found


@given(
    parameter=st.sampled_from([name for name in PARAMETERS if name != "p"]),
    powers=st.lists(st.integers(-3, 3), min_size=7, max_size=7),
)
def test_the_exponent_of_a_monomial_is_its_power_plus_that_of_what_moves(parameter, powers):
    letters = (n, d, m, mu, sigma_p, sigma_0, eta)
    monomial = sp.Mul(*(letter**power for letter, power in zip(letters, powers, strict=True)))
    power = dict(zip((letter.name for letter in letters), powers, strict=True))
    plain = Path(parameter, (0.5, 2))
    assert sp.simplify(plain.local_exponent(monomial, S)) == power[parameter]
    if parameter in ("d", "sigma_p"):
        kept = Path(parameter, (0.5, 2), keep=("snr",))
        of_mu = {"d": 0.5, "sigma_p": 1.0}[parameter]
        value = kept.local_exponent(monomial, S).subs(SYMBOLS[parameter], sp.Float(getattr(S, parameter)))
        values = {SYMBOLS[name]: sp.Float(getattr(S, name)) for name in ("n", "d", "m", "sigma_p", "sigma_0", "eta")}
        assert float(value.subs(values)) == pytest.approx(power[parameter] + of_mu * power["mu"])


@pytest.mark.parametrize("expression", [PREDICTED, LEMMA_4_5_IV])
@pytest.mark.parametrize("parameter", ["eta", "p", "n", "m", "d", "mu", "sigma_p"])
def test_exponents_are_those_of_the_second_stage(expression, parameter):
    here = sp.simplify(Path(parameter, (0.5, 2)).local_exponent(expression, S))
    assert float(here) == pytest.approx(local_exponent(expression, parameter))


def test_values_are_whole_ascending_and_different():
    assert Path("m", (0.3, 0.31, 1)).values(S, 0.1) == [5, 16]
    assert Path("n", (0.001, 1)).values(S, 0.1) == [1, 20]
    assert Path("eta", (2, 1)).values(S, 0.1) == [S.eta, 2 * S.eta]
    assert Path("p", (1, 2)).x([0.1, 0.2]) == pytest.approx([0.09, 0.16])


def test_narrowed_paths_have_the_same_name_and_a_shorter_range():
    path = Path("d", (0.5, 1, 4), keep=("snr",))
    narrow = path.narrowed(0.5)
    assert narrow.factors == pytest.approx([np.sqrt(0.5), 1, 2])
    assert narrow.label == path.label == "d (SNR kept)"
    assert path.narrowed(1) is path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Path("D", (1, 2)), r"unknown parameter 'D'; known: d, eta"),
        (lambda: Path("sigma0", (1, 2)), r"unknown parameter 'sigma0'; did you mean 'sigma_0'\?"),
        (lambda: Path("d", (1, 1)), r"factors=\(1, 1\) must be two or more different finite numbers > 0"),
        (lambda: Path("d", (0, 1)), r"must be two or more different finite numbers > 0"),
        (lambda: Path("d", (1, 2), ("sn",)), r"cannot keep 'sn'; did you mean 'snr'\?"),
        (lambda: Path("mu", (1, 2), ("snr",)), r"keep 'snr' would move mu, which the path varies; leave it out"),
        (lambda: Path("n", (1, 2), ("snr", "n_snr2")), r"two of them would move mu; keep one"),
        (lambda: default_paths(["q"]), r"unknown parameter 'q'"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_default_paths_vary_everything_and_say_what_is_kept():
    labels = [path.label for path in default_paths()]
    assert labels[:3] == ["d", "d (SNR kept)", "d (sigma_0 sigma_p sqrt(d) kept)"]
    assert {"m", "n", "n (n SNR^2 kept)", "eta", "p(1-p)", "|mu|", "sigma_0"} == set(labels[3:])
    assert [path.label for path in default_paths(["d", "n"], keep=["snr"])] == ["d (SNR kept)", "n"]
    quick = default_paths(quick=True)
    assert len(quick) == 7
    assert all(len(path.factors) == 3 for path in quick)
    assert default_paths(["m"], factors=[1, 2, 4]) == (Path("m", (1, 2, 4)),)
