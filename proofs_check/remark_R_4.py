"""Remark R.4: label-noise GD needs no strong signal.

Every condition of Assumption 3.1 is unchanged under ``(|mu|, sigma_p, sigma_0, eta) -> (c |mu|, c sigma_p, sigma_0/c,
eta/c^2)``, which leaves every run as it is: no condition can bound |mu| by a number. In units of sigma_p they allow a
weak signal as well: a setting with ``|mu| = 0.0014 sigma_p`` satisfies all of the ICLR version.
"""

from __future__ import annotations

import sympy as sp
from flint import ctx

from lngd_theory.assumptions.conditions import CONDITIONS, Condition, conditions_of
from lngd_theory.presets import preset
from lngd_theory.symbols import SETTING_SYMBOLS, C, d, delta, eta, mu, p, sigma_0, sigma_p
from proofs_check.argument import Argument
from proofs_check.exact import ball
from proofs_check.remark_R_3 import SNR
from proofs_check.statement import check_of
from proofs_check.step import Confirmed, Identity, NotFormalisable

__all__ = ["ARGUMENTS", "confirm_conditions", "confirm_point"]

Lines = list[tuple[str, bool]]

_SCALING = check_of("R.4", "no condition on |mu| alone")
_SAM = check_of("R.4", "nor for SAM, its radius in the same unit")
_c = sp.Symbol("c", positive=True)
#: What the preset was found for.
_FOUND_FOR = {C: sp.Integer(1), delta: sp.Rational(1, 20), p: sp.Rational(1, 10)}


def confirm_conditions(conditions: tuple[Condition, ...] = CONDITIONS) -> Lines:
    """Both sides of each condition change by the same factor, which has none of the parameters in it."""
    scaled = {mu: _c * mu, sigma_p: _c * sigma_p, sigma_0: sigma_0 / _c, eta: eta / _c**2}
    lines = []
    for condition in conditions:
        factors = [
            sp.simplify(side.subs(scaled, simultaneous=True) / side) for side in (condition.left, condition.right)
        ]
        lines.append((condition.id, sp.simplify(factors[0] / factors[1]) == 1 and factors[0].free_symbols <= {_c}))
    return lines


def confirm_point(name: str = "inside") -> Lines:
    """A setting, its decimal numbers taken as typed, satisfies every condition of the ICLR version."""
    setting = preset(name)
    values = {symbol: sp.Rational(str(getattr(setting, symbol.name))) for symbol in SETTING_SYMBOLS}
    lines = []
    with ctx.workprec(256):
        for condition in conditions_of("iclr"):
            slack = ball(condition.slack.subs(values | _FOUND_FOR))
            holds = slack is not None and (slack > 1 if condition.strict else slack >= 1)
            lines.append((condition.id, bool(holds)))
    lines.append(("|mu|/sigma_p = 0.0014", values[mu] / values[sigma_p] == sp.Rational(14, 10**4)))
    return lines


ARGUMENTS = (
    Argument(
        claim="R.4",
        steps=(
            Confirmed("another unit of length, the same run", _SCALING.shown, _SCALING.steps),
            Confirmed(
                "every condition of Assumption 3.1 is the same in any unit",
                r"(\|\mu\|,\sigma_p,\sigma_0,\eta)\to(c\|\mu\|,c\sigma_p,\sigma_0/c,\eta/c^2)",
                confirm_conditions,
            ),
            Identity("the signal in units of the noise", SNR * sp.sqrt(d), mu / sigma_p),
            Confirmed(
                "a weak signal inside Assumption 3.1 (ICLR), C = 1, delta = 1/20, p = 1/10",
                r"\|\mu\|/\sigma_p=0.0014",
                confirm_point,
            ),
            Confirmed("another unit of length, the same run of SAM", _SAM.shown, _SAM.steps),
            NotFormalisable(
                "SAM needs |mu| of order one",
                r"\|\mu\|\ge\tilde\Omega(1)",
                "the theorem is another paper's (Chen et al. 2023), which is not among the sources; ~Omega hides a "
                "constant and logarithms, and 1 is a length, in a unit that is not given: by the step before it is a "
                "bound on |mu| only together with the radius",
            ),
        ),
        shows="part",
        conclusion="No condition of Assumption 3.1 bounds |mu| from below by a number; in units of sigma_p a setting "
        "with |mu| = 0.0014 satisfies the ICLR version with C = 1. SAM has no bound on |mu| alone either, its "
        "radius counted in the same unit; in which unit the remark means it the sources do not say.",
    ),
)
