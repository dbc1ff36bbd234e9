"""Maps of where GD beats label-noise GD: step size against width, and step size against SNR (Q7)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.figure import contest_figure
from lngd_theory.phase.maps import ContestMap, contest_map
from lngd_theory.phase.plane_words import contest_sentence
from lngd_theory.phase.source import Runs
from lngd_theory.phase.words import interval
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.sweeps import Sweep

__all__ = ["FULL", "QUICK", "ContestDesign", "contest_study"]

_TITLE = "Where GD beats label-noise GD: step size against width, and against SNR"
_FLIPS = 0.1
#: Label noises that are compared.
_PAIR = ("none", f"flip:{_FLIPS}")
#: Step size in units of the noise from which on a flip ends a noise coefficient at the balance point: 1/(1-p).
_ENDS = 1 / (1 - _FLIPS)


class ContestDesign(NamedTuple):
    """A plane of step size and width at the SNR of figure 2, and planes of step size and SNR at some widths."""

    eta: tuple[float, ...]
    m: tuple[int, ...]
    snr: tuple[float, ...]
    widths: tuple[int, ...]
    steps: int
    seeds: int
    n: int = 200

    def sweeps(self) -> dict[str, tuple[Sweep, str]]:
        """The sweep of each map and the name of its other axis, by title."""
        found = {"SNR of figure 2": (self._sweep({"n": self.n}, {"m": self.m}, {}), "m")}
        for m in self.widths:
            derive = {"mu": "SNR*sigma_p*sqrt(d)"}
            found[f"m = {m}"] = self._sweep({"n": self.n, "m": m}, {"SNR": self.snr}, derive), "SNR"
        return found

    def _sweep(self, setting: dict[str, Any], axis: dict[str, Any], derive: dict[str, str]) -> Sweep:
        return Sweep(
            preset="fig2", setting=setting, axes={"eta": self.eta, **axis}, derive=derive, noises=_PAIR,
            seeds=self.seeds, steps=self.steps, observables=("clean_loss", "test_error"),
        )  # fmt: skip


FULL = ContestDesign(
    eta=(0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0), m=(2, 3, 5, 8, 12, 20), snr=(0.02, 0.03, 0.045, 0.065, 0.09, 0.13),
    widths=(3, 10, 20), steps=2000, seeds=16,
)  # fmt: skip
QUICK = ContestDesign(eta=(0.1, 0.5, 2.0), m=(2, 10), snr=(0.05, 0.1), widths=(3,), steps=200, seeds=8, n=60)


def contest_study(runs: Runs, seeds: int | None = None, quick: bool = False) -> StudyResult:
    """Run what the folder lacks, and test every cell."""
    design = QUICK if quick else FULL
    design = design._replace(seeds=design.seeds if seeds is None else seeds)
    maps: dict[str, ContestMap] = {}
    for title, (sweep, y) in design.sweeps().items():
        data = runs.run(sweep, title)
        gd, lngd = (PhaseDiagram.of(data, noise, "eta", y) for noise in _PAIR)
        maps[title] = contest_map(gd, lngd)
    sentences = (
        *quick_note(quick, "small planes, few seeds, few steps"),
        _design_sentence(design, maps),
        *(contest_sentence(found, title) for title, found in maps.items()),
        _step_sentence(design, maps),
    )
    command = f"lngd phase ahead{' --quick' * quick} --out ahead"
    figure = contest_figure(list(maps.items()), f"Label-noise GD against GD after {design.steps:,} steps")
    tables = tuple(_table(title, found) for title, found in maps.items())
    arrays = {"" if not k else f"m{design.widths[k - 1]}": _dataset(found) for k, found in enumerate(maps.values())}
    return StudyResult("ahead", _TITLE, command, sentences, tables, {"": figure}, _data(maps), arrays)


def _design_sentence(design: ContestDesign, maps: dict[str, ContestMap]) -> str:
    runs = sum(found.gd.runs() + found.lngd.runs() for found in maps.values())
    lost = {name: sum(int(getattr(found, name).diverged.sum()) for found in maps.values()) for name in ("gd", "lngd")}
    base = next(iter(design.sweeps().values()))[0].base
    return (
        f"n = {design.n}, d = {base['d']}, sigma_p = {base['sigma_p']:g}, sigma_0 = {base['sigma_0']:g}, "
        f"{design.steps} steps, {design.seeds} seeds: GD and LNGD ({_PAIR[1]}) on the same seeds; {lost['gd']} runs of "
        f"GD and {lost['lngd']} of LNGD of {runs} diverged, and count as chance."
    )


def _step_sentence(design: ContestDesign, maps: dict[str, ContestMap]) -> str:
    """How the winner goes with the size of a step in units of the noise."""
    growths: dict[str, list[float]] = {"LNGD": [], "GD": []}
    leads = [0.0]
    for title, (sweep, y) in design.sweeps().items():
        found, winner = maps[title], maps[title].winner()
        for k, i in np.argwhere(winner):
            m = float(found.gd.y[k]) if y == "m" else float(sweep.base["m"])
            growth = 2 * found.gd.x[i] * sweep.base["sigma_p"] ** 2 * sweep.base["d"] / (design.n * m)
            growths["LNGD" if winner[k, i] > 0 else "GD"].append(growth)
            if winner[k, i] < 0 and growth <= _ENDS:
                leads.append(-float(found.gain[k, i]))
    above = {name: sum(growth > _ENDS for growth in values) for name, values in growths.items()}
    text = (
        f"A flip at the balance point ends a noise coefficient for a = 2 eta sigma_p^2 d/(nm) > 1/(1-p) = {_ENDS:.2f}: "
        f"{above['GD']} of the {len(growths['GD'])} cells in which GD is ahead lie above, and {above['LNGD']} of the "
        f"{len(growths['LNGD'])} in which LNGD is"
    )
    if len(leads) == 1:
        return f"{text}."
    return f"{text}; in the {len(leads) - 1} below GD leads by at most {max(leads):.3f} (median over seeds)."


def _table(title: str, found: ContestMap) -> Table:
    gd, lngd = found.gd, found.lngd
    columns = (gd.y_name, gd.x_name, "GD", "LNGD", "LNGD : GD ahead", "p", "adjusted p", "GD ahead with probability")
    winner = found.winner()
    rows = tuple(
        (
            f"{gd.y[k]:g}", f"{gd.x[i]:g}", interval(gd.interval(k, i)), interval(lngd.interval(k, i)),
            f"{found.wins[k, i]} : {found.losses[k, i]}", f"{found.p[k, i]:.2g}", f"{found.adjusted[k, i]:.2g}",
            interval(found.gd_ahead(k, i), 2),
        )
        for k in range(gd.y.size)
        for i in range(gd.x.size)
        if winner[k, i] <= 0
    )  # fmt: skip
    return Table(f"{title}: the cells in which LNGD is not ahead", columns, rows)


def _data(maps: dict[str, ContestMap]) -> dict[str, Any]:
    return {
        title: {
            found.gd.x_name: found.gd.x, found.gd.y_name: found.gd.y, "wins": found.wins, "losses": found.losses,
            "p": found.p, "adjusted": found.adjusted, "gain": found.gain, "winner": found.winner(),
        }
        for title, found in maps.items()
    }  # fmt: skip


def _dataset(found: ContestMap) -> xr.Dataset:
    dims = (found.gd.y_name, found.gd.x_name)
    accuracy = xr.concat(
        [found.gd.accuracy, found.lngd.accuracy], xr.DataArray(["GD", "LNGD"], dims="algorithm", name="algorithm")
    )
    return xr.Dataset(
        {
            "accuracy": accuracy, "gain": (dims, found.gain), "p": (dims, found.p), "adjusted": (dims, found.adjusted),
            "winner": (dims, found.winner()),
        }
    )  # fmt: skip
