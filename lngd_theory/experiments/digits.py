"""Real digits as signal patches: 0 against 1, with a Gaussian noise patch (LNGD, experiment on MNIST)."""

from __future__ import annotations

from dataclasses import replace

from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_most
from lngd_theory.experiments.image_pair import ImagePair
from lngd_theory.experiments.measures import better_than, final
from lngd_theory.label_noise import LabelFlip, NoLabelNoise

__all__ = ["DIGITS", "EXPERIMENT", "GD", "LNGD"]

#: One cell of the paper's heatmap: label +1 for the digit 0, -1 for the digit 1.
DIGITS = ImagePair("mnist", classes=(0, 1), normaliser=80.0, sigma_p=5.0, sigma_0=0.001)

GD, LNGD = NoLabelNoise(), LabelFlip(0.15)

EXPERIMENT = Experiment(
    name="mnist",
    title="Real digits, 0 against 1, with a Gaussian noise patch",
    claim="Label-noise GD (p = 0.15) generalises better than GD at every signal normaliser and noise level; "
    "this is the cell with normaliser 80 and sigma_p = 5.",
    variants=(
        Variant("normaliser=80, sigma_p=5, sigma_0=0.001", DIGITS, (GD, LNGD), steps=200_000),
        Variant("normaliser=80, sigma_p=5, sigma_0=0.01", replace(DIGITS, sigma_0=0.01), (GD, LNGD), steps=200_000),
    ),
    outcomes=(
        better_than(LNGD, GD),
        Outcome(
            "GD fits the training data", "final training loss of GD", final(GD, "train_loss"), at_most(0.01), whose=""
        ),
        Outcome("GD's accuracy", "final test accuracy of GD", final(GD, "test_accuracy")),
        Outcome("LNGD's accuracy", "final test accuracy of LNGD", final(LNGD, "test_accuracy")),
    ),
    left_open=(
        "sigma_0 is not printed: 0.001 and 0.01.",
        "Whether the noise patch is made orthogonal to the images is not said: it is drawn in all 784 directions.",
        "Which 100 images is not said: every seed draws others (and other test images) from 1,000 digits 0 and 1.",
    ),
)
