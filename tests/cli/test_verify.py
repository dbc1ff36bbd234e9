"""``lngd verify``: verdicts, files, replay, resumption, bad input."""

import json
import shlex

import pytest

from lngd_theory.proofs import STEP_STATUSES

SETTING = "--n 8 --d 400 --m 4 --mu 1 --sigma-p 0.5 --sigma-0 0.02 --eta 0.2"
SHORT = f"{SETTING} --steps 40 --path-seeds 2 --workers 1"


def words(text):
    return shlex.split(text)


def verdicts(lngd, text):
    result = lngd(*words(text), "--json")
    assert result.code == 0, result.err
    return {item["claim"]: item for one in json.loads(result.out)["settings"].values() for item in one["verdicts"]}


def test_every_claim_has_a_verdict(lngd):
    found = verdicts(lngd, f"verify {SHORT} --seeds 3")
    from lngd_theory.claims.ledger import ORDER

    assert list(found) == list(ORDER)
    assert {item["verdict"] for item in found.values()} <= {"proved", "supported", "refuted", "vacuous", "undecided"}


def test_the_folder_has_report_verdicts_and_runs_that_are_used_again(lngd, tmp_path, monkeypatch):
    out = tmp_path / "out"
    command = f"verify D.1 TV {SHORT} --seeds 4 --out {out}"
    assert lngd(*words(command)).code == 0
    assert {path.name for path in out.iterdir()} == {
        "report.html", "report.md", "overview.png", "figures", "verdicts.json", "runs"
    }  # fmt: skip
    first = json.loads((out / "verdicts.json").read_text())

    def not_again(*_):
        raise AssertionError("ran again")

    monkeypatch.setattr("lngd_theory.evidence.gather.execute", not_again)
    assert lngd(*words(command)).code == 0
    assert without_times(json.loads((out / "verdicts.json").read_text())) == without_times(first)


def without_times(found):
    steps = [step for proof in found["proofs"] for step in (*proof["steps"], *proof["repairs"], *proof["premises"])]
    assert all(step.pop("seconds") >= 0 for step in steps)
    return found


def test_the_proof_side_stands_in_the_report(lngd, tmp_path):
    out = tmp_path / "out"
    assert lngd(*words(f"verify D.1 TV {SHORT} --seeds 4 --out {out}")).code == 0
    proofs = json.loads((out / "verdicts.json").read_text())["proofs"]
    assert [proof["claim"] for proof in proofs] == ["D.1", "TV"]
    assert all(step["status"] in STEP_STATUSES for proof in proofs for step in proof["steps"])
    for proof in proofs:
        page = (out / "report.html").read_text()
        assert f'id="proof-{proof["claim"]}"' in page
        assert all(step["status"] in page for step in proof["steps"])


def test_a_counterexample_is_replayed_by_its_command(lngd):
    found = verdicts(lngd, f"verify 4.1 {SETTING} --steps 40 --seeds 60 --workers 1")["4.1"]
    example = found["counterexample"]
    assert found["verdict"] == "refuted"
    result = lngd(*words(example["command"])[1:], "--json")
    (again,) = next(iter(json.loads(result.out)["settings"].values()))["verdicts"]
    part = next(part for part in again["parts"] if part["name"] == example["part"])
    assert part["observed"] == example["values"]["left"]
    assert (part["worst_seed"], part["worst_step"]) == (example["seed"], example["step"])
    shown = lngd(*words(example["command"])[1:])
    assert "no" in shown.out
    assert str(example["step"]) in shown.out


FIXED = (
    "--n 30 --d 400 --m 4 --mu 4 --sigma-p 1 --sigma-0 0.005 --eta 0.06 --corruption 0.2 --noise flip:0.1 --workers 1"
)


def test_a_counterexample_of_the_malignant_tail_is_replayed_by_its_command(lngd):
    found = verdicts(lngd, f"verify MT.1 {FIXED} --seeds 8")["MT.1"]
    example = found["counterexample"]
    assert found["verdict"] == "refuted"
    again = verdicts(lngd, " ".join(words(example["command"])[1:]))["MT.1"]
    part = next(part for part in again["parts"] if part["name"] == example["part"])
    assert (part["observed"], part["claimed"]) == (example["values"]["left"], example["values"]["right"])
    assert again["counterexample"]["command"] == example["command"]


