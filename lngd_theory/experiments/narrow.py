"""Narrow networks: a reviewer's objection and the rebuttal (LNGD, public reviews)."""

from __future__ import annotations

from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_least, at_most
from lngd_theory.experiments.measures import better_than, final, gain
from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.presets import preset

GD, LNGD = NoLabelNoise(), LabelFlip(0.1)
_SIZES = (0.01, 0.001)
_ETAS = (0.01, 0.05, 0.1, 0.5, 1.0)


def _variants(name: str, base: str, shown: bool = False, **changes: float) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            f"{name}, sigma_0={sigma_0:g}",
            preset(base).replace(sigma_0=sigma_0, **changes),
            (GD, LNGD),
            steps=2000,
            shown=shown and sigma_0 == _SIZES[-1],
        )
        for sigma_0 in _SIZES
    )


_M3 = _variants("m=3, eta=1", "narrow-m3", shown=True)
_M3_SIGMA2 = _variants("m=3, sigma_p=2, eta=1", "narrow-m3-sigma2", shown=True)
_M3_SIGMA2_SMALL = _variants("m=3, sigma_p=2, eta=0.05", "narrow-m3-sigma2", eta=0.05)
_M3_SIGMA10 = _variants("m=3, sigma_p=10, eta=0.002", "narrow-m3-sigma10")
_M10 = {
    eta: _variants(f"m=10, sigma_p=2, eta={eta:g}", "narrow-m10-sigma2", shown=eta == 0.1, eta=eta) for eta in _ETAS
}


def _names(variants: tuple[Variant, ...]) -> tuple[str, ...]:
    return tuple(variant.name for variant in variants)


EXPERIMENT = Experiment(
    name="narrow",
    title="Few neurons: GD against label-noise GD (p = 0.1)",
    claim="A reviewer: with m = 3 GD wins. The rebuttal: that is the step size; with a smaller one LNGD wins.",
    variants=(
        *_M3,
        *_M3_SIGMA2,
        *_M3_SIGMA2_SMALL,
        *_M3_SIGMA10,
        *(variant for variants in _M10.values() for variant in variants),
    ),
    outcomes=(
        Outcome(
            "reviewer: GD reaches 100 %",
            "GD's final test accuracy",
            final(GD, "test_accuracy"),
            at_least(0.99),
            _names(_M3),
            whose="the reviewer",
        ),
        Outcome(
            "reviewer: GD about 90 %",
            "GD's final test accuracy",
            final(GD, "test_accuracy"),
            at_least(0.85),
            _names(_M3_SIGMA2),
            whose="the reviewer",
        ),
        Outcome(
            "reviewer: GD better than LNGD",
            "final test accuracy, GD minus LNGD (0.5 where diverged)",
            gain(GD, LNGD),
            at_least(0.0, strictly=True),
            _names(_M3_SIGMA2),
            whose="the reviewer",
        ),
        better_than(LNGD, GD, "rebuttal (a smaller eta)", _names(_M3_SIGMA2_SMALL), "the rebuttal"),
        better_than(LNGD, GD, "rebuttal (m=3, sigma_p=10)", _names(_M3_SIGMA10), "the rebuttal"),
        Outcome(
            "rebuttal: GD fails at every eta (m=10)",
            "GD's final test accuracy",
            final(GD, "test_accuracy"),
            at_most(0.76),
            tuple(name for variants in _M10.values() for name in _names(variants)),
            whose="the rebuttal",
        ),
        Outcome(
            "rebuttal: LNGD about 100 % at eta = 0.1 (m=10)",
            "LNGD's final test accuracy",
            final(LNGD, "test_accuracy"),
            at_least(0.99),
            _names(_M10[0.1]),
            whose="the rebuttal",
        ),
    ),
    left_open=(
        "sigma_0 is not printed: 0.01 and 0.001, which decide whether a large step diverges.",
        "The number of steps is not printed for these: 2000.",
        "'A smaller eta' of the rebuttal has no number for m=3, sigma_p=2: 0.05 is used.",
    ),
)
