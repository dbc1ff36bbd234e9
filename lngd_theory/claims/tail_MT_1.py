"""MT.1: trained features put the classes into few top directions and label noise into the tail, and keep the noise."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.1",
        title="Features keep signal on top and label noise in the tail; training does not remove the noise",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(
            Paired("segregation", relation=sp.Gt(quantity("seat"), 0)),
            Paired("training does not remove the noise", relation=sp.Gt(quantity("memorised"), sp.Rational(1, 2))),
        ),
        reading=(
            "Segregation: the first k* principal directions of the centred training features are nearer to the "
            "classes than to the labels trained on. The noise is kept: most corrupted samples get their "
            "corrupted label. " + NETWORK
        ),
    ),
)
