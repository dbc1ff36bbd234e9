"""The heatmap of the paper's experiment on digits: GD and label-noise GD over signal normaliser and noise level."""

from __future__ import annotations

from dataclasses import replace

from lngd_theory.experiments import digits
from lngd_theory.experiments.heatmap.design import DESIGNS, Cell, Design
from lngd_theory.experiments.work import Row, Work
from lngd_theory.report.study import StudyResult

__all__ = ["LEFT_OPEN", "ROW", "heatmap_study", "run", "seconds"]

LEFT_OPEN = (
    "sigma_0 is not printed: 0.001 in all cells, and 0.01 at normaliser 80 and sigma_p = 5 (with --full in all).",
    "Which normalisers between 60 and 140 and which noise levels between 4 and 8 is not said: by 20 and by 1.",
    *digits.EXPERIMENT.left_open[1:],
    "The paper shows one number for each cell; here it is a median over seeds, beside paired tests.",
)


def _design(work: Work) -> Design:
    design = DESIGNS[work.size]
    return design if work.seeds is None else replace(design, seeds=work.seeds)


def run(work: Work) -> StudyResult:
    """Run what the folder lacks, and say who is ahead in which cells after how many steps.

    Raises
    ------
    InputError
        The images are not there, or the folder cannot be written.
    """
    return heatmap_study(_design(work), work)


def heatmap_study(design: Design, work: Work) -> StudyResult:
    """The study of a design; its runs are kept in the work's folder, if there is one."""
    from lngd_theory.experiments.heatmap import words
    from lngd_theory.experiments.heatmap.figures import curves_figure, heatmap_figure
    from lngd_theory.experiments.heatmap.measure import plane_data, run_cells
    from lngd_theory.experiments.page import row_study

    path = work.paths.get("mnist")
    found = run_cells(design, work, path)
    planes = [plane_data(plane, found, design, path) for plane in design.planes]
    wide = [data for data in planes if min(data.sizes["normaliser"], data.sizes["sigma_p"]) > 1]
    sentences = [words.design_sentence(design), words.signal_sentence(design.cells(path))]
    tables = []
    for data in planes:
        sentences += words.plane_sentences(data)
        tables += [words.steps_table(data), words.accuracy_table(data)]
    figures = {"": heatmap_figure(wide)} if wide else {}
    figures["steps"] = curves_figure([(_symbols(cell), found[cell]) for cell in _drawn(design, path)])
    return row_study(
        ROW, work, words.findings(found), sentences=sentences, tables=tables, figures=figures,
        arrays={f"sigma0-{data.attrs['sigma_0']:g}": data for data in planes}, left_open=LEFT_OPEN,
        paths=["mnist"],
    )  # fmt: skip


def _drawn(design: Design, path: str | None) -> list[Cell]:
    """The cells whose accuracy is drawn against the steps: of the first plane its ends and the printed one."""
    first = list(design.planes[0].cells(design.steps, path).values())
    printed = [cell for cell in design.cells(path) if cell.printed]
    return list(dict.fromkeys([first[0], *printed, first[-1]]))


def _symbols(cell: Cell) -> str:
    """Name of a cell in a figure."""
    p = cell.problem
    return f"normaliser {p.normaliser:g}, $\\sigma_p$ = {p.sigma_p:g},\n$\\sigma_0$ = {p.sigma_0:g}"


def seconds(work: Work) -> float:
    """About how long what is not kept will take on the workers, in seconds; a short stretch of one cell is timed."""
    from lngd_theory.experiments.heatmap.measure import kept_cells, seconds_of

    design, book = _design(work), kept_cells(work)
    left = [cell for cell in design.cells(work.paths.get("mnist")) if book.kept(cell, design.seeds) is None]
    return sum(map(seconds_of, left[:1])) * len(left) * design.seeds / min(work.workers, design.seeds)


ROW = Row(
    name="mnist",
    title="Digits 0 and 1 with a Gaussian noise patch, over signal normaliser and noise level",
    claim="Label-noise GD (p = 0.15) generalises better than GD at every signal normaliser from 60 to 140 and noise "
    "level from 4 to 8.",
    run=run,
    seconds=seconds,
    sizes={
        "quick": "2 x 2 cells and one more, 3 seeds, 200 steps",
        "reduced": "5 x 5 cells at sigma_0 = 0.001 and one at 0.01, 8 seeds, 100,000 steps",
        "full": "5 x 5 cells at sigma_0 = 0.001 and at 0.01, 10 seeds, 200,000 steps as printed",
    },
    extra="images",
    printed="full",
)
