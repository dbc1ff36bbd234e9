"""Q6, computed: Assumption 3.1 for every experiment of the paper that has numbers, and what would have to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lngd_theory.assumptions import AssumptionReport, check_assumptions, setting_inside
from lngd_theory.errors import InputError
from lngd_theory.experiments.digits import DIGITS
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.setting import Setting

__all__ = ["DELTA", "C", "Case", "Found", "Judged", "compute", "experiments"]

#: The most generous reading: the assumption's constant is 1.
C, DELTA = 1.0, 0.01
#: Presets that stand for an experiment of the paper or its rebuttal; all are run with p = 0.1.
_PRESETS = ("fig2", "fig2-eta1", "q3", "q4", "narrow-m3", "narrow-m3-sigma2", "narrow-m3-sigma10", "narrow-m10-sigma2")
#: The paper's airplanes and automobiles: images scaled to norm 64, a noise patch of standard deviation 5.
_CIFAR = Setting(n=100, d=6144, m=20, mu=64.0, sigma_p=5.0, sigma_0=0.01, eta=0.001)
_PARAMETERS = ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta", "p")


@dataclass(frozen=True)
class Case:
    """An experiment as a setting."""

    setting: Setting
    p: float


@dataclass(frozen=True)
class Judged:
    """What the assumption says about one experiment."""

    case: Case
    arxiv: AssumptionReport
    iclr: AssumptionReport
    alone: tuple[str, ...]  #: parameters of which one value would make all of arXiv's conditions hold
    smallest_d: str  #: with sigma_0, eta, p free: the value, or the conflict
    inside: AssumptionReport | str  #: the smallest setting inside that keeps n, m and p; or the conflict
    with_n: AssumptionReport | str  #: the same that keeps n and p only


@dataclass(frozen=True)
class Found:
    """What is computed."""

    judged: Mapping[str, Judged]
    without: tuple[str, ...]  #: experiments left out, with the reason


def experiments() -> tuple[dict[str, Case], tuple[str, ...]]:
    """The experiments by name, and what had to be left out."""
    cases = {name: Case(preset(name), 0.1) for name in _PRESETS}
    without: tuple[str, ...] = ()
    try:
        images = DIGITS.read().pixels
    except InputError as error:
        without = (f"mnist ({error})",)
    else:
        norm = float(np.linalg.norm(DIGITS.signal(images), axis=1).mean())
        kept = {name: getattr(DIGITS, name) for name in ("n", "m", "eta", "sigma_p", "sigma_0")}
        cases["mnist"] = Case(Setting(d=images.shape[1], mu=round(norm, 3), **kept), 0.15)
    return cases | {"cifar2": Case(_CIFAR, 0.15)}, without


def compute(quick: bool, progress: Progress | None) -> Found:
    """Every experiment; a quick answer takes the first two."""
    cases, without = experiments()
    if quick:
        cases = dict(list(cases.items())[:2])
    parts = Parts(progress, len(cases))
    judged = {}
    for name, case in cases.items():
        parts.part(name)
        judged[name] = _judge(case)
    return Found(judged, without)


def _judge(case: Case) -> Judged:
    arxiv = check_assumptions(case.setting, case.p, DELTA, C, "arxiv")
    d = arxiv.feasible("d", free=("sigma_0", "eta", "p"))
    return Judged(
        case=case,
        arxiv=arxiv,
        iclr=check_assumptions(case.setting, case.p, DELTA, C, "iclr"),
        alone=tuple(name for name in _PARAMETERS if arxiv.feasible(name).intervals),
        smallest_d=f"{d.smallest:.2g}" if d.smallest else d.reason,
        inside=_inside(case.p, n=case.setting.n, m=case.setting.m),
        with_n=_inside(case.p, n=case.setting.n),
    )


def _inside(p: float, **fixed: Any) -> AssumptionReport | str:
    try:
        return setting_inside(C=C, delta=DELTA, p=p, **fixed)
    except InputError as error:
        return str(error)
