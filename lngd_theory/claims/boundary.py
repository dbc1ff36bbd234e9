"""Where GD begins to generalise: the critical SNR of each seed by bisection, and its exponent in n."""

from __future__ import annotations

import functools
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory import symbols
from lngd_theory.claims.case import Case
from lngd_theory.claims.fit import between, slope_of
from lngd_theory.claims.held import quantiles
from lngd_theory.claims.proof import Computation
from lngd_theory.claims.verdict import Part, Series
from lngd_theory.label_noise import NoLabelNoise
from lngd_theory.observables import OBSERVABLES, ObservableRecording
from lngd_theory.recorder import record_steps
from lngd_theory.run import RunPlan, run_seed
from lngd_theory.setting import Setting

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["READING", "SNR", "boundary_check", "critical_snr", "printed_exponent", "printed_quantity"]

#: The signal-to-noise ratio as a symbol of its own.
SNR = sp.Symbol("SNR", positive=True)

#: Sample sizes of the path, and the test error at which GD counts as generalising: that of Theorem 3.2.
SIZES = (10, 20, 40, 80)
LEVEL = 0.24
_HALVINGS = 7
_FILTERS = 10
#: The step multiplies a noise pre-activation of order one by about 1 + _PULL/2; sigma_0 sigma_p sqrt(d) is _OVERLAP.
_PULL, _OVERLAP = 0.1, 0.03
_STEPS, _RECORDS, _N_TEST = 4000, 40, 200

READING = (
    f"Looked at along n = {', '.join(map(str, SIZES))} at the setting's d and sigma_p, with {_FILTERS} filters, "
    f"sigma_0 sigma_p sqrt(d) = {_OVERLAP:g} and 2 eta sigma_p^2 d/(nm) = {_PULL:g}."
)


def printed_quantity(q: float) -> sp.Expr:
    """What is printed to be of order one on GD's boundary for ReLU^q, in n, d and the SNR (Remarks R.3 and R.5).

    Raises
    ------
    ValueError
        Nothing is printed for this power: q < 1, or 1 < q < 2.
    """
    if q == 1:
        quantity = symbols.n * symbols.mu**4 / (symbols.sigma_p**4 * symbols.d)
        return sp.simplify(quantity.subs(symbols.mu, SNR * symbols.sigma_p * sp.sqrt(symbols.d)))
    if q < 2:
        raise ValueError(f"no boundary is printed for q={q:g}")
    return symbols.n * SNR ** sp.nsimplify(q)


def printed_exponent(q: float, parameter: sp.Symbol = symbols.n) -> sp.Rational:
    """The exponent of the critical SNR in a parameter on which :func:`printed_quantity` is constant."""
    log = sp.log(printed_quantity(q))
    return sp.nsimplify(sp.simplify(-sp.diff(log, parameter) * parameter / (sp.diff(log, SNR) * SNR)))


