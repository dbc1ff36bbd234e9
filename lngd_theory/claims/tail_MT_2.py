"""MT.2: the probe's risk as a function of d is a valley with one minimum near k*."""

from __future__ import annotations

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.valley import Valley

CLAIMS = (
    Claim(
        id="MT.2",
        title="The risk of a probe on the top d directions is a valley with its minimum near k*",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(Valley("valley near k*"),),
        reading=(
            "The risk is the mean over seeds of the test error of a least-squares probe, fitted to the labels "
            "trained on. Near is between k*/2 and 2k*. " + NETWORK
        ),
    ),
)
