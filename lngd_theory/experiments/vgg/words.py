"""Sentences and tables of the row, made from its numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import xarray as xr

from lngd_theory.experiments.vgg.design import CUTOFF, FLIPS, Cell, Design
from lngd_theory.experiments.vgg.fourier import high_frequencies
from lngd_theory.experiments.vgg.one_run import Noisy
from lngd_theory.experiments.vgg.reading import best, final, gap
from lngd_theory.report.sentences import count_of, listed, shown
from lngd_theory.report.study import Table
from lngd_theory.statistics import median_interval

__all__ = ["LEFT_OPEN", "accuracy_table", "design_sentences", "flip_entropy", "version_sentences"]

_TOGETHER = Cell.together
LEFT_OPEN = (
    "Which frequencies are high, and how strong the noise is, are not in what this package has of the paper: those "
    f"above {CUTOFF:g} of the Nyquist frequency, at levels that are the noise's standard deviation in a pixel. Every "
    "image, of the training and of the test set alike, has noise of its own.",
    "What a flip is among ten classes is not said: the label is replaced, for one step, by one of the nine others, all "
    "equally likely.",
    "The number of steps, the initial weights and the test images are not printed: accuracies are means over the last "
    "fifth of the steps, and the whole course is shown.",
    "The form of VGG for small images is the usual one: batch norm after every convolution, the mean over what is left "
    "of the image, one linear layer; no augmentation, no weight decay, a constant learning rate.",
    "With 10,000 images (--full) a step is the gradient of all of them, but batch norm takes its mean and variance "
    f"over {_TOGETHER:,} at a time: all at once would need tens of GB.",
)


def design_sentences(design: Design, noisy: Noisy) -> list[str]:
    """What was trained on what."""
    _, height, width = noisy.images.shape
    share = high_frequencies(height, width, CUTOFF).mean()
    stand_in = "Without --data cifar10=PATH the digits that scikit-learn ships stand in for CIFAR-10."
    return [
        *([stand_in] if noisy.images.name == "digits" else []),
        f"{design.network}, {noisy.images.name} at {height} x {width} pixels, full-batch GD and LNGD (every label is "
        f"replaced with probability p = {FLIPS:g} in every step) from the same initial weights on the same images: "
        f"{listed([f'{v.name}, {v.steps} steps' for v in design.versions])}; {len(noisy.images.y_test)} test images.",
        f"The noise fills {share:.0%} of the Fourier components, those above {CUTOFF:g} of the Nyquist frequency; at "
        "level 1 its standard deviation in a pixel is that of the pixels themselves.",
    ]


def flip_entropy(p: float, classes: int) -> float:
    """Cross-entropy, in nats, of a network that gives every class its probability under flips: no loss is lower.

    ``-(1-p) log(1-p) - p log(p/(c-1))`` for a probability p in (0, 1) of one of the c - 1 other classes.
    """
    return -(1 - p) * math.log(1 - p) - p * math.log(p / (classes - 1))


def version_sentences(name: str, data: xr.Dataset, classes: int) -> list[str]:
    """What came out of one version, with so many classes."""
    accuracy, differences = final(data), gap(final(data))
    gaps = [median_interval(differences.sel(level=level).values) for level in data.level.values]
    signs = np.array([int(one.low > 0) - int(one.high < 0) for one in gaps])
    ends = [float(data.level.min()), float(data.level.max())]
    told = "; ".join(
        f"at noise {level:g} GD reaches {_median(accuracy.sel(level=level, algorithm='GD'))} and LNGD "
        f"{_median(accuracy.sel(level=level, algorithm='LNGD'))}"
        for level in ends
    )
    stopped = gap(best(data)).sel(level=ends[-1])
    return [
        f"{name}, final test accuracy: {told}.",
        f"{name}: by the 95 % intervals of the median gap at each of {signs.size} levels LNGD is ahead at "
        f"{_places(data, signs > 0)}, behind at {_places(data, signs < 0)} and not told from GD at "
        f"{_places(data, signs == 0)}.",
        f"{name}: at each one's best recorded step, which no rule without test images could choose, the gap at noise "
        f"{ends[-1]:g} is {_median(stopped)}.",
        f"{name}: final training accuracy at noise {ends[-1]:g}: "
        + " and ".join(
            f"{_median(final(data, 'train_accuracy').sel(level=ends[-1], algorithm=algorithm))} of {algorithm}"
            for algorithm in data.algorithm.values
        )
        + ".",
        f"{name}: the loss of LNGD on the flipped labels ends, at noise {ends[-1]:g}, at "
        f"{_median(final(data, 'loss').sel(level=ends[-1], algorithm='LNGD'))}; a network that gives every class its "
        f"probability under the flips has {flip_entropy(FLIPS, classes):.3g}, and one that guesses "
        f"{math.log(classes):.3g}.",
        *_diverged(name, data),
    ]


def _places(data: xr.Dataset, chosen: np.ndarray) -> str:
    levels = [f"{level:g}" for level in data.level.values[chosen]]
    return f"{len(levels)} (noise {listed(levels)})" if levels else "none"


def _median(values: xr.DataArray) -> str:
    """With its interval, where there are seeds enough for one."""
    found = median_interval(values.values)
    return f"{found.estimate:.3g}" if np.isnan(found.low) and np.isfinite(found.estimate) else shown(found)


def _diverged(name: str, data: xr.Dataset) -> list[str]:
    """How many trainings ended early, if any did."""
    ended = data.test_accuracy.isel(step=-1).isnull()
    return [f"{name}: diverged: {count_of(int(ended.sum()), ended.size)} trainings."] if ended.any() else []


def accuracy_table(name: str, data: xr.Dataset) -> Table:
    """A row for each level: accuracies of both, and their gap: at the end, and at each one's best step."""
    columns: Mapping[str, xr.DataArray] = {
        "GD": final(data).sel(algorithm="GD"),
        "LNGD": final(data).sel(algorithm="LNGD"),
        "gap": gap(final(data)),
        "GD, best step": best(data).sel(algorithm="GD"),
        "LNGD, best step": best(data).sel(algorithm="LNGD"),
        "gap, best steps": gap(best(data)),
        "GD, training": final(data, "train_accuracy").sel(algorithm="GD"),
        "LNGD, training": final(data, "train_accuracy").sel(algorithm="LNGD"),
    }
    rows = [
        (f"{level:g}", *(_median(values.sel(level=level)) for values in columns.values()))
        for level in data.level.values
    ]
    caption = (
        f"Test accuracy at the end, and at the best recorded step, and training accuracy at the end; {name}; median "
        f"[95 %] over {data.sizes['seed']} seeds"
    )
    return Table(caption, ("noise", *columns), tuple(rows))
