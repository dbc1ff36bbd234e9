"""Instances at the balance point, with a probe."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.second_stage.start import PROBE_OVERLAP, at_margins, layout_of, with_probe
from lngd_theory.streams import streams
from tests.draws import ROUNDING, SMALL, seeds

SETTING = SMALL.replace(m=20, mu=0.0, corruption=0.3)


def law(setting, seed):
    return draw_instance(setting, streams(seed), "law", 0)


@given(seed=seeds, margin=st.floats(0.1, 5))
def test_margins_are_as_wanted_and_only_active_filters_of_the_own_sign_have_changed(seed, margin):
    instance = law(SETTING, seed)
    margins = margin * np.linspace(1, 2, SETTING.n)
    started = at_margins(instance, margins, seed)
    assert np.abs(GramEngine(started, 0.1, 2.0).margins() - margins).max() < ROUNDING * margins.max()
    ratio = started.overlaps[:, 1:] / instance.overlaps[:, 1:]
    own = np.repeat([1.0, -1.0], SETTING.m)[:, None] == instance.labels
    active = own & (instance.overlaps[:, 1:] > 0)
    assert np.all(ratio[~active] == 1)
    for i in range(SETTING.n):
        assert np.ptp(ratio[active[:, i], i]) < ROUNDING * ratio[active[:, i], i].max()


def test_a_sample_that_no_filter_can_fit_is_refused():
    """One filter of each sign and eight samples: some seed has such a sample at once."""
    setting = SMALL.replace(m=1)
    with pytest.raises(
        InputError, match=r"^seed 7: sample \d has no active filter .* raise m=1 or leave the seed out$"
    ):
        at_margins(law(setting, 7), np.ones(setting.n), 7)


def test_every_filter_is_aligned_with_the_probe():
    instance = with_probe(law(SMALL, 0), 1e-9)
    assert instance.gram[0, 0] == 1e-9
    j = np.repeat([1.0, -1.0], SMALL.m)
    assert np.all(instance.overlaps[:, 0] == j * PROBE_OVERLAP)
    assert np.array_equal(instance.overlaps[:, 1:], law(SMALL, 0).overlaps[:, 1:])


def test_the_layout_splits_outputs_by_own_and_other_sign_and_weighs_corrupted_labels_backwards():
    instance = law(SETTING.replace(mu=1.0), 2)
    layout, Z, m = layout_of(instance), instance.overlaps, SETTING.m
    assert np.any(instance.labels != instance.true_labels)
    for i in range(SETTING.n):
        by_sign = [sum(max(z, 0.0) ** 2 for z in Z[rows, 1 + i]) / m for rows in (slice(0, m), slice(m, None))]
        own = 0 if instance.labels[i] > 0 else 1
        assert layout.own_output(Z)[i] == pytest.approx(by_sign[own])
        assert layout.other_output(Z)[i] == pytest.approx(by_sign[1 - own])
        side = 0 if instance.true_labels[i] > 0 else 1
        assert layout.weight[side, i] == instance.labels[i] * instance.true_labels[i] / SETTING.n
        assert layout.weight[1 - side, i] == 0
