"""MT.4: truncation is not mere variance reduction: an untrained network's does not do it."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.4",
        title="Truncation gains on the trained network's features and not on the untrained one's",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(Paired("more than untrained", relation=sp.Gt(quantity("gain_trained"), quantity("gain_untrained"))),),
        reading=(
            "Gains are those of a probe at the d that is best on one half of the test data over the probe on "
            "all directions, scored on the other half; untrained is the same network at initialisation. " + NETWORK
        ),
    ),
)
