"""Which code a number comes from: a digest of the sources, and the versions of the libraries, that determine it."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

__all__ = ["SOURCES", "code_digest", "code_version"]

#: Files and folders of the package that determine the numbers of a run; a test holds this against their imports.
SOURCES = (
    "activation.py",
    "algorithms",
    "dynamics",
    "instances",
    "label_noise.py",
    "loss.py",
    "moment.py",
    "observables",
    "population.py",
    "recorder.py",
    "run.py",
    "setting.py",
    "streams.py",
    "sweeps/cells.py",
    "sweeps/record.py",
    "sweeps/task.py",
    "tape.py",
    "threads.py",
    "wishart.py",
)

_PACKAGE = Path(__file__).parent.parent


def source_files(sources: tuple[str, ...] = SOURCES) -> list[Path]:
    """The Python files of some files and folders of the package, by default :data:`SOURCES`, sorted."""
    found = [_PACKAGE / name for name in sources]
    return sorted(file for path in found for file in (path.rglob("*.py") if path.is_dir() else [path]))


@functools.cache
def code_digest(sources: tuple[str, ...] = SOURCES) -> str:
    """16 hexadecimal digits that change with every byte of some files and folders of the package."""
    sha = hashlib.sha256()
    for path in source_files(sources):
        sha.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


def code_version() -> dict[str, str]:
    """What must agree for two numbers to stand in one store: versions and :func:`code_digest`."""
    import numba
    import numpy as np
    import scipy

    from lngd_theory._version import __version__

    return {
        "lngd_theory": __version__,
        "code": code_digest(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "scipy": scipy.__version__,
    }
