"""A certificate that was changed: refused as it is, and refused or about another statement once its hash fits."""

import copy
import json
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check.checker import check
from tests.proofs.made import STATEMENTS, outcome
from tests.proofs.trees import Outside, boxes, expressions, fractions, holding, signed, statement, value_at

KINDS = sorted(STATEMENTS)
_MOST = 300
_WORDS = {"0", "-1", "1", "2", "1000", "oo", "-oo", "x", "y", "exp", "+", "*", "d", "m", "c", "x0", ">", ">="}
_WORDS |= {"holds", "fails", "zero", "limit", "low", "high"}


def certificate(name):
    return copy.deepcopy(outcome(name).certificate)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_accepted_as_it_is(name):
    made = certificate(name)
    assert made["verdict"] == ("fails" if name.startswith("false") else "holds")
    assert check(made, STATEMENTS[name].statement).ok
    assert check(json.loads(json.dumps(made)), STATEMENTS[name].statement).ok


def test_the_kinds_use_every_rule_and_every_leaf():
    text = json.dumps([certificate(name) for name in KINDS])
    for rule in ("boxes", "factor", "edge", "cut"):
        assert f'"rule": "{rule}"' in text
    leaves = set(
        " ".join(
            certificate(name)["proof"].get("leaves", "") for name in KINDS[:-1] if "proof" in certificate(name)
        ).split()
    )
    assert {"0", "1", "d", "m", "c", "x0"} <= leaves
    assert '"limit"' in text
    assert '"zero"' in text
    assert "value_function" in text


