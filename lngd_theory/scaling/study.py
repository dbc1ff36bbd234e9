"""A scaling study: every quantity along every path, simulated through the sweep store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path as File

from lngd_theory.errors import InputError, finite_number
from lngd_theory.label_noise import LabelFlip
from lngd_theory.planning import seed_numbers
from lngd_theory.scaling.along import Base
from lngd_theory.scaling.path import Path
from lngd_theory.scaling.paths import default_paths
from lngd_theory.scaling.quantities import chosen_quantities
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.statement import constants
from lngd_theory.scaling.work import Progress, Work
from lngd_theory.setting import Setting

__all__ = ["REFERENCE", "SEEDS", "measure_scaling"]

#: The point about which a study varies parameters by default: nearly orthogonal patches, n SNR^2 = 0.2, a = 0.15,
#: sigma_0 sigma_p sqrt(d) = 0.02; low SNR, and a second stage that can still be simulated.
REFERENCE = Setting(n=20, d=10**6, m=16, mu=100.0, sigma_p=1.0, sigma_0=2e-5, eta=2.4e-5)

#: Seeds at every point, by default.
SEEDS = 16
_FEWEST = 3


def measure_scaling(
    setting: Setting = REFERENCE,
    noise: LabelFlip | None = None,
    quantities: Iterable[str] | None = None,
    paths: Sequence[Path] | None = None,
    *,
    seeds: int | Iterable[int] = SEEDS,
    epsilon: float = 0.1,
    folder: str | File | None = None,
    fresh: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Study:
    """Measure exponents of quantities in parameters.

    Parameters
    ----------
    setting : Setting
        The base point, q = 2.
    noise : LabelFlip, optional
        With one p < 1/2; 0.1 by default.
    quantities : iterable of str, optional
        Names of :data:`lngd_theory.scaling.quantities.QUANTITIES`, or beginnings such as ``T1``; all by default.
    paths : sequence of Path, optional
        What is varied; :func:`lngd_theory.scaling.default_paths` by default.
    seeds : int or iterable of int
        Seed numbers, or how many; the same at every point. At least 3.
    epsilon : float
        Training loss at which GD's training ends, ``0 < epsilon < log 2``.
    folder : path, optional
        Of the sweep store: runs that it holds are not run again. By default a temporary one.
    fresh : bool
        Move the store of the folder aside and begin anew.
    executor : concurrent.futures.Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (what runs, runs done, runs in all).

    Returns
    -------
    Study
        One row for each quantity and path; after ctrl-C those that are complete.

    Raises
    ------
    InputError
        A value is out of range.

    Examples
    --------
    >>> from lngd_theory.scaling import Path, measure_scaling
    >>> study = measure_scaling(quantities=["rate"], paths=[Path("m", (1, 1.5, 2))], seeds=3)
    >>> row = study.row("rate", "m")
    >>> row.verdict, round(row.paper), round(row.prediction), round(row.exponent.estimate)
    ('differs', -1, -2, -2)
    """
    noise = LabelFlip(0.1) if noise is None else noise
    if not isinstance(noise, LabelFlip) or not isinstance(noise.p, float) or not 0 < noise.p < 0.5:
        raise InputError(f"noise={noise!r} must be LabelFlip with one p in (0, 1/2)")
    if setting.q != 2:
        raise InputError(f"q={setting.q!r} must be 2, as in every statement that is compared with")
    if setting.mu <= 0:
        raise InputError(f"mu={setting.mu!r} must be > 0: without a signal there is no second stage")
    numbers = seed_numbers(seeds)
    if len(numbers) < _FEWEST:
        raise InputError(f"seeds={seeds!r} must be at least {_FEWEST}: intervals come from the scatter over seeds")
    if finite_number("epsilon", epsilon, 0.0, strict=True) >= 0.69:
        raise InputError(f"epsilon={epsilon!r} must be below log 2 = 0.69, the loss of an untrained network")
    chosen = chosen_quantities(quantities)
    paths = default_paths() if paths is None else tuple(paths)
    if len(set(paths)) < len(paths):
        raise InputError("paths must differ; give every path once")
    base = Base(setting, noise.p, constants(noise.p, epsilon))
    with tempfile.TemporaryDirectory() as scratch:
        store = File(scratch if folder is None else folder)
        return Work(base, tuple(numbers), store, fresh, executor, progress).study(chosen, paths)
