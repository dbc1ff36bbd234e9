"""Run arguments: every step, with stored certificates checked in place of a search."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, as_completed

from lngd_theory.proofs import ProofRecord, ProofStatus, StepRecord
from proofs_check.argument import Argument
from proofs_check.ledger import chosen_arguments
from proofs_check.premises import premise_steps
from proofs_check.statement import claim_of
from proofs_check.step import Outcome, Step
from proofs_check.store import Store

__all__ = ["prove", "prove_argument", "status_of"]


def prove(
    claims: Iterable[str] | None = None,
    *,
    executor: Executor | None = None,
    stored: bool = True,
    on_record: Callable[[ProofRecord], None] | None = None,
) -> list[ProofRecord]:
    """The proof side of claims.

    Parameters
    ----------
    claims : iterable of str, optional
        Ids such as ``"D.1"``, ``"4.5"`` for all its parts; all by default.
    executor : concurrent.futures.Executor, optional
        Runs arguments in parallel.
    stored : bool
        Check the certificates that come with the package in place of a search, where they are about the same statement;
        False searches everything anew.
    on_record : callable, optional
        Told of each record as it comes.

    Returns
    -------
    list of ProofRecord
        In the order of the ledger.

    Raises
    ------
    InputError
        An unknown id.
    """
    chosen = [argument.claim for argument in chosen_arguments(claims)]
    told = on_record or (lambda record: None)
    found: dict[str, ProofRecord] = {}
    if executor is None:
        for name in chosen:
            found[name] = prove_argument(name, stored)
            told(found[name])
    else:
        futures = [executor.submit(prove_argument, name, stored) for name in chosen]
        for future in as_completed(futures):
            record = future.result()
            found[record.claim] = record
            told(record)
    return [found[name] for name in chosen]


def prove_argument(claim: str, stored: bool = True) -> ProofRecord:
    """The record of one claim's argument, by its id (a worker process finds the argument itself)."""
    (argument,) = chosen_arguments([claim])
    store = Store.of(claim) if stored else Store()
    hypotheses = (*premise_steps(claim), *argument.premises)
    steps, repairs, premises = (
        tuple(_run(step, store) for step in group) for group in (argument.steps, argument.repairs, hypotheses)
    )
    return ProofRecord(
        argument.claim,
        claim_of(argument.claim).title,
        status_of(argument, steps),
        argument.conclusion,
        argument.rests_on,
        steps,
        repairs,
        premises,
    )


def _run(step: Step, store: Store) -> StepRecord:
    started = time.perf_counter()
    outcome = store.outcome(step) or _outcome(step)
    seconds = time.perf_counter() - started
    return StepRecord(
        step.name, step.shown, outcome.status, outcome.note, seconds, dict(outcome.values), outcome.certificate
    )


def _outcome(step: Step) -> Outcome:
    """What a step finds; one that raises has shown nothing, and says why."""
    try:
        return step.run()
    except Exception as error:  # whatever a user's step raises becomes part of the record
        return Outcome("undecided", f"raised {type(error).__name__}: {error}")


def status_of(argument: Argument, steps: Sequence[StepRecord]) -> ProofStatus:
    """What the steps' statuses make of the claim."""
    found = [step.status for step in steps]
    fails = [step.name for step in steps if step.status == "counterexample"]
    if any(name in argument.itself for name in fails):
        return "refuted"
    if not steps or all(status == "not formalisable" for status in found):
        return "not formalisable"
    confirmed = all(status in ("identity", "certified") for status in found)
    if confirmed:
        shows: dict[str, ProofStatus] = {
            "statement": "proved",
            "conditional": "conditional",
            "part": "in part",
            "against": "refuted",
            "vacuous": "vacuous",
        }
        return shows[argument.shows]
    if fails:
        return "gap"
    return "open" if "undecided" in found else "in part"
