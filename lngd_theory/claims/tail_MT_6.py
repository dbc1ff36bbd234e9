"""MT.6: truncation is stable where the early-stopping epoch is not."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.6",
        title="The number of directions to keep is stable where the epoch to stop at is not",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(Paired("an epoch transfers worse", relation=sp.Gt(quantity("regret_epoch"), quantity("regret_rank"))),),
        reading=(
            "Stable: little accuracy is lost by using the median choice of the other seeds in place of one's "
            "own. Both choices are made on one half of the test data and scored on the other. " + NETWORK
        ),
    ),
)
