"""MT.5: wider networks have a larger tail, and generalise worse under label noise."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.5",
        title="Wider networks have a larger tail and generalise worse under label noise",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(
            Paired("larger tail", relation=sp.Gt(quantity("rank_wide"), quantity("rank_narrow"))),
            Paired("generalises worse", relation=sp.Gt(quantity("error_wide"), quantity("error_narrow"))),
        ),
        reading=(
            "The tail is measured by the effective rank, the exponential of the entropy of the singular values "
            "of the centred features; the widest network of a sweep stands against the narrowest, paired by "
            "seed. " + NETWORK
        ),
    ),
)
