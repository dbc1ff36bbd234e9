import json
from pathlib import Path

import pytest

STEPS = """
import sympy as sp
from proofs_check.inequality import Inequality
from proofs_check.step import Identity
x = sp.Symbol("x", real=True)
STEPS = [
    Inequality("tangent", sp.Le(1 + x, sp.exp(x)), {x: ("-oo", "oo")}),
    Identity("square", (x + 1) ** 2, x**2 + 2 * x + 1),
]
"""
HALF = 'STEPS.append(Inequality("half", sp.Ge(1 + x, sp.exp(x / 2)), {x: (0, 3)}))\n'


@pytest.fixture
def steps(tmp_path):
    """A file of steps with some more lines at its end."""

    def made(more=""):
        path = tmp_path / "mine.py"
        path.write_text(STEPS + more, encoding="utf-8")
        return path

    return made


def test_steps_of_ones_own_are_proved(lngd, steps):
    code, out, err = lngd("prove", "--steps", steps())
    assert (code, err) == (0, "")
    assert "tangent" in out
    assert "certified" in out
    assert "2 boxes at 64 bits; the least difference met is 0" in " ".join(out.split())
    assert "2 steps, 1 certificates" in out


def test_the_same_for_machines(lngd, steps):
    code, out, _ = lngd("prove", "--steps", steps(HALF), "--json")
    assert code == 0
    (claim,) = json.loads(out)["claims"]
    assert claim["claim"] == "mine"
    assert claim["status"] == "refuted"
    assert [step["status"] for step in claim["steps"]] == ["certified", "identity", "counterexample"]
    assert claim["steps"][2]["values"]["x"] == "21/8"
    assert "certificate" not in claim["steps"][0]


@pytest.mark.parametrize(("more", "code"), [("", 0), (HALF, 1)])
def test_strict_ends_with_1_if_a_step_is_not_confirmed(lngd, steps, more, code):
    assert lngd("prove", "--steps", steps(more), "--strict").code == code


def test_certificates_are_written_and_checked_again(lngd, steps, tmp_path):
    out = tmp_path / "out"
    assert lngd("prove", "--steps", steps(HALF), "--out", out).code == 0
    assert (out / "proofs.html").is_file()
    code, said, _ = lngd("prove", "--check", out)
    assert code == 0
    assert "2 of 2 certificates hold" in said
    code, said, _ = lngd("prove", "--check", out, "--json")
    assert [item["ok"] for item in json.loads(said)["certificates"]] == [True, True]


def test_a_changed_certificate_is_refused_with_exit_code_1(lngd, steps, tmp_path):
    out = tmp_path / "out"
    lngd("prove", "--steps", steps(), "--out", out)
    path = out / "certificates" / "mine.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"-oo"', '"-1"'), encoding="utf-8")
    code, said, _ = lngd("prove", "--check", out)
    assert code == 1
    assert "refused: mine.json, tangent: the hash does not fit: the certificate was changed" in " ".join(said.split())
    assert "0 of 1 certificates hold" in said


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            'STEPS.append(Inequality("bad", sp.Le(x, 1), {x: (0, 0.5)}))',
            'bad: x: the end 0.5 is a float, which is no exact number; give it as a string, such as "0.1", or as a '
            "rational",
        ),
        (
            'STEPS.append(Inequality("bad", sp.Le(x, 1), {x: (1, 0)}))',
            "bad: x: the interval [1, 0] must have low < high",
        ),
        (
            'STEPS.append(Inequality("bad", sp.Le(0.5 * x, 1), {x: (0, 1)}))',
            'bad: the float 0.5 is no exact number; write sp.Rational("0.5")',
        ),
        (
            'STEPS.append(Inequality("bad", sp.Le(sp.sin(x), 1), {x: (0, 1)}))',
            "bad: the function or number sin(x) cannot be enclosed exactly; use rationals, pi, powers, *, +, abs, erf, "
            "erfc, exp, log, loggamma, max, min, tanh",
        ),
        ('STEPS.append(Inequality("bad", sp.Le(x, 1), {}))', "bad: x has no interval; give one in the region"),
        (
            'STEPS.append(Inequality("bad", sp.Eq(x, 1), {x: (0, 1)}))',
            "bad: Eq(x, 1) is an equality; state it as Identity(name, left, right)",
        ),
        (
            'STEPS.append(Inequality("bad", x**2 >= 0, {x: (0, 1)}))',
            "bad: sympy has decided the relation to be True; write sp.Le(left, right, evaluate=False)",
        ),
        ("STEPS = 1", "{path} must define STEPS, a list of steps such as Inequality(...)"),
        ("STEPS = STEPS * 2", "{path}: two steps have the name 'square'; rename one"),
        ("raise RuntimeError('no')", "{path} raised RuntimeError: no"),
    ],
)
def test_a_bad_step_is_one_sentence_and_exit_code_2(lngd, steps, more, message):
    path = steps(more)
    code, out, err = lngd("prove", "--steps", path)
    assert code == 2
    assert out == ""
    assert err.strip().removeprefix("lngd: ").removeprefix("error: ") == message.format(path=repr(str(path)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--steps", "none.py"), "no file 'none.py'; give a Python file that defines STEPS"),
        (("--steps", "a.py", "D.1"), "--steps proves the steps of a file, ids those of the ledger; give one of them"),
        (("--check", "a", "--fresh"), "--check reads certificates and does nothing else"),
        (("--check", "none.json"), "no file 'none.json'; give one that lngd prove has written"),
        (("Z.9",), "unknown claim"),
    ],
)
def test_other_bad_input(lngd, arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = lngd("prove", *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_a_claim_of_the_ledger(lngd):
    code, out, _ = lngd("prove", "B.3", "--json")
    assert code == 0
    (claim,) = json.loads(out)["claims"]
    assert claim["claim"] == "B.3"
    assert {step["status"] for step in claim["steps"]} <= {"identity", "certified", "not formalisable"}


def test_a_folder_of_other_things_is_left_alone(lngd, steps, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, err = lngd("prove", "--steps", steps(), "--out", folder)
    assert code == 2
    assert "holds 'notes.txt', which lngd prove did not write; choose another folder" in err
    assert [item.name for item in Path(folder).iterdir()] == ["notes.txt"]
