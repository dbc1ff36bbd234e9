"""A study as files: JSON, netCDF, a Markdown page with its tables, and figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from lngd_theory.claims.expressions import latex
from lngd_theory.report.drawing import save_png
from lngd_theory.report.markdown import prose, table_lines
from lngd_theory.report.numbers import exact, number
from lngd_theory.report.sentences import listed
from lngd_theory.scaling.figure import quantity_figure
from lngd_theory.scaling.overview import overview_figure
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.statement import STATEMENTS, constants
from lngd_theory.scaling.table import COLUMNS, cells, meaning, sentences
from lngd_theory.sweeps.result import save_dataset

__all__ = ["figures_of", "markdown", "write_study"]

_RELATIONS = {"=": "=", "<=": r"\le", ">=": r"\ge", "~": r"\asymp"}


def markdown(study: Study, figures: Sequence[str] = (), folder: str = "", details: bool = True) -> str:
    """The page: base point, then each quantity with statement, sentences, table and figure.

    Parameters
    ----------
    study : Study
        What to show.
    figures : sequence of str
        File names that exist, from :func:`figures_of`; only these are shown.
    folder : str
        Where they are, relative to the page.
    details : bool
        Sentences, and not only tables.
    """
    lines = [_base_point(study), ""]
    for name in figures:
        if not any(name.endswith(f"{quantity}.png") for quantity in study.by_quantity):
            lines += [f"![Exponents]({folder}{name})", ""]
    if not study.complete:
        lines += ["**Interrupted**: what was not finished is missing.", ""]
    for quantity, rows in study.by_quantity.items():
        statement = STATEMENTS[quantity]
        symbol = rows[0].quantity.symbol
        formula = f"${symbol} {_RELATIONS[statement.relation]} {latex(statement.expression, {})}$"
        title = meaning(study, quantity)
        lines += [f"## {prose(quantity)}: {prose(title)}", "", f"{prose(statement.source)}: {formula}", ""]
        if details:
            lines += [*(f"* {prose(sentence)}" for sentence in sentences(study, quantity)), ""]
        lines += [*table_lines(COLUMNS, map(cells, rows)), ""]
        for name in figures:
            if name.endswith(f"{quantity}.png"):
                lines += [f"![{quantity}]({folder}{name})", ""]
    return "\n".join(lines)


def _base_point(study: Study) -> str:
    s = study.setting
    known = constants(study.p, study.calibration.target)
    values = ", ".join(f"{name} = {exact(value)}" for name, value in s.model_dump().items() if name != "q")
    used = listed([f"{name} = {number(value)}" for name, value in known.items()])
    return prose(
        f"Base point: {values}, p = {exact(study.p)}; SNR = {number(s.snr)}, n SNR^2 = {number(s.n_snr2)}, "
        f"2 eta sigma_p^2 d/(nm) = {number(s.noise_growth)}, sigma_0 sigma_p sqrt(d) = "
        f"{number(s.initial_noise_overlap)}. {len(study.seeds)} seeds. Constants in the paper's expressions: {used}."
    )


def figures_of(study: Study, stem: str = "scaling", details: bool = True) -> dict[str, str]:
    """File names of the figures, by quantity; that of the overview by an empty text."""
    return {"": f"{stem}.png"} | ({name: f"{stem}-{name}.png" for name in study.by_quantity} if details else {})


def write_figures(study: Study, folder: Path, names: dict[str, str]) -> None:
    """Draw the figures into a folder."""
    for quantity, name in names.items():
        save_png(quantity_figure(study, quantity) if quantity else overview_figure(study), folder / name)


def write_study(study: Study, folder: Path) -> None:
    """Write ``scaling.json``, ``scaling.nc``, ``scaling.md`` and the figures; files of the same names are replaced."""
    names = figures_of(study)
    (folder / "scaling.json").write_text(json.dumps(study.to_dict(), indent=1), encoding="utf-8")
    save_dataset(study.to_dataset(), folder / "scaling.nc")
    if study.rows:
        write_figures(study, folder, names)
    page = f"# Scaling laws\n\n{markdown(study, list(names.values()))}"
    (folder / "scaling.md").write_text(page, encoding="utf-8", newline="\n")
