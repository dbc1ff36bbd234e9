"""What is filled in, and what is refused."""

import math

import pytest

from lngd_theory import GaussianLabelNoise, InputError, LabelFlip, LabelSmoothing, NoLabelNoise, Setting
from lngd_theory.second_stage.plan import BLOCKS, plan_growth

S = Setting(n=20, d=10**12, m=20, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=2e-12)


def plan(setting=S, noise=None, steps=None, burn_in=None, start=None, engine="auto"):
    return plan_growth(setting, LabelFlip(0.1) if noise is None else noise, steps, burn_in, start, engine)


def test_defaults_are_relaxation_times_and_the_balance_point():
    made = plan()
    relaxation = 1 / (2 * 0.01 * 0.09 * math.log(9))
    assert 0 <= made.steps - 20 * relaxation <= BLOCKS
    assert made.burn_in == math.ceil(5 * relaxation)
    assert made.start == pytest.approx([math.log(9)] * 20)
    assert made.engine == "decoupled"
    assert plan(S.replace(d=2000, eta=1e-3)).engine == "gram"
    assert plan(noise=LabelSmoothing(0.1)).start == made.start


def test_samples_without_flips_start_at_a_margin_of_one():
    mixed = plan(noise=LabelFlip((0.2,) * 10 + (0.0,) * 10), steps=1000)
    assert mixed.start == pytest.approx([math.log(4)] * 10 + [1.0] * 10)
    assert plan(noise=NoLabelNoise(), steps=1000).burn_in == 0
    assert plan(start=0.5).start == (0.5,) * 20
    assert plan(steps=BLOCKS * 3 + 1).steps == BLOCKS * 4


REFUSALS = {
    "q=3.0 must be 2": {"setting": S.replace(q=3)},
    "must be below 1: one flip could end the activity of a sample for ever; lower eta=2e-10": {
        "setting": S.replace(eta=2e-10)
    },
    "engine='dense' must be one of 'auto', 'gram', 'decoupled'": {"engine": "dense"},
    "steps must be given: without flips there is no balance point": {"noise": NoLabelNoise()},
    "steps=100 must be an integer >= 128": {"steps": 100},
    "burn_in=-1 must be an integer >= 0": {"burn_in": -1},
    "start=0.0 must be a finite number > 0": {"start": 0.0},
    "setting=3 must be a Setting": {"setting": 3},
    "noise='flip' must be LabelFlip, LabelSmoothing or NoLabelNoise": {"noise": "flip"},
    "noise='gaussian:1,1' must be LabelFlip, LabelSmoothing or NoLabelNoise": {"noise": GaussianLabelNoise()},
    "p=0.5 must be below 1/2": {"noise": LabelFlip(0.5)},
    "p of flip has 3 values; give one, or one for each of n=20 samples": {"noise": LabelFlip((0.1, 0.1, 0.1))},
}


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals(text):
    with pytest.raises(InputError) as caught:
        plan(**REFUSALS[text])
    assert text in str(caught.value)
