"""The examples in the documentation of the package are what it does."""

import doctest
import importlib

import pytest

NAMES = ("boundary", "chain", "conditions", "paving")


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(f"proofs_check.supermartingale.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
