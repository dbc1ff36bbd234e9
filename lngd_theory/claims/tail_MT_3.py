"""MT.3: truncation near k* recovers or beats the converged model's test accuracy."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.paired import Paired
from lngd_theory.claims.tail.source import NETWORK, SOURCE
from lngd_theory.claims.tail.vocabulary import quantity

CLAIMS = (
    Claim(
        id="MT.3",
        title="Truncation to k* directions recovers or beats the test accuracy of the converged model",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=(
            Paired(
                "truncation is not behind",
                relation=sp.Ge(quantity("accuracy_kstar"), quantity("accuracy_full") - sp.Rational(1, 100)),
            ),
        ),
        reading=(
            "Truncation keeps the features along their first k* principal directions and the network's own last "
            "layer. Recovers: up to a hundredth of accuracy. " + NETWORK
        ),
    ),
)
