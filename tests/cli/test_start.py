"""The command line starts without what only some commands need."""

import subprocess
import sys


def test_what_only_some_commands_need_is_not_loaded_at_start():
    code = (
        "import sys, lngd_theory.cli.app; print(*sorted({'sympy', 'matplotlib', 'jinja2', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == ""
