"""Stored certificates: checked again, never trusted."""

import json

import pytest
import sympy as sp

from lngd_theory.errors import InputError
from lngd_theory.proofs import ProofRecord, StepRecord
from proofs_check.inequality import Inequality
from proofs_check.step import Identity
from proofs_check.store import Store, load, save
from tests.proofs.made import STATEMENTS, outcome
from tests.proofs.trees import signed


def record(claim, *names):
    steps = [StepRecord(name, "", outcome(name).status, certificate=outcome(name).certificate) for name in names]
    plain = StepRecord("an identity", "", "identity")
    return ProofRecord(claim, claim, "proved", "", steps=(plain, *steps[:1]), repairs=tuple(steps[1:]))


def test_certificates_come_back_as_they_were_written(tmp_path):
    (path,) = save([record("D.1", "cut", "bowl"), record("D.2")], tmp_path / "new" / "folder")
    assert path.name == "D.1.json"
    found = load(path)
    assert found == {name: outcome(name).certificate for name in ("cut", "bowl")}
    assert Store.of("D.1", path.parent).certificates == found
    assert Store.of("D.2", path.parent).certificates == {}


def test_the_files_are_the_same_each_time(tmp_path):
    paths = [save([record("D.1", "cut", "factor")], tmp_path / name)[0] for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert b"\r" not in paths[0].read_bytes()


def test_a_claim_without_certificates_any_more_has_no_file_any_more(tmp_path):
    (path,) = save([record("D.1", "cut")], tmp_path)
    assert save([record("D.1")], tmp_path) == []
    assert not path.exists()


def test_a_stored_certificate_stands_for_a_search():
    store = Store({"cut": outcome("cut").certificate})
    assert store.outcome(STATEMENTS["cut"]) == outcome("cut")
    assert store.outcome(STATEMENTS["edge"]) is None
    assert store.outcome(Identity("cut", sp.Integer(1), sp.Integer(1))) is None


def test_a_forged_one_does_not():
    made = outcome("cut").certificate
    for forged in (
        made | {"precision": 65},
        signed(made | {"proof": {"rule": "boxes", "leaves": "d"}}),
        {},
        {"hash": 1},
    ):
        assert Store({"cut": forged}).outcome(STATEMENTS["cut"]) is None


def test_nor_does_one_of_another_statement_of_the_same_name():
    x = sp.Symbol("x", real=True)
    store = Store({"cut": outcome("cut").certificate})
    assert store.outcome(Inequality("cut", sp.Le(2 + x, sp.exp(x)), {x: ("-oo", "oo")})) is None


def test_a_badly_stated_step_is_left_to_say_so_itself():
    x = sp.Symbol("x", real=True)
    assert Store({"a": {}}).outcome(Inequality("a", sp.Le(x, 1), {})) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON file (Expecting property name"),
        ("[]", "holds no certificates; write it again with lngd prove --out"),
        ('{"a": 1}', "holds no certificates; write it again with lngd prove --out"),
    ],
)
def test_a_file_that_holds_something_else(tmp_path, text, message):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path)
    assert message in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="give one that lngd prove has written"):
        load(tmp_path / "a.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is no JSON file"):
        load(tmp_path / "b.json")


def test_what_comes_with_the_package_is_json_of_certificates():
    from proofs_check.store import FOLDER

    for path in FOLDER.glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8")) == load(path)
