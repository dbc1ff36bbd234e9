"""Which names may stand where in a sweep, and in which order derived ones are computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import TYPE_CHECKING

from lngd_theory.errors import InputError, near_match
from lngd_theory.observables import OBSERVABLES
from lngd_theory.setting import Setting
from lngd_theory.sweeps.expressions import FUNCTIONS, Expression
from lngd_theory.sweeps.thresholds import CONSTANTS, DERIVED, THRESHOLDS

if TYPE_CHECKING:
    from lngd_theory.sweeps.spec import Sweep

__all__ = ["RESERVED", "check_names", "derivation_order"]

#: Names that the result uses for something else.
RESERVED = {
    *("noise", "seed", "record", "step", "steps", "status", "stopped_at", "reason", "seconds", "pi"),
    *OBSERVABLES, *FUNCTIONS, *THRESHOLDS,
}  # fmt: skip

_PARAMETERS = tuple(Setting.model_fields)


def check_names(sweep: Sweep) -> None:
    """Refuse a name that is taken, that nothing uses, or that has no value, each with the remedy."""
    in_noises = frozenset[str]().union(*(noise.names for noise in sweep.noise_templates))
    in_formulas = frozenset[str]().union(*(formula.names for formula in sweep.formulas.values()))
    in_steps = sweep.steps_formula.names
    used = {*in_noises, *in_formulas, *in_steps}
    if set(THRESHOLDS) & in_steps:
        used |= {*CONSTANTS, "p"}
    for kind, names in (("axis", sweep.axes), ("derived name", sweep.derive), ("constant", sweep.constants)):
        _check_own(kind, names, used)
    own = {"axes": sweep.axes, "derive": sweep.derive, "constants": sweep.constants}
    for one, other in combinations(own, 2):
        if both := set(own[one]) & set(own[other]):
            raise InputError(f"{min(both)!r} stands in [{one}] and [{other}]; keep one of them")
    known = {*sweep.base, *sweep.axes, *sweep.derive, *sweep.all_constants}
    for name, formula in sweep.formulas.items():
        _check_used(f"derive {name} = {formula.text!r}", formula.names, known)
    for noise in sweep.noise_templates:
        _check_used(f"noise {noise.text!r}", noise.names, known)
    _check_used(f"steps = {sweep.steps!r}", in_steps, {*known, *_PARAMETERS, *DERIVED, *THRESHOLDS, "p"})


def _check_own(kind: str, names: Iterable[str], used: set[str]) -> None:
    """Names that the sweep itself brings."""
    for name in names:
        if not str(name).isidentifier():
            raise InputError(f"{kind} {name!r} must be a name of letters, digits and _")
        if name in RESERVED:
            raise InputError(f"{kind} {name!r}: this name is taken by the result or by a formula; choose another")
        if kind == "constant" and name in _PARAMETERS:
            raise InputError(f"constant {name!r} is a parameter; write it in [setting]")
        if name not in used and name not in (CONSTANTS if kind == "constant" else _PARAMETERS):
            near = near_match(name, {*_PARAMETERS, *used} if kind != "constant" else {*CONSTANTS, *used})
            raise InputError(f"{kind} {name!r} is no parameter and no expression uses it; {near}")


def _check_used(where: str, names: Iterable[str], known: set[str]) -> None:
    for name in sorted(names):
        if name not in known:
            why = "has no value; give it in [setting], [axes] or [derive]" if name in _PARAMETERS else "is unknown"
            hint = "" if name in _PARAMETERS else f"; {near_match(name, known)}"
            raise InputError(f"{where}: {name!r} {why}{hint}")


def derivation_order(formulas: Mapping[str, Expression]) -> list[str]:
    """Derived names, each after those it needs; InputError that shows the circle if there is one."""
    needs = {name: sorted(formula.names & set(formulas)) for name, formula in formulas.items()}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise InputError(f"[derive] goes in a circle: {' <- '.join(error.args[1])}; break it") from None
