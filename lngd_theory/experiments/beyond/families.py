"""What is varied: the noise's geometry, the number of noise patches, the target, and how signals make patches.

Each family is figure 2 with some parameters changed, at several signal strengths. The strengths are factors sqrt(2)
apart and were set after a look at two seeds, before the runs: on both sides of figure 2's ``mu = 2`` where the label is
still one feature, and from it upwards where one signal is shared by several features. Runs with 8 noise patches take
long; the two strengths that they make do with are those around which 4 patches were between chance and 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lngd_theory.experiments.experiment import Variant
from lngd_theory.experiments.work import Size
from lngd_theory.instances import FeatureModel
from lngd_theory.instances.ceiling import ceiling, loss_ceiling
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.presets import preset

__all__ = ["BASE", "FAMILIES", "GD", "LNGD", "STEPS", "Family", "families_of", "variants_of"]

GD, LNGD = NoLabelNoise(), LabelFlip(0.1)
#: Figure 2 of the paper.
BASE = FeatureModel(**preset("fig2").model_dump())
#: Gradient steps by size of the work; 2000 are figure 2's.
STEPS: Mapping[Size, int] = {"quick": 60, "reduced": 2000, "full": 10_000}

_AROUND = tuple(2.0 * 2 ** (power / 2) for power in range(-2, 3))
_UPWARDS = tuple(2.0 * 2 ** (power / 2) for power in range(5))
#: A quick run's sizes; d / n and eta / m are figure 2's.
_SMALL = {"n": 20, "d": 200, "m": 4, "eta": 0.1}


@dataclass(frozen=True)
class Family:
    """Figure 2 with some parameters changed, over the signal strength."""

    name: str
    model: FeatureModel
    mus: tuple[float, ...]  #: signal strengths
    few: tuple[float, ...] = field(default=())  #: those that the reduced size makes do with, all if empty

    @cached_property
    def ceiling(self) -> float:
        """Largest accuracy that the form of the network's output allows without noise."""
        return ceiling(self.model)

    @cached_property
    def asked(self) -> float:
        """Accuracy of the output of that form whose logistic loss is least."""
        return loss_ceiling(self.model)

    @property
    def variants(self) -> dict[float, str]:
        """Names of the variants by signal strength, as ``XOR, joint, mu=2.83``."""
        return {mu: f"{self.name}, mu={mu:.3g}" for mu in self.mus}


def _family(name: str, mus: tuple[float, ...] = _UPWARDS, few: tuple[float, ...] = (), **changes: Any) -> Family:
    return Family(name, BASE.replace(**changes), mus, few)


def _more_noise(patches: int, held: bool) -> Family:
    """Several noise patches, each with the full sigma_p, or such that the sum of all ``|xi|^2`` stays figure 2's."""
    sigma_p = BASE.sigma_p / patches**0.5 if held else BASE.sigma_p
    name = f"{patches} noise patches{', total held' if held else ''}"
    few = _AROUND[:2] if held else _AROUND[2:4]
    return _family(name, _AROUND, few if patches > 4 else (), noise_patches=patches, sigma_p=sigma_p)


#: Families in the order of tables and figures.
FAMILIES: tuple[Family, ...] = (
    _family("figure 2", _AROUND),
    _family("noise not orthogonal", _AROUND, orthogonal=False),
    _family("two clusters", _AROUND, layout="added", orthogonal=False),
    *(_more_noise(patches, held) for patches in (2, 4, 8) for held in (False, True)),
    _family("XOR, joint", k=2, target="xor", layout="joint"),
    _family("XOR clusters", k=2, target="xor", layout="added", orthogonal=False),
    _family("XOR, apart", k=2, target="xor"),
    _family("parity of 3, joint", k=3, target="parity", layout="joint"),
    _family("parity of 3, apart", k=3, target="parity"),
    _family("staircase of 3, joint", k=3, target="staircase", layout="joint"),
    _family("staircase of 3, apart", k=3, target="staircase"),
)


def families_of(size: Size) -> tuple[Family, ...]:
    """The families as a size of work has them: small problems at two strengths, or the printed numbers."""
    if size == "quick":
        return tuple(Family(f.name, f.model.replace(**_SMALL), f.mus[2::2]) for f in FAMILIES)
    if size == "reduced":
        return tuple(Family(f.name, f.model, f.few or f.mus) for f in FAMILIES)
    return FAMILIES


def variants_of(families: tuple[Family, ...], steps: int) -> tuple[Variant, ...]:
    """One variant for each family and strength."""
    return tuple(
        Variant(name, family.model.replace(mu=mu), (GD, LNGD), steps, shown=False)
        for family in families
        for mu, name in family.variants.items()
    )
