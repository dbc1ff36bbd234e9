"""The same selection of tests without compilation: the kernels as plain Python."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_selection_marked_nojit_passes_without_compilation():
    command = [sys.executable, "-m", "pytest", "-m", "nojit", "-q", "-rs", "-n", "0", "-p", "no:cacheprovider", "tests"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None, done.stdout[-2000:]
    assert int(passed.group(1)) > 50
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert all("extra" in line for line in skipped), skipped  # what is not installed has a CI step of its own
    assert "failed" not in done.stdout
