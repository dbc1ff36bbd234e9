"""What docs/deep.md says of networks: its blocks that the other tests leave out because they need torch."""

import pytest

from tests.test_docs import PAGES, run_python

torch = pytest.importorskip("torch", reason="networks need the extra deep")

REASON = "needs the extra deep"


def test_blocks_that_need_torch_print_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = [block for block in PAGES["deep.md"] if block.language == "python"]
    left_out = [block for block in blocks if block.reason == REASON]
    assert left_out
    namespace: dict[str, object] = {"__name__": "page"}
    for block in blocks:
        run_python(block._replace(reason=None) if block in left_out else block, "deep.md", namespace)
