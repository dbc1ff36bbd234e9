"""Whether the experiments of the paper and its reviews satisfy Assumption 3.1, and what the least d would be."""

from __future__ import annotations

from collections.abc import Iterator

from lngd_theory.assumptions import AssumptionReport, check_assumptions
from lngd_theory.assumptions.conditions import Version
from lngd_theory.experiments import EXPERIMENTS
from lngd_theory.label_noise import LabelFlip
from lngd_theory.report.study import Table
from lngd_theory.setting import Setting

__all__ = ["assumption_answer"]

_P, _DELTA, _C = 0.1, 0.05, 1.0
_VERSIONS: tuple[Version, ...] = ("iclr", "arxiv")


def assumption_answer() -> tuple[list[str], list[Table]]:
    """Sentences and a table over all experiments with Gaussian data, in both versions of the paper."""
    rows, sentences, inside, total = [], [], 0, 0
    for name in EXPERIMENTS:
        for version in _VERSIONS:
            reports = list(_reports(name, version))
            if not reports:
                continue
            holding = sum(report.holds for report in reports)
            inside, total = inside + holding, total + len(reports)
            rows.append((name, version, f"{holding} of {len(reports)}", *_nearest(reports)))
            if name == "fig2" and version == "iclr":
                sentences += _why(reports[0])
    count = f"{inside} of {total} variants and versions of the assumption"
    sentences.insert(0, f"Inside Assumption 3.1 with C = {_C:g} and delta = {_DELTA:g}: {count}.")
    columns = (
        "row",
        "version",
        "variants inside",
        "fewest failing conditions",
        "furthest of these",
        "n SNR^2",
        "least d",
    )
    caption = (
        f"Assumption 3.1 with C = {_C:g}, delta = {_DELTA:g}, p that of the row's flips: the variant of each row that "
        "fails the fewest conditions; the least d keeps n, m, |mu| and sigma_p and leaves sigma_0, eta and p free"
    )
    return sentences, [Table(caption, columns, tuple(rows))]


def _reports(name: str, version: Version) -> Iterator[AssumptionReport]:
    """The check of every variant, at the flip probabilities that it is run with."""
    for variant in EXPERIMENTS[name].variants:
        if isinstance(variant.problem, Setting):
            flips = [noise.p for noise in variant.noises if isinstance(noise, LabelFlip)]
            for p in [p for p in flips if isinstance(p, float)] or [_P]:
                yield check_assumptions(variant.problem, p=p, delta=_DELTA, C=_C, version=version)


def _nearest(reports: list[AssumptionReport]) -> tuple[str, str, str, str]:
    """Of the report with the fewest failing conditions: how many, the furthest, n SNR^2, the least d that works."""
    best = min(reports, key=lambda report: (sum(not one.holds for one in report), -min(one.ratio for one in report)))
    failed = [one for one in best if not one.holds]
    furthest = min(failed, key=lambda one: one.ratio, default=None)
    words = f"{furthest.id}, by a factor of {1 / furthest.ratio:.2g}" if furthest else "–"
    least = best.smallest_d()
    share, shown = f"{len(failed)} of {len(best.conditions)}", f"{least:.2g}" if least else "none"
    return share, words, f"{best.setting.n_snr2:.3g}", shown


def _why(report: AssumptionReport) -> list[str]:
    """Why no d would do for figure 2, if none does."""
    found = report.feasible("d", free=("sigma_0", "eta", "p"))
    return [f"For the n, m, |mu| and sigma_p of figure 2 no d works: {found.reason}."] if found.reason else []
