"""Files of certificates are checked again, of both kinds; a file without any is an error."""

import json

import pytest

from lngd_theory.errors import InputError
from proofs_check.recheck import check_any, recheck
from tests.proofs.made import STATEMENTS, outcome

LINEAR = {
    "format": "lngd-linear/1",
    "shows": "a point",
    "conditions": [{"name": "x >= 1", "relation": ">=", "coefficients": {"x": "1"}, "constant": "-1"}],
    "point": {"x": "3/2"},
}


def written(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_every_certificate_of_every_file(tmp_path):
    made = {name: outcome(name).certificate for name in STATEMENTS}
    folder = written(tmp_path, one=made, two={"a point": LINEAR})
    found = recheck(folder)
    assert [(item.file, item.step) for item in found] == [("one.json", name) for name in made] + [
        ("two.json", "a point")
    ]
    assert all(item.ok and not item.reason for item in found)
    assert recheck(folder / "two.json") == found[-1:]


def test_the_folder_that_the_command_has_written(tmp_path):
    written(tmp_path / "certificates", one={"cut": outcome("cut").certificate})
    written(tmp_path, proofs={"claims": []})
    assert [item.step for item in recheck(tmp_path)] == ["cut"]


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (LINEAR | {"point": {"x": "1/2"}}, None),
        (
            LINEAR | {"format": "other"},
            "unknown format 'other'; known: 'lngd-certificate/1', 'lngd-linear/1', 'lngd-paving/1'",
        ),
        ({}, "unknown format None; known: 'lngd-certificate/1', 'lngd-linear/1', 'lngd-paving/1'"),
        (outcome("cut").certificate | {"precision": 65}, "the hash does not fit: the certificate was changed"),
    ],
)
def test_bad_ones_are_refused_with_a_reason(tmp_path, certificate, reason):
    ok, said = check_any(certificate)
    assert not ok
    assert said == reason if reason else said
    (found,) = recheck(written(tmp_path, a={"step": certificate}))
    assert (found.ok, found.reason) == (False, said)


@pytest.mark.parametrize("files", [{}, {"empty": {}}])
def test_nothing_to_check_is_an_error(tmp_path, files):
    with pytest.raises(InputError, match="holds no certificates; give a folder that lngd prove --out has written"):
        recheck(written(tmp_path, **files))


def test_no_such_file(tmp_path):
    with pytest.raises(InputError, match="no file"):
        recheck(tmp_path / "none.json")
