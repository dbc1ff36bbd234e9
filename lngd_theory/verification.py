"""Verdicts for claims at a setting: the public :func:`lngd_theory.verify`."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lngd_theory.assumptions import check_assumptions
from lngd_theory.assumptions.conditions import Version
from lngd_theory.claims.case import Case, Need
from lngd_theory.claims.claim import Claim
from lngd_theory.claims.judge import judge_claim, not_judged
from lngd_theory.claims.ledger import chosen_claims
from lngd_theory.claims.thresholds import ThresholdRow, threshold_needs, threshold_rows
from lngd_theory.claims.validity import RESERVED, check_symbols
from lngd_theory.claims.verdict import Judgement, Verdict
from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.evidence import Evidence
from lngd_theory.evidence.gather import Progress
from lngd_theory.label_noise import LabelFlip, LabelNoise
from lngd_theory.observables import OBSERVABLES, Observable, ObservableRecording
from lngd_theory.observables.observable import raised
from lngd_theory.planning import seed_numbers
from lngd_theory.run import RunPlan, run_seed
from lngd_theory.setting import Setting

__all__ = ["Verification", "case_of", "verify", "verify_case"]


def case_of(
    setting: Setting,
    noise: LabelNoise | None = None,
    *,
    seeds: int | Iterable[int] = 100,
    delta: float = 0.05,
    epsilon: float = 0.1,
    C: float = 1.0,
    error_rate: float = 0.05,
    steps: int | None = None,
    path_seeds: int = 8,
) -> Case:
    """The case of :func:`verify`, its numbers checked."""
    if not isinstance(setting, Setting):
        raise InputError(
            f"setting is a {type(setting).__name__}; it must be a Setting: claims are about Definition 2.1"
        )
    noise = LabelFlip(0.1) if noise is None else noise
    if not isinstance(noise, LabelNoise):
        raise InputError(f"noise={noise!r} must be a label noise such as LabelFlip(0.1)")
    noise.check(setting.n)
    for name, value in (("delta", delta), ("epsilon", epsilon), ("error_rate", error_rate)):
        if finite_number(name, value, 0, strict=True) >= 1:
            raise InputError(f"{name}={value!r} must lie strictly between 0 and 1")
    numbers = tuple(seed_numbers(seeds))
    return Case(
        setting,
        noise,
        numbers,
        float(delta),
        float(epsilon),
        finite_number("C", C, 0, strict=True),
        float(error_rate),
        None if steps is None else whole_number("steps", steps, 1),
        path_seeds=whole_number("path_seeds", path_seeds, 1),
    )


@dataclass(frozen=True)
class Verification:
    """Verdicts on one case, with measured times beside them where they were asked for."""

    case: Case
    verdicts: tuple[Verdict, ...]
    thresholds: tuple[ThresholdRow, ...] = ()


def verify_case(
    case: Case,
    claims: list[Claim],
    *,
    executor: Executor | None = None,
    folder: Path | None = None,
    thresholds: bool = False,
    progress: Progress | None = None,
    on_verdict: Callable[[Verdict], None] | None = None,
) -> Verification:
    """Judge claims on a case: gather what they need, then one after the other."""
    if not _portable(claims):  # functions of a file that was loaded by its path stay in this process
        executor = None
    evidence = Evidence(case, _known(claims), executor, progress, folder)
    inside = _inside(case)
    excluded: dict[str, tuple[Judgement, str]] = {}
    excluded |= {claim.id: ("vacuous", reason) for claim in claims if (reason := _no_meaning(claim, case))}
    excluded |= {claim.id: ("undecided", reason) for claim in claims if (reason := _raises(claim, case))}
    needs = [need for claim in claims if claim.id not in excluded for need in _needs(claim, case)]
    with_times = thresholds and case.setting.mu > 0
    evidence.prepare(needs + (threshold_needs(case) if with_times else []))
    verdicts = []
    for claim in claims:
        if progress:
            progress(f"judging {claim.id}", 0, 0)
        if claim.id in excluded:
            verdict = not_judged(claim, case, excluded[claim.id], inside)
        else:
            verdict = judge_claim(claim, case, evidence, inside)
        verdicts.append(verdict)
        if on_verdict:
            on_verdict(verdict)
    return Verification(case, tuple(verdicts), threshold_rows(case, evidence) if with_times else ())


def verify(
    claims: Iterable[str | Claim] | str | Claim | None = None,
    *,
    setting: Setting,
    noise: LabelNoise | None = None,
    seeds: int | Iterable[int] = 100,
    delta: float = 0.05,
    epsilon: float = 0.1,
    C: float = 1.0,
    error_rate: float = 0.05,
    steps: int | None = None,
    path_seeds: int = 8,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    on_verdict: Callable[[Verdict], None] | None = None,
) -> list[Verdict]:
    """Judge claims at a setting.

    Parameters
    ----------
    claims : iterable of str or Claim, optional
        Ids such as ``"D.1"`` (``"4.5"`` for all its parts), or claims of your own; all of the ledger by default.
    setting : Setting
        The problem.
    noise : LabelNoise
        Label noise of the statements on label-noise GD; ``LabelFlip(0.1)`` by default.
    seeds : int or iterable of int
        Seeds of the simulations. "With probability 1 - delta" takes at least ``log(error_rate)/log(1 - delta)``.
    delta, epsilon, C : float
        Failure probability in (0, 1), target loss in (0, 1), constant of Assumption 3.1 (> 0).
    error_rate : float
        Chance that "supported" or "refuted" is wrong for a statement on a probability.
    steps : int, optional
        Horizon T* of the runs; by default what both stages are expected to take, as far as it is affordable.
    path_seeds : int
        Seeds for each setting along the path of a fitted exponent.
    executor : concurrent.futures.Executor, optional
        Runs seeds in parallel.
    folder : path, optional
        Where finished runs are kept; the same call finds them again.
    progress, on_verdict : callable, optional
        Told of (what runs, steps done, steps in all), and of each verdict as it comes.

    Returns
    -------
    list of Verdict
        In the order of the claims.

    Raises
    ------
    InputError
        An unknown id, or a value out of range; before any work.
    """
    chosen = chosen_claims(claims)
    case = case_of(
        setting,
        noise,
        seeds=seeds,
        delta=delta,
        epsilon=epsilon,
        C=C,
        error_rate=error_rate,
        steps=steps,
        path_seeds=path_seeds,
    )
    home = None
    if folder is not None:
        home = Path(folder)
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot make the folder {str(home)!r}: {error.strerror}; give another") from None
    done = verify_case(case, chosen, executor=executor, folder=home, progress=progress, on_verdict=on_verdict)
    return list(done.verdicts)


def _portable(claims: list[Claim]) -> bool:
    """Whether worker processes can be given the claims' observables."""
    try:
        pickle.dumps([item for claim in claims for item in claim.observables])
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


