"""Figure 3: heatmaps of test accuracy over SNR and n, for GD and label-noise GD (LNGD, Figure 3).

Not a set of trajectories but diagrams over sweeps: the runs go through a store, so that a start after an interruption
or a kill goes on where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.experiments.experiment import Outcome, at_least
from lngd_theory.experiments.judge import Finding, finding_of

if TYPE_CHECKING:
    from lngd_theory.phase.plane import Plane
    from lngd_theory.phase.source import Runs
    from lngd_theory.report.study import StudyResult

__all__ = ["CLAIM", "LEFT_OPEN", "TITLE", "findings", "reproduce_fig3"]

TITLE = "Test accuracy over SNR and n, GD and label-noise GD (p = 0.1)"
CLAIM = "GD fails below SNR ~ n^-1/2; label-noise GD succeeds on a wider range."
LEFT_OPEN = (
    "d, m, sigma_p and sigma_0 are not printed for this figure: those of figure 2 are used, d = 2000, m = 20, "
    "sigma_p = 0.5, and sigma_0 = 0.01, which is printed nowhere.",
    "How the SNR is varied is not said: |mu| = SNR sigma_p sqrt(d), with all else as it is.",
    "The grid is read off the figure's axes: SNR 0.03 to 0.10 by 0.01, n 100 to 700 by 100.",
    "The paper shows one number for each cell; here it is a median over seeds.",
)


def reproduce_fig3(runs: Runs, seeds: int | None = None, quick: bool = False) -> StudyResult:
    """Run what the folder lacks, and measure: grids, boundaries with laws, the cost of refinement, who is ahead.

    Parameters
    ----------
    runs : Runs
        Carries out the runs in its folder.
    seeds : int, optional
        In place of the design's 10; at least 6, the fewest for an interval of a median.
    quick : bool
        A small plane with few and short runs, which takes seconds.
    """
    from lngd_theory.phase.plane import FULL, QUICK, measure_plane
    from lngd_theory.phase.refinement import FIRST_SEEDS

    if seeds is not None and seeds < FIRST_SEEDS:
        raise InputError(f"seeds={seeds} must be an integer >= {FIRST_SEEDS}: fewer give a median no 95 % interval")
    design = QUICK if quick else FULL
    plane = measure_plane(design._replace(seeds=design.seeds if seeds is None else seeds), runs)
    return _study(plane, quick)


def findings(plane: Plane) -> list[Finding]:
    """The paper's claims, each as a number for every seed, and how many seeds agree."""
    design = plane.design
    grids = {key: grid.accuracy.values for key, grid in plane.grids.items()}
    below = np.array([[n * snr**2 < 1 for snr in design.snr] for n in design.n])
    level = plane.grids["fixed", "GD"].level
    clocks = sorted({clock for clock, _ in grids})

    def share(clock: str, chosen: NDArray[np.bool_], good: bool) -> NDArray[np.float64]:
        succeeds = grids[clock, "GD"][chosen] >= level
        return np.asarray((succeeds == good).mean(axis=0))

    def wider(clock: str) -> NDArray[np.float64]:
        more = (grids[clock, "LNGD"] >= level).sum(axis=(0, 1)) - (grids[clock, "GD"] >= level).sum(axis=(0, 1))
        return np.asarray(more, dtype=np.float64)

    found: list[Finding] = []
    for clock in clocks:
        found += [
            _finding(
                f"GD fails below SNR = n^-1/2 ({clock} steps)",
                f"share of the {int(below.sum())} cells with n SNR^2 < 1 in which GD's accuracy is below {level:g}",
                share(clock, below, False), 1.0,
            ),
            _finding(
                f"GD succeeds above it (R.5 with the constant 1; {clock} steps)",
                f"share of the {int((~below).sum())} cells with n SNR^2 >= 1 in which GD's accuracy is at least "
                f"{level:g}",
                share(clock, ~below, True), 1.0,
            ),
            _finding(
                f"LNGD succeeds on a wider range ({clock} steps)",
                f"cells with an accuracy of at least {level:g}, LNGD minus GD",
                wider(clock), 0.0, strictly=True,
            ),
        ]  # fmt: skip
    return found


def _finding(claim: str, quantity: str, values: NDArray[np.float64], low: float, strictly: bool = False) -> Finding:
    return finding_of(Outcome(claim, quantity, lambda _: values, at_least(low, strictly)), "all", values)


def _study(plane: Plane, quick: bool) -> StudyResult:
    from lngd_theory.experiments.finding_table import COLUMNS, finding_rows
    from lngd_theory.phase.plane_figures import plane_arrays, plane_figures
    from lngd_theory.phase.plane_words import plane_sentences, plane_tables
    from lngd_theory.report.sentences import quick_note
    from lngd_theory.report.study import StudyResult, Table

    found = findings(plane)
    claims = Table(f"Claimed: {CLAIM}", COLUMNS, tuple(finding_rows(found)))
    command = f"lngd reproduce fig3{' --quick' * quick} --out fig3"
    return StudyResult(
        "fig3", TITLE, command,
        (*quick_note(quick, "a small plane, few seeds, few steps"), *plane_sentences(plane)),
        (claims, *plane_tables(plane)), plane_figures(plane), _data(plane, found), plane_arrays(plane), LEFT_OPEN,
    )  # fmt: skip


def _data(plane: Plane, found: list[Finding]) -> dict[str, Any]:
    def interval(value: Any) -> list[float]:
        return list(value)

    return {
        "claim": CLAIM,
        "findings": [finding.to_dict() for finding in found],
        "boundaries": {
            analysis.name: {
                "level": analysis.boundary.level,
                "n": analysis.boundary.y,
                "snr": [interval(analysis.boundary.interval(k)) for k in range(analysis.boundary.y.size)],
                "side": list(analysis.boundary.side),
                "printed": analysis.printed,
                "laws": {
                    key: {
                        "exponent": interval(fit.exponent), "constant": interval(fit.constant), "chi2": fit.chi2,
                        "freedom": fit.freedom, "p": fit.p_value, "largest": fit.largest,
                    }
                    for key, fit in analysis.fits.items()
                },
            }
            for analysis in plane.analyses.values()
        },
        "growth_ratios": {n: interval(value) for n, value in plane.ratios.items()},
        "grid": {"runs": plane.grid_computed, "wall_seconds": plane.grid_wall},
    }  # fmt: skip
