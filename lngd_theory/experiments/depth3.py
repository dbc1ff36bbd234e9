"""Three layers: a shared first layer, a second one for each sign, the last one fixed (LNGD, appendix experiments)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Experiment, Outcome, Runs, Variant, at_most
from lngd_theory.experiments.measures import better_than, final
from lngd_theory.experiments.row_of_experiment import experiment_row
from lngd_theory.instances import ThreeLayer
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.presets import preset

__all__ = ["EXPERIMENT", "GD", "LNGD", "LONG", "ROW", "STEPS", "balance", "hardest", "variant"]

GD, LNGD = NoLabelNoise(), LabelFlip(0.1)

STEPS = 2000  #: as for figure 2

_SETTING = preset("fig2").replace(mu=1.0, sigma_p=1.0, q=1)


def variant(
    sigma_0: float, sigma_u: float, h: int = 20, eta: float = 0.5, steps: int = STEPS, shown: bool = False
) -> Variant:
    """GD and label-noise GD with standard deviations sigma_0 of W (h, d) and sigma_u of U (2m, h)."""
    name = f"sigma_0={sigma_0:.3g}, sigma_u={sigma_u:.3g}"
    name += f", h={h}" * (h != 20) + f", eta={eta:g}" * (eta != 0.5) + f", {steps} steps" * (steps != STEPS)
    problem = ThreeLayer(_SETTING.replace(sigma_0=sigma_0, eta=eta), h, sigma_u)
    return Variant(name, problem, (GD, LNGD), steps, shown)


def hardest(runs: Runs) -> NDArray[np.float64]:
    """GD's smallest final margin over its median, (seed,).

    Low where no unit of a sample's own sign sees its noise patch, so that only the signal can fit it.
    """
    margins = runs[GD.label].margin.isel(step=-1)
    return np.asarray(margins.min("sample") / margins.median("sample"))


def balance(runs: Runs) -> NDArray[np.float64]:
    """Median final margin under label noise, (seed,); the mean push of flips is 0 at ``log((1-p)/p)``."""
    return np.asarray(runs[LNGD.label].margin.isel(step=-1).median("sample"))


def _scaled(h: int) -> float:
    """The size at which <u, s(W x)> is of the order of <w, x>."""
    return 1 / math.sqrt(h)


EXPERIMENT = Experiment(
    name="depth3",
    title="Three layers of ReLU: the first is shared, the second has units of each sign, the last is fixed",
    claim="Label-noise GD (p = 0.1) generalises better than GD with a three-layer ReLU network.",
    variants=(
        variant(0.01, _scaled(20), shown=True),
        variant(0.01, 0.01, shown=True),
        variant(0.001, _scaled(20)),
        variant(0.001, 0.001),
        variant(0.1, _scaled(20)),
        variant(0.1, 0.1),
        variant(1 / math.sqrt(3 * 2000), 1 / math.sqrt(3 * 20)),
        variant(0.01, _scaled(40), h=40),
        variant(0.01, _scaled(20), steps=10 * STEPS, shown=True),
        variant(0.01, 0.01, steps=10 * STEPS),
        variant(0.01, _scaled(20), eta=1.0),
        variant(0.01, _scaled(20), eta=2.0),
        variant(0.01, _scaled(20), eta=2.0, steps=4 * STEPS, shown=True),
    ),
    outcomes=(
        better_than(LNGD, GD),
        Outcome(
            "GD fits the training data", "final training loss of GD", final(GD, "train_loss"), at_most(0.01), whose=""
        ),
        Outcome("GD's accuracy", "final test accuracy of GD", final(GD, "test_accuracy")),
        Outcome("LNGD's accuracy", "final test accuracy of LNGD", final(LNGD, "test_accuracy")),
        Outcome("LNGD's training loss", "final training loss of LNGD", final(LNGD, "train_loss")),
        Outcome("GD's hardest sample", "smallest final margin over the median one, GD", hardest),
        Outcome("where LNGD's margins stay: flips balance at log((1-p)/p) = 2.197", "median final margin", balance),
    ),
    left_open=(
        "The width h of the first layer is not printed: h = m = 20, and 40 in one variant.",
        "The initial sizes are not printed: sigma_0 of W and sigma_u of U, as 1/sqrt(h) and as sigma_0; one variant "
        "has those of PyTorch's default layers, 1/sqrt(3 d) and 1/sqrt(3 h), with normal entries.",
        "n, d and the number of steps are not printed for this row: 200, 2000 and 2000 as for figure 2; two variants "
        "have 20,000 steps (two more 200,000 with --full), three a larger eta than the printed 0.5.",
        "Whether the second layer is trained is not said; it is, and only the last one is fixed at 1/m.",
    ),
)

#: The same and the printed step size for a hundred times as many steps.
LONG = replace(
    EXPERIMENT,
    variants=(
        *EXPERIMENT.variants,
        variant(0.01, _scaled(20), steps=100 * STEPS, shown=True),
        variant(0.01, 0.01, steps=100 * STEPS),
    ),
)

ROW = experiment_row(
    EXPERIMENT,
    lambda work: LONG if work.size == "full" else EXPERIMENT,
    sizes={
        "quick": "two variants, 3 seeds, 60 steps",
        "reduced": "the printed numbers with 2,000 and 20,000 steps, other initial sizes and step sizes, 8 seeds",
        "full": "the same, and 200,000 steps",
    },
)