def _needs(claim: Claim, case: Case) -> list[Need]:
    return [need for check in (*claim.checks, *claim.repairs) for need in check.needs(claim, case)]


def _known(claims: list[Claim]) -> dict[str, Observable]:
    """Observables of the package and of the claims; two that share a name are refused."""
    known = dict(OBSERVABLES)
    for claim in claims:
        check_symbols(claim)
        for item in claim.observables:
            if item.name in RESERVED:
                raise InputError(f"claim {claim.id!r}: the name {item.name!r} of an observable is taken; rename it")
            if known.get(item.name, item) != item:
                raise InputError(f"claim {claim.id!r}: the observable {item.name!r} exists already; rename it")
            known[item.name] = item
    return known


def _inside(case: Case) -> bool:
    """Whether Assumption 3.1 holds, in either version of the paper."""
    if not 0 < case.p < 1 or case.setting.mu == 0:
        return False
    versions: tuple[Version, ...] = ("arxiv", "iclr")
    return any(check_assumptions(case.setting, case.p, case.delta, case.C, version).holds for version in versions)


def _no_meaning(claim: Claim, case: Case) -> str:
    """Why a claim says nothing of this case; empty if it does."""
    if case.setting.q != 2 and not claim.any_power:
        return f"the statement is about q = 2, this setting has q = {case.setting.q:g}"
    if case.setting.mu == 0 and not claim.any_power:
        return "there is no signal: |mu| = 0"
    speaks_of_flips = claim.stage == "lngd" or any(getattr(c, "algorithm", "") == "lngd" for c in claim.checks)
    if speaks_of_flips and not (case.flips and 0 < case.p < 1):
        return f"the statement is about label flips with one probability p in (0, 1), not about {case.noise.label}"
    return ""


def _raises(claim: Claim, case: Case) -> str:
    """Why a claim's own observables cannot be computed: tried once on a small draw; empty if they can."""
    small = case.setting.replace(n=min(case.setting.n, 4), m=min(case.setting.m, 2))
    for item in claim.observables:
        recording = ObservableRecording((item,), dict(case.numbers))
        noise = case.noise if case.flips and np.ndim(getattr(case.noise, "p", 0)) == 0 else LabelFlip(0.1)
        plan = RunPlan(small, noise, (0, 1), "gram", "law", 4 if item.fresh else 0, recording)
        if reason := raised(run_seed(plan, 0).reason, [item.name]):
            return reason
    return ""
