"""The reviewers' question as claims about each family, read over its signal strengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.beyond.reading import LEARNT, share_learnt
from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_least, at_most
from lngd_theory.experiments.judge import Finding, judge
from lngd_theory.experiments.page import QUESTION
from lngd_theory.statistics import TIE

if TYPE_CHECKING:
    import xarray

    from lngd_theory.experiments.beyond.families import Family

__all__ = ["OUTCOMES", "family_findings"]

Array = NDArray[np.float64]


def _mean_gain(one: xarray.Dataset) -> Array:
    return np.asarray((one.lngd - one.gd).mean("strength"))


def _largest_loss(one: xarray.Dataset) -> Array:
    """A seed that diverged at some mu has no value."""
    return np.asarray(one.gd_loss.isel(strength=np.isfinite(one.mu.values)).max("strength", skipna=False))


def _learns(who: str, name: str) -> Outcome:
    return Outcome(
        f"{who} learns what can be learnt, at some mu",
        "largest (accuracy - 1/2) / (ceiling - 1/2) over mu",
        lambda one: np.asarray(share_learnt(one, name).max("strength")),
        at_least(LEARNT),
        whose="",
    )


#: Claims; a measure is given the dataset of one family.
OUTCOMES = (
    Outcome(
        "label-noise GD generalises better than GD",
        "final test accuracy, LNGD minus GD, mean over mu (0.5 where diverged)",
        _mean_gain,
        at_least(TIE, strictly=True),
        whose=QUESTION,
    ),
    _learns("GD", "gd"),
    _learns("LNGD", "lngd"),
    Outcome(
        "GD: training loss goes to zero", "largest final training loss over mu", _largest_loss, at_most(0.01), whose=""
    ),
)


def family_findings(experiment: Experiment, families: tuple[Family, ...], data: xarray.Dataset) -> list[Finding]:
    """Each claim judged on each family; data of :func:`~.reading.curves`."""
    as_variants = tuple(Variant(family.name, family.model, (), 0) for family in families)
    asked = Experiment(experiment.name, experiment.title, experiment.claim, as_variants, OUTCOMES)
    return judge(asked, cast(Any, {family.name: data.sel(family=family.name) for family in families}))
