import pytest

from lngd_theory.claims.ledger import ledger
from proofs_check.premises import all_standings, requirements
from proofs_check.premises.consistency import system_of
from proofs_check.premises.farkas import flaw
from proofs_check.premises.gather import assumption, domain
from tests.proofs.premises.naive import has_point

STANDINGS = [item for version in ("arxiv", "iclr") for item in all_standings(version)]


def naive(rows):
    return has_point([(dict(row.form.coefficients), row.form.constant, row.relation) for row in rows])


def test_conditions_have_names_of_their_own_and_known_claims():
    names = [item.name for item in requirements()]
    assert len(names) == len(set(names))
    assert {claim for item in requirements() for claim in item.claims} <= set(ledger())
    assert all(item.source and item.claims for item in requirements())


@pytest.mark.parametrize("item", STANDINGS, ids=lambda item: f"{item.version} {item.requirement.name}")
def test_a_grade_is_what_its_certificates_and_elimination_show(item):
    assert [flaw(certificate) for certificate in item.certificates] == [""] * len(item.certificates)
    base = system_of((*domain(), *assumption(item.version)), strict=False)
    own = system_of((item.requirement,), strict=False)
    shown = [certificate["shows"] for certificate in item.certificates]
    if item.grade == "excluded":
        assert not naive((*base, *own))
    elif item.grade.startswith("implied"):
        assert set(shown) == {"no point"}
        assert len(shown) == len(own)
        assert naive((*base, *own))
    elif item.grade == "extra":
        assert shown == ["a point", "a point"]
    else:
        assert item.explanation
