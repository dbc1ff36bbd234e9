"""The objections: of the public reviews of LNGD, and those that its setting invites."""

from __future__ import annotations

from lngd_theory.errors import InputError, near_match
from lngd_theory.objections.objection import Bearing, Objection

__all__ = ["OBJECTIONS", "find_objection"]

_BETTER = "generalises better"

#: Rows whose variants differ in sigma_0.
_WITH_SIGMA_0 = ("fig2", "flip", "noise", "q3", "q4", "depth3", "mnist", "cifar2")

_ALL = (
    Objection(
        "width", "Few neurons",
        "A reviewer: with m = 3 GD reaches 100 %, and at sigma_p = 2 about 90 % while label-noise GD is bad. The "
        "rebuttal: that is the step size.",
        (
            Bearing("narrow", "^reviewer", by="m=3(, sigma_p=[0-9.]+)?"),
            Bearing("narrow", "^rebuttal", by="m=[0-9]+, sigma_p=[0-9.]+"),
            Bearing("iterations", _BETTER, by="m=[0-9]+"),
        ),
    ),
    Objection(
        "step-size", "The step size",
        "A reviewer who had the authors' code reports eta = 1.0 where the paper prints 0.5; for m = 10 the rebuttal "
        "tries five step sizes.",
        (
            Bearing("fig2", _BETTER, by="eta=[0-9.]+"),
            Bearing("fig2", "^(GD|LNGD): ", by="eta=[0-9.]+"),
            Bearing("narrow", "GD fails at every eta", by="eta=[0-9.]+"),
        ),
    ),
    Objection(
        "initialisation", "The size of the initial weights",
        "sigma_0 is printed nowhere. Does what is claimed depend on it?",
        (
            *(Bearing(row, _BETTER, by="sigma_0=[0-9.]+") for row in _WITH_SIGMA_0),
            Bearing("narrow", _BETTER, by="sigma_0=[0-9.]+"),
        ),
    ),
    Objection(
        "seeds", "One figure from one seed",
        "The paper shows single runs without error bars. How many seeds agree?",
        (Bearing("fig2"), Bearing("flip"), Bearing("noise")),
    ),
    Objection(
        "noises", "Other label noises",
        "Is it flips that help, or any noise on the labels? The paper shows N(1,1), N(0.6,1), Unif[-1,2] and "
        "Unif[-2,3], and flips up to p = 0.4.",
        (Bearing("noise", _BETTER, by="eta=[0-9.]+"), Bearing("flip", _BETTER, by="eta=[0-9.]+")),
    ),
    Objection(
        "smoothing", "Would label smoothing not do the same?",
        "A reviewer asked whether label smoothing, the mean of the flip gradient, does what flipping does; it was "
        "never answered.",
        (Bearing("smoothing"),),
    ),
    Objection(
        "activation", "Other activations",
        "The theory is for ReLU^2. What of other powers, and of ReLU itself?",
        (Bearing("q3", _BETTER), Bearing("q4", _BETTER), Bearing("depth3", _BETTER)),
    ),
    Objection(
        "depth", "More layers",
        "Only the first of two layers is trained. What if two layers of three are?",
        (Bearing("depth3"),),
    ),
    Objection(
        "iterations", "Equal numbers of steps",
        "A reviewer asked how both do as the number of steps varies, at equal steps. The rebuttal: larger m is slower.",
        (
            Bearing("iterations", "equal steps|more steps|in 8000 steps", by="m=[0-9]+"),
            Bearing("iterations", "^rebuttal"),
        ),
        (("algorithms", "equal gradients in place of equal steps"),),
    ),
    Objection(
        "other-algorithms", "Other algorithms, and a strong signal",
        "Reviewers asked for SGD, momentum, Adam, SAM, weight decay, dropout and early stopping, and whether label "
        "noise hurts where the signal is strong.",
        (),
        (("algorithms", "equal steps"),),
    ),
    Objection(
        "low-snr", "Where the threshold is",
        "GD is said to fail below SNR ~ n^(-1/2), and label-noise GD to succeed on a wider range.",
        (Bearing("fig3"),),
    ),
    Objection(
        "real-images", "Real images",
        "A signal that is one fixed vector is no image. The paper shows digits and CIFAR-10 with a noise patch, and "
        "VGG-16 with high-frequency noise.",
        (Bearing("mnist"), Bearing("cifar2"), Bearing("vgg")),
    ),
    Objection(
        "other-data", "Other targets and layouts",
        "Staircase and parity targets, more than two patches, a signal that is not orthogonal to the noise, XOR "
        "clusters: named as limits or asked for.",
        (Bearing("beyond", _BETTER),),
    ),
    Objection(
        "assumption", "Is the experiment inside the assumption?",
        "The theorems ask for Assumption 3.1. Do the numbers of the paper's own experiments satisfy it?",
        (),
    ),
)  # fmt: skip

#: Objections by name.
OBJECTIONS: dict[str, Objection] = {item.name: item for item in _ALL}


def find_objection(name: str) -> Objection:
    """The objection of this name; an unknown one is an InputError with the near match."""
    if name not in OBJECTIONS:
        raise InputError(f"unknown objection {name!r}; {near_match(name, ['all', *OBJECTIONS])}")
    return OBJECTIONS[name]
