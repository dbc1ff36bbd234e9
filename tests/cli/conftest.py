from typing import NamedTuple

import pytest

from lngd_theory.cli import main


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def lngd(capsys):
    """Run the command line in this process: (exit code, standard output, standard error)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(stopped.value.code or 0, captured.out, captured.err)

    return run
