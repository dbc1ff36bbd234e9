"""The page of the documentation: exponents about two base points, and the figures of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lngd_theory.presets import preset
from lngd_theory.scaling.page import figures_of, markdown, write_figures
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.study import REFERENCE, SEEDS
from lngd_theory.setting import Setting

__all__ = ["STUDIES", "write_docs"]

#: What the page holds: base point and number of seeds by the stem of the figures' names.
STUDIES: dict[str, tuple[Setting, int]] = {"scaling": (REFERENCE, SEEDS), "scaling-fig2": (preset("fig2"), 8)}
_TITLES = {
    "scaling": "Exponents about a point of low SNR",
    "scaling-fig2": "Exponents about the paper's figure 2",
}
_OPTIONS = {"scaling": "", "scaling-fig2": " --preset fig2"}


def write_docs(docs: Path, studies: Mapping[str, Study]) -> None:
    """Write ``answers/scaling.md`` and ``figures/scaling*.png`` of a documentation folder."""
    (docs / "answers").mkdir(exist_ok=True)
    (docs / "figures").mkdir(exist_ok=True)
    pages = []
    for stem, study in studies.items():
        names = figures_of(study, stem, details=stem == "scaling")
        write_figures(study, docs / "figures", names)
        page = markdown(study, list(names.values()), "../figures/")
        command = f"`lngd scaling{_OPTIONS[stem]} --seeds {len(study.seeds)} --out {stem}`"
        pages += [f"# {_TITLES[stem]}\n\n{page}\nThis section alone: {command}.\n"]
    made = "Made by `lngd scaling --docs docs`.\n"
    (docs / "answers" / "scaling.md").write_text("\n".join([*pages, made]), encoding="utf-8", newline="\n")
