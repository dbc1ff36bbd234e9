"""How fast the signal grows in the second stage: the measurement.

While the signal is small it does not act back on the noise, so its pre-activations are multiplied by ``1 + b S_t``
with S_t a stationary process that has nothing to do with the signal. S_t is measured once, by a probe, and the
growth rate ``b E S`` follows for every |mu|. Near stationarity S_t fluctuates about a mean that is smaller by
a factor of order a; but its sum is known up to second order, as the noise itself grew by it: from
``sum_t S_t - (Phi_T - Phi_0)`` the first-order fluctuations are gone (exactly so for orthogonal patches).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, as_completed

import numpy as np

from lngd_theory.label_noise import LabelNoise
from lngd_theory.planning import seed_numbers
from lngd_theory.second_stage.measure import SeedGrowth, measure_seed
from lngd_theory.second_stage.plan import BLOCKS, EngineChoice, GrowthPlan, plan_growth
from lngd_theory.second_stage.rate import GrowthRate
from lngd_theory.second_stage.series import mean_interval
from lngd_theory.setting import Setting

__all__ = ["second_stage_growth"]


def second_stage_growth(
    setting: Setting,
    noise: LabelNoise,
    *,
    seeds: int | Iterable[int] = 8,
    steps: int | None = None,
    burn_in: int | None = None,
    start: float | None = None,
    engine: EngineChoice = "auto",
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GrowthRate:
    """Measure the growth rate of the signal while it is small, in the stationary state of the noise.

    Parameters
    ----------
    setting : Setting
        Problem, with q = 2 and ``2 eta sigma_p^2 d/(nm) < 1``. ``mu`` only scales the result, as the signal is replaced
        by a probe.
    noise : LabelFlip, LabelSmoothing or NoLabelNoise
        With p < 1/2. Without flips nothing is stationary, which :attr:`GrowthRate.stationary` tells.
    seeds : int or iterable of int
        Seed numbers, or how many.
    steps, burn_in : int, optional
        Steps measured (rounded up to whole blocks), and before that; 20 and 5 relaxation times of the margins by
        default. `steps` must be given where there is no flip.
    start : float, optional
        Margin at which all samples start; ``log((1-p)/p)`` by default, so that the burn-in is short. Active noise
        pre-activations are scaled to it, in place of the first stage.
    engine : {"auto", "gram", "decoupled"}
        ``"auto"`` takes the decoupled engine where patches are nearly orthogonal, see
        :func:`lngd_theory.dynamics.decoupled.coupling`.
    executor : concurrent.futures.Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (steps done, steps in all).

    Returns
    -------
    GrowthRate
        Rate per step with its interval, and what it is compared with.

    Raises
    ------
    InputError
        A value is out of range; a sample has no active filter, or loses its last one; a run diverges.

    Examples
    --------
    >>> from lngd_theory import LabelFlip, Setting
    >>> s = Setting(n=10, d=10**12, m=10, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=1e-11)
    >>> growth = second_stage_growth(s, LabelFlip(0.1), seeds=4, steps=2000)
    >>> growth.rate.low > 0
    True
    """
    plan = plan_growth(setting, noise, steps, burn_in, start, engine)
    numbers = tuple(seed_numbers(seeds))
    results = _run_all(plan, numbers, executor, progress)
    b, length = setting.signal_growth, plan.steps // BLOCKS
    naive = b / length * np.array([np.diff(result.pull, axis=0) for result in results])
    control = b / length * np.array([np.diff(result.control, axis=0) for result in results])
    return GrowthRate(
        setting=setting,
        noise=noise,
        engine=plan.engine,
        steps=plan.steps,
        burn_in=plan.burn_in,
        seeds=numbers,
        controlled=naive - control,
        naive=naive,
        loss=mean_interval([result.loss.mean() for result in results]),
        largest_margin=max(result.largest_margin for result in results),
        probe_output=max(result.probe_output for result in results),
    )


def _run_all(
    plan: GrowthPlan,
    seeds: tuple[int, ...],
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> list[SeedGrowth]:
    length = plan.burn_in + plan.steps
    total = length * len(seeds)
    if executor is None:
        return [
            measure_seed(plan, seed, _shifted(progress, number * length, total)) for number, seed in enumerate(seeds)
        ]
    futures = {executor.submit(measure_seed, plan, seed): seed for seed in seeds}
    try:
        for number, future in enumerate(as_completed(futures), 1):
            future.result()  # an error ends the others
            if progress:
                progress(number * length, total)
    finally:
        for future in futures:
            future.cancel()
    by_seed = {seed: future.result() for future, seed in futures.items()}
    return [by_seed[seed] for seed in seeds]


def _shifted(progress: Callable[[int, int], None] | None, before: int, total: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(before + done, total)