@dataclass(frozen=True)
class _Reference:
    """What is kept along the path: the dimension, the noise, and sizes in units of the noise."""

    d: int
    sigma_p: float
    q: float

    def setting(self, n: int, snr: float) -> Setting:
        """The point of the path with this n and SNR."""
        noise = self.sigma_p * np.sqrt(float(self.d))
        eta = _PULL * n * _FILTERS / (2 * noise**2)
        return Setting(
            n=n, d=self.d, m=_FILTERS, mu=snr * noise, sigma_p=self.sigma_p, sigma_0=_OVERLAP / noise, eta=eta, q=self.q
        )  # fmt: skip

    def generalises(self, n: int, snr: float, seed: int) -> bool:
        """Whether the test error is below the level when the training loss first is below 0.1 (or at the end)."""
        recording = ObservableRecording((OBSERVABLES["clean_loss"], OBSERVABLES["test_error"]), {})
        at = tuple(record_steps(_STEPS, _STEPS // _RECORDS).tolist())
        run = run_seed(RunPlan(self.setting(n, snr), NoLabelNoise(), at, "gram", "law", _N_TEST, recording), seed)
        loss, error = run.arrays["clean_loss"], run.arrays["test_error"]
        trained = np.flatnonzero(loss <= 0.1)
        return bool(error[trained[0] if trained.size else -1] < LEVEL)


def _of_seed(d: int, sigma_p: float, q: float, seed: int) -> list[float]:
    """The critical SNR for each size, by bisection on a logarithmic scale; nan where there is none in the range."""
    reference, found = _Reference(d, sigma_p, q), []
    for n in SIZES:
        low, high = np.log(0.1 / n), np.log(3.0)
        if reference.generalises(n, np.exp(low), seed) or not reference.generalises(n, np.exp(high), seed):
            found.append(float("nan"))
            continue
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if reference.generalises(n, np.exp(middle), seed) else (middle, high)
        found.append(float(np.exp((low + high) / 2)))
    return found


@functools.lru_cache(maxsize=64)
def critical_snr(
    d: int, sigma_p: float, q: float, seeds: tuple[int, ...], executor: Executor | None = None
) -> NDArray[np.float64]:
    """The SNR at which GD begins to generalise, (seeds, sizes)."""
    task = functools.partial(_of_seed, d, sigma_p, q)
    return np.array(list(executor.map(task, seeds) if executor else map(task, seeds)))


def _allowed(exponent: float, found: NDArray[np.float64]) -> tuple[float, float]:
    """Exponents of SNR_c in n that ``n SNR_c^k = log(1/SNR_c)^(-1 to 1)`` gives on the range met, k = -1/exponent."""
    known = np.log(found[np.isfinite(found)])
    k, log = -1 / exponent, float(np.abs(known).mean()) if known.size else 1.0
    return -1 / max(k - 1 / log, 0.1), -1 / (k + 1 / log)


def boundary_check(q: int, exponent: sp.Rational, shown: str) -> Computation:
    """``SNR_c ~ n^exponent`` for ReLU^q under GD."""

    def compute(check: Computation, case: Case, evidence: Evidence) -> Part:
        if case.setting.d < 10 * max(SIZES):
            note = f"d = {case.setting.d} is too small: at least {10 * max(SIZES)}"
            return check.part("undecided", "none", note, "gd")
        found = critical_snr(
            case.setting.d, case.setting.sigma_p, float(q), case.seeds[: case.path_seeds], evidence.executor
        )
        if not np.isfinite(found).any():
            note = "GD generalises at every SNR looked at, or at none: there is no boundary in the range"
            return check.part("undecided", "none", note, "gd")
        slope = slope_of(np.array(SIZES, dtype=float), found)
        low, high = _allowed(float(exponent), found)
        verdict, allowed = between(slope, low, high)
        triples = quantiles(found)
        middle = np.array([triple[1] for triple in triples])
        constant = np.exp(np.nanmean(np.log(middle) - float(exponent) * np.log(SIZES)))
        claimed = tuple((float(constant * n ** float(exponent)),) * 3 for n in SIZES)
        series = Series("n", r"\mathrm{SNR}_c", tuple(map(float, SIZES)), triples, claimed, "~", True, True)
        note = (
            f"the SNR at which GD's test error falls below {LEVEL} has exponent {slope.text()} in n (n = "
            f"{', '.join(map(str, SIZES))}; {slope.seeds} seeds; m = {_FILTERS}); allowed {allowed}, one "
            f"logarithmic factor of the SNR included; "
            f"n SNR_c^2 = {', '.join(f'{n * s * s:.3g}' for n, s in zip(SIZES, middle, strict=True))}"
        )
        return check.part(
            verdict, "exponent", note, "gd", relation="~", observed=slope.estimate, claimed=float(exponent),
            margin=min(slope.estimate - low, high - slope.estimate), seeds=slope.seeds, series=series,
        )  # fmt: skip

    return Computation(f"ReLU^{q}" if q > 1 else "ReLU", shown, compute)
