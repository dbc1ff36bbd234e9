"""What the README shows is run."""

import re
import shlex
from pathlib import Path

import pytest

from lngd_theory.cli import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands():
    lines = "\n".join(blocks("bash")).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("lngd ")]


def test_the_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for example in blocks("python"):
        exec(example.replace("steps=2000", "steps=40"), {})
    assert (tmp_path / "run.nc").exists()


@pytest.mark.parametrize("arguments", [c for c in commands() if c[0] == "run"], ids=" ".join)
def test_every_run_command_runs_shortened(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, "--steps", "20", "--seeds", "1"])
    assert not stopped.value.code, capsys.readouterr().err


def test_every_experiment_is_named_and_every_named_one_exists():
    from lngd_theory.experiments import ROWS

    (line,) = [line for line in README.splitlines() if line.startswith("lngd reproduce fig2")]
    also = set(line.split("also:")[1].split())
    assert also | {"fig2"} == {*ROWS, "all"}


def test_the_test_command_is_marked_for_ci():
    after = README.split("<!-- test-command -->\n")[1]
    assert after.startswith("```bash\n")
    assert ".venv/bin/python -m pytest" in after.split("```")[1]


def test_links_lead_somewhere():
    root = Path(__file__).parent.parent
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if not target.startswith("http")]
    assert targets
    assert [target for target in targets if not (root / target).exists()] == []