def test_several_settings_share_a_report(lngd, tmp_path):
    out = tmp_path / "out"
    result = lngd(*words(f"verify B.1 TV --preset fig2 --preset inside --seeds 3 --workers 1 --out {out}"))
    assert result.code == 0, result.err
    page = (out / "report.md").read_text()
    assert "fig2" in page
    assert "inside" in page


def test_strict_ends_with_1_if_a_claim_is_refuted(lngd):
    assert lngd(*words(f"verify R.1 {SHORT} --seeds 2")).code == 0
    assert lngd(*words(f"verify R.1 {SHORT} --seeds 2 --strict")).code == 1


OWN_OBSERVABLE = """
import sympy as sp
from lngd_theory.claims import Bound, Claim, Source, Window
from lngd_theory.observables import Observable

def largest(at):
    return abs(at.gamma).max()

MINE = Observable("mine", "g", "largest |gamma|", largest)
CLAIMS = [Claim("my.2", "gamma", Source("note", ""), (
    Bound("small", MINE.symbol, "<=", sp.Integer(10), "gd", Window.WHOLE),), observables=(MINE,))]
"""


def test_an_observable_of_a_users_file_needs_no_workers(lngd, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN_OBSERVABLE)
    found = verdicts(lngd, f"verify --claims {path} {SETTING} --steps 20 --seeds 60 --workers 2")
    assert found["my.2"]["verdict"] == "supported"


OWN = """
import sympy as sp
from lngd_theory.claims import Bound, Claim, Source, Window
from lngd_theory.observables import observed

CLAIMS = [Claim("my.1", "Norms are positive", Source("note", ""), (
    Bound("positive", observed("xi_norm2_min"), ">=", sp.Integer(0), "draw", Window.DRAW),))]
"""


def test_claims_from_a_file_of_the_users(lngd, tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN)
    found = verdicts(lngd, f"verify --claims {path} {SHORT} --seeds 60")
    assert {name: item["verdict"] for name, item in found.items()} == {"my.1": "supported"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"verify D.9 {SHORT}", "unknown claim 'D.9'; did you mean"),
        (f"verify {SHORT} --noise flop:0.1", "unknown label noise 'flop'"),
        (f"verify {SHORT} --delta 1.5", "delta=1.5 must lie strictly between 0 and 1"),
        (f"verify {SHORT} --seeds 0", "seeds=0 must be a number of seeds >= 1"),
        (f"verify {SHORT} --steps 0", "steps=0 must be an integer >= 1"),
        ("verify --preset fig2 --preset fig2", "give each name once"),
        ("verify --preset fig3", "unknown preset 'fig3'"),
        ("verify B.1", "--n, --d"),
        (f"verify --claims nowhere.py {SHORT}", "no file 'nowhere.py'"),
    ],
)
def test_bad_input_is_one_sentence(lngd, text, message):
    result = lngd(*words(text))
    assert result.code == 2
    assert message in result.err
    assert result.err.count("\n") == 1


def test_a_foreign_folder_is_refused(lngd, tmp_path):
    (tmp_path / "thesis.tex").write_text("precious")
    result = lngd(*words(f"verify TV {SHORT} --out {tmp_path}"))
    assert result.code == 2
    assert "'thesis.tex', which no verification wrote" in result.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CLAIMS = []", "must define CLAIMS"),
        ("1 / 0", "raised ZeroDivisionError"),
        (OWN.replace("my.1", "D.1"), "the id 'D.1' is taken"),
    ],
)
def test_a_bad_file_of_claims_is_one_sentence(lngd, tmp_path, text, message):
    path = tmp_path / "own.py"
    path.write_text(text)
    result = lngd(*words(f"verify --claims {path} {SHORT}"))
    assert result.code == 2
    assert message in result.err
