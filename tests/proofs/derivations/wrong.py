"""What becomes of a derivation that is given a wrong formula: a sign turned, a factor left out, an exponent moved."""

from functools import partial

from proofs_check.step import Confirmed


def not_confirmed(confirm, wrong):
    """The step with this formula in place of its own is undecided, and says which line failed."""
    outcome = Confirmed("wrong", "", partial(confirm, wrong)).run()
    assert outcome.status == "undecided"
    assert outcome.note.startswith("not confirmed: ")
