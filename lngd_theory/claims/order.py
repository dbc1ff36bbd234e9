"""An order of magnitude, decided by an exponent that is fitted along a path of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import sympy as sp
import xarray as xr

from lngd_theory.claims.case import Algorithm, Case, Need
from lngd_theory.claims.claim import Claim, Finding
from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.fit import slope_of, within
from lngd_theory.claims.stages import STAGE_OBSERVABLES
from lngd_theory.claims.values import observables_of, values_of
from lngd_theory.claims.verdict import Part, Series
from lngd_theory.claims.window import Window, selected
from lngd_theory.errors import InputError
from lngd_theory.setting import Setting

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["Order", "Path"]


@dataclass(frozen=True)
class Path:
    """A stated path: one parameter multiplied by each factor, the others as they are."""

    parameter: str
    factors: tuple[float, ...]

    def settings(self, start: Setting) -> list[Setting]:
        """The settings along it; those that cannot be are left out."""
        found = []
        for factor in self.factors:
            value = getattr(start, self.parameter) * factor
            if isinstance(getattr(start, self.parameter), int):
                value = max(1, round(value))
            try:
                found.append(start.replace(**{self.parameter: value}))
            except InputError:
                continue
        return found

    @property
    def latex(self) -> str:
        """In words and LaTeX."""
        symbol = sp.latex(sp.Symbol(self.parameter))
        return rf"\text{{as }} {symbol} \text{{ is multiplied by {', '.join(f'{x:.3g}' for x in self.factors)}}}"


@dataclass(frozen=True)
class Order:
    """``quantity = O(scale)``, ``Omega(scale)`` or ``Theta(scale)``, along a path on which the scale tends somewhere.

    Parameters
    ----------
    quantity : sympy expression in observables (of one step), reduced over the window by ``reduce``
    scale : sympy expression in the setting's symbols
    relation : {"O", "Omega", "Theta"}
        With ``logs`` a tilde: a logarithmic factor is allowed for, of the scale or as large as ``log``.
    stages : float
        How long the runs are, in first stages as they are expected.
    towards : {"zero", "infinity"}
        Where the scale tends to in the asymptotic regime; it tells on which side an exponent violates a bound.
    """

    name: str
    quantity: sp.Expr
    relation: Literal["O", "Omega", "Theta"]
    scale: sp.Expr
    algorithm: Algorithm
    window: Window
    path: Path
    reduce: Literal["max", "min", "median"] = "max"
    towards: Literal["zero", "infinity"] = "zero"
    logs: bool = True
    exponent: float = 1.0
    log: sp.Expr | None = None
    stages: float = 1.1

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX, with the stretch."""
        kind = {"O": "O", "Omega": r"\Omega", "Theta": r"\Theta"}[self.relation]
        kind = rf"\tilde {kind}" if self.logs else kind
        scale = latex(self.scale, names) if self.exponent else "1"
        return rf"{latex(self.quantity, names)} = {kind}\left({scale}\right) \quad ({self.window.value})"

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """A run of each setting of the path, with fewer seeds."""
        symbols = claim.expand(self.quantity).free_symbols
        names = observables_of({symbol.name for symbol in symbols}, claim) | set(STAGE_OBSERVABLES)
        needs = []
        for setting in self.path.settings(case.setting):
            here = case.on(setting)
            seeds = case.seeds[: case.path_seeds]
            steps = here.steps_for(self.stages)
            needs.append(Need(setting, case.noise_of(self.algorithm), frozenset(names), steps, seeds))
        return needs

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """The exponent with its interval against the claimed one."""
        rows, scales, logarithms = [], [], []
        for need in self.needs(claim, case):
            here = case.on(need.setting)
            rows.append(self._values(claim, here, evidence.of(need)))
            scales.append(float(evaluate(claim.expand(self.scale), here.numbers)))
            log = sp.log(self.scale) if self.log is None else self.log
            logarithms.append(abs(float(evaluate(claim.expand(log), here.numbers))))
        values = np.array(rows).T if rows else np.empty((0, 0))  # (seed, setting)
        slope = slope_of(np.array(scales), values)
        tolerance = self._tolerance(scales, logarithms)
        verdict, allowed = within(slope, self.relation, self.towards, tolerance, self.exponent)
        note = (
            f"exponent {slope.text()} of the scale over {slope.points} settings and {slope.seeds} seeds; "
            f"allowed {allowed}"
        )
        if slope.note:
            note += f"; {slope.note}"
        margin = {"supported": 1.0, "refuted": -1.0}.get(verdict, 0.0) * abs(slope.estimate - self.exponent)
        part = Part(
            self.name,
            f"{self.statement(claim.names)} \\quad {self.path.latex}",
            self.algorithm,
            verdict,
            "exponent" if slope.points >= 3 else "none",
            "~",
            slope.estimate,
            self.exponent,
            margin,
            note,
            slope.seeds,
            0,
            _series(claim, self, np.array(scales), values),
            case.counterexample(claim.id, self.name, {"exponent": slope.estimate, "claimed": self.exponent})
            if verdict == "refuted"
            else None,
        )
        return Finding(part)

    def _values(self, claim: Claim, case: Case, data: xr.Dataset) -> np.ndarray:
        values = values_of(case, data, self.algorithm if self.algorithm != "draw" else None)
        quantity = xr.DataArray(evaluate(claim.expand(self.quantity), values))
        if "step" not in quantity.dims:  # a hitting time
            once: np.ndarray = quantity.values
            return once
        quantity = quantity.where(selected(self.window, data.step.astype(float), values))  # as far as the run goes
        reduced = {
            "max": quantity.max,
            "min": quantity.min,
            "median": quantity.median,
        }[self.reduce]("step")
        out: np.ndarray = reduced.values
        return out

    def _tolerance(self, scales: list[float], logarithms: list[float]) -> float:
        """0.1 for a finite range; for a tilde, what one logarithmic factor does to the exponent on this range."""
        usable = [(s, x) for s, x in zip(scales, logarithms, strict=True) if s > 0 and np.isfinite(x) and x > 0]
        if not self.logs or len({s for s, _ in usable}) < 2:
            return 0.1
        log_scale, log_factor = np.log(np.array(usable)).T
        return max(0.1, abs(float(np.polyfit(log_scale, log_factor, 1)[0])))


def _series(claim: Claim, order: Order, scales: np.ndarray, values: np.ndarray) -> Series | None:
    good = np.isfinite(values) & (values > 0)
    if scales.size < 2 or not good.any():
        return None
    triples: list[tuple[float, float, float]] = []
    for column, ok in zip(values.T, good.T, strict=True):
        low, middle, high = np.quantile(column[ok], [0.1, 0.5, 0.9]) if ok.any() else (np.nan,) * 3
        triples.append((float(low), float(middle), float(high)))
    medians = np.array([triple[1] for triple in triples])
    constant = np.exp(np.nanmean(np.log(medians) - order.exponent * np.log(scales)))
    claimed = tuple((float(constant * s**order.exponent),) * 3 for s in scales)
    return Series(
        latex(order.scale, claim.names),
        latex(order.quantity, claim.names),
        tuple(map(float, scales)),
        tuple(triples),
        claimed,
        "~",
        True,
        True,
    )


def path_of(parameter: str, decades: float, points: int = 4, down: bool = True) -> Path:
    """Factors from 1 down (or up) over some decades, equally spaced on a logarithmic scale."""
    exponents: Any = np.linspace(0, -decades if down else decades, points)
    return Path(parameter, tuple(float(f"{10.0**x:.6g}") for x in exponents))
