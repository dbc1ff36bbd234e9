"""The pages of docs/ say what is true: every example runs and prints what the page says it prints.

A ```python block is executed, and so is every command of a ```bash block that begins with ``lngd``. The blocks of one
page share a namespace and a folder, empty at first. A ```text block that follows a Python block directly is what that
block prints. A block after a line ``<!-- not-run: reason -->`` is not run; if it is Python, it is compiled.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from lngd_theory import LabelFlip, Setting, simulate
from lngd_theory.cli import console, main
from lngd_theory.recorder import VARIABLES

DOCS = Path(__file__).parents[1] / "docs"
#: Pages that teach by example; any other page may have examples, these must.
WITH_EXAMPLES = {"start.md", "concepts.md", "own-data.md", "files.md"}

BLOCK = re.compile(
    r"^(?:<!-- not-run: (?P<reason>[^\n]+) -->\n)?```(?P<language>python|bash)\n(?P<code>.*?)^```\n"
    r"(?:\n```text\n(?P<printed>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    language: str
    code: str
    printed: str | None
    reason: str | None
    line: int

    @property
    def runs(self) -> bool:
        return not self.reason and (self.language == "python" or self.code.startswith("lngd "))


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = [
        Block(m["language"], m["code"], m["printed"], m["reason"], text.count("\n", 0, m.start("code")))
        for m in BLOCK.finditer(text)
    ]
    assert len(found) == text.count("```python") + text.count("```bash"), f"a block of {page.name} is malformed"
    return found


PAGES = {page.name: blocks for page in sorted(DOCS.glob("*.md")) if (blocks := blocks_of(page))}


def run_python(block: Block, where: str, namespace: dict[str, object]) -> None:
    code = compile("\n" * block.line + block.code, where, "exec")
    if not block.runs:
        return
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, namespace)
    assert printed.getvalue() == (block.printed or ""), f"{where}: output of the block at line {block.line}"


def run_commands(block: Block, where: str) -> None:
    for line in block.code.replace("\\\n", " ").splitlines() if block.runs else ():
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(line)[1:])
        assert not ended.value.code, f"{where}: {line}"


def test_pages_have_examples():
    assert set(PAGES) >= WITH_EXAMPLES


@pytest.mark.parametrize("name", PAGES)
def test_blocks_run_and_print_what_the_page_says(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console, "processors", lambda: 1)  # commands start no worker processes
    namespace: dict[str, object] = {"__name__": "page"}
    for block in PAGES[name]:
        if block.language == "python":
            run_python(block, name, namespace)
        else:
            run_commands(block, name)


def test_nearly_all_blocks_are_run():
    blocks = [block for blocks in PAGES.values() for block in blocks]
    assert sum(block.runs for block in blocks) > 0.8 * len(blocks)


def test_files_page_names_every_variable_and_attribute(tmp_path):
    s = Setting(n=4, d=20, m=2, mu=1.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)
    data = simulate(s, LabelFlip(0.1), steps=2, seeds=1, engine="both", record_rho=True).data
    text = (DOCS / "files.md").read_text(encoding="utf-8")
    assert "{recorded-variables}" in text  # the table of VARIABLES
    others = {str(name) for name in data.data_vars} - set(VARIABLES)
    missing = [name for name in [*others, *map(str, data.attrs)] if f"`{name}`" not in text]
    assert not missing
