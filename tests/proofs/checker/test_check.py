"""The outside of a check: format, hash, precision, and that nothing at all makes it raise."""

import ast
from pathlib import Path

import pytest
from flint import ctx
from hypothesis import given
from hypothesis import strategies as st

from proofs_check import checker
from proofs_check.checker import FORMAT, check, digest
from tests.proofs.trees import boxes, failing, holding, num, signed, statement, sym

CLAIM = statement(sym(), {"x": ("0", "1")})
GOOD = holding(CLAIM, boxes("d"))


def test_a_good_one():
    found = check(GOOD, CLAIM)
    assert (found.ok, found.reason, found.leaves) == (True, "", 1)
    assert check(GOOD).ok


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "lngd-certificate/0"}, f"format 'lngd-certificate/0' is not '{FORMAT}'"),
        ({"format": None}, f"format None is not '{FORMAT}'"),
        ({"verdict": "proved"}, "verdict 'proved' must be 'holds' or 'fails'"),
        ({"precision": 31}, "precision=31 must be a whole number from 32 to 4096"),
        ({"precision": 4097}, "precision=4097 must be"),
        ({"precision": "64"}, "precision='64' must be"),
        ({"precision": True}, "precision=True must be"),
        ({"precision": 64.0}, "the float 64.0: a certificate has exact numbers only"),
        ({"tightness": {"lower": 0.0}}, "the float 0.0"),
        ({"tightness": {"lower": "0", "why": "x"}}, "unknown key 'why'"),
        ({"author": "me"}, "unknown key 'author'"),
        ({"against": []}, "unknown key 'against'"),
    ],
)
def test_a_bad_field(changes, reason):
    assert check(signed(GOOD | changes)).reason.startswith(reason)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_have(value):
    assert "malformed: ValueError" in check(GOOD | {"precision": value}).reason


def test_the_hash_is_of_all_but_itself():
    assert digest(GOOD) == GOOD["hash"]
    assert check(GOOD | {"hash": "0" * 64}).reason == "the hash does not fit: the certificate was changed"
    assert check({key: value for key, value in GOOD.items() if key != "hash"}).reason.startswith(
        "the hash does not fit"
    )
    assert digest(dict(reversed(GOOD.items()))) == GOOD["hash"]


def test_another_statement_is_refused_even_if_it_means_the_same():
    for other in (CLAIM | {"relation": ">"}, CLAIM | {"function": ["+", sym(), num(0)]}, CLAIM | {"more": []}, {}):
        assert check(GOOD, other).reason == "it is about another statement"


def test_python_values_are_read_as_json_has_them():
    """A tuple is a list to JSON; a subclass of str could be equal to anything."""

    class Sly(str):
        __slots__ = ()

        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    assert check(signed(GOOD | {"proof": boxes(Sly("?"))})).reason == "a box was left open"
    below = statement(["+", sym(), num(-1)], {"x": ("0", "1")})
    assert not check(holding(below, boxes("d")), statement(Sly("x"), {"x": ("0", "1")})).ok
    claim = {**CLAIM, "variables": (("x", "0", "1"),)}
    assert check(holding(claim, boxes("d")), CLAIM).ok


def test_a_precision_that_does_not_suffice_proves_nothing():
    claim = statement(["+", ["exp", ["pi"]], ["*", num(-1), ["exp", ["pi"]]], num(f"1/{10**25}")], {})
    assert not check(holding(claim, boxes("d"))).ok
    assert check(holding(claim, boxes("d"), precision=256)).ok
    assert ctx.prec == 53, "the precision is put back"


class TestAgainst:
    claim = statement(["+", sym(), num(-1)], {"x": ("0", "2")}, [(["+", sym(), num("-1/2")], ">")])

    def reason(self, *against, **changes):
        return check(failing(self.claim | changes, [list(item) for item in against])).reason

    def test_a_box_where_it_fails(self):
        assert self.reason(("x", "3/5", "3/4")) == ""
        assert self.reason(("x", "3/5", "3/5")) == ""

    @pytest.mark.parametrize(
        ("against", "expected"),
        [
            (("x", "3/5", "1"), "the claim is not certainly false on the box [3/5, 1]"),
            (("x", "1/2", "3/4"), "a condition is not certain on the box"),
            (("x", "3/4", "3/5"), "the box is not within the region"),
            (("x", "-1", "3/4"), "the box is not within the region"),
            (("x", "3/5", "3"), "the box is not within the region"),
            (("y", "3/5", "3/4"), "the box has other symbols than the statement"),
            (("x", "0.6", "3/4"), "'0.6' is no exact number"),
            (("x", "-oo", "3/4"), "'-oo' is no exact number"),
        ],
    )
    def test_other_boxes(self, against, expected):
        assert self.reason(against).startswith(expected)

    def test_no_box_or_two(self):
        assert self.reason() == "the box has other symbols than the statement"
        assert self.reason(("x", "3/5", "3/4"), ("x", "3/5", "3/4")) == "the box has other symbols than the statement"

    def test_where_it_is_an_equality_only_the_strict_claim_fails(self):
        at_one = ("x", "1", "1")
        assert self.reason(at_one) == "the claim is not certainly false on the box [1, 1]"
        assert self.reason(at_one, relation=">") == ""

    def test_not_where_a_side_is_not_defined(self):
        lost = [["log", ["+", sym(), num(-1)]]]
        assert self.reason(("x", "3/5", "3/4"), defined=lost).startswith("not defined on all of a box")


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(key=st.sampled_from(sorted(GOOD)), value=JSON)
def test_nothing_makes_it_raise(key, value):
    found = check(signed(GOOD | {key: value})) if key != "hash" else check(GOOD | {"hash": value})
    assert found.ok or found.reason


@given(key=st.sampled_from(sorted(CLAIM)), value=JSON)
def test_no_statement_makes_it_raise(key, value):
    found = check(holding(CLAIM | {key: value}, boxes("d")))
    assert found.ok or found.reason


def test_a_tree_too_deep_is_refused():
    tree = sym()
    for _ in range(5000):
        tree = ["exp", tree]
    found = check({"format": FORMAT, "statement": statement(tree, {"x": ("0", "1")})})
    assert found.reason.startswith("malformed: RecursionError")
    tree = sym()
    for _ in range(300):
        tree = ["abs", tree]
    found = check(holding(statement(tree, {"x": ("0", "1")}), boxes("d")))
    assert found.ok or found.reason.startswith("malformed: RecursionError")


@pytest.mark.parametrize("value", [None, 1, "x", [], object()])
def test_what_is_no_mapping_is_refused(value):
    assert not check(value).ok


def test_a_deep_tree_of_cuts_is_walked_without_recursion():
    leaves = "0 " * 2000 + "d " * 2000 + "d"
    assert check(holding(CLAIM, boxes(leaves))).leaves == 2001


def test_the_checker_has_no_code_of_the_search():
    """It imports itself, the ball library, sympy and the standard library."""
    allowed = ("proofs_check.checker", "flint", "sympy", "__future__", "collections", "dataclasses", "fractions")
    allowed += ("functools", "hashlib", "json", "re", "typing")
    files = sorted(Path(checker.__file__).parent.glob("*.py"))
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith(allowed), f"{file.name} imports {name}"


def test_no_float_is_written_in_the_checker():
    for file in Path(checker.__file__).parent.glob("*.py"):
        constants = [
            node.value
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant)
        ]
        assert not any(isinstance(value, float) for value in constants), file.name
