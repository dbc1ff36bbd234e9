"""VGG on CIFAR-10 with Gaussian noise at high frequencies (LNGD, experiments on real networks)."""

from __future__ import annotations

from lngd_theory.experiments.work import Row, Work
from lngd_theory.report.study import StudyResult

__all__ = ["ROW", "run", "seconds"]


def run(work: Work) -> StudyResult:
    """Train what the folder lacks, and say what came of the claims.

    Raises
    ------
    InputError
        torch is not installed, or CIFAR-10 is missing or broken.
    """
    from lngd_theory.experiments.page import row_study
    from lngd_theory.experiments.vgg import words
    from lngd_theory.experiments.vgg.design import design
    from lngd_theory.experiments.vgg.figures import curve_figure, image_figure, level_figure
    from lngd_theory.experiments.vgg.one_run import noisy_images
    from lngd_theory.experiments.vgg.reading import collected, final, findings
    from lngd_theory.experiments.vgg.runs import VggRuns
    from lngd_theory.spectral.deep.extra import require_torch

    require_torch()
    asked = design(work)
    runs = VggRuns(work.folder, work.executor, work.tell)
    cells = asked.cells()
    noisy = noisy_images(cells[0], 0)  # first: images that are missing or broken are told before any work
    found = runs.run(cells, asked.seeds)
    data = {version.name: collected(asked, version, found) for version in asked.versions}
    classes = len(noisy.images.classes)
    return row_study(
        ROW, work, findings(asked, data),
        sentences=[
            *words.design_sentences(asked, noisy),
            *(line for name, one in data.items() for line in words.version_sentences(name, one, classes)),
        ],
        tables=[words.accuracy_table(name, one) for name, one in data.items()],
        figures={
            "": level_figure(data, 1 / classes),
            "images": image_figure(noisy, asked),
            "curves": curve_figure(data, 1 / classes),
        },
        arrays={f"{version.train}": data[version.name] for version in asked.versions},
        data={
            "images": noisy.images.name,
            "final_test_accuracy": {
                name: {"levels": one.level.values, "algorithms": one.algorithm.values, "values": final(one).values}
                for name, one in data.items()
            },
        },
        left_open=words.LEFT_OPEN,
    )  # fmt: skip


def seconds(work: Work) -> float:
    """About how long what is not kept will take, in seconds, on the workers given; from a few timed steps.

    Raises
    ------
    InputError
        As :func:`run`.
    """
    from lngd_theory.experiments.vgg.design import design
    from lngd_theory.experiments.vgg.estimate import seconds_of
    from lngd_theory.experiments.vgg.runs import VggRuns
    from lngd_theory.spectral.deep.extra import require_torch

    require_torch()
    asked, runs = design(work), VggRuns(work.folder)
    left = [cell for cell in asked.cells() if runs.kept(cell, asked.seeds) is None]
    return seconds_of(left, asked.seeds) / min(work.workers, 2 * asked.seeds)  # two cells at a time


ROW = Row(
    "vgg",
    "VGG on CIFAR-10 with noise at high frequencies",
    "Label-noise GD (p = 0.2) generalises better than GD with VGG-16 on 100 images a class (eta = 0.05) and on 10,000 "
    "images (eta = 0.02), and the gap grows with the noise at high frequencies.",
    run,
    seconds,
    {
        "quick": "digits, or CIFAR-10 if its path is given, at 8 x 8 pixels; a tiny VGG, two levels, 3 seeds",
        "reduced": "500 images of CIFAR-10 at 16 x 16 pixels, a VGG of three convolutions, eta = 0.05, 6 seeds",
        "full": "VGG-16 on 1,000 and on 10,000 images of CIFAR-10, as printed, 6 seeds",
    },
    data=("cifar10",),
    extra="deep",
    printed="full",
)
