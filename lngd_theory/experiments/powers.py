"""Higher powers of the activation: q = 3 and q = 4 (LNGD, appendix experiments)."""

from __future__ import annotations

from lngd_theory.experiments.experiment import Experiment, Variant
from lngd_theory.experiments.measures import better_than
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.presets import preset

GD, LNGD = NoLabelNoise(), LabelFlip(0.1)


def _experiment(q: int, sizes: tuple[float, ...]) -> Experiment:
    base = preset(f"q{q}")
    variants = tuple(
        Variant(f"sigma_0={sigma_0:g}", base.replace(sigma_0=sigma_0), (GD, LNGD), steps=2000) for sigma_0 in sizes
    )
    return Experiment(
        name=f"q{q}",
        title=f"Activation max(0, z)^{q}",
        claim=f"Label-noise GD generalises better than GD with q = {q}.",
        variants=variants,
        outcomes=(better_than(LNGD, GD),),
        left_open=(
            "sigma_0 is not printed; for q > 2 the first stage depends on it by a power: several are run.",
            "d, p and the number of steps are not printed for this row: 2000, 0.1 and 2000 as for figure 2.",
        ),
    )


Q3 = _experiment(3, (0.01, 0.05, 0.1))
Q4 = _experiment(4, (0.001, 0.01, 0.05))
