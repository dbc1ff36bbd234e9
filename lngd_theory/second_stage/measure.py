"""One seed of a measurement: the sums of the signal's pull, of its control variate, and margins, block by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import DIVERGENCE_LIMIT, GramEngine
from lngd_theory.dynamics.decoupled import DecoupledEngine
from lngd_theory.errors import InputError
from lngd_theory.instances import draw_instance
from lngd_theory.loss import noisy_loss
from lngd_theory.second_stage.plan import BLOCKS, GrowthPlan
from lngd_theory.second_stage.start import PROBE_OVERLAP, Layout, at_margins, layout_of, with_probe
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = ["SeedGrowth", "measure_seed"]

Array = NDArray[np.float64]

#: Label noise is drawn in pieces of at most this many numbers.
_PIECE = 2**18
#: Growth of the probe over a whole run is at most about this, so that its second order is below rounding of a rate.
_PROBE_GROWTH = 1e-6


@dataclass(frozen=True)
class SeedGrowth:
    """State of one seed at the ends of BLOCKS blocks of equal length, the start of the first one included.

    Attributes
    ----------
    pull : (BLOCKS + 1, 2) array
        ``sum_t S_t`` since the start by sign j, with ``S_t = (1/n) sum_{s_i = j} y_i s_i g_i``: an aligned signal
        pre-activation is multiplied by ``1 + b S_t``, ``b = 2 eta |mu|^2/m``.
    control : (BLOCKS + 1, 2) array
        ``Phi_j = (1/n) sum_{s_i = j} y_i s_i log(sum_r max(z_{y_i,r,i}, 0)^2) / (2 a_i)``. Bounded when stationary, and
        its steps contain the first-order noise of S_t.
    loss : (BLOCKS + 1,) array
        Training loss, in the mean over flips.
    largest_margin : float
        The largest ``y_i f_i`` met.
    probe_output : float
        The most that the probe added to an output.
    """

    pull: Array
    control: Array
    loss: Array
    largest_margin: float
    probe_output: float


class _Probe:
    """An engine with a probe signal, and what is read from it."""

    def __init__(self, plan: GrowthPlan, seed: int):
        drawn = draw_instance(plan.setting, streams(seed), "law", 0)
        instance = at_margins(drawn, np.array(plan.start), seed)
        growth = _PROBE_GROWTH / (plan.burn_in + plan.steps)  # b of the probe
        self._b = growth
        self._instance = with_probe(instance, growth * plan.setting.m / (2 * plan.setting.eta))
        self._layout: Layout = layout_of(self._instance)
        self._mass = np.array(plan.flip_mass)
        self._a = 2 * plan.setting.eta * instance.norms2[self._layout.xi] / (instance.n * instance.m)
        self.engine: GramEngine | DecoupledEngine = plan.kind(
            self._instance, plan.setting.eta, 2.0, plan.noise.smoothing
        )

    def read(self, seed: int) -> tuple[Array, Array, float, float, float]:
        """Pull and control (2,), loss, largest margin, largest output of the probe."""
        m, mu = self._instance.m, self._layout.mu
        change = self.engine.coefficients[[0, m], mu] / np.array([PROBE_OVERLAP, -PROBE_OVERLAP])
        own = self._layout.own_output(self.engine.preactivations)
        if not np.all(own > 0):
            raise InputError(
                f"seed {seed}: sample {int(np.argmin(own))} lost its last active filter, so the noise has no "
                f"stationary state; lower eta or raise m or d"
            )
        margins = self.engine.margins()
        return (
            np.log1p(change) / self._b,
            self._layout.weight @ (np.log(own) / (2 * self._a)),
            float(noisy_loss(margins, 1.0, self._mass).mean()),
            float(margins.max()),
            float((PROBE_OVERLAP * (1 + np.abs(change).max())) ** 2),
        )


def measure_seed(plan: GrowthPlan, seed: int, progress: Callable[[int], None] | None = None) -> SeedGrowth:
    """Run one seed; ``progress`` is called with the number of steps done so far."""
    with one_thread():
        probe, rng = _Probe(plan, seed), streams(seed).label_noise
        done = 0
        readings = []
        for length in [plan.burn_in, *[plan.steps // BLOCKS] * BLOCKS]:
            for first in range(0, length, max(1, _PIECE // plan.setting.n)):
                eps = plan.noise.draw(rng, min(max(1, _PIECE // plan.setting.n), length - first), plan.setting.n)
                if probe.engine.advance(eps) < len(eps):
                    raise InputError(
                        f"seed {seed}: |f| passed {DIVERGENCE_LIMIT:.0e}: eta is too large here; lower eta"
                    )
                done += len(eps)
                if progress:
                    progress(done)
            readings.append(probe.read(seed))
    pull, control, loss, largest, output = (np.array(values) for values in zip(*readings, strict=True))
    return SeedGrowth(pull - pull[0], control, loss, float(largest.max()), float(output.max()))
