"""One step in letters against one step of a run."""

import numpy as np
import pytest

from lngd_theory.symbols import n
from proofs_check.one_step import NORM, c, noise_move, signal_move, slope, z
from proofs_check.step_size import g, in_steps, u
from tests.proofs.training import train


@pytest.mark.parametrize("flipped", [False, True])
def test_noise(flipped):
    run = train(s=0.3, u=0.1, steps=1, seed=2, d=500, eps=[[-1 if flipped else 1] * 8] * 2)
    at = {u: run.u, c: run.norms2[3] / 500, slope: run.slopes[0, 3]}
    for own, values in ((True, run.own), (False, run.other)):
        move = in_steps(noise_move(-slope if flipped else slope, z, own)).subs(at)
        starts, moved = values(run.z)[0, :, 3], values(run.rho)[1, :, 3]
        for start, change in zip(starts, moved, strict=True):
            expected = float(move.subs(z, start)) if start > 0 else 0.0
            assert change == pytest.approx(expected, rel=1e-12)
        assert np.abs(moved).max() > 0


def test_signal():
    run = train(s=0.3, u=0.1, steps=1, seed=2, mu=5.0)
    changes = run.gamma[1]
    for j, row in ((0, changes[0]), (1, changes[1])):
        for start, change in zip(run.mu_start[j], row, strict=True):
            active = np.sign(start) * run.labels > 0
            total = sum(
                float(in_steps(signal_move(slope, z), g).subs({g: run.g, slope: pull, z: abs(start), n: 8}))
                for pull in run.slopes[0][active]
            )
            assert change == pytest.approx(total, rel=1e-12)


def test_the_norm():
    assert NORM.subs(c, 1) == NORM / c
