"""Arguments of the first stages: each step decided, each inequality by a second route, no false variant certified."""

import pytest
import sympy as sp

from lngd_theory.symbols import C_0
from proofs_check import (
    coefficient_bounds,
    distance,
    initial_size,
    lemma_4_2,
    lemma_4_3,
    lemma_4_4,
    lemma_C_1,
    lemma_D_1,
    lemma_D_2,
    lemma_D_4,
    lemma_D_5,
    lemma_E_1,
    lemma_E_3,
    one_step,
    proposition_4_1,
    remark_R_1,
    slope_sum,
    step_size,
    theorem_3_2_loss,
)
from proofs_check.inequality import Inequality
from proofs_check.statement import claim_of
from proofs_check.step import Confirmed, Identity
from tests.proofs.false_variants import difference, inequalities, reversed_, tightened, values

MODULES = (
    *(proposition_4_1, lemma_C_1, lemma_D_1, lemma_D_2, lemma_D_4, lemma_D_5, theorem_3_2_loss, remark_R_1),
    *(lemma_E_1, lemma_E_3, lemma_4_2, lemma_4_3, lemma_4_4),
)
ARGUMENTS = [argument for module in MODULES for argument in module.ARGUMENTS]
STEPS = {step.name: step for argument in ARGUMENTS for step in (*argument.steps, *argument.repairs, *argument.premises)}
INEQUALITIES = inequalities(ARGUMENTS)
#: The difference vanishes at edges; 50 digits leave this.
ROUNDING = 1e-40

by_claim = pytest.mark.parametrize("argument", ARGUMENTS, ids=[argument.claim for argument in ARGUMENTS])
by_inequality = pytest.mark.parametrize("step", INEQUALITIES, ids=[step.name for step in INEQUALITIES])


@by_claim
def test_steps_have_names_of_their_own(argument):
    names = [step.name for step in (*argument.steps, *argument.repairs, *argument.premises)]
    assert sorted(names) == sorted(set(names))
    assert set(argument.itself) <= {step.name for step in argument.steps}
    assert claim_of(argument.claim).id == argument.claim
    assert argument.conclusion.endswith(".")


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if isinstance(step, Confirmed)])
def test_derivations_are_confirmed(name):
    assert STEPS[name].run().status == "identity"


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if isinstance(step, Identity)])
def test_identities_are_decided(name):
    assert STEPS[name].run().status in ("identity", "counterexample")


@by_inequality
def test_inequalities_are_decided_as_numbers_decide_them(step):
    found = step.run()
    least, _ = values(step)[0]
    if found.status == "certified":
        assert least >= -ROUNDING
    else:
        assert found.status == "counterexample"
        at = difference(step)
        box = {symbol.name: found.values[symbol.name] for symbol in step.region.box}
        assert at(box) < 0


@by_inequality
def test_no_false_variant_is_certified(step):
    assert tightened(step).run().status != "certified"
    if values(step)[-1][0] > 0:
        assert reversed_(step).run().status != "certified"


def test_one_name_one_statement():
    assert sum(isinstance(step, Inequality) for step in STEPS.values()) == len(INEQUALITIES)


WRONG = [
    (step_size, "NOISE_STEP", 2 * step_size.NOISE_STEP, "the step size condition (iii) in these letters"),
    (one_step, "NORMS", (sp.Rational(1, 4), sp.Rational(3, 2)), "one step of a noise coefficient"),
    (initial_size, "CROSS_OVER_S", sp.Rational(1, 10), "sizes at initialisation"),
    (coefficient_bounds, "REACH", 2 * coefficient_bounds.REACH, "reach of a pre-activation"),
    (lemma_C_1, "_SUM", 2 * lemma_C_1._SUM, "the sum of the bounds, in units of the cross term"),
    (lemma_D_1, "signal_step_factor", lambda: 2 * step_size.g, "one step of gamma"),
    (lemma_D_2, "PER_STEP", sp.Integer(4), "one step of the bound"),
    (lemma_D_4, "SHIFT", sp.Rational(1, 10), "one step of A (the shift 0.4 is reconstructed)"),
    (slope_sum, "_SUM", 1 / step_size.u, "the slopes of a sample sum to a logarithm"),
    (slope_sum, "_SUM", 1 / step_size.u, "gamma for all time"),
    (lemma_4_2, "_AT_T1", 2 * lemma_4_2._AT_T1, "the bound of D.4 at T_1"),
    (lemma_4_2, "_T1", 2 * lemma_4_2._T1, "the printed way"),
    (lemma_4_2, "_T1", 2 * lemma_4_2._T1, "D.1 at T_1"),
    (lemma_4_3, "_T1", lemma_4_3._T1 / 2, "length of the stage"),
    (distance, "_UNIT", distance._UNIT / 2, "the distance of W* as printed"),
    (theorem_3_2_loss, "PER_LOSS", sp.Integer(5), "the time that is enough, against the printed one"),
    (lemma_E_1, "_DEVIATION", C_0 / 11, "one step of an aligned filter"),
    (lemma_E_3, "_LOSS", sp.Integer(2), "one step of A (the shift 0.4 covers twice the cross terms)"),
    (lemma_E_3, "_COUNTED", 2 * lemma_E_3._COUNTED, "steps before flips can be counted"),
    (lemma_4_4, "_UNITS", 2 * lemma_4_4._UNITS, "growth of E.3 up to T_1"),
    (lemma_4_4, "_DEVIATION", 2 * lemma_4_4._DEVIATION, "log Y over a stretch of w steps with N flips"),
    (lemma_4_4, "SIGNAL", lemma_4_4.SIGNAL**2, "E.1 at T_1"),
]


@pytest.mark.parametrize(("module", "attribute", "value", "name"), WRONG, ids=[row[-1] for row in WRONG])
def test_derivations_with_a_wrong_number_are_not_confirmed(module, attribute, value, name, monkeypatch):
    monkeypatch.setattr(module, attribute, value)
    assert STEPS[name].run().status != "identity"
