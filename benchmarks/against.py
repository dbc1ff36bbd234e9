"""The Gram engine against the same training written in PyTorch and in dense NumPy, on one dense draw."""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.isolated import in_fresh_process
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw, same_law
from benchmarks.timing import Case, Readings, interleave
from lngd_theory import Setting
from lngd_theory.dynamics import DenseEngine, GramEngine
from lngd_theory.instances import Instance
from lngd_theory.streams import streams

__all__ = ["NOT_MEASURED", "agreement", "measure", "measure_here", "torch_installed"]

Array = NDArray[np.float64]

NOT_MEASURED = "not measured: torch is not installed"
TARGETS = {2_000: 20.0, 20_000: 200.0}
NOISE = ALGORITHMS["LNGD, p = 0.1"]
AGREEMENT_STEPS = 60


def torch_installed() -> bool:
    """Whether the rows on PyTorch can be measured."""
    return importlib.util.find_spec("torch") is not None


def measure(quick: bool) -> list[Measurement]:
    """All dimensions, in a process of its own; dense NumPy is given the BLAS kernels that OpenBLAS chooses itself."""
    return in_fresh_process({"OPENBLAS_CORETYPE": None}, measure_here, quick)


def measure_here(quick: bool) -> list[Measurement]:
    """All dimensions, in this process."""
    dimensions = (2_000,) if quick else (1_000, 2_000, 6_000, 20_000, 60_000)
    return [row for d in dimensions for row in _at(d, 3 if quick else 15)]


def _at(d: int, rounds: int) -> list[Measurement]:
    """Agreement and times at one d, with eta d, SNR and sigma_0 sqrt(d) as in figure 2."""
    setting = same_law(FIG2, d)
    instance = draw(setting, "dense")
    units = max(1, 40_000 // d)
    cases = {"Gram engine": TrainingRun(setting, NOISE, instance, 20).block()}
    threads = os.cpu_count() or 1
    for count in dict.fromkeys((threads, 1)):
        cases[_named("dense NumPy", count)] = _numpy_case(setting, instance, units, count)
    if torch_installed():
        for count in dict.fromkeys((_torch_threads(), 1)):
            cases[_named("PyTorch", count)] = _torch_case(setting, instance, units, count)
    timings = interleave(cases, rounds)
    rows = [_agreement_row(setting, instance)]
    rows += [
        _row(d, name, timings.processor if name.endswith("1 thread") else timings.wall)
        for name in cases
        if name != "Gram engine"
    ]
    if not torch_installed():
        rows.append(_time_row(d, "PyTorch", None, note=NOT_MEASURED))
    return rows


def _named(kind: str, threads: int) -> str:
    return f"{kind}, {threads} thread{'s' if threads > 1 else ''}"


def _row(d: int, name: str, timings: Readings) -> Measurement:
    seconds = timings.spread(name)
    return _time_row(
        d,
        name,
        timings.ratio(name, "Gram engine"),
        seconds=[seconds.low, seconds.median, seconds.high],
        gram_microseconds=timings.microseconds("Gram engine"),
    )


def _time_row(d: int, name: str, value: Spread | None, note: str = "", **details: Any) -> Measurement:
    return Measurement(
        "against",
        f"d = {d:,}: {name}",
        f"time of a step / time of a step of the Gram engine (n = {FIG2.n}, m = {FIG2.m})",
        value,
        target=Target(low=TARGETS[d]) if d in TARGETS and name.startswith("PyTorch") else None,
        note=note,
        details={"d": d, "side": name, **details},
    )


def _agreement_row(setting: Setting, instance: Instance) -> Measurement:
    measured = torch_installed()
    return Measurement(
        "against",
        f"d = {setting.d:,}, after {AGREEMENT_STEPS} steps",
        "PyTorch and Gram engine: largest difference of margins and of moves of the weights, relative to the largest",
        Spread.exact(agreement(setting, instance)) if measured else None,
        target=Target(high=1e-9),
        note="" if measured else NOT_MEASURED,
        details={"d": setting.d, "steps": AGREEMENT_STEPS},
    )


def agreement(setting: Setting, instance: Instance, steps: int = AGREEMENT_STEPS) -> float:
    """Relative difference of the torch script and the Gram engine after some steps of the same flips.

    The larger of that of the margins and that of the *moves* ``W - W0``.
    """
    assert instance.dense is not None
    eps = NOISE.draw(streams(0).label_noise, steps, setting.n)
    engine = GramEngine(instance, setting.eta, setting.q)
    engine.advance(eps)
    moves = engine.coefficients / instance.norms2 @ instance.dense.atoms

    import torch

    model, patches, labels = _torch_problem(setting, instance)
    _torch_train(model, patches, labels, setting, eps)
    with torch.no_grad():
        margins = (labels * model(patches)).numpy()
        theirs = model.W.numpy() - instance.dense.W0
    pairs = [(engine.margins(), margins), (moves, theirs)]
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)


def _patches(instance: Instance) -> Array:
    """Patches (n, P, d) of a dense draw."""
    assert instance.dense is not None
    return np.asarray(instance.signs[:, :, None] * instance.dense.atoms[instance.atoms])


def _torch_problem(setting: Setting, instance: Instance) -> tuple[Any, Any, Any]:
    import torch

    from benchmarks.torch_script import TwoLayer

    assert instance.dense is not None
    model = TwoLayer(torch.from_numpy(instance.dense.W0), setting.q)
    return model, torch.from_numpy(_patches(instance)), torch.from_numpy(instance.labels)


def _torch_train(model: Any, patches: Any, labels: Any, setting: Setting, eps: Array) -> None:
    import torch

    from benchmarks.torch_script import train

    train(model, patches, labels, setting.eta, torch.from_numpy(eps))


def _torch_threads() -> int:
    import torch

    return int(torch.get_num_threads())


def _torch_case(setting: Setting, instance: Instance, units: int, threads: int) -> Case:
    import torch

    model, patches, labels = _torch_problem(setting, instance)
    eps = NOISE.draw(streams(0).label_noise, units, setting.n)
    return Case(
        lambda: _torch_train(model, patches, labels, setting, eps), units, lambda: torch.set_num_threads(threads)
    )


def _numpy_case(setting: Setting, instance: Instance, units: int, threads: int) -> Case:
    engine = DenseEngine(instance, setting.eta, setting.q)
    eps = NOISE.draw(streams(0).label_noise, units, setting.n)
    return Case(lambda: engine.advance(eps), units, lambda: threadpool_limits(threads, user_api="blas"))
