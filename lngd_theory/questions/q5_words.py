"""Q5, said: what label smoothing does to noise, signal and test error, beside flips and GD."""

from __future__ import annotations

import numpy as np

from lngd_theory.questions.q5_measure import NAMES, Found, P
from lngd_theory.reduced import proofs
from lngd_theory.report.sentences import count_of, listed
from lngd_theory.statistics import Interval, median_interval

__all__ = ["of", "sentences"]

#: A standard deviation below this is that of something at rest.
_REST = 1e-6
#: A ratio over half of training this close to 1 is called no change.
_UNCHANGED = 0.01
#: Medians of test accuracy this close are called alike.
_ALIKE = 0.02


def of(found: Found, quantity: str, name: str) -> Interval:
    """Median over seeds of the quantity whose name begins so, for an algorithm."""
    key = next(key for key in found.measures if key.startswith(quantity))
    return median_interval(found.measures[key][name])


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (_noise(found), _signal(found), *_error(found), *_rates(found), *_other_p(found))


def _noise(found: Found) -> str:
    spread = {name: of(found, "noise: standard", name) for name in NAMES}
    ends = {name: of(found, "noise: max", name) for name in NAMES}
    rests = spread["smoothing"].estimate < _REST
    text = (
        f"Noise: under label smoothing with p = {P:g} max ρ "
        + ("comes to rest" if rests else "does not come to rest")
        + f" (standard deviation over the second half {spread['smoothing'].estimate:.2g}) at {ends['smoothing']}, "
    )
    moves = spread["flip"].estimate >= _REST
    return (
        text + f"under flips it {'keeps moving' if moves else 'rests too'} (standard deviation "
        f"{spread['flip'].estimate:.2g}, at the end {ends['flip']}), and GD's is {ends['gd']}."
    )


def _signal(found: Found) -> str:
    grown = {name: of(found, "signal: max γ at the end /", name) for name in NAMES}
    ends = {name: of(found, "signal: max γ at the end", name) for name in NAMES}
    still = abs(grown["smoothing"].estimate - 1) < _UNCHANGED
    push = proofs.smoothing_push()
    why = f"; where it rests the mean push on the signal is {push} for every p" if still and push == 0 else ""
    return (
        f"Signal: its max γ {'no longer changes' if still else 'still changes'} (end / half-way "
        f"{grown['smoothing'].estimate:.3f}) and ends at {ends['smoothing']}, that of flips "
        f"{'grows' if grown['flip'].estimate > 1 + _UNCHANGED else 'does not grow'} (by a factor of {grown['flip']} "
        f"over the second half) to {ends['flip']}, GD's is {ends['gd']}{why}."
    )


def _error(found: Found) -> list[str]:
    accuracy = next(found.measures[key] for key in found.measures if key.startswith("test"))
    medians = {name: median_interval(values) for name, values in accuracy.items()}
    behind = int((accuracy["smoothing"] < accuracy["flip"]).sum())
    beside = median_interval(accuracy["smoothing"] - accuracy["gd"])
    alike = abs(beside.estimate) < _ALIKE
    return [
        f"Test error: the final test accuracy is {medians['smoothing']} under label smoothing, {medians['flip']} under "
        f"flips and {medians['gd']} under GD. Smoothing is below flips in {count_of(behind, accuracy['flip'].size)} "
        f"seeds, and {'as good as' if alike else 'different from'} GD (paired difference {beside})."
    ]


def _rates(found: Found) -> list[str]:
    said = []
    for title in dict.fromkeys(title for title, _ in found.rates):
        flip, smoothing = found.rates[title, "flip"], found.rates[title, "smoothing"]
        zero = abs(smoothing.rate.estimate) < smoothing.resolution
        said.append(
            f"Growth rate of the signal in the second stage ({title}): {flip.rate} a step under flips (leading order "
            f"{flip.predicted:.3g}), {'0 to rounding' if zero else smoothing.rate} under smoothing."
        )
    return said


def _other_p(found: Found) -> list[str]:
    flips = sorted(p for name, p in found.accuracy if name == "flip")
    others = [p for p in flips if p != P]
    if not others:
        return []
    worse = [p for p in flips if np.median(found.accuracy["smoothing", p]) < np.median(found.accuracy["flip", p])]
    tail = " What helps is the fluctuation, not its mean." if len(worse) == len(flips) else ""
    return [f"Smoothing is below flips in the median at p = {listed([f'{p:g}' for p in worse]) or 'none'}.{tail}"]
