"""Final accuracies over the signal strength as labelled arrays, as a table, and in sentences made from them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray
from numpy.typing import NDArray

from lngd_theory.experiments.beyond.families import GD, LNGD, Family
from lngd_theory.experiments.experiment import Runs
from lngd_theory.label_noise import LabelFlip, LabelNoise
from lngd_theory.report.study import Table
from lngd_theory.statistics import compare, median_interval

__all__ = [
    "LEARNT", "SETTLED", "accuracy_table", "at_equal_margin", "curves", "family_sentence", "final_accuracy",
    "share_learnt", "signs",
]  # fmt: skip

Array = NDArray[np.float64]

#: Share of what can be learnt, (accuracy - 1/2) / (ceiling - 1/2), from which on a network has learnt.
LEARNT = 0.9


def _settled(noise: LabelFlip) -> float:
    return float(np.log((1 - float(np.mean(noise.p))) / float(np.mean(noise.p))))


#: The margin at which a sample's expected loss under LNGD's flips is least, log((1 - p) / p).
SETTLED = _settled(LNGD)


def final_accuracy(runs: Runs, noise: LabelNoise) -> Array:
    """Final test accuracy (seeds,); a run that diverged counts as chance."""
    run = runs[noise.label]
    return np.where(run.status == "diverged", 0.5, np.asarray(run.test_accuracy)[:, -1])


def share_learnt(data: xarray.Dataset, name: str) -> xarray.DataArray:
    """``(accuracy - 1/2) / (ceiling - 1/2)`` of ``gd`` or ``lngd``."""
    accuracy, ceiling = data[name], data["ceiling"]
    return (accuracy - 0.5) / (ceiling - 0.5)


def at_equal_margin(runs: Runs) -> Array:
    """GD's accuracy when its mean margin first passes :data:`SETTLED`, (seeds,), linear between records.

    nan where it never does, and where it comes from less than half of that in one record: nothing is known between.
    """
    run = runs[GD.label]
    margins, accuracy = np.asarray(run.margin).mean(axis=2), np.asarray(run.test_accuracy)
    found = np.full(len(margins), np.nan)
    for seed, (margin, values) in enumerate(zip(margins, accuracy, strict=True)):
        after = int(np.argmax(margin >= SETTLED))
        if margin[after] >= SETTLED and after and margin[after - 1] >= SETTLED / 2:
            found[seed] = np.interp(SETTLED, margin[after - 1 : after + 1], values[after - 1 : after + 1])
    return found


def curves(families: tuple[Family, ...], results: Mapping[str, Runs]) -> xarray.Dataset:
    """Accuracy of GD and LNGD, of GD at LNGD's margin, and GD's training loss; (family, strength, seed).

    ``mu`` (family, strength) are the signal strengths, nan beyond a family's grid. ``ceiling`` (family) is what the
    form of the output allows, ``asked`` what the logistic loss asks of it.
    """
    import xarray as xr

    some = next(iter(results.values()))[GD.label]
    shape = (len(families), max(len(family.mus) for family in families), some.data.sizes["seed"])
    arrays = {name: np.full(shape, np.nan) for name in ("gd", "lngd", "gd_at_equal_margin", "gd_loss")}
    mu = np.full(shape[:2], np.nan)
    for place, family in enumerate(families):
        mu[place, : len(family.mus)] = family.mus
        for number, name in enumerate(family.variants.values()):
            runs = results[name]
            arrays["gd"][place, number] = final_accuracy(runs, GD)
            arrays["lngd"][place, number] = final_accuracy(runs, LNGD)
            arrays["gd_at_equal_margin"][place, number] = at_equal_margin(runs)
            arrays["gd_loss"][place, number] = np.asarray(runs[GD.label].train_loss)[:, -1]
    return xr.Dataset(
        {name: (("family", "strength", "seed"), values) for name, values in arrays.items()}
        | {
            "mu": (("family", "strength"), mu),
            "ceiling": ("family", [family.ceiling for family in families]),
            "asked": ("family", [family.asked for family in families]),
        },
        {"family": [family.name for family in families], "seed": some.data.seed.values},
    )


def signs(data: xarray.Dataset) -> dict[str, dict[float, int]]:
    """For every family and mu: 1 where LNGD is better by the paired sign test, -1 where GD is, 0 where neither is told.

    p values are adjusted for the number of places; differences up to 0.005 are ties.
    """
    places = [
        (str(family), number)
        for family in data.family.values
        for number in range(int(np.isfinite(data.mu.sel(family=family)).sum()))
    ]
    gains = {place: np.asarray((data.lngd - data.gd).sel(family=place[0]).isel(strength=place[1])) for place in places}
    told: dict[str, dict[float, int]] = {str(family): {} for family in data.family.values}
    for (family, number), sign in zip(places, compare(gains).sign(), strict=True):
        told[family][float(data.mu.sel(family=family)[number])] = int(sign)
    return told


def accuracy_table(data: xarray.Dataset) -> Table:
    """A row for each family and strength."""
    told = signs(data)
    names = {1: "LNGD", -1: "GD", 0: "not told"}
    rows = []
    for family, by_mu in told.items():
        for number, (mu, sign) in enumerate(by_mu.items()):
            one = data.sel(family=family).isel(strength=number)
            numbers = [_cell(one[name]) for name in ("gd", "lngd", "gd_at_equal_margin")]
            gain = str(median_interval(one.lngd - one.gd))
            rows.append(
                (
                    family,
                    f"{mu:.3g}",
                    f"{float(one.ceiling):.3g}",
                    f"{float(one.asked):.3g}",
                    *numbers,
                    gain,
                    names[sign],
                )
            )
    columns = (
        "family", "mu", "ceiling", "of the loss", "GD", "LNGD", f"GD at margin {SETTLED:.2g}", "LNGD minus GD",
        "better",
    )  # fmt: skip
    return Table("Final test accuracy: median over seeds with its 95 % interval", columns, tuple(rows))


def _cell(values: xarray.DataArray) -> str:
    found = median_interval(values)
    return str(found) if np.isfinite(found.estimate) else "no value"


def _listed(mus: list[float]) -> str:
    return ", ".join(f"{mu:.3g}" for mu in mus)


def family_sentence(data: xarray.Dataset, family: str, told: Mapping[float, int]) -> str:
    """Who is better at which mu, and from which mu on either has learnt what can be learnt."""
    one = data.sel(family=family)
    better = [
        f"{who} is better at mu = {_listed(mus)}"
        for who, sign in (("LNGD", 1), ("GD", -1))
        if (mus := [mu for mu, s in told.items() if s == sign])
    ] or ["at no mu is either told to be better"]
    learnt = []
    for who in ("gd", "lngd"):
        share = share_learnt(one, who).median("seed")
        there = [mu for mu, value in zip(told, np.asarray(share), strict=False) if value >= LEARNT]
        learnt.append(f"{who.upper()} {f'at mu = {_listed(there)}' if there else 'at none'}")
    limit = f"{LEARNT:.0%} of what can be learnt (ceiling {float(one.ceiling):.3g})"
    sentence = f"{family}: {'; '.join(better)}. {limit} is learnt by {', by '.join(learnt)}."
    return " ".join([sentence, *_lead_of_gd(one, told)])


def _lead_of_gd(one: xarray.Dataset, told: Mapping[float, int]) -> list[str]:
    """Where GD is better: how much of that it has when its margins are those at which LNGD's settle."""
    parts = []
    for number, (mu, sign) in enumerate(told.items()):
        if sign < 0:
            at = one.isel(strength=number)
            early, late = (median_interval(at[name] - at.lngd) for name in ("gd_at_equal_margin", "gd"))
            had = str(early) if np.isfinite(early.estimate) else "what no record tells"
            parts.append(f"{had} of {late} at mu = {mu:.3g}")
    return [f"Of its lead, GD has when its mean margin passes {SETTLED:.2g}: {', '.join(parts)}."] if parts else []
