"""Beyond the model: other targets, more patches, signals that share a patch with noise (LNGD, reviews and limits)."""

from __future__ import annotations

from dataclasses import replace

from lngd_theory.experiments.beyond.families import FAMILIES, LNGD, STEPS, families_of, variants_of
from lngd_theory.experiments.experiment import Experiment
from lngd_theory.experiments.work import Row, Size, Work
from lngd_theory.report.study import StudyResult

__all__ = ["EXPERIMENT", "ROW", "experiment_of"]

_QUICK_SEEDS = 3


def experiment_of(size: Size) -> Experiment:
    """What a size of work runs; claims are about whole families, see :mod:`.outcomes`."""
    families = families_of(size)
    return Experiment(
        name="beyond",
        title=f"Other targets, patches and geometries: GD and label-noise GD (p = {LNGD.p:g})",
        claim="Asked by reviewers and named as limits: does label-noise GD still do better with a signal that is not "
        "orthogonal to the noise, with more than two patches, with XOR clusters, parity and staircase targets?",
        variants=variants_of(families, STEPS[size]),
        outcomes=(),
        left_open=(
            "No numbers are given for any of these: figure 2's are used (n = 200, d = 2000, m = 20, sigma_p = 0.5, "
            "eta = 0.5, p = 0.1, 2000 steps; 10,000 with --full), with sigma_0 = 0.01.",
            "The signal strengths: 1 to 4 where the label is one feature, 2 to 8 where it is a function of several; "
            "8 noise patches at two only, but for --full: those around which 4 patches were between chance and 100 %.",
            "Several noise patches: each with the full sigma_p, so that the sum of |xi|^2 grows with their number; and "
            "'total held', each with sigma_p / sqrt(number), so that it does not.",
            "Features: 'apart' has a patch mu z_p e_p for each, 'joint' one patch (mu / sqrt(k)) sum_p z_p e_p, beside "
            "the noise patch; 'clusters' are the joint signal and noise in one patch.",
            "The ceiling is the largest accuracy that the form of the output allows on signals without noise: with "
            "patches apart that is a sum of functions of one sign each. 'Of the loss' is the accuracy of the output of "
            "this form with the least logistic loss.",
        ),
        seeds=_QUICK_SEEDS if size == "quick" else 8,
    )


#: The row at the size that the documentation shows.
EXPERIMENT = experiment_of("reduced")


def _run(work: Work) -> StudyResult:
    """Run what the folder lacks, read the accuracies over the signal strength, and say who is better where."""
    from lngd_theory.experiments.beyond.figure import strength_figure
    from lngd_theory.experiments.beyond.outcomes import family_findings
    from lngd_theory.experiments.beyond.reading import accuracy_table, curves, family_sentence, signs
    from lngd_theory.experiments.page import row_study
    from lngd_theory.experiments.row_of_experiment import diverged_sentences
    from lngd_theory.experiments.runner import reproduce

    experiment, families = experiment_of(work.size), families_of(work.size)
    report = reproduce(experiment, seeds=work.seeds, executor=work.executor, progress=work.tell, out=work.folder)
    if not report.complete:
        raise KeyboardInterrupt
    data = curves(families, report.results)
    report = replace(report, findings=family_findings(experiment, families, data))
    return row_study(
        ROW, work, report.findings,
        sentences=[
            *(family_sentence(data, family, told) for family, told in signs(data).items()),
            *diverged_sentences(report),
        ],
        tables=(accuracy_table(data),),
        figures={"": strength_figure(data, f"{experiment.title}, {STEPS[work.size]} steps")},
        arrays={"": data},
        data=report.to_dict(),
        left_open=experiment.left_open,
    )  # fmt: skip


def _seconds(work: Work) -> float:
    """One strength of each family is timed; the others cost the same."""
    from lngd_theory.experiments.estimate import cost_of
    from lngd_theory.experiments.runner import kept, parts

    experiment = experiment_of(work.size)
    left = [part for part in parts(experiment, work.seeds) if kept(part, work.folder) is None]
    total = 0.0
    for family in families_of(work.size):
        names = set(family.variants.values())
        mine = [part for part in left if part.variant.name in names]
        if mine:
            cost = cost_of(mine[0].variant.problem, mine[0].noise)
            total += sum(cost.seconds(part.variant.steps) * len(part.seeds) for part in mine)
    return total / min(work.workers, work.seeds or experiment.seeds)


ROW = Row(
    EXPERIMENT.name, EXPERIMENT.title, EXPERIMENT.claim, _run, _seconds,
    {
        "quick": f"small problems (n = 20), {_QUICK_SEEDS} seeds, {STEPS['quick']} steps",
        "reduced": f"{len(FAMILIES)} families at figure 2's numbers, 8 seeds, {STEPS['reduced']} steps",
        "full": f"the same with {STEPS['full']} steps, and 8 noise patches at all signal strengths",
    },
)  # fmt: skip
