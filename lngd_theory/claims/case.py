"""A case: the setting that claims are judged on, and what the user asked of the verdicts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import sympy as sp

from lngd_theory.claims.verdict import Counterexample
from lngd_theory.dynamics.decoupled import coupling
from lngd_theory.label_noise import LabelFlip, LabelNoise, NoLabelNoise
from lngd_theory.setting import Setting
from lngd_theory.symbols import CONTEXT_SYMBOLS, SETTING_SYMBOLS

__all__ = ["Algorithm", "Case", "Need"]

#: Standard gradient descent, the label noise of the case, or what needs no training at all.
Algorithm = Literal["gd", "lngd", "draw"]

_LARGEST_COUPLING = 1e-6


@dataclass(frozen=True)
class Need:
    """A run that evidence needs: some observables of one algorithm on one setting."""

    setting: Setting
    noise: LabelNoise
    observables: frozenset[str]
    steps: int
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One setting with everything that a verdict depends on.

    Attributes
    ----------
    setting, noise : Setting, LabelNoise
        The problem, and the label noise of the statements on label-noise GD.
    seeds : tuple of int
        Seed numbers of the simulations.
    delta, epsilon, C : float
        Failure probability, target loss and the assumption's constant in the statements.
    error_rate : float
        Chance that a verdict of "supported" or "refuted" on a probability is wrong.
    steps : int or None
        Horizon T*; by default what the claims need, up to ``work``.
    work : float
        Multiply-adds that one run may take by default.
    path_seeds : int
        Seeds for each setting along the path of a fitted exponent.
    """

    setting: Setting
    noise: LabelNoise
    seeds: tuple[int, ...]
    delta: float = 0.05
    epsilon: float = 0.1
    C: float = 1.0
    error_rate: float = 0.05
    steps: int | None = None
    work: float = 4e10
    path_seeds: int = 8

    @property
    def p(self) -> float:
        """Flip probability; nan where the label noise has none."""
        p = getattr(self.noise, "p", math.nan)
        return float(np.mean(p))

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The numbers of the case by the names of their symbols; T_star is the horizon."""
        values = {symbol.name: float(getattr(self.setting, symbol.name)) for symbol in SETTING_SYMBOLS}
        own = {"p": self.p, "delta": self.delta, "epsilon": self.epsilon, "C": self.C, "T_star": float(self.horizon)}
        assert set(own) == {symbol.name for symbol in CONTEXT_SYMBOLS}
        return values | own

    def value(self, expression: sp.Expr) -> float:
        """A number of the case: an expression in the setting's symbols, evaluated to 30 digits."""
        expression = sp.sympify(expression)
        exact = {symbol: sp.Float(self._number(symbol.name), 30) for symbol in expression.free_symbols}
        with np.errstate(all="ignore"):
            value = expression.subs(exact)
        return float(value) if value.is_real else math.nan

    def _number(self, name: str) -> float:
        """One of :attr:`numbers`; only T_star asks for the horizon, which some values are needed to find."""
        if name == "T_star":
            return float(self.horizon)
        return float(getattr(self if hasattr(self, name) else self.setting, name))

    def counterexample(
        self, claim: str, part: str, values: dict[str, float], seed: int | None = None, step: int | None = None
    ) -> Counterexample:
        """What it takes to show a failure again: this case with one seed, or with those of a path."""
        options = (
            self.options if seed is not None else self.options | {"seeds": str(min(self.path_seeds, len(self.seeds)))}
        )
        return Counterexample(claim, part, self.setting.model_dump(), self.noise.label, seed, step, values, options)

    @property
    def options(self) -> dict[str, str]:
        """Options of the command line that ask the same questions."""
        return {name: repr(getattr(self, name)) for name in ("delta", "epsilon", "C")} | {"steps": str(self.horizon)}

    def on(self, setting: Setting) -> Case:
        """The same questions on another setting."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Case(**{**values, "setting": setting})

    def noise_of(self, algorithm: Algorithm) -> LabelNoise:
        """The label noise that an algorithm runs with."""
        return self.noise if algorithm == "lngd" else NoLabelNoise()

    @property
    def flips(self) -> bool:
        """Whether the label noise is that of the paper's statements: flips with one p for all samples."""
        return isinstance(self.noise, LabelFlip) and isinstance(self.noise.p, float)

    # --- cost --------------------------------------------------------------------------------------------------
    @property
    def coupling(self) -> float:
        """What treating the noise patches as orthogonal would neglect; nothing for a single sample."""
        return coupling(self.setting) if self.setting.n > 1 else 0.0

    @property
    def engine(self) -> Literal["gram", "decoupled"]:
        """The decoupled engine where d is so large that noise patches are orthogonal to 1e-6, else the Gram engine."""
        orthogonal = self.coupling <= _LARGEST_COUPLING and self.setting.q == 2
        return "decoupled" if orthogonal else "gram"

    @property
    def step_work(self) -> float:
        """Multiply-adds of one step (those of an exponential included)."""
        n, m = self.setting.n, self.setting.m
        return 48.0 * n if self.engine == "decoupled" else 2.0 * m * (n + 1) ** 2 + 2e4

    @cached_property
    def affordable(self) -> int:
        """Steps that ``work`` pays for."""
        return max(1, int(self.work / self.step_work))

    @cached_property
    def horizon(self) -> int:
        """T*: the steps asked for, else what both stages are expected to take, or what is affordable."""
        if self.steps is not None:
            return self.steps
        from lngd_theory.claims.stages import expected_steps

        return max(1, min(self.affordable, expected_steps(self).both))

    def steps_for(self, stages: float) -> int:
        """The horizon, or what some first stages are expected to take, whichever is less."""
        from lngd_theory.claims.stages import expected_steps

        return max(1, min(self.horizon, int(stages * expected_steps(self).first)))
