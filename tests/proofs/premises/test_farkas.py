import copy
import json

import pytest

from proofs_check.premises.consistency import consistency
from proofs_check.premises.farkas import check_certificate, flaw

POINT = consistency("E.2").certificate
NONE = consistency("R.5", "arxiv", "content").certificate


def changed(certificate, path, value):
    new = copy.deepcopy(dict(certificate))
    at = new
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return new


def test_a_certificate_survives_json():
    for certificate in (POINT, NONE):
        assert check_certificate(json.loads(json.dumps(certificate)))


def test_every_changed_coordinate_of_a_vertex_is_noticed_or_harmless():
    """Moving one coordinate far away breaks some condition on it, where it has one from both sides."""
    for name in ("n", "sigma_0", "mu", "eta"):
        assert not check_certificate(changed(POINT, ("point", name), "1000"))
    del (without := copy.deepcopy(dict(POINT)))["point"]["n"]
    assert "no n" in flaw(without)


def test_every_changed_multiplier_is_noticed():
    for k, y in enumerate(NONE["multipliers"]):
        assert not check_certificate(changed(NONE, ("multipliers", k), f"{int(y) + 1}"))
        assert not check_certificate(changed(NONE, ("multipliers", k), f"-{y}"))
    assert not check_certificate(changed(NONE, ("multipliers",), ["0"] * len(NONE["multipliers"])))
    assert not check_certificate(changed(NONE, ("multipliers",), NONE["multipliers"][1:]))


def test_every_changed_coefficient_is_noticed():
    for k, item in enumerate(NONE["conditions"]):
        for name, value in item["coefficients"].items():
            assert not check_certificate(changed(NONE, ("conditions", k, "coefficients", name), f"{value}1"))
        assert not check_certificate(changed(NONE, ("conditions", k, "constant"), "100"))


def test_a_tight_certificate_needs_its_strict_inequality():
    tight = consistency("4.5.i", "arxiv", "proof").certificate
    assert check_certificate(tight)
    for k in range(len(tight["conditions"])):
        tight = changed(tight, ("conditions", k, "relation"), ">=")
    assert "contradicts nothing" in flaw(tight)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), "lngd-linear/2", "unknown format"),
        (("shows",), "a hope", "neither"),
        (("conditions", 0, "relation"), "<=", "unknown relation"),
        (("conditions", 0, "constant"), 0.75, "is no string"),
        (("conditions", 0, "constant"), "three", "cannot be read"),
        (("conditions", 0), {}, "cannot be read"),
        (("multipliers", 0), "1/0", "cannot be read"),
    ],
)
def test_what_is_no_certificate_is_refused_with_a_reason(path, value, said):
    assert said in flaw(changed(NONE, path, value))


def test_an_empty_dictionary_is_refused():
    assert not check_certificate({})
