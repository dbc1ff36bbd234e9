"""A bound: left <= right (or >=, =) on a stretch of every run, decided seed by seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp
import xarray as xr

from lngd_theory.claims.case import Algorithm, Case, Need
from lngd_theory.claims.claim import Claim, Finding
from lngd_theory.claims.decide import decide
from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.held import Held, Relation
from lngd_theory.claims.hypotheses import hypotheses
from lngd_theory.claims.stages import STAGE_OBSERVABLES
from lngd_theory.claims.values import observables_of, values_of
from lngd_theory.claims.verdict import Part
from lngd_theory.claims.window import Window
from lngd_theory.observables.observable import raised

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["Bound"]

_NAN = float("nan")


@dataclass(frozen=True)
class Bound:
    """``left relation right`` for every recorded step of a window, or for some step of it.

    Both sides are sympy expressions in the symbols of :mod:`lngd_theory.symbols`, of observables and hitting times;
    ``x_at_T_1`` is the value of the observable ``x`` at ``T_1``. ``given`` are hypotheses of this part alone.
    """

    name: str
    left: sp.Expr
    relation: Relation
    right: sp.Expr
    algorithm: Algorithm
    window: Window
    given: tuple[sp.Rel, ...] = ()

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX, with the stretch."""
        sign = {"<=": r"\le", ">=": r"\ge", "=": "="}[self.relation]
        body = f"{latex(self.left, names)} {sign} {latex(self.right, names)}"
        if self.given:
            body += r" \quad \text{if } " + r",\ ".join(latex(item, names) for item in self.given)
        return body if self.window is Window.DRAW else rf"{body} \quad ({self.window.value})"

    def _stage(self, claim: Claim) -> Algorithm | None:
        return self.algorithm if self.window.staged or claim.stage else None

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """One run of its algorithm; of the draw alone where that is enough."""
        sides = (self.left, self.right, *self.given, *claim.premises)
        symbols = {symbol.name for side in sides for symbol in claim.expand(side).free_symbols}
        names = observables_of(symbols, claim)
        if self._stage(claim) in ("gd", "lngd"):
            names |= set(STAGE_OBSERVABLES)
        if self.window is Window.TRAINED:
            names |= {"clean_loss"}
        still = self.window is Window.DRAW and all(claim.known[name].once for name in names)
        steps = 0 if still else case.horizon
        return [Need(case.setting, case.noise_of(self.algorithm), frozenset(names), steps, case.seeds)]

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """Slack at every point, the worst one, and the decision over seeds."""
        (need,) = self.needs(claim, case)
        data = evidence.of(need)
        values = values_of(case, data, self._stage(claim))
        given = hypotheses(self.given, claim, values)
        if given.impossible:
            broken = given.broken
            numbers = f"{broken.left:.3g} against {broken.right:.3g}"
            return Finding(self._part(claim, "vacuous", f"its hypothesis ${broken.latex}$ fails ({numbers})"))
        left, right = (evaluate(claim.expand(side), values) for side in (self.left, self.right))
        held = Held(left, self.relation, right, self.window, data, values, trained=self._trained(claim))
        met = given.of(case.seeds)
        lost = _raised(data, need.observables)
        by_seed = {
            seed: None if seed in lost and outcome is (not self.window.exists) else outcome
            for seed, outcome in held.by_seed().items()
            if met[seed]
        }
        known = [outcome for outcome in by_seed.values() if outcome is not None]
        decision = decide(claim, case, list(by_seed.values()))
        note = decision.confidence
        if lost:  # what was not looked at decides nothing
            note = f"{next(iter(lost.values()))}; {note}"
        if held.open_seeds:
            note += f"; {held.open_seeds} seeds are open: the stretch does not end within {case.horizon:,} steps"
        worst = held.worst()
        values = {"left": worst.observed, "right": worst.claimed}
        failure = case.counterexample(claim.id, self.name, values, worst.seed, worst.step)
        part = self._part(
            claim,
            decision.verdict,
            note,
            evidence="simulation" if known else "none",
            observed=worst.observed,
            claimed=worst.claimed,
            margin=worst.slack,
            seeds=len(known),
            failures=len(known) - sum(known),
            series=held.series(latex(self.left, claim.names), self.relation),
            counterexample=failure if decision.verdict == "refuted" else None,
            worst_seed=None if worst.seed < 0 else worst.seed,
            worst_step=worst.step,
        )
        return Finding(part, by_seed)

    def _trained(self, claim: Claim) -> bool:
        """Whether the statement is about training: multipliers alone go on when a run has diverged."""
        names = {s.name for side in (self.left, self.right) for s in claim.expand(side).free_symbols} & set(claim.known)
        return not names or not all(claim.known[name].tape for name in names)

    def _part(self, claim: Claim, verdict: str, note: str, **found: Any) -> Part:
        numbers: dict[str, Any] = {"evidence": "none", "observed": _NAN, "claimed": _NAN, "margin": _NAN} | found
        return Part(
            name=self.name,
            latex=self.statement(claim.names),
            algorithm=self.algorithm,
            verdict=verdict,  # type: ignore[arg-type]
            relation=self.relation,
            note=note,
            **numbers,
        )


def _raised(data: xr.Dataset, names: Iterable[str]) -> dict[int, str]:
    """What observables of the statement raised, by seed."""
    if "reason" not in data:
        return {}
    told = zip(data.seed.values.tolist(), map(str, data["reason"].values), strict=True)
    return {seed: text for seed, reason in told if (text := raised(reason, names))}
