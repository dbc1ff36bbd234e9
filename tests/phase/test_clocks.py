"""Numbers of steps by the clocks of Q9, which has them from its own arithmetic."""

import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, NoLabelNoise
from lngd_theory.phase.clocks import CLOCKS, on_clock, steps_of
from lngd_theory.phase.plane import FULL, Plane
from lngd_theory.questions import q9_study
from lngd_theory.sweeps.cells import cell_at
from tests.phase.conftest import small_sweep


def test_the_centre_is_the_middle_of_the_axes():
    centre = FULL.centre
    assert centre.n == 400
    assert centre.snr == pytest.approx(0.065)
    assert (centre.eta, centre.d, centre.m) == (1.0, 2000, 20)
    assert Plane(FULL).at(250.2).n == 250


@pytest.mark.parametrize("clock", CLOCKS)
def test_steps_are_those_of_q9(clock):
    design = q9_study.FULL
    expected = q9_study.clock_steps(design, FULL.centre.m)[clock]
    plane = FULL._replace(snr=design.snr, n=design.n)
    sweep = on_clock(plane.sweep(design.snr), clock, FULL.centre, 0.1)
    found = np.array([
        [cell_at(sweep, (i * len(design.n) + k) * 2).steps for k in range(len(design.n))]
        for i in range(len(design.snr))
    ])  # fmt: skip
    assert np.abs(found - expected).max() <= 1 + 1e-6  # rounded up


@pytest.mark.parametrize("clock", CLOCKS)
def test_all_clocks_agree_in_the_middle(clock):
    sweep = on_clock(FULL.sweep(FULL.snr), clock, FULL.centre, 0.1)
    for noise in (NoLabelNoise(), LabelFlip(0.1)):
        assert steps_of(sweep, noise)(FULL.centre) == pytest.approx(1000)


def test_steps_of_names_of_the_theory():
    sweep = small_sweep(steps="3*T_theorem + 0*delta")
    setting = cell_at(small_sweep(), 0).setting
    expected = cell_at(sweep, 0).steps
    assert np.ceil(steps_of(sweep, NoLabelNoise())(setting)) == expected


def test_steps_that_need_an_axis_cannot_be_had_from_a_setting():
    steps = steps_of(small_sweep(steps="100/SNR"), NoLabelNoise())
    with pytest.raises(InputError, match="steps need 'SNR'"):
        steps(cell_at(small_sweep(), 0).setting)
