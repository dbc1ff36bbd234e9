"""MT.8: random label noise segregates; systematic (class-dependent, corruption-aligned) noise does not."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.8",
        title="Random label noise segregates, systematic label noise does not",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(
            Paired("random segregates more", relation=sp.Gt(quantity("seat_random"), quantity("seat_systematic"))),
        ),
        reading=(
            "Both kinds are fixed before training, at the same rate and on the same draws; systematic is class- "
            "dependent or aligned with a pattern of the corrupted samples, and each of the two is a place of "
            "its own. " + NETWORK
        ),
    ),
)
