from fractions import Fraction

import pytest

from lngd_theory import InputError
from lngd_theory.assumptions.exponents import feasible_exponents
from lngd_theory.claims.ledger import ledger
from proofs_check.premises import Satisfiable, all_consistency, consistency, premise_steps
from proofs_check.premises.consistency import SCOPES, VERSIONS, system_of
from proofs_check.premises.farkas import flaw
from proofs_check.premises.forms import Form
from proofs_check.premises.gather import assumption, domain
from proofs_check.premises.linear import Inequality, NoPoint, Point, solve
from tests.proofs.premises.naive import has_point

ALL = [found for scope in SCOPES for found in all_consistency(scope)]
REBUTTAL = {"n": Fraction(1, 3), "mu": Fraction(-1, 3), "sigma_0": Fraction(-11, 16)}


def standing_alone(version):
    return system_of((*domain(), *assumption(version)), strict=False)


def test_every_claim_has_a_result_for_every_version_and_scope():
    inside = {name for name in ledger() if not name.startswith("MT.")}
    assert len(ALL) == 40 * len(VERSIONS) * len(SCOPES)
    assert {found.claim for found in ALL} == inside == {name for name, one in ledger().items() if one.assumption}


def test_claims_of_the_malignant_tail_are_not_asked_about_the_assumption():
    assert premise_steps("MT.2") == ()
    assert premise_steps("D.1")


@pytest.mark.parametrize("found", ALL, ids=lambda found: f"{found.claim} {found.version} {found.scope}")
def test_what_is_said_is_what_the_certificate_shows(found):
    unread = [item.name for item in found.conditions if item.powers.reason]
    assert set(unread) <= set(found.constants)
    assert all(name in found.explanation for name in found.multipliers)
    if not found.certificate:
        assert found.status == "about constants"
        assert unread
        assert found.witness
        return
    assert flaw(found.certificate) == ""
    if found.status == "satisfiable":
        assert found.certificate["shows"] == "a point"
        assert not unread
        assert found.witness.get("sigma_p", 0) == 0
        relations = {item["relation"] for item in found.certificate["conditions"] if item["name"].startswith("(")}
        assert relations <= {">"}  # Assumption 3.1 with room, whatever the constants
    else:
        assert found.certificate["shows"] == "no point"
        assert set(found.multipliers) == {item["name"] for item in found.certificate["conditions"]}
        assert bool(found.witness) == (found.status == "about constants")


def test_verdicts_agree_with_elimination():
    """Second route for the smaller systems: loops and fractions (the assumption with the claim's own hypotheses)."""
    for found in (item for item in ALL if item.scope == "hypotheses" and item.version != "iclr"):
        beside = assumption("arxiv") if found.version == "arxiv" else ()
        for strict in (False, True):
            rows = system_of((*domain(), *beside, *found.conditions), strict)
            plain = [(dict(row.form.coefficients), row.form.constant, row.relation) for row in rows]
            allowed = {"satisfiable"} if strict else {"satisfiable", "about constants"}
            assert has_point(plain) == (found.status in allowed), found.claim


def test_the_rebuttals_example_is_outside_by_the_known_power():
    left = {item.name: form.at(REBUTTAL) for item in assumption("arxiv") for form in item.powers.forms}
    broken = {name: -value for name, value in left.items() if value < 0}
    expected = feasible_exponents().violations("1/3", "-1/3", "11/16")
    assert {name: str(value) for name, value in broken.items() if name in expected} == {
        name: str(value) for name, value in expected.items()
    }


@pytest.mark.parametrize("version", ["arxiv", "iclr"])
@pytest.mark.parametrize(
    ("quantity", "form"),
    [
        ("n", Form.of({"n": Fraction(1)})),
        ("n SNR^2", Form.of({"n": Fraction(1), "mu": Fraction(2), "sigma_p": Fraction(-2)}, Fraction(-1))),
    ],
)
def test_the_region_has_the_bounds_of_the_packages_own_polyhedron(version, quantity, form):
    """The largest exponent is attained, and nothing beyond it is."""
    largest = Fraction(str(feasible_exponents(version).bounds(quantity)[1]))
    base = standing_alone(version)
    at = Inequality("at", form + Form(constant=-largest))
    assert isinstance(solve((*base, at)), Point)
    assert isinstance(solve((*base, Inequality("beyond", at.form, ">"))), NoPoint)


def test_equality_of_sides_that_are_always_of_one_order_is_about_constants():
    found = consistency("4.5.supermartingale")
    assert found.conditions[0].name in found.constants
    assert found.status == "about constants"


@pytest.mark.parametrize(
    "asked", [("4.5", "arxiv", "proof"), ("D.3", "arXiv", "proof"), ("D.3", "arxiv", "everything")]
)
def test_an_unknown_name_is_refused(asked):
    with pytest.raises(InputError, match="unknown"):
        consistency(*asked)


def test_a_step_reports_what_was_found():
    statuses = {"satisfiable": "certified", "contradictory": "counterexample", "about constants": "undecided"}
    for found in ALL:
        step = Satisfiable(found.claim, found.version, found.scope)
        outcome = step.run()
        assert outcome.status == statuses[found.status]
        assert outcome.certificate == (dict(found.certificate) or None)
        assert found.explanation in outcome.note
        assert step.shown
        assert "$" not in step.shown
    names = {Satisfiable("D.3", version, scope).name for version in VERSIONS for scope in SCOPES}
    assert len(names) == len(VERSIONS) * len(SCOPES)
