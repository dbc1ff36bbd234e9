"""What the second stage gives to the signal: the mean push, under flips and under label smoothing (Q5).

In the second stage gamma of a filter aligned with the signal is multiplied at each step by ``1 + c g``, with g averaged
over samples and c small, and so grows at the rate ``c E[g]``. Flips keep iota moving about its balance point;
label smoothing lets it come to rest there.
"""

from __future__ import annotations

from typing import Literal, get_args

from lngd_theory.errors import InputError, near_match
from lngd_theory.reduced import statement
from lngd_theory.reduced.dynamics import ReducedDynamics
from lngd_theory.reduced.proofs import leading_push, smoothing_push
from lngd_theory.reduced.statement import numbers
from lngd_theory.reduced.stationary import Estimate, stationary_law

__all__ = ["Kind", "leading_mean_push", "signal_push"]

Kind = Literal["flip", "smoothing"]


def signal_push(dynamics: ReducedDynamics, kind: Kind) -> Estimate:
    """E[g] in the long run.

    Parameters
    ----------
    dynamics : ReducedDynamics
        a, p and version.
    kind : {"flip", "smoothing"}
        Fresh flips (mean under the stationary law), or label smoothing of the same mass (at its fixed point, the
        balance point; exact).
    """
    if kind == "flip":
        return stationary_law(dynamics).mean_push
    if kind == "smoothing":
        _ = dynamics.balance_point  # an InputError where there is no fixed point
        return Estimate(float(smoothing_push()), 0.0)
    raise InputError(f"kind={kind!r} is unknown; {near_match(str(kind), get_args(Kind))}")


def leading_mean_push(dynamics: ReducedDynamics) -> float:
    """The mean push under flips to leading order in a, ``(a/2) p (1-p)``, derived in sympy."""
    return float(numbers(leading_push(), statement.a, statement.p)(dynamics.a, dynamics.p))
