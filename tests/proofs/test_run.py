"""Running arguments: statuses, stored certificates, steps that raise, and several processes."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from lngd_theory.errors import InputError
from lngd_theory.proofs import STEP_STATUSES, StepRecord
from proofs_check import run
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.ledger import arguments
from proofs_check.step import Confirmed
from proofs_check.store import Store
from tests.proofs.made import STATEMENTS, outcome

SHOWS = {
    "statement": "proved",
    "conditional": "conditional",
    "part": "in part",
    "against": "refuted",
    "vacuous": "vacuous",
}


def argument(*steps, shows="statement", itself=()):
    return Argument("D.1", tuple(steps), shows, "", itself=itself)


def records(*statuses):
    return [StepRecord(f"step {i}", "", status) for i, status in enumerate(statuses)]


@pytest.mark.parametrize(("shows", "status"), SHOWS.items())
def test_confirmed_steps_show_what_the_argument_says(shows, status):
    assert run.status_of(argument(shows=shows), records("identity", "certified")) == status


@pytest.mark.parametrize("shows", SHOWS)
@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (("identity", "counterexample"), "gap"),
        (("counterexample", "undecided"), "gap"),
        (("identity", "undecided"), "open"),
        (("identity", "not formalisable"), "in part"),
        (("not formalisable", "not formalisable"), "not formalisable"),
        ((), "not formalisable"),
    ],
)
def test_a_step_that_is_not_confirmed_shows(shows, statuses, status):
    assert run.status_of(argument(shows=shows), records(*statuses)) == status


def test_a_counterexample_to_the_statement_itself_refutes_it():
    found = records("identity", "counterexample")
    assert run.status_of(argument(itself=("step 1",)), found) == "refuted"
    assert run.status_of(argument(itself=("step 0",)), found) == "gap"


def test_nothing_but_confirmed_steps_is_ever_called_proved():
    for statuses in itertools.product(STEP_STATUSES, repeat=2):
        status = run.status_of(argument(), records(*statuses))
        assert (status == "proved") == all(item in ("identity", "certified") for item in statuses)


class TestSteps:
    def test_a_stored_certificate_is_checked_in_place_of_a_search(self, monkeypatch):
        monkeypatch.setattr(Inequality, "run", lambda step: pytest.fail("it was searched"))
        found = run._run(STATEMENTS["cut"], Store({"cut": outcome("cut").certificate}))
        assert (found.status, found.note) == ("certified", outcome("cut").note)

    def test_without_one_there_is_a_search(self):
        for store in (Store(), Store({"cut": {}}), Store({"cut": outcome("edge").certificate})):
            assert run._run(STATEMENTS["cut"], store).certificate == outcome("cut").certificate

    def test_a_step_that_raises_has_shown_nothing(self):
        def fails():
            raise ValueError("no")

        found = run._run(Confirmed("a", "", fails), Store())
        assert (found.status, found.note) == ("undecided", "raised ValueError: no")


SAMPLE = next(iter(arguments()))


def test_one_claim_in_this_process_and_in_another():
    (here,) = run.prove([SAMPLE])
    told = []
    with ThreadPoolExecutor(1) as executor:
        (there,) = run.prove([SAMPLE], executor=executor, stored=False, on_record=told.append)
    assert told == [there]
    assert here.claim == there.claim == SAMPLE
    assert [(step.name, step.status) for step in here.all_steps] == [(s.name, s.status) for s in there.all_steps]


def test_an_unknown_claim():
    with pytest.raises(InputError, match="unknown claim"):
        run.prove(["Z.9"])
