"""One seed against the loop twin."""

import contextlib
import re

import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, LabelSmoothing, Setting
from lngd_theory.instances import draw_instance
from lngd_theory.second_stage.measure import measure_seed
from lngd_theory.second_stage.plan import BLOCKS, plan_growth
from lngd_theory.second_stage.start import at_margins
from lngd_theory.streams import streams
from tests import naive, naive_decoupled

SETTING = Setting(n=5, d=10**20, m=9, mu=3.0, sigma_p=1.0, sigma_0=1e-11, eta=3e-20, corruption=0.3)


@pytest.mark.parametrize("noise", [LabelFlip(0.2), LabelSmoothing(0.2)])
@pytest.mark.parametrize("engine", ["decoupled", "gram"])
def test_pull_control_and_loss_are_those_of_loops(noise, engine):
    plan = plan_growth(SETTING, noise, 2 * BLOCKS, 10, 0.7, engine)
    seed = 0
    result = measure_seed(plan, seed)
    instance = at_margins(draw_instance(SETTING, streams(seed), "law", 0), np.array(plan.start), seed)
    n, m = SETTING.n, SETTING.m
    eps = noise.draw(streams(seed).label_noise, 10 + plan.steps, n).tolist()
    labels, signs = instance.labels.tolist(), instance.signs[:, 0].tolist()
    assert labels != signs
    xi2, z = instance.norms2[1:].tolist(), instance.overlaps[:, 1:].tolist()
    p = [0.2 if isinstance(noise, LabelSmoothing) else 0.0] * n
    pull, control, losses = [0.0, 0.0], [], []

    def phi():
        values = [0.0, 0.0]
        for i in range(n):
            rows = range(m) if labels[i] > 0 else range(m, 2 * m)
            a = 2 * SETTING.eta * xi2[i] / (n * m)
            own = sum(max(z[row][i], 0.0) ** 2 for row in rows) / m
            values[0 if signs[i] > 0 else 1] += labels[i] * signs[i] * np.log(own) / (2 * a * n)
        return values

    for t, row in enumerate(eps):
        margins = naive_decoupled.margins([0.0] * (2 * m), z, signs, labels)
        if t == 10:
            pull = [0.0, 0.0]
        if t >= 10 and (t - 10) % 2 == 0:
            k = (t - 10) // 2
            assert result.pull[k] == pytest.approx(pull, rel=1e-5, abs=1e-5)
            control.append(phi())
            losses.append(naive.training_loss(margins, [1.0] * n, [0.2] * n))
        for i in range(n):
            g = -naive.noisy_loss_slope(margins[i], row[i], p[i])
            pull[0 if signs[i] > 0 else 1] += labels[i] * signs[i] * g / n
        _, z = naive_decoupled.step([0.0] * (2 * m), z, 0.0, xi2, signs, labels, row, p, SETTING.eta)
    assert result.control[:-1] == pytest.approx(np.array(control), rel=1e-7)
    assert result.loss[:-1] == pytest.approx(losses, rel=1e-7)
    assert result.pull[-1] == pytest.approx(pull, rel=1e-5, abs=1e-5)
    assert result.probe_output < 1e-12


def test_pieces_of_the_tape_change_nothing(monkeypatch):
    plan = plan_growth(SETTING, LabelFlip(0.2), 20 * BLOCKS, 10, None, "auto")
    whole = measure_seed(plan, 1)
    monkeypatch.setattr("lngd_theory.second_stage.measure._PIECE", 20)
    done = []
    pieces = measure_seed(plan, 1, done.append)
    assert np.array_equal(whole.pull, pieces.pull)
    assert done == sorted(done)
    assert done[-1] == 10 + plan.steps


def test_a_sample_that_loses_its_last_active_filter_ends_the_measurement():
    """Patches that are far from orthogonal push each other's filters below zero."""
    setting = Setting(n=30, d=34, m=6, mu=1.0, sigma_p=1.0, sigma_0=0.1, eta=2.0)
    plan = plan_growth(setting, LabelFlip(0.1), 2000, 0, None, "gram")
    errors = []
    for seed in range(10):
        with contextlib.suppress(InputError):
            at_margins(draw_instance(setting, streams(seed), "law", 0), np.array(plan.start), seed)
            try:
                measure_seed(plan, seed)
            except InputError as error:
                errors.append((seed, str(error)))
    assert errors
    for seed, text in errors:
        assert re.match(rf"seed {seed}: sample \d+ lost its last active filter", text)