def scalars(value, path=()):
    """The places of all strings and numbers, and of all lists and mappings."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from scalars(item, (*path, key))
    yield path


def put(value, path, new):
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if new is None:
        del place[path[-1]]
    else:
        place[path[-1]] = new
    return changed


def changes(value):
    """What an attacker may put in place of a field; None removes it."""
    yield None
    if isinstance(value, str):
        yield from _WORDS - {value}
        yield value + " d"
        yield value.replace("m", "d")
        yield value.replace("0", "d")
        yield value[1:]
    elif isinstance(value, int):
        yield from (value + 1, 0, 53, "64", 64.0, True)
    elif isinstance(value, list):
        yield [*value, *value[-1:]]
        yield value[::-1]
        yield ["number", "1"]
    elif isinstance(value, dict):
        yield value | {"more": "1"}
        yield {}


def forged(made):
    """Every field changed in every way."""
    for path in scalars(made):
        if not path or path == ("hash",):
            continue
        place = made
        for key in path:
            place = place[key]
        for new in changes(place):
            content = put(made, path, new)
            if content != made:
                yield path, new, content


def true_on_a_grid(claim, verdict, against=()):
    """Whether mpmath finds nothing against what a certificate says of its own statement."""
    ends = [(name, *_grid(low, high)) for name, low, high in (against or claim["variables"])]
    seen = []
    with mpmath.workdps(40):
        for point in _points(ends):
            try:
                if not all(_holds(value_at(tree, point), relation) for tree, relation in claim["conditions"]):
                    continue
                seen.append(_holds(value_at(claim["function"], point), claim["relation"]))
            except (Outside, ZeroDivisionError):
                return False
    return all(seen) if verdict == "holds" else not any(seen)


def _holds(value, relation):
    return value > -(mpmath.mpf(10) ** -35) if relation == ">=" else value > 0


def _grid(low, high):
    low, high = (None if end in ("-oo", "oo") else Fraction(end) for end in (low, high))
    if low is None or high is None:
        start = low if low is not None else high if high is not None else Fraction(0)
        steps = [Fraction(k**3, 9) for k in range(12)]
        return [start + step for step in steps] if low is not None else [start - step for step in steps]
    return [low + (high - low) * Fraction(k, 12) for k in range(13)]


def _points(ends):
    if not ends:
        yield {}
        return
    (name, *values), *rest = ends
    for value in values:
        for point in _points(rest):
            yield {name: value} | point


@pytest.mark.parametrize("name", KINDS)
def test_every_change_is_refused_or_makes_another_true_statement(name):
    made = certificate(name)
    claim = STATEMENTS[name].statement
    forgeries = list(forged(made))
    passed = 0
    for path, new, content in forgeries[:: 1 + len(forgeries) // _MOST]:
        assert not check(content).ok, "the hash must not fit"
        found = check(signed(content))
        if not found.ok:
            assert found.reason
            continue
        passed += 1
        if content["statement"] != claim:
            assert check(signed(content), claim).reason == "it is about another statement"
        if passed % 7 == 0 or content["statement"] == claim:
            assert true_on_a_grid(content["statement"], content["verdict"], content.get("against", ())), (path, new)
    assert len(forgeries) > 200
    assert passed < len(forgeries) / 4


@pytest.mark.parametrize("name", KINDS)
def test_the_verdict_is_not_to_be_turned(name):
    made = certificate(name)
    other = {"holds": "fails", "fails": "holds"}[made["verdict"]]
    assert not check(signed(made | {"verdict": other})).ok
    proof = {"proof": boxes("d"), "verdict": "holds", "against": None}
    content = {key: value for key, value in (made | proof).items() if value is not None and key != "tightness"}
    if made["verdict"] == "fails":
        assert not check(signed(content | {"leaves": 1})).ok


@pytest.mark.parametrize("key", ["lower", "attained", "at", "leaves"])
def test_tightness_and_count_are_not_to_be_beautified(key):
    made = certificate("one box")
    better = {"lower": "1", "attained": "6e-1", "at": {"x": "-1"}}
    changed = made | {"leaves": 2} if key == "leaves" else put(made, ("tightness", key), better[key])
    expected = {
        "lower": "the lower bound is better than the boxes give",
        "attained": "the value at the point is not attained",
        "at": "the point is not in the region",
        "leaves": "it has 1 boxes, not 2",
    }
    assert check(signed(changed)).reason == expected[key]


def test_a_lower_bound_of_another_function_is_refused():
    made = certificate("edge")
    assert "lower" not in made["tightness"]
    changed = put(made, ("tightness", "lower"), "-1")
    assert check(signed(changed)).reason == "the lower bound is better than the boxes give"


@settings(max_examples=200)
@given(
    tree=expressions(size=4),
    box=st.tuples(fractions(-2, 2), fractions(-2, 2)),
    place=st.tuples(st.fractions(0, 1, max_denominator=12), st.fractions(0, 1, max_denominator=12)),
    shape=st.lists(st.sampled_from(("0", "1", "d", "m", "x0", "c")), min_size=1, max_size=9),
    near=st.sampled_from((Fraction(1), Fraction(1, 10**9), Fraction(1, 10**15))),
)
def test_no_tree_of_boxes_proves_what_fails_at_a_point(tree, box, place, shape, near):
    """f - f(p) - 10^-9 >= 0 fails at p; whatever leaves an attacker writes, it is refused."""
    ends = {"x": (box[0], box[0] + 1), "y": (box[1], box[1] + 1)}
    point = {name: low + u * (high - low) for (name, (low, high)), u in zip(ends.items(), place, strict=True)}
    with mpmath.workdps(60):
        try:
            value = value_at(tree, point)
        except (Outside, ZeroDivisionError, OverflowError):
            value = mpmath.mpf(0)
        if not -1e6 < value < 1e6:
            value = mpmath.mpf(0)
        bound = Fraction(int(mpmath.floor(value * 2**120)), 2**120) + near
    function = ["+", tree, ["number", str(-bound)]]
    claim = statement(
        function,
        {name: (str(low), str(high)) for name, (low, high) in ends.items()},
        [(["+", ["number", "1"], ["exp", tree]], ">")],
    )
    with mpmath.workdps(60):
        try:
            if value_at(function, point) > 0:
                return  # the bound was too large to be used
        except (Outside, ZeroDivisionError, OverflowError):
            pass
    for leaves in (" ".join(shape), _closed(shape, "d"), _closed(shape, "m")):
        assert not check(holding(claim, boxes(leaves))).ok


def _closed(shape, leaf):
    """The shape as a tree that ends well."""
    found, open_ = [], 1
    for token in shape:
        if not open_:
            break
        found.append(token)
        open_ += 1 if token in "01" else -1
    return " ".join([*found, *[leaf] * open_])
