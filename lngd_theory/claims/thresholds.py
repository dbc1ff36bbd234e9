"""The theorems' times against measured hitting times, quantiles over seeds, censored where the runs end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from lngd_theory.claims.case import Algorithm, Case, Need
from lngd_theory.claims.expressions import latex
from lngd_theory.claims.hitting import HITTING, hitting_time
from lngd_theory.claims.stages import STAGE_OBSERVABLES, STAGES, solve_stages
from lngd_theory.symbols import T_1, T_2, d, mu, n, sigma_p

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["ThresholdRow", "threshold_needs", "threshold_rows"]


@dataclass(frozen=True)
class ThresholdRow:
    """A claimed time (or another threshold) and where the runs crossed it: quantiles over seeds.

    Attributes
    ----------
    name, latex : str
        Name of the threshold, and the claimed expression.
    algorithm : str
        Whose threshold it is.
    claimed : float
        The expression with numbers.
    measured_low, measured_median, measured_high : float
        10 %, 50 % and 90 % quantile over seeds; infinite where the quantile lies beyond ``censored_at``.
    reached, seeds : int
        How many of the seeds crossed it.
    censored_at : float
        Where the runs ended.
    """

    name: str
    latex: str
    algorithm: str
    claimed: float
    measured_low: float
    measured_median: float
    measured_high: float
    reached: int
    seeds: int
    censored_at: float


#: What is measured of each algorithm, and beside which of its times.
_EVENTS: dict[Algorithm, tuple[tuple[str, str], ...]] = {
    "gd": (("tau_rho_1", "T_1"), ("tau_loss", "T_2"), ("tau_test", "")),
    "lngd": (("tau_rho_0_1", "T_1"), ("tau_gamma_0_1", "T_2"), ("tau_test", "T_2")),
}
_TIMES = {"T_1": T_1, "T_2": T_2}
_NSNR2 = n * mu**2 / (sigma_p**2 * d)


def _algorithms(case: Case) -> list[Algorithm]:
    return ["gd", "lngd"] if case.flips and 0 < case.p < 1 else ["gd"]


def threshold_needs(case: Case) -> list[Need]:
    """One run of each algorithm."""
    return [
        Need(
            case.setting,
            case.noise_of(algorithm),
            frozenset({*STAGE_OBSERVABLES, *(HITTING[name].observable for name, _ in _EVENTS[algorithm])}),
            case.horizon,
            case.seeds,
        )
        for algorithm in _algorithms(case)
    ]


def threshold_rows(case: Case, evidence: Evidence) -> tuple[ThresholdRow, ...]:
    """A row for every event, and the ratio of the two stopping times (R.1) where both algorithms were run."""
    rows: list[ThresholdRow] = []
    times: dict[tuple[Algorithm, str], xr.DataArray] = {}
    for algorithm, need in zip(_algorithms(case), threshold_needs(case), strict=True):
        data = evidence.of(need)
        solved = solve_stages(case, algorithm, data)
        for name, beside in _EVENTS[algorithm]:
            times[algorithm, name] = found = hitting_time(data, name, case.numbers)
            claimed = float(solved[beside].median()) if beside else float("nan")
            formula = STAGES[algorithm][0 if beside == "T_1" else 1]
            shown = f"{latex(_TIMES[beside], {})} = {latex(formula, {})}" if beside else r"\text{no time is claimed}"
            rows.append(_row(HITTING[name].words, shown, algorithm, claimed, found, float(data.step[-1])))
    if ("lngd", "tau_test") in times:
        with np.errstate(all="ignore"):
            ratio = (times["gd", "tau_loss"] / times["lngd", "tau_test"]).where(np.isfinite(times["lngd", "tau_test"]))
        text = "R.1: GD's time to training loss epsilon over LNGD's time to test error 0.05"
        rows.append(_row(text, r"n\,\mathrm{SNR}^2", "", case.value(_NSNR2), ratio, float("nan")))
    return tuple(rows)


def _row(
    event: str, shown: str, algorithm: str, claimed: float, found: xr.DataArray, censored_at: float
) -> ThresholdRow:
    values = np.asarray(found, dtype=np.float64)
    known = values[~np.isnan(values)]
    low, middle, high = (
        (float(x) for x in np.quantile(known, [0.1, 0.5, 0.9], method="lower")) if known.size else (np.nan,) * 3
    )
    reached = int(np.isfinite(values).sum())
    return ThresholdRow(event, shown, algorithm, claimed, low, middle, high, reached, values.size, censored_at)
