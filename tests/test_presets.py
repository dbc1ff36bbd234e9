import pytest

from lngd_theory import InputError
from lngd_theory.presets import PRESETS, preset


def test_fig2_is_the_row_of_the_table():
    s = preset("fig2")
    assert (s.n, s.d, s.m, s.mu, s.sigma_p, s.eta, s.q) == (200, 2000, 20, 2.0, 0.5, 0.5, 2)


def test_every_preset_makes_its_sigma_0_explicit():
    assert all("sigma_0" in setting.model_fields_set for setting in PRESETS.values())


def test_an_unknown_preset_names_the_near_one():
    with pytest.raises(InputError, match=r"unknown preset 'fig-2'; did you mean 'fig2'\?"):
        preset("fig-2")
