"""Steps of a user's own: read from a file, looked at before any is proved, each a statement itself."""

import pytest
import sympy as sp

from lngd_theory.errors import InputError
from proofs_check.inequality import Inequality
from proofs_check.own import load_steps, prove_steps
from proofs_check.step import Confirmed, Identity, NotFormalisable

x = sp.Symbol("x", real=True)
TRUE = Inequality("tangent", sp.Le(1 + x, sp.exp(x)), {x: (-1, 1)})
FALSE = Inequality("half", sp.Ge(1 + x, sp.exp(x / 2)), {x: (0, 3)})
OPEN = Inequality("pole", sp.Ge(1 / x, 1), {x: (0, 1)}, budget=50)
EQUAL = Identity("square", (x + 1) ** 2, x**2 + 2 * x + 1)


def written(tmp_path, text):
    path = tmp_path / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ((TRUE, EQUAL), "in part"),
        ((TRUE, FALSE), "refuted"),
        ((FALSE, OPEN), "refuted"),
        ((TRUE, OPEN), "open"),
        ((TRUE, Confirmed("a", "", list)), "open"),
        ((NotFormalisable("a", "", "why"),), "not formalisable"),
        ((Identity("a", x, x + 1),), "refuted"),
    ],
)
def test_the_record_of_some_steps(steps, status):
    record = prove_steps("mine", steps)
    assert (record.claim, record.status) == ("mine", status)
    assert [step.name for step in record.steps] == [step.name for step in steps]
    assert all(step.latex == own.shown for step, own in zip(record.steps, steps, strict=True))


def test_each_step_keeps_what_was_found():
    record = prove_steps("mine", (TRUE, FALSE))
    assert record.steps[0].certificate == TRUE.run().certificate
    assert record.steps[1].values == FALSE.run().values
    assert all(step.seconds > 0 for step in record.steps)


def test_a_badly_stated_step_is_refused_before_any_is_proved():
    log = []
    first = Confirmed("first", "", lambda: log.append("run") or [("a", True)])
    bad = Inequality("bad", sp.Le(x, 1), {x: (0, 0.5)})
    with pytest.raises(InputError, match=r"^bad: x: the end 0\.5 is a float"):
        prove_steps("mine", (first, bad))
    assert log == []


def test_a_step_that_raises_has_shown_nothing():
    def fails():
        raise KeyError("x")

    record = prove_steps("mine", (Confirmed("a", "", fails), TRUE))
    assert (record.steps[0].status, record.steps[0].note) == ("undecided", "raised KeyError: 'x'")
    assert record.steps[1].status == "certified"


GOOD = """
import sympy as sp
from proofs_check.inequality import Inequality
x = sp.Symbol("x", real=True)
STEPS = [Inequality("tangent", sp.Le(1 + x, sp.exp(x)), {x: (-1, 1)})]
"""


def test_a_file_of_steps(tmp_path):
    (step,) = load_steps(written(tmp_path, GOOD))
    assert step.name == "tangent"
    assert prove_steps("mine", [step]).steps[0].status == "certified"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "{path} must define STEPS, a list of steps such as Inequality(...)"),
        ("STEPS = []", "{path} must define STEPS, a list of steps such as Inequality(...)"),
        ("STEPS = [1]", "{path} must define STEPS, a list of steps such as Inequality(...)"),
        ("STEPS = 'abc'", "{path} must define STEPS, a list of steps such as Inequality(...)"),
        ("1 / 0", "{path} raised ZeroDivisionError: division by zero"),
        ("def", "{path} raised SyntaxError: invalid syntax (mine.py, line 1)"),
        (GOOD + "STEPS = STEPS * 2", "{path}: two steps have the name 'tangent'; rename one"),
        (
            GOOD.replace("{x: (-1, 1)}", "{x: (-1, 0.5)}"),
            'tangent: x: the end 0.5 is a float, which is no exact number; give it as a string, such as "0.1", '
            "or as a rational",
        ),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path, text, message):
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        prove_steps("mine", load_steps(path))
    assert str(error.value) == message.format(path=repr(str(path)))


def test_no_such_file(tmp_path):
    with pytest.raises(InputError, match="give a Python file that defines STEPS"):
        load_steps(tmp_path / "none.py")
    with pytest.raises(InputError, match="give a Python file that defines STEPS"):
        load_steps(tmp_path)
