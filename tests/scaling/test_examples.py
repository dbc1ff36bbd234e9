"""Examples in docstrings."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["fit", "path", "study"])
def test_examples_in_docstrings_work(name):
    result = doctest.testmod(importlib.import_module(f"lngd_theory.scaling.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
