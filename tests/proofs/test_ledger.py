"""Arguments against the ledger of claims, and the certificates that come with the package."""

import json

import mpmath
import pytest
import sympy as sp

from lngd_theory.claims.ledger import ORDER, ledger
from lngd_theory.errors import InputError
from proofs_check.inequality import Inequality
from proofs_check.ledger import arguments, chosen_arguments
from proofs_check.recheck import recheck
from proofs_check.run import prove, prove_argument
from proofs_check.store import FOLDER, Store, load

CLAIMS = list(arguments())


def steps_of(claim):
    argument = arguments()[claim]
    return (*argument.steps, *argument.repairs, *argument.premises)


def test_every_claim_has_an_argument_and_every_argument_a_claim():
    assert list(ORDER) == CLAIMS
    assert set(CLAIMS) == set(ledger())


def test_no_argument_is_empty_and_names_do_not_repeat():
    for claim in CLAIMS:
        argument = arguments()[claim]
        assert argument.steps, claim
        assert argument.conclusion.endswith("."), claim
        for group in (argument.steps, argument.repairs, argument.premises):
            names = [step.name for step in group]
            assert len(set(names)) == len(names), claim
        assert set(argument.itself) <= {step.name for step in argument.steps}, claim


def test_what_an_argument_rests_on_is_known():
    """Ids of claims at the start of an entry are those of the ledger."""
    for claim in CLAIMS:
        for entry in arguments()[claim].rests_on:
            first = entry.split()[0].rstrip(",;:")
            if first[:2] in {"B.", "C.", "D.", "E."}:
                assert first in ledger(), (claim, entry)


def test_unknown_claims_are_refused():
    with pytest.raises(InputError, match=r"unknown claim 'D.11'; did you mean 'D.1'\?"):
        chosen_arguments(["D.11"])


def test_stored_certificates_hold():
    found = recheck(FOLDER)
    assert len(found) > 200
    assert [item for item in found if not item.ok] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_stored_certificates_are_about_the_statements_at_hand(claim):
    path = FOLDER / f"{claim}.json"
    stored = load(path) if path.is_file() else {}
    own = {step.name: step for step in steps_of(claim)}
    store = Store(stored)
    for name, certificate in stored.items():
        step = own.get(name)
        if hasattr(step, "statement"):
            assert certificate["statement"] == step.statement, f"{claim}: {name}: run lngd prove --fresh --out again"
            assert store.outcome(step) is not None, f"{claim}: {name}"
    missing = [name for name, step in own.items() if isinstance(step, Inequality) and name not in stored]
    decided = [name for name in missing if own[name].run().certificate is not None]
    assert decided == [], f"{claim}: certificates that are not stored"


def test_a_stored_certificate_of_another_statement_is_not_used(tmp_path):
    step = next(step for step in steps_of("TV") if isinstance(step, Inequality))
    stored = load(FOLDER / "TV.json")[step.name]
    assert Store({step.name: stored}).outcome(step) is not None
    tampered = json.loads(json.dumps(stored))
    tampered["statement"]["relation"] = ">" if stored["statement"]["relation"] == ">=" else ">="
    assert Store({step.name: tampered}).outcome(step) is None
    other = Inequality(step.name, sp.Le(step.relation.lts, step.relation.gts + 1, evaluate=False), step.box)
    assert Store({step.name: stored}).outcome(other) is None


@pytest.mark.parametrize("claim", CLAIMS)
def test_counterexamples_are_confirmed_by_direct_evaluation(claim):
    """At the middle of the box, in mpmath with 50 digits: conditions hold there and the relation fails."""
    inequalities = [step for step in steps_of(claim) if isinstance(step, Inequality)]
    store = Store.of(claim)
    for step in inequalities:
        found = store.outcome(step)
        if found is None or found.status != "counterexample":
            continue
        against = found.certificate["against"]
        point = {
            symbol: (sp.Rational(low) + sp.Rational(high)) / 2
            for symbol, (_, low, high) in zip(step.box, against, strict=True)
        }
        with mpmath.workdps(50):
            gts, lts = (sp.N(side.subs(point), 50) for side in (step.relation.gts, step.relation.lts))
            assert gts < lts or (isinstance(step.relation, sp.Gt | sp.Lt) and gts <= lts), (claim, step.name)
            assert all(condition.subs(point) for condition in step.conditions), (claim, step.name)


def test_the_record_of_a_claim_is_the_same_with_and_without_stored_certificates():
    stored, fresh = (prove_argument("TV", stored=use) for use in (True, False))
    assert [(step.name, step.status) for step in stored.all_steps] == [
        (step.name, step.status) for step in fresh.all_steps
    ]
    assert stored.status == fresh.status


def test_records_come_in_the_order_of_the_ledger_and_are_told_one_by_one():
    told = []
    records = prove(["TV", "D.1"], on_record=lambda record: told.append(record.claim))
    assert [record.claim for record in records] == told == ["TV", "D.1"]
    assert all(step.seconds >= 0 for record in records for step in record.all_steps)
