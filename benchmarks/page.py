"""The page of the documentation: a summary, the pictures, then every table."""

from __future__ import annotations

from benchmarks.grids import Grid, grids
from benchmarks.subjects import FIG2
from benchmarks.suite import BENCHMARKS, Run
from benchmarks.summary import sentences, summary_table
from benchmarks.words import number, sentence

__all__ = ["FIGURES", "markdown"]

FIGURES = ("benchmarks.png", "benchmarks-jobs.png")


def markdown(run: Run) -> str:
    """The page."""
    sections = ["# Benchmarks", *_summary(run), *_pictures(), *_method(run)]
    for name in BENCHMARKS:
        rows = run.of(name)
        if rows:
            sections += [f"## {_title(name)}", *_described(name)]
        for grid in grids(rows):
            sections += [f"{grid.title}:", _table(grid.header, grid.lines), *_below(grid)]
    return "\n\n".join(sections) + "\n"


def _summary(run: Run) -> list[str]:
    header, lines = summary_table(run)
    parts = [
        "What a full-batch step, a whole figure and the memory of a run cost, beside the same training written in "
        "NumPy, PyTorch and JAX (a factor in brackets). All sides compute the same trajectory to rounding, in double "
        f"precision where nothing is said, on one core where nothing is said; figure 2's size is n = {FIG2.n}, "
        f"d = {FIG2.d:,}, m = {FIG2.m}."
    ]
    if lines:
        parts.append(_table(header, lines))
    parts.append("\n".join(f"- {sentence(text)}." for text in [*sentences(run), _targets(run)]))
    return parts


def _targets(run: Run) -> str:
    missed = [f"{row.case} ({row.quantity})" for row in run.judged if not row.met]
    return f"{run.summary}{'; missed: ' + '; '.join(missed) if missed else ''}"


def _pictures() -> list[str]:
    return [
        f"![Time of a step against d, m and n](figures/{FIGURES[0]})\n\n*Time of a step on one core; bands are "
        "quartiles. The product is the one matrix product that a step of the engine contains, done by BLAS; a step "
        "is below it where it skips more than it adds. The scripts end where their patches no longer fit.*",
        f"![Time to the figures, throughput, memory](figures/{FIGURES[1]})\n\n*Left: whole jobs. Middle: throughput of "
        "a sweep, bars are quartiles. Right: peak memory while tasks that do nothing are handed out and kept.*",
    ]


def _method(run: Run) -> list[str]:
    machine = run.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items() if version)
    libraries = ", ".join(" ".join(map(str, library.values())) for library in machine["blas"])
    forced = machine["OPENBLAS_CORETYPE"]
    texts = [
        "## How it is measured",
        "`python -m benchmarks --docs`, in a checkout with the extras `deep` and `jax`, measures all this and writes "
        "this page, [benchmarks.json](benchmarks.json) and the figures; `--render` makes page and figures from the "
        "JSON again, `--check` compares ratios and counts with their bounds and with this page and ends with 1 where "
        "one is missed.",
        "The sides of a comparison take turns within one run; each number is a median with its quartiles in brackets, "
        "and a target counts as met when the median meets it. Work on one core is measured in processor time, in a "
        "process that is held to that core, which leaves out what other programs took; work on several threads or "
        "processes in the time that passes. *Active* is the share of (filter, atom) pairs with a positive "
        "pre-activation: the others have slope zero and cost nothing. The scripts treat all patches as one matrix; to "
        "use that all signal patches are one vector would halve their work. A step of the engine goes through "
        "6 m (n + 1) + (n + 1)² numbers, which is why its exponents depend on the caches as well as on arithmetic.",
        f"Measured on {machine['cores']} cores of an {machine['processor']} ({machine['compiled_for']}), "
        f"{machine['memory_gib']} GiB of memory, "
        f"{machine['system']}, Python {machine['python']}, {versions}; BLAS: {libraries}. "
        f"Average number of processes that wanted to run: {number(run.load_before)} before, "
        f"{number(run.load_after)} after. The whole run took {sum(run.seconds.values()) / 60:.0f} minutes.",
    ]
    if forced:
        texts.append(
            f"The environment sets `OPENBLAS_CORETYPE={forced}`. A step is compared with both: the kernels so set, "
            "and those that OpenBLAS chooses for this processor; everything else is given the latter."
        )
    return texts


def _table(header: list[str], lines: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [header, ["---"] * len(header), *lines])


def _below(grid: Grid) -> list[str]:
    return [f"*{grid.below}.*"] if grid.below else []


def _title(name: str) -> str:
    return str(BENCHMARKS[name].__doc__).splitlines()[0].removesuffix(".")


def _described(name: str) -> list[str]:
    """What follows the first line of a module's docstring."""
    _, _, rest = str(BENCHMARKS[name].__doc__).partition("\n")
    return [" ".join(rest.split())] if rest.strip() else []
