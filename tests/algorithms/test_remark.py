"""Remark R.4's half about SAM: its invariance, derived, and what the runs say."""

import sympy as sp

from lngd_theory import NoLabelNoise
from lngd_theory.claims import remark_R_4
from lngd_theory.claims.case import Case
from tests.draws import SMALL


def holds(lines):
    return [ok for _, ok in lines]


def test_sams_step_is_the_same_in_another_unit():
    assert holds(remark_R_4._sam_steps()) == [True, True]


def test_a_perturbation_that_is_not_normalised_or_a_step_of_another_power_is_not():
    def climb(w, x, eta, tau):
        point = [a + tau * g for a, g in zip(w, remark_R_4._gradient(w, x), strict=True)]
        return [a - eta * g for a, g in zip(w, remark_R_4._gradient(point, x), strict=True)]

    def root(w, x, eta, tau):
        return [a - sp.sqrt(eta) * g for a, g in zip(w, remark_R_4._gradient(w, x), strict=True)]

    for wrong in (climb, root):
        assert holds(remark_R_4._compared(wrong)) == [True, False]


def test_what_is_said_of_sam_follows_its_runs():
    """At a high SNR any radius will do, at a low one the two readings differ, without a signal nothing is told."""
    settings = (SMALL, SMALL.replace(n=40, d=800, m=10, mu=2.0, eta=1.0), SMALL.replace(mu=1e-6))
    high, low, none = (
        remark_R_4.CLAIMS[0].checks[-1].judge(remark_R_4.CLAIMS[0], Case(setting, NoLabelNoise(), (0, 1)), None).part
        for setting in settings
    )
    assert high.observed == SMALL.mu * 2.0**-10
    assert (high.verdict, none.verdict) == ("refuted", "undecided")
    assert "in either reading" in high.note
    assert "says nothing of what it needs" in none.note
    assert low.verdict == "undecided"
    assert "with the radius free it is false here" in low.note
