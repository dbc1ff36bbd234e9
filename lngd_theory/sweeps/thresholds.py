"""Times of the theory by name, for the number of steps: the statements' own sympy formulas with numbers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lngd_theory.errors import InputError
from lngd_theory.label_noise import LabelNoise, NoLabelNoise
from lngd_theory.setting import Setting

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["CONSTANTS", "DERIVED", "THRESHOLDS", "numbers_at"]

#: Numbers that statements hold beside the setting's, with their defaults: failure probability, target loss, the
#: constant of Assumption 3.1, and C_0, the least slope of the loss of Lemma 4.4, at its value for an untrained network.
#: c_2, the largest margin of Lemma 4.5, is by default the margin log((1-p)/p) at which flips and fit balance.
CONSTANTS: dict[str, float | None] = {"delta": 0.05, "epsilon": 0.1, "C": 1.0, "C_0": 0.5, "c_2": None}

#: What a number of steps may be scaled by: T_1 and T_2 of the algorithm that runs, of standard GD (``gd``) or of
#: label-noise GD (``lngd``), and the time of Theorem 3.3 with all constants 1.
THRESHOLDS = ("T_1", "T_2", "T_1_gd", "T_2_gd", "T_1_lngd", "T_2_lngd", "T_theorem")

#: Derived numbers of a setting, see :meth:`lngd_theory.Setting.derived`.
DERIVED = ("snr", "n_snr2", "noise_growth", "signal_growth", "initial_noise_overlap", "stage_one_steps")


@functools.cache
def _formulas() -> dict[str, sp.Expr]:
    """The statements' formulas by name, T_2 with T_1 put in."""
    from lngd_theory.claims.stages import STAGES
    from lngd_theory.second_stage.statement import BALANCE, T2_THEOREM
    from lngd_theory.symbols import T_1

    found = {"T_theorem": T2_THEOREM, "c_2": BALANCE}
    for algorithm, (first, second) in STAGES.items():
        found |= {f"T_1_{algorithm}": first, f"T_2_{algorithm}": second.subs(T_1, first)}
    return found


def numbers_at(setting: Setting, noise: LabelNoise, values: Mapping[str, float]) -> Callable[[str], float]:
    """What a name stands for in a formula for the number of steps.

    Parameters
    ----------
    setting, noise : Setting, LabelNoise
        One cell of a sweep; p is that of the label noise where it has one.
    values : mapping
        Axes, derived names and constants at this cell.

    Returns
    -------
    callable
        ``find(name)``, nan where a threshold has no meaning; InputError where it needs p and there is none.
    """
    known = {**setting.derived(), **values, **setting.model_dump()}
    if hasattr(noise, "p"):
        known["p"] = noise.p
    algorithm = "gd" if isinstance(noise, NoLabelNoise) else "lngd"

    def find(name: str) -> float:
        if known.get(name) is not None:
            return float(known[name])
        formula = _formulas().get(f"{name}_{algorithm}" if name in ("T_1", "T_2") else name)
        if formula is None:
            raise InputError(f"steps need {name!r}, which has no value for {noise.label}; give it in [constants]")
        from lngd_theory.claims.expressions import evaluate

        needed = {symbol.name: find(symbol.name) for symbol in formula.free_symbols}
        return float(evaluate(formula, needed))

    return find
