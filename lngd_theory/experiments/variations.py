"""Figure 2 with another label noise: stronger flips, other multipliers, label smoothing (flip, noise, smoothing)."""

from __future__ import annotations

from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_least, at_most
from lngd_theory.experiments.measures import better_than, final, gain, growth, late_spread
from lngd_theory.label_noise import (
    GaussianLabelNoise,
    LabelFlip,
    LabelNoise,
    LabelSmoothing,
    NoLabelNoise,
    UniformLabelNoise,
)
from lngd_theory.presets import preset

GD = NoLabelNoise()
_OPEN = (
    "sigma_0 is not printed: 0.01 in the panels, 0.001 and 0.1 in the table.",
    "eta: 0.5 as printed for figure 2, and 1.0 as a reviewer found in the authors' code.",
)


def _variants(noises: tuple[LabelNoise, ...]) -> tuple[Variant, ...]:
    def variant(eta: float, sigma_0: float) -> Variant:
        name = f"eta={eta:g}, sigma_0={sigma_0:g}"
        problem = preset("fig2").replace(eta=eta, sigma_0=sigma_0)
        return Variant(name, problem, noises, steps=2000, shown=sigma_0 == 0.01)

    return tuple(variant(eta, sigma_0) for eta in (0.5, 1.0) for sigma_0 in (0.01, 0.001, 0.1))


def _all_better(noises: tuple[LabelNoise, ...]) -> tuple[Outcome, ...]:
    return tuple(better_than(noise, GD) for noise in noises)


_FLIPS = (LabelFlip(0.3), LabelFlip(0.4))
FLIP = Experiment(
    name="flip",
    title="Figure 2 with flip probabilities 0.3 and 0.4",
    claim="Label-noise GD generalises better than GD also with p = 0.3 and p = 0.4.",
    variants=_variants((GD, *_FLIPS)),
    outcomes=_all_better(_FLIPS),
    left_open=_OPEN,
)

_MULTIPLIERS = (
    GaussianLabelNoise(1.0, 1.0),
    GaussianLabelNoise(0.6, 1.0),
    UniformLabelNoise(-1.0, 2.0),
    UniformLabelNoise(-2.0, 3.0),
)
NOISE = Experiment(
    name="noise",
    title="Figure 2 with Gaussian and uniform label noise",
    claim="Label-noise GD generalises better than GD with multipliers N(1,1), N(0.6,1), Unif[-1,2], Unif[-2,3].",
    variants=_variants((GD, *_MULTIPLIERS)),
    outcomes=_all_better(_MULTIPLIERS),
    left_open=_OPEN,
)

_FLIP, _SMOOTH = LabelFlip(0.1), LabelSmoothing(0.1)
SMOOTHING = Experiment(
    name="smoothing",
    title="Figure 2 with label smoothing of the same mass p = 0.1",
    claim="A reviewer asked whether label smoothing, the mean of the flip gradient, does the same; never answered.",
    variants=_variants((GD, _FLIP, _SMOOTH)),
    outcomes=(
        better_than(_SMOOTH, GD, whose=""),
        Outcome(
            "smoothing does what flipping does",
            "final test accuracy, smoothing minus flipping",
            gain(_SMOOTH, _FLIP),
            at_least(-0.02),
            whose="the question",
        ),
        Outcome(
            "smoothing: gamma goes on growing",
            "max gamma at the end / half-way",
            growth(_SMOOTH, "largest_signal"),
            at_least(1.1),
            whose="",
        ),
        Outcome(
            "smoothing: no oscillation",
            "standard deviation of max rho over the second half",
            late_spread(_SMOOTH, "rho_max"),
            at_most(0.1),
            whose="",
        ),
        Outcome(
            "smoothing: accuracy poor, as for GD",
            "final accuracy",
            final(_SMOOTH, "test_accuracy"),
            at_most(0.76),
            whose="",
        ),
    ),
    left_open=_OPEN,
)
