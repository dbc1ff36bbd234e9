"""The two-layer network of a case as a place: GD on labels with fixed corruption, measured once for all claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from lngd_theory.claims.case import Case
from lngd_theory.claims.tail.vocabulary import Place
from lngd_theory.claims.verdict import Counterexample, Judgement
from lngd_theory.kept_cells import KeptCells
from lngd_theory.spectral.network.corruption import Corruption
from lngd_theory.spectral.network.design import Cell
from lngd_theory.spectral.network.evidence import silence
from lngd_theory.spectral.network.one_seed import Measured, measure_seed
from lngd_theory.spectral.network.quantities import at_cell, of_kinds, of_widths
from lngd_theory.spectral.network.runs import FORMAT, dataset

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["SEEDS", "TwoLayer", "corruption_rate", "fitting_steps", "places_of"]

#: Seeds that the sign tests of a case look at, at most.
SEEDS = 16
#: Fixed corruption where a case names no rate.
RATE = 0.2
#: Kinds of systematic corruption that random corruption stands against.
SYSTEMATIC = ("class", "aligned")
#: Training lasts until ``2 eta sigma_p^2 d t/(nm)`` is this large (that of the bridge), ...
_TIME = 400.0
#: ... and at least so many steps, if multiply-adds for it are not more than these.
_FEWEST_STEPS, _WORK = 100, 2e10
_RECORDS, _N_TEST = 16, 1000
#: What is no matter of truncation: it can be asked where that has nothing to gain.
_OF_TRAINING = {
    "seat", "memorised", "seat_random", "seat_systematic", "rank_narrow", "rank_wide", "error_narrow", "error_wide",
}  # fmt: skip
#: The narrowest network has m over this.
_NARROWER = 4


@dataclass(frozen=True)
class TwoLayer:
    """What was measured for a case.

    Attributes
    ----------
    places : mapping
        By kind of corruption; what cannot be asked is missing there.
    words : str
        What was run.
    silence : str
        Why nothing can be said on truncation, or empty.
    untrained : str
        Why there are no runs at all, or empty.
    case, steps : Case, int
        What it takes to show it again.
    """

    places: dict[str, Place]
    words: str
    case: Case
    steps: int
    silence: str = ""
    untrained: str = ""

    def why_not(self, quantities: set[str]) -> tuple[Judgement, str]:
        """For a statement about these quantities that cannot be asked: its verdict, and why."""
        if self.silence and not quantities & _OF_TRAINING:
            return "vacuous", self.silence
        return "undecided", self.untrained or "no seed has the numbers that it speaks of"

    def counterexample(self, claim: str, part: str, left: float, right: float) -> Counterexample:
        """The case with as many seeds and steps as were looked at: the same numbers come again."""
        own = self.case
        options = own.options | {"steps": str(self.steps), "seeds": str(min(SEEDS, len(own.seeds)))}
        options["error_rate"] = repr(own.error_rate)
        values = {"left": left, "right": right}
        return Counterexample(claim, part, own.setting.model_dump(), own.noise.label, None, None, values, options)


def corruption_rate(case: Case) -> float:
    """Rate of the fixed corruption: the setting's own, else that of the case's flips, else 0.2."""
    if case.setting.corruption > 0:
        return float(case.setting.corruption)
    return case.p if 0 < case.p < 0.5 else RATE


def fitting_steps(case: Case) -> int:
    """Steps by which GD has long fitted its labels, or the fewer that the case asks for."""
    wanted = max(_FEWEST_STEPS, math.ceil(_TIME / case.setting.noise_growth))
    return wanted if case.steps is None else min(wanted, case.steps)


def places_of(case: Case, evidence: Evidence) -> TwoLayer:
    """The network of a case under fixed corruption, measured by the first claim that asks."""
    key = ("two layers", case.setting.to_json(), case.noise.label, case.seeds, case.steps)
    found: TwoLayer = evidence.once(key, lambda: _measured(case, evidence))
    return found


def _measured(case: Case, evidence: Evidence) -> TwoLayer:
    steps, rate = fitting_steps(case), corruption_rate(case)
    seeds = case.seeds[:SEEDS]
    words = f"GD on labels with fixed corruption of rate {rate:g}, {len(seeds)} seeds"
    work = steps * 2.0 * case.setting.m * (case.setting.n + 1) ** 2
    if work > _WORK:
        reason = (
            f"it needs about {steps:,} steps to fit its labels, and {int(_WORK * steps / work):,} are affordable; ask "
            f"at a larger step size"
        )
        return TwoLayer({}, words, case, steps, untrained=reason)
    words = f"{words}, {steps:,} steps"
    cells = _cells(case, rate, steps)
    runs = KeptCells[_Seeded, list[Measured]](
        _measure, _dataset, FORMAT, evidence.folder, evidence.executor,
        lambda done, total: evidence.tell("fixed corruption", done, total),
    )  # fmt: skip
    data = runs.run([_Seeded(cell, seeds) for cell in cells.values()], len(seeds))
    by_name = dict(zip(cells, data.values(), strict=True))
    return _placed(case, by_name, words, steps)


def _cells(case: Case, rate: float, steps: int) -> dict[str, Cell]:
    """Random and systematic corruption, and the same network with fewer filters."""
    setting = case.setting.replace(corruption=0.0)
    plain = Cell(setting, Corruption("random", rate), ("none",), steps, _RECORDS, _N_TEST)
    cells = {"random": plain}
    cells |= {kind: replace(plain, corruption=Corruption(kind, rate)) for kind in SYSTEMATIC if setting.mu > 0}
    if setting.m > 1:
        few = max(1, setting.m // _NARROWER)
        cells["narrow"] = replace(plain, setting=setting.replace(m=few, eta=setting.eta * few / setting.m))
    return cells


def _placed(case: Case, data: dict[str, xr.Dataset], words: str, steps: int) -> TwoLayer:
    """Which claims the cells can be asked, and why the others not."""
    random = data["random"]
    diverged = random.diverged_at.sel(noise="none").values >= 0
    if diverged.any():
        words += f", {int(diverged.sum())} of {diverged.size} runs diverged"
    trained = {name: one for name, one in data.items() if (one.diverged_at < 0).any()}
    if "random" not in trained:
        return TwoLayer({}, words, case, steps, untrained="no network was trained")
    fitted = float(np.nanmin(random.train_accuracy.isel(record=-1).values))
    words += f", at least {fitted:.1%} of the corrupted labels and of the others fitted in each"
    place, reason = at_cell(random, "none"), silence(random, "none")
    if reason:
        place = {name: value for name, value in place.items() if name in _OF_TRAINING}
    if "narrow" in trained:
        place |= of_widths({one.sizes["direction"] // 2: one for one in (random, trained["narrow"])}, "none")
    places: dict[str, Place] = {"random corruption": place}
    places |= {f"{kind} corruption": of_kinds(random, trained[kind], "none") for kind in SYSTEMATIC if kind in trained}
    return TwoLayer(places, words, case, steps, silence=reason)


@dataclass(frozen=True)
class _Seeded:
    """A cell with the seed numbers of a case."""

    cell: Cell
    seeds: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"cell": self.cell.to_dict(), "seeds": list(self.seeds)}


def _measure(seeded: _Seeded, index: int) -> list[Measured]:
    return measure_seed(seeded.cell, seeded.seeds[index])


def _dataset(seeded: _Seeded, measured: Sequence[list[Measured]]) -> xr.Dataset:
    return dataset(seeded.cell, measured).assign_coords(seed=list(seeded.seeds))
