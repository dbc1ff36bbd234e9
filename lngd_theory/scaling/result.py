"""What a scaling study leaves behind: its rows, as JSON and as a labelled dataset."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.scaling.quantity import Calibration
from lngd_theory.scaling.row import Row
from lngd_theory.setting import Setting

__all__ = ["Study", "row_dict"]


@dataclass(frozen=True)
class Study:
    """Exponents about one base point; made by :func:`lngd_theory.scaling.measure_scaling`.

    Attributes
    ----------
    setting : Setting
        The base point.
    p : float
        The flip probability there.
    seeds : tuple of int
        Seed numbers.
    calibration : Calibration
        What was taken from the base point.
    rows : tuple of Row
        One for each quantity and path, those of a quantity together.
    notices : tuple of str
        Damage of the store that was mended.
    complete : bool
        False after ctrl-C: paths that were not finished are missing.
    seconds : float
        How long it took.
    """

    setting: Setting
    p: float
    seeds: tuple[int, ...]
    calibration: Calibration
    rows: tuple[Row, ...]
    notices: tuple[str, ...]
    complete: bool
    seconds: float

    def row(self, quantity: str, path: str) -> Row:
        """The row of a quantity by its name and a path by its label; KeyError if there is none."""
        for row in self.rows:
            if (row.quantity.name, row.path.label) == (quantity, path):
                return row
        raise KeyError((quantity, path))

    @property
    def by_quantity(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each quantity."""
        names = dict.fromkeys(row.quantity.name for row in self.rows)
        return {name: tuple(row for row in self.rows if row.quantity.name == name) for name in names}

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        measured = vars(self.calibration)
        return {
            "setting": self.setting.model_dump(),
            "p": self.p,
            "seeds": list(self.seeds),
            "calibration": {name: value if np.isfinite(value) else None for name, value in measured.items()},
            "rows": [row_dict(row) for row in self.rows],
            "notices": list(self.notices),
            "complete": self.complete,
            "seconds": self.seconds,
        }

    def to_dataset(self) -> xr.Dataset:
        """All measurements over (row, seed, point), padded with nan, with the expressions they are compared with."""
        width = max((row.x.size for row in self.rows), default=0)
        value = np.full((len(self.rows), len(self.seeds), width), np.nan)
        x, paper, prediction = (np.full((len(self.rows), width), np.nan) for _ in range(3))
        for k, row in enumerate(self.rows):
            size = row.x.size
            value[k, :, :size], x[k, :size], paper[k, :size] = row.y, row.x, row.claimed.values
            if row.predicted:
                prediction[k, :size] = row.predicted.values
        by_point = ("row", "point")
        data = {
            "value": (("row", "seed", "point"), value),
            "x": (by_point, x),
            "paper": (by_point, paper),
            "prediction": (by_point, prediction),
        }
        coords = {
            "quantity": ("row", np.array([row.quantity.name for row in self.rows], dtype=str)),
            "path": ("row", np.array([row.path.label for row in self.rows], dtype=str)),
            "seed": list(self.seeds),
        }
        return xr.Dataset(data, coords, {"setting": json.dumps(self.setting.model_dump()), "p": self.p})


def row_dict(row: Row) -> dict[str, Any]:
    """A row for JSON; what is not finite is None."""
    fit, log = row.fit, row.without_logarithm
    return {
        "quantity": row.quantity.name,
        "path": row.path.label,
        "parameter": row.path.parameter,
        "kept": list(row.path.keep),
        "range": [float(row.x[0]), float(row.x[-1])] if row.x.size else [],
        "exponent": _numbers(*row.exponent),
        "paper": _numbers(row.paper)[0],
        "source": row.statement.source,
        "tolerance": row.tolerance,
        "prediction": _numbers(row.prediction)[0],
        "power_law_p": _numbers(fit.p_value)[0],
        "first_end": _numbers(*fit.ends[0]),
        "last_end": _numbers(*fit.ends[1]),
        "paper_ends": _numbers(*row.claimed.local[[0, -1]]) if row.x.size else [],
        "exponent_without_logarithm": _numbers(*log.exponent) if log else None,
        "power_law_p_without_logarithm": _numbers(log.p_value)[0] if log else None,
        "exponent_of": "medians" if fit.censored else "means",
        "points_used": int(fit.x.size),
        "seeds_used": len(fit.y),
        "points": int(row.x.size),
        "seeds": len(row.seeds),
        "missing": dict(row.missing),
        "left_out": list(row.left_out),
        "verdict": row.verdict,
        "x": row.x.tolist(),
        "values": [_numbers(*values) for values in row.y],
    }


def _numbers(*values: float) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]
