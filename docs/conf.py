"""Configuration of the strict build: ``sphinx-build -n -W --keep-going -b html docs docs/_build/html``.

Nothing is fetched from a network; a missing reference, a broken link or bad markup in a docstring is an error.
"""

from __future__ import annotations

import re
import sys
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

import numba
import numpy
import numpy.typing
from pydantic import BaseModel
from sphinx.application import Sphinx


class AnyArray:
    """In place of ``NDArray``: the reference then says ``ndarray`` where numpy would spell out shape and dtype."""

    def __class_getitem__(cls, dtype: Any) -> type[numpy.ndarray]:
        """Whatever the dtype."""
        return numpy.ndarray


# before the package is imported: kernels are to be Python functions, with signature and docstring
numba.config.DISABLE_JIT = True
numba.vectorize = lambda **options: lambda function: function
numpy.typing.NDArray = AnyArray
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from lngd_theory import __version__  # noqa: E402

project = "lngd_theory"
author = "The lngd_theory founders"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "existing_pages",
    "claims_ledger",
    "recorded_variables",
]
exclude_patterns = ["_build", "_ext", "answers"]  # answers are included by findings.md

# --- pages ---------------------------------------------------------------------------------------------------------
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"lngd_theory {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["wrap.css"]

# --- API reference -------------------------------------------------------------------------------------------------
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
# numpydoc's types are prose ("(n, P, d) array"): show them as text, do not look them up
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]
# types of other packages have no page here; every name of this package must resolve
nitpicky = True
nitpick_ignore_regex = [
    (r"py:(class|obj|exc|func|data)", r"(flint|hypothesis|matplotlib|numpy|xarray|pydantic|pydantic_core|sympy)\..+"),
    (r"py:class", r"Evidence|Figure|sp\..+"),  # imported for type checks only: a reference without its module
    (r"py:class", r"lngd_theory\.(kept_cells\.(C|M)|cli\.study\.Kept|experiments\.estimate\.T)"),  # stand for types
    (r"py:(class|obj|exc)", r"(collections\.abc|concurrent\.futures|fractions|multiprocessing|pathlib)\..+"),
]


def show_fields(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, signature: str | None, returns: str | None
) -> tuple[str, str | None] | None:
    """Signature of a pydantic model or a named tuple: its fields, without validators and types; none for a protocol."""
    if what != "class":
        return None
    if getattr(obj, "_is_protocol", False):
        return "", None
    if issubclass(obj, BaseModel):
        defaults = {key: Parameter.empty if f.is_required() else f.default for key, f in obj.model_fields.items()}
        fields = [Parameter(key, Parameter.KEYWORD_ONLY, default=default) for key, default in defaults.items()]
    elif issubclass(obj, tuple) and hasattr(obj, "_fields"):
        fields = [Parameter(key, Parameter.POSITIONAL_OR_KEYWORD) for key in obj._fields]
    else:
        return None
    return str(Signature(fields)), returns


def plain_markup(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Read ``|mu|`` in a docstring as a norm, not as a substitution, and a colon in it as a colon.

    Napoleon takes what stands before a colon in the first line of an attribute for its type; an empty comment ahead
    of that line prevents it. What Python says of a named tuple's field, that it has a number, is left out.
    """
    if lines and lines[0].startswith("Alias for field number"):
        lines.clear()
    for number, line in enumerate(lines):
        pieces = line.split("``")  # every second piece is literal
        pieces[::2] = [re.sub(r"\|(\w+)\|", r"\\|\1\\|", piece) for piece in pieces[::2]]
        lines[number] = "``".join(pieces)
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]


def setup(app: Sphinx) -> None:
    """Connect the two functions above, ahead of napoleon."""
    app.connect("autodoc-process-signature", show_fields)
    app.connect("autodoc-process-docstring", plain_markup, priority=100)
