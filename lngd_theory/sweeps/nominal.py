"""The time of one run, before it runs: a model of what its parts take on a nominal core, and how fast this one is."""

from __future__ import annotations

import time

import numpy as np

from lngd_theory.dynamics.batch import LARGEST_N
from lngd_theory.label_noise import LabelFlip
from lngd_theory.observables import OBSERVABLES
from lngd_theory.run import run_seed
from lngd_theory.setting import Setting
from lngd_theory.sweeps.cells import Cell
from lngd_theory.threads import one_thread

__all__ = ["machine_speed", "nominal_seconds"]


def nominal_seconds(cell: Cell, together: bool = True) -> float:
    """Seconds that one run of a cell takes on a nominal core, to a factor of two.

    The shape of each term is the operation count of what it stands for; the factors were fitted to processor times.
    A small problem is cheaper ``together`` with others of its size, see ``lngd_theory.dynamics.batch``.
    """
    small = together and cell.engine == "gram" and cell.setting.n <= LARGEST_N
    step = _small_step_seconds(cell) if small else _step_seconds(cell)
    return _draw_seconds(cell) + cell.steps * step + _look_seconds(cell)


def _draw_seconds(cell: Cell) -> float:
    """Drawing the instance: vectors in R^d and their products, or a Wishart matrix and overlaps."""
    n, m, d = float(cell.setting.n), float(cell.setting.m), float(cell.setting.d)
    if cell.draw == "dense":
        return 2e-4 + (1.4e-8 + 4.5e-11 * n) * (n + 2 * m) * d
    return 2.5e-4 + 1.3e-8 * n**2 + 2.5e-11 * n**3 + 3e-8 * m * n + 1.5e-10 * m * n**2


def _step_seconds(cell: Cell) -> float:
    """One step: a part for each sample, each filter, and each entry of the product, in strips of 56 (product.py)."""
    n, m, d = float(cell.setting.n), float(cell.setting.m), float(cell.setting.d)
    if cell.engine == "decoupled":
        return 1.5e-7 + 5e-9 * n
    if cell.engine == "dense":
        return 4e-5 + 1.6e-7 * n * m + 3e-9 * m * d + 3.3e-10 * n * m * d
    entries = 56 * np.ceil((n + 1) / 56) * (n + 1)
    return float(1.5e-7 + 1.4e-8 * n + 2 * m * (5e-8 + _power_seconds(cell) + 1.5e-11 * entries) + 4e-11 * entries)


def _small_step_seconds(cell: Cell) -> float:
    """The share of one run in a step of eight side by side."""
    n, m = float(cell.setting.n), float(cell.setting.m)
    return 5e-8 + 1.3e-8 * n + 2 * m * (7e-9 + _power_seconds(cell) + 2.2e-11 * (n + 1) ** 2)


def _power_seconds(cell: Cell) -> float:
    """What a power that is no whole number costs a filter: a logarithm and an exponential for each atom."""
    return 0.0 if float(cell.setting.q).is_integer() else 1e-8 * (cell.setting.n + 1)


def _look_seconds(cell: Cell) -> float:
    """Recording: each observable at each record; those of fresh data draw it once and map it at each record."""
    n, m, size = float(cell.setting.n), float(cell.setting.m), float(cell.n_test)
    fresh = sum(OBSERVABLES[name].fresh for name in cell.observables)
    plain = len(cell.observables) - fresh
    each = 2e-5 + plain * (2e-5 + 1e-9 * m * n)
    if not fresh:
        return len(cell.at) * each
    each += fresh * (6e-5 + m * size * (7e-9 + 2e-10 * m) + 5e-10 * m**2 * (n + m))
    return len(cell.at) * each + 3.5e-8 * m * size + 4e-7 * m**2


def machine_speed() -> float:
    """Seconds of processor time that one nominal second takes here: a timing of a tenth of a second or so."""
    setting = Setting(n=50, d=1000, m=10, mu=1.0, sigma_p=0.5, sigma_0=0.01, eta=0.01)
    seen = ("clean_loss", "test_error")
    cell = Cell((0,), "", setting, LabelFlip(0.1), (0, 2000), (1,), seen, "gram", "law", 500, {}, {})
    times = []
    with one_thread():
        for seed in range(6):
            started = time.process_time()
            if run_seed(cell.plan(), seed).status == "interrupted":
                raise KeyboardInterrupt
            times.append(time.process_time() - started)
    return float(np.median(times[1:])) / nominal_seconds(cell)  # the first one loads the compiled code
