"""Airplanes and automobiles of CIFAR-10 as signal patches of norm 64, with a Gaussian noise patch (LNGD)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.experiments.digits import GD, LNGD
from lngd_theory.experiments.experiment import Experiment, Outcome, Runs, Variant, at_most
from lngd_theory.experiments.image_pair import ImagePair
from lngd_theory.experiments.measures import better_than, final, gain, training_name
from lngd_theory.experiments.page import command_of
from lngd_theory.experiments.row_of_experiment import experiment_row
from lngd_theory.experiments.work import Row, Work
from lngd_theory.images import IMAGE_SETS
from lngd_theory.report.study import StudyResult

__all__ = ["AIRPLANES", "EXPERIMENT", "ROW", "cifar2", "experiment_of"]

Array = NDArray[np.float64]

#: The printed numbers: two patches of 3072 numbers each, d = 6144 in the paper's count.
AIRPLANES = ImagePair("cifar10", classes=("airplane", "automobile"), signal_norm=64.0, sigma_p=5.0, sigma_0=0.001)
#: Other images under the same norm; their patches have 784 numbers, so that their SNR is higher.
_DIGITS = dataclasses.replace(AIRPLANES, images="mnist", classes=("0", "1"))
_CLOTHES = dataclasses.replace(AIRPLANES, images="fashion-mnist", classes=("T-shirt/top", "trouser"))
#: Share of the steps after which accuracies are read too.
_EARLY = 0.1
_STAND_IN = "No path of CIFAR-10 was given: in this quick run digits 0 and 1, which the extra images brings, stand in."

_OPEN = (
    "sigma_0 is not printed: 0.001 and 0.01.",
    "The number of steps is not printed: 200,000 as for the digits (1,000,000 with --full); what is so after "
    "a tenth of them is reported too.",
    "Whether pixels are centred before they are scaled to norm 64 is not said: they are not.",
    "Whether the noise patch is made orthogonal to the images is not said: it is drawn in all 3072 directions.",
    "Which 100 images, and how many test images, is not said: every seed draws 100 and 200 others from both parts of "
    "the set.",
)


def _early_gain(runs: Runs) -> Array:
    """Test accuracy of LNGD less that of GD after a tenth of the steps, paired by seed; nan where one diverged."""

    def early(label: str) -> Array:
        data = runs[label].data
        return np.asarray(data.test_accuracy.sel(step=_EARLY * float(data.step[-1]), method="nearest"))

    return early(LNGD.label) - early(GD.label)


def _name(problem: ImagePair, what: str) -> str:
    return f"{problem.images} {' and '.join(problem.names)}, {what}"


def experiment_of(
    main: ImagePair = AIRPLANES, others: tuple[ImagePair, ...] = (), steps: int = 200_000, seeds: int = 8
) -> Experiment:
    """The experiment on two classes of images.

    Parameters
    ----------
    main : ImagePair
        What the claim is about; also run with ten times its sigma_0.
    others : tuple of ImagePair
        Run beside it and reported, not judged: with their norm, and with the norm that gives them the SNR of ``main``
        where their patches have another size.
    steps, seeds : int
        Of every run, >= 1; how many.
    """
    sizes = tuple(dataclasses.replace(main, sigma_0=k * main.sigma_0) for k in (1, 10))
    named = {_name(problem, f"sigma_0={problem.sigma_0:g}"): problem for problem in sizes}
    claimed = tuple(named)
    for other in others:
        alike = dataclasses.replace(other, signal_norm=_same_snr(other, main))
        named |= {_name(problem, f"norm {problem.signal_norm:.3g}"): problem for problem in (other, alike)}
    beside = tuple(name for name in named if name not in claimed)
    gain_words = f"{training_name(LNGD)} minus {training_name(GD)}"
    outcomes = [
        better_than(LNGD, GD, only=claimed),
        Outcome(
            "GD fits the training data", "final training loss of GD", final(GD, "train_loss"), at_most(0.01),
            only=claimed, whose="",
        ),
        Outcome(
            f"the same after {_EARLY:.0%} of the steps", f"test accuracy then, {gain_words}", _early_gain, only=claimed
        ),
        Outcome("GD's accuracy", "final test accuracy of GD", final(GD, "test_accuracy")),
        Outcome("LNGD's accuracy", "final test accuracy of LNGD", final(LNGD, "test_accuracy")),
    ]  # fmt: skip
    if beside:
        words = f"final test accuracy, {gain_words} (0.5 where diverged)"
        outcomes.append(
            Outcome("beside the paper: other images of the same norm or SNR", words, gain(LNGD, GD), only=beside)
        )
    return Experiment(
        "cifar2", "Airplanes and automobiles with a Gaussian noise patch",
        "Label-noise GD (p = 0.15) generalises better than GD on airplanes and automobiles of CIFAR-10, images of norm "
        "64 beside noise of sigma_p = 5.",
        tuple(Variant(name, problem, (GD, LNGD), steps, shown=name in claimed) for name, problem in named.items()),
        tuple(outcomes), _OPEN, seeds,
    )  # fmt: skip


def _same_snr(other: ImagePair, main: ImagePair) -> float:
    """The norm of an image at which ``norm / (sigma_p sqrt(d))`` is that of ``main``."""
    assert main.signal_norm
    d, d_main = (one.read().pixels.shape[1] for one in (other, main))
    return float(main.signal_norm * other.sigma_p / main.sigma_p * np.sqrt(d / d_main))


#: As printed; it needs the path of CIFAR-10 before it can be run, see :func:`cifar2`.
EXPERIMENT = experiment_of()


def cifar2(work: Work) -> Experiment:
    """The experiment on the images of ``work.paths["cifar10"]``.

    Beside them digits, and the clothes of ``work.paths["fashion-mnist"]`` if it is there. A quick run without CIFAR-10
    takes digits in its place.

    Raises
    ------
    InputError
        There is no path of CIFAR-10, or it cannot be read.
    """
    if _stands_in(work):
        return experiment_of(_DIGITS)
    if "cifar10" not in work.paths:
        raise InputError(f"cifar2 needs --data cifar10=PATH: {IMAGE_SETS['cifar10'].how}")
    main = dataclasses.replace(AIRPLANES, path=work.paths["cifar10"])
    return experiment_of(main, _others(work.paths), *((1_000_000, 10) if work.size == "full" else ()))


def _stands_in(work: Work) -> bool:
    return work.size == "quick" and "cifar10" not in work.paths


def _others(paths: Mapping[str, str]) -> tuple[ImagePair, ...]:
    clothes = [dataclasses.replace(_CLOTHES, path=paths[name]) for name in ("fashion-mnist",) if name in paths]
    return (dataclasses.replace(_DIGITS, path=paths.get("mnist")), *clothes)


_ROW = experiment_row(
    EXPERIMENT,
    cifar2,
    data=("cifar10", "fashion-mnist"),
    extra="images",
    sizes={
        "quick": "two values of sigma_0, 3 seeds, 60 steps",
        "reduced": "200,000 steps, 8 seeds; digits and clothes beside it",
        "full": "1,000,000 steps, 10 seeds; digits and clothes beside it",
    },
)


def _run(work: Work) -> StudyResult:
    """The row, which says so where digits stand in."""
    study = dataclasses.replace(_ROW.run(work), command=command_of(ROW, work, ["fashion-mnist"]))
    return dataclasses.replace(study, sentences=(_STAND_IN, *study.sentences)) if _stands_in(work) else study


#: The clothes are run where their path is given, and nobody has to have them.
ROW: Row = dataclasses.replace(_ROW, run=_run, data=("cifar10",))
