"""Everything that claims speak of, by name."""

from __future__ import annotations

from lngd_theory.observables.coefficients import COEFFICIENTS
from lngd_theory.observables.draw import DRAW
from lngd_theory.observables.fresh import FRESH
from lngd_theory.observables.noise import NOISE
from lngd_theory.observables.observable import Observable, ObservableRecording
from lngd_theory.observables.outputs import OUTPUTS

__all__ = ["OBSERVABLES", "Observable", "ObservableRecording", "observed"]

#: Observables by name.
OBSERVABLES = {item.name: item for item in (*DRAW, *COEFFICIENTS, *OUTPUTS, *FRESH, *NOISE)}


def observed(name: str):  # type: ignore[no-untyped-def]
    """The sympy symbol of an observable."""
    return OBSERVABLES[name].symbol
