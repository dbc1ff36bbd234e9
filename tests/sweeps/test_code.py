"""The digest of the code covers every file that a run's numbers come from."""

import ast
import importlib.util
import shutil
from pathlib import Path

import pytest

from lngd_theory.sweeps import code
from lngd_theory.sweeps.code import SOURCES, code_digest, code_version, source_files

PACKAGE = Path(code.__file__).parent.parent

#: Imported by what runs, but no number depends on it.
HARMLESS = {"__init__.py", "_version.py", "errors.py", "planning.py", "presets.py", "sweeps/__init__.py", "symbols.py"}
#: What asks for cells; its content is in their keys.
ASKING = {
    f"sweeps/{name}.py" for name in ("axes", "choices", "code", "expressions", "names", "noises", "spec", "thresholds")
}


def imported(name):
    """Files of the package that a module imports when it is imported, with those that they import."""
    found, waiting = set(), [name]
    while waiting:
        spec = importlib.util.find_spec(waiting.pop())
        path = Path(spec.origin).relative_to(PACKAGE).as_posix()
        if path in found or path in HARMLESS:
            continue
        found.add(path)
        for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("lngd_theory"):
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                waiting += [
                    one for one in names if importlib.util.find_spec(one.rpartition(".")[0]) and _is_module(one)
                ]
    return found


def _is_module(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_the_digest_covers_all_that_a_task_imports():
    covered = {path.relative_to(PACKAGE).as_posix() for path in source_files()}
    needed = imported("lngd_theory.sweeps.task") - ASKING
    assert {"run.py", "dynamics/kernels.py", "observables/fresh.py", "moment.py"} <= needed
    assert needed <= covered


def test_every_named_source_is_there():
    assert all((PACKAGE / name).exists() for name in SOURCES)
    assert len(source_files()) > 30


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the package's sources; the digest is that of the copy."""
    copy = tmp_path / "lngd_theory"
    for path in source_files():
        target = copy / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    monkeypatch.setattr(code, "_PACKAGE", copy)
    code_digest.cache_clear()
    yield copy
    code_digest.cache_clear()


def test_a_copy_has_the_same_digest_and_one_changed_byte_another(copied):
    original = code_digest()
    monkey = [path for path in copied.rglob("*.py") if path.stat().st_size]
    assert len(monkey) > 25
    seen = {original}
    for path in monkey:
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        code_digest.cache_clear()
        seen.add(code_digest())
        path.write_bytes(whole)
    assert len(seen) == len(monkey) + 1
    code_digest.cache_clear()
    assert code_digest() == original


def test_a_new_file_changes_the_digest(copied):
    original = code_digest()
    (copied / "dynamics" / "new.py").write_text("")
    code_digest.cache_clear()
    assert code_digest() != original


def test_versions_name_package_code_and_libraries():
    assert set(code_version()) == {"lngd_theory", "code", "numpy", "numba", "scipy"}
    assert all(code_version().values())
