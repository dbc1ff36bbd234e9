"""Settings, rows and runs that the tests of the benchmarks share."""

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import SIDES
from benchmarks.suite import Run
from lngd_theory import Setting

TINY = Setting(n=10, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=1.0)
MACHINE = {
    "processor": "P", "compiled_for": "p", "cores": 2, "memory_gib": 8, "system": "S", "python": "3",
    "libraries": {"numpy": "2"}, "blas": [], "OPENBLAS_CORETYPE": None,
}  # fmt: skip


def run_of(*rows, quick=True, **machine):
    return Run(quick, MACHINE | machine, list(rows), 0.5, 0.6, {"step": 60.0, "memory": 61.0})


def ratio(case="here", median=0.75, target=None, benchmark="step", unit="", spread=0.25):
    value = None if median is None else Spread(median - spread, median, median + spread)
    return Measurement(benchmark, case, "ratio", value, unit, Target(high=1.3) if target is None else target)


def scaling_rows():
    """One axis with a script that fits at one point only."""
    rows = []
    for d in (10**6, 10**12):
        for side, seconds in {"this package, LNGD, p = 0.1": 2e-5, "BLAS product": 3e-5, "JAX": 4e-3}.items():
            details = {"axis": "d", "at": d, "side": side}
            there = side != "JAX" or d == 10**6
            rows.append(
                Measurement(
                    "scaling", f"d = {d:,}: {side}", "time of a step on one core, along d",
                    Spread.exact(seconds * 1e6) if there else None, "µs",
                    note="" if there else "not measured: at d = 10^12 the patches alone take 3.2 PB",
                    details=details | ({"seconds": [seconds] * 3} if there else {}),
                )
            )  # fmt: skip
    return rows


def missing(side=SIDES[2]):
    return Measurement("against", f"d = 5: {side.name}", "ratio", None, note=side.missing, details={"d": 5})
