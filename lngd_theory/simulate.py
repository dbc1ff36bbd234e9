"""Run many seeds and label the result: the public :func:`lngd_theory.simulate`."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor

from lngd_theory.algorithms import Algorithm
from lngd_theory.dynamics.engines import EngineName
from lngd_theory.execution import Interrupted, Progress, execute
from lngd_theory.instances import Draw, Problem
from lngd_theory.label_noise import LabelNoise
from lngd_theory.planning import plan_simulation
from lngd_theory.trajectory import Trajectory

__all__ = ["Interrupted", "Progress", "simulate"]


def simulate(
    problem: Problem,
    noise: LabelNoise | None = None,
    *,
    steps: int,
    seeds: int | Iterable[int] = 8,
    record_every: int | None = None,
    engine: EngineName = "gram",
    draw: Draw | None = None,
    n_test: int = 2000,
    record_rho: bool = False,
    algorithm: Algorithm | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Trajectory:
    """Train on independent instances and record gamma, rho, losses and test accuracy.

    Parameters
    ----------
    problem : Setting, PatchData, FeatureModel or ThreeLayer
        What is trained on, and which network.
    noise : LabelNoise, optional
        Fresh label noise; none (standard GD) by default.
    steps : int
        Number of gradient steps, ``>= 0``.
    seeds : int or iterable of int
        Seed numbers, or how many (then 0, 1, ...). The same seed gives the same bits whatever runs beside it, and the
        same instance for every label noise.
    record_every : int, optional
        Recording interval; about 100 records by default. The last step is always recorded.
    engine : {"gram", "dense", "both", "decoupled", "gram32", "gram32+gram"}
        ``"gram"`` costs O(m n^2) a step whatever d; ``"dense"`` trains the weights in R^d. ``"gram32"`` is ``"gram"``
        with the product of a step in single precision, about twice as fast from n = 700 on (docs/kernels.md states
        its error). ``"both"`` runs gram and dense, and ``"gram32+gram"`` these two, on one draw with the same label
        noise; they return the first and add ``disagreement`` (seed, quantity), the worst over the run.
        ``"decoupled"`` (q = 2) takes the noise patches as exactly orthogonal, for d so large that they nearly are, and
        costs O(n) a step.
    draw : {"law", "dense"}, optional
        How a Setting is drawn: exact in law without vectors (the default where no weights in R^d are trained), or as
        vectors in R^d.
        For one seed these are two different draws of one distribution.
    n_test : int
        Size of the test draw; 0 for none.
    record_rho : bool
        Also record all rho_{j,r,i}.
    algorithm : Algorithm, optional
        What is made of the gradient: gradient descent by default; SGD, momentum, weight decay, SAM, dropout and what
        they are joined to with the engines ``"gram"``, ``"dense"`` and ``"both"``, Adam with ``"dense"`` only. The same
        seed gives the same instance, label noise and batches to every algorithm.
    executor : concurrent.futures.Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (steps done, steps in all).

    Returns
    -------
    Trajectory
        Variables over (seed, step, ...), see :data:`lngd_theory.recorder.VARIABLES`.

    Raises
    ------
    InputError
        A value is out of range.
    Interrupted
        Ctrl-C; its ``partial`` holds what was done.

    Examples
    --------
    >>> from lngd_theory import LabelFlip, Setting, simulate
    >>> s = Setting(n=20, d=500, m=5, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)
    >>> r = simulate(s, LabelFlip(0.1), steps=50, seeds=2, record_every=10)
    >>> r.gamma.dims
    ('seed', 'step', 'sign', 'neuron')
    """
    plan, numbers = plan_simulation(
        problem,
        noise,
        steps=steps,
        seeds=seeds,
        record_every=record_every,
        engine=engine,
        draw=draw,
        n_test=n_test,
        record_rho=record_rho,
        algorithm=algorithm,
    )
    return execute(plan, numbers, executor, progress)
