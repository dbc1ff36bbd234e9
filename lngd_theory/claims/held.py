"""Where an inequality held on the runs of all seeds: slack, the worst point, and each seed's outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.claims.verdict import Series
from lngd_theory.claims.window import Window, completed, selected

__all__ = ["Held", "Relation", "Worst", "quantiles"]

Array = NDArray[np.float64]
Relation = Literal["<=", ">=", "="]

#: Rounding that an inequality may be off by, relative to its larger side.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Worst:
    """A point of the runs; seed -1 if there is none."""

    observed: float
    claimed: float
    slack: float
    seed: int
    step: int | None


class Held:
    """Both sides of an inequality over (seed, step), or over (seed,) for one of the draw.

    ``trained`` says that a run which diverges within the window does not satisfy the statement.
    ``slack`` is ``(right - left)/max(|left|, |right|)`` of ``left <= right``: negative where it fails.
    """

    def __init__(
        self,
        left: Any,
        relation: Relation,
        right: Any,
        window: Window,
        data: xr.Dataset,
        values: dict[str, Any],
        trained: bool = True,
    ):
        shape = data.seed * 0.0
        if window is not Window.DRAW:
            shape = shape * (data.step * 0.0)
        self.data, self.window, self.values, self._trained = data, window, values, trained
        self.left, self.right = ((xr.DataArray(side) + shape).transpose("seed", ...) for side in (left, right))
        self.slack = _slack(self.left, relation, self.right)
        step = data.step.astype(float) if "step" in data.coords else shape
        chosen = xr.ones_like(self.slack, dtype=bool) & selected(window, step, values)
        self.inside = chosen.transpose(*self.slack.dims)
        self.open_seeds = 0

    @property
    def _last(self) -> float:
        return float(self.data.step[-1]) if "step" in self.data.coords else 0.0

    def by_seed(self) -> dict[int, bool | None]:
        """True, False, or None where the run could not tell."""
        seen = self.inside & self.slack.notnull()
        bad, good = seen & (self.slack < -ROUNDING), seen & (self.slack >= -ROUNDING)
        complete = xr.ones_like(self.data.seed, dtype=bool) & completed(self.window, self._last, self.values)
        if self.window is not Window.DRAW:
            bad, good, seen = bad.any("step"), good.any("step"), seen.any("step")
        if self.window.exists:
            outcome, decided = good, good | (complete & seen)
        else:
            outcome = ~(bad | self._diverged())
            decided = ~outcome | (complete & seen)
        self.open_seeds = int((~decided).sum())
        return {
            int(seed): (bool(ok) if known else None)
            for seed, ok, known in zip(self.data.seed.values, outcome.values, decided.values, strict=True)
        }

    def _diverged(self) -> xr.DataArray:
        """Seeds that blew up within the window: a bound for all its steps did not hold there."""
        nowhere: xr.DataArray = xr.zeros_like(self.data.seed, dtype=bool)
        if not self._trained or self.window is Window.DRAW or "status" not in self.data:
            return nowhere
        lost = (self.inside & self.slack.isnull()).any("step")
        diverged: xr.DataArray = nowhere | ((self.data.status == "diverged") & lost)
        return diverged

    def worst(self) -> Worst:
        """The point with the least slack; of "some t" the best point of the seed that comes least close.

        Step 0, where many bounds are tight because nothing has happened, counts only if it fails.
        """
        slack = self.slack.where(self.inside)
        if slack.ndim > 1 and not self.window.moment and slack.sizes["step"] > 1:
            slack = slack.where((self.data.step > 0) | (slack < -ROUNDING))
        if not bool(slack.notnull().any()):
            return Worst(np.nan, np.nan, np.nan, -1, None)
        if self.window.exists:
            row = int(np.nanargmin(slack.max("step").values))
            place: tuple[Any, ...] = (row, int(np.nanargmax(slack.values[row])))
        else:
            place = np.unravel_index(np.nanargmin(slack.values), slack.shape)
        step = int(self.data.step[place[1]]) if slack.ndim > 1 else None
        left, right, least = (float(side.values[place]) for side in (self.left, self.right, slack))
        return Worst(left, right, least, int(self.data.seed[place[0]]), step)

    def series(self, label: str, relation: Relation) -> Series | None:
        """Both sides over the steps of the window, or over seeds for a moment or the draw."""
        if self.slack.ndim > 1 and not self.window.moment:
            chosen = self.inside.any("seed").values
            x = self.data.step.values[chosen].astype(float)
            sides = [side.where(self.inside).values[:, chosen] for side in (self.left, self.right)]
            x_label, log_x = "t", x.size > 0 and float(x[-1]) > 1e5
        else:
            flat = [side.where(self.inside) for side in (self.left, self.right)]
            rows = [side.max("step").values if side.ndim > 1 else side.values for side in flat]
            order = np.argsort(rows[0])
            sides, x = [row[order][None, :] for row in rows], np.arange(1, order.size + 1, dtype=float)
            x_label, log_x = r"\text{seeds, in order of the observed value}", False
        if x.size < 2:
            return None
        positive = all(value > 0 for side in sides for value in side[np.isfinite(side)])
        return Series(
            x_label, label, tuple(x.tolist()), quantiles(sides[0]), quantiles(sides[1]), relation, log_x, positive
        )


def _slack(left: xr.DataArray, relation: Relation, right: xr.DataArray) -> xr.DataArray:
    with np.errstate(all="ignore"):
        size = xr.DataArray(np.maximum(abs(left), abs(right)))
        difference: xr.DataArray = {"<=": right - left, ">=": left - right, "=": -abs(left - right)}[relation]
        relative = (difference / size).where(size > 0, 0.0)
        infinite = xr.DataArray(np.isinf(size)) & difference.notnull()  # only the sign counts
        slack = relative.where(~infinite, np.sign(difference))
    return slack.where(left.notnull() & right.notnull())


def quantiles(values: Array) -> tuple[tuple[float, float, float], ...]:
    """10 %, 50 %, 90 % over seeds (rows) for each column; nan where there is nothing."""
    out = []
    for column in values.T:
        finite = column[~np.isnan(column)]
        low, middle, high = np.quantile(finite, [0.1, 0.5, 0.9], method="lower") if finite.size else (np.nan,) * 3
        out.append((float(low), float(middle), float(high)))
    return tuple(out)
