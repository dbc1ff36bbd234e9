"""MT.7: MT.1 to MT.3 hold for several architectures and optimisers."""

from __future__ import annotations

from dataclasses import replace

from lngd_theory.claims import tail_MT_1, tail_MT_2, tail_MT_3
from lngd_theory.claims.claim import Claim
from lngd_theory.claims.tail.check import TailCheck
from lngd_theory.claims.tail.source import NETWORK, SOURCE

_VARIED = "several architectures and optimisers: lngd tail judges it on real networks"

CLAIMS = (
    Claim(
        id="MT.7",
        title="MT.1 to MT.3 hold for ResNet, VGG, WideResNet, ViT and for several optimisers",
        source=SOURCE,
        probability=None,
        any_power=True,
        assumption=False,
        checks=tuple(
            replace(check, name=f"{one.id}: {check.name}", across=_VARIED)
            for module in (tail_MT_1, tail_MT_2, tail_MT_3)
            for one in module.CLAIMS
            for check in one.checks
            if isinstance(check, TailCheck)
        ),
        reading=(
            "Every combination of an architecture and an optimiser is a place, and MT.1, MT.2 and MT.3 must "
            "hold at each. " + NETWORK
        ),
    ),
)
