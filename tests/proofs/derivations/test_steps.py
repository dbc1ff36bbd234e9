"""Every step of every derivation is confirmed, and says what was."""

import pytest

from proofs_check.derivations import DERIVATIONS, INEQUALITIES

STEPS = [(topic, step) for topic, steps in DERIVATIONS.items() for step in steps]


@pytest.mark.parametrize(("topic", "step"), STEPS, ids=[f"{topic}: {step.name}" for topic, step in STEPS])
def test_the_step_is_confirmed(topic, step):
    outcome = step.run()
    assert outcome.status == "identity", outcome.note
    lines = outcome.note.split("; ")
    assert all(lines)
    assert len(set(lines)) == len(lines)
    assert step.shown
    assert "$" not in step.shown


def test_names_tell_steps_apart():
    assert len({step.name for _, step in STEPS}) == len(STEPS)
    assert all(steps for steps in DERIVATIONS.values())


def test_inequalities_are_relations_in_one_variable():
    for name, left, relation, right, domain in INEQUALITIES:
        assert name
        assert relation in ("<=", ">=")
        (symbol,) = domain
        assert (left - right).free_symbols == {symbol}
        low, high = domain[symbol]
        assert low < high
