"""Each rule, and what would follow from a rule that is applied where it must not be."""

import pytest

from proofs_check.checker import check
from tests.proofs.trees import boxes, holding, num, statement, sym

D = boxes("d")
UNIT = {"x": ("0", "1")}


def reason(claim, proof, **more):
    return check(holding(claim, proof, **more)).reason


def plus(*items):
    return ["+", *items]


def minus(item):
    return ["*", num(-1), item]


class TestEdge:
    """exp(x) - 1 - x on [0, 1]: 0 at 0, with the slope exp(x) - 1."""

    function = plus(["exp", sym()], num(-1), minus(sym()))
    slope = plus(["exp", sym()], num(-1))
    claim = statement(function, UNIT)

    def rule(self, **changes):
        rule = {
            "rule": "edge",
            "variable": "x",
            "end": "low",
            "slope_function": self.slope,
            "slope": D,
            "value": "zero",
        }
        return rule | changes

    def test_a_function_that_rises_from_0(self):
        assert reason(self.claim, self.rule()) == ""

    def test_not_strictly(self):
        claim = self.claim | {"relation": ">"}
        assert reason(claim, self.rule()) == "a value of 0 at the edge shows '>=' only"

    def test_not_with_the_slope_of_another_function(self):
        other = "the slope is not the function's derivative"
        assert reason(self.claim, self.rule(slope_function=["exp", sym()])) == other
        assert reason(self.claim, self.rule(slope_function=plus(self.slope, num(f"1/{10**60}")))) == other
        assert reason(self.claim, self.rule(slope_function=num(1))) == other

    def test_not_from_the_high_end(self):
        assert reason(self.claim, self.rule(end="high")) == "the slope is not the function's derivative"
        falling = self.rule(end="high", slope_function=minus(self.slope))
        assert reason(self.claim, falling) == "not certain on the box [0, 1]"

    def test_not_where_the_value_is_another(self):
        lower = statement(plus(self.function, num("-1/1000000000")), UNIT)
        assert reason(lower, self.rule()) == "the value at the edge is another"
        given = self.rule(value=D, value_function=num(0))
        assert reason(lower, given) == "the value at the edge is another"
        assert reason(lower, given | {"value_function": num("-1/1000000000")}) == "not certain on the box "
        higher = statement(plus(self.function, num("1/1000000000")), UNIT, relation=">")
        assert reason(higher, given | {"value_function": num("1/1000000000")}) == ""

    def test_the_rule_needs_its_keys_and_no_other(self):
        assert reason(self.claim, self.rule(note="x")) == "unknown key 'note'"
        assert reason(self.claim, self.rule(value=D)) == "malformed: KeyError: 'value_function'"
        assert "has no function of its own" in reason(self.claim, self.rule(value_function=num(0)))
        assert reason(self.claim, self.rule(variable="y")) == "the symbol 'y' has no interval"
        assert not check(holding(self.claim, self.rule(end="middle"))).ok
        assert not check(holding(self.claim, {k: v for k, v in self.rule().items() if k != "slope"})).ok

    @pytest.mark.parametrize(
        ("function", "slope"),
        [
            (["^", sym(), num(-1)], minus(["^", sym(), num(-2)])),
            (plus(["^", sym(), num(-1)], num(-1)), minus(["^", sym(), num(-2)])),
        ],
    )
    def test_not_through_a_pole(self, function, slope):
        """1/x - 1 is 0 at x = 1 and falls towards it on both sides of its pole, and is below -1 for x < 0."""
        claim = statement(function, {"x": ("-1", "1")})
        rule = self.rule(end="high", slope_function=minus(slope))
        for leaves in ("d", "0 d d", "0 0 d d 0 d d"):
            assert not check(holding(claim, rule | {"slope": boxes(leaves)})).ok
            simplified = rule | {
                "slope": {"rule": "factor", "factor": minus(slope), "rest": num(1), "proof": boxes(leaves)}
            }
            assert not check(holding(claim, simplified)).ok

    def test_not_where_the_function_is_defined_only_in_sympy(self):
        """exp(log(x)) is x to sympy, also below 0."""
        claim = statement(plus(["exp", ["log", sym()]], num(1)), {"x": ("-1", "1")})
        rule = self.rule(slope_function=num(1), value="zero")
        assert reason(claim, rule).startswith(("not defined on all of a box", "the value at the edge is another"))

    def test_not_across_a_place_where_the_function_is_not_defined(self):
        """x/x is 1 to sympy; the slope 0 and the value at -1 are as they should be."""
        quotient = ["*", sym(), ["^", sym(), num(-1)]]
        claim = statement(plus(quotient, num(-1)), {"x": ("-1", "1")})
        assert reason(claim, self.rule(slope_function=num(0))).startswith("not defined on all of a box")
        away = claim | {"variables": [["x", "1", "2"]]}
        assert reason(away, self.rule(slope_function=num(0))) == ""

    def test_conditions_on_the_variable_are_given_up_on_the_way(self):
        """f = x - y where x >= y: the way from x = 0 leads through x < y, where f < 0."""
        claim = statement(
            plus(sym(), minus(sym("y"))), UNIT | {"y": ("0", "1")}, [(plus(sym(), minus(sym("y"))), ">=")]
        )
        rule = self.rule(slope_function=num(1), value=boxes("x0"), value_function=minus(sym("y")))
        assert reason(claim, rule) == "unknown leaf 'x0'"
        assert reason(claim, rule | {"value": D}).startswith("not certain")

    def test_conditions_on_other_variables_are_kept(self):
        claim = statement(plus(sym(), sym("y")), UNIT | {"y": ("-1", "1")}, [(sym("y"), ">=")])
        rule = self.rule(slope_function=num(1), value=boxes("0 x0 d"), value_function=sym("y"))
        assert reason(claim, rule) == "condition 0 may hold on the box [-1, 0], which was left out"
        strictly = claim | {"conditions": [[sym("y"), ">"]]}
        assert reason(strictly, rule) == ""

    def test_the_slope_must_hold_everywhere_not_only_under_conditions_on_the_variable(self):
        function = plus(["^", sym(), num(2)], minus(sym()))  # 0 at 0, and below 0 on (0, 1)
        claim = statement(function, UNIT, [(plus(sym(), num("-1/2")), ">=")])
        rule = self.rule(slope_function=plus(["*", num(2), sym()], num(-1)), slope=boxes("0 x0 d"))
        assert reason(claim, rule) == "unknown leaf 'x0'"


class TestLimit:
    """exp(-x) on [0, oo) falls to 0."""

    claim = statement(["exp", minus(sym())], {"x": ("0", "oo")})

    def rule(self, function=None, **changes):
        slope = function or ["exp", minus(sym())]
        rule = {"rule": "edge", "variable": "x", "end": "high", "slope_function": slope, "slope": D, "value": "limit"}
        return rule | changes

    def test_a_function_that_falls_to_0(self):
        assert reason(self.claim, self.rule()) == ""

    def test_not_strictly_and_not_below_0(self):
        said = "the limit at an end without number is not shown to have the right sign"
        assert reason(self.claim | {"relation": ">"}, self.rule()) == said
        function = self.claim["function"]
        lower = statement(plus(function, num(f"-1/{10**9}")), {"x": ("0", "oo")})
        assert reason(lower, self.rule()) == said
        higher = statement(plus(function, num(f"1/{10**9}")), {"x": ("0", "oo")}, relation=">")
        assert reason(higher, self.rule()) == ""

    def test_not_with_another_word_for_it(self):
        assert not check(holding(self.claim, self.rule(value="zero"))).ok
        assert not check(holding(self.claim, self.rule(value=D, value_function=num(0)))).ok

    def test_not_at_an_end_with_a_number(self):
        claim = statement(self.claim["function"], UNIT)
        assert not check(holding(claim, self.rule())).ok

    def test_a_form_without_a_limit_is_not_guessed(self):
        function = ["*", sym(), ["exp", minus(sym())]]  # its limit is 0, but of the form 0 oo
        slope = ["*", plus(sym(), num(-1)), ["exp", minus(sym())]]
        claim = statement(function, {"x": ("1", "oo")})
        assert reason(claim, self.rule(slope)) == "not defined on all of a box: 0 oo, or infinity of unknown sign"


class TestFactor:
    claim = statement(["*", sym(), plus(["exp", sym()], num(-1))], UNIT)

    def rule(self, factor, rest, proof=D):
        return {"rule": "factor", "factor": factor, "rest": rest, "proof": proof}

    def test_a_factor_of_one_sign(self):
        assert reason(self.claim, self.rule(sym(), plus(["exp", sym()], num(-1)))) == ""

    def test_not_strictly_with_a_factor_that_may_be_0(self):
        claim = statement(["*", sym(), ["exp", sym()]], UNIT, relation=">")
        assert reason(claim, self.rule(sym(), ["exp", sym()])) == "the factor is not of one sign by its form"

    def test_not_with_a_factor_of_the_other_sign(self):
        """(x - 1) (x - 2) is below 0 between 1 and 2."""
        factor, rest = plus(sym(), num(-1)), plus(sym(), num(-2))
        claim = statement(["*", factor, rest], {"x": ("1", "3/2")})
        assert "not certain" in reason(claim, self.rule(factor, rest))
        assert reason(claim, self.rule(rest, factor)) == "the factor is not of one sign by its form"

    def test_not_with_other_factors(self):
        other = "the factors do not give the function"
        assert reason(self.claim, self.rule(sym(), ["exp", sym()])) == other
        assert reason(self.claim, self.rule(sym(), plus(["exp", sym()], num(-1), num(f"1/{10**60}")))) == other

    def test_not_across_a_pole_of_either(self):
        """x = (1/x) x^2, but 1/x is not defined at 0, where a strict claim fails."""
        claim = statement(sym(), UNIT)
        found = reason(claim, self.rule(["^", sym(), num(-1)], ["^", sym(), num(2)]))
        assert found.startswith("not defined on all of a box")
        pole = statement(["^", sym(), num(-1)], UNIT)
        assert reason(pole, self.rule(["^", sym(), num(-1)], num(1))).startswith("not defined on all of a box")

    def test_not_with_a_factor_that_tends_to_0_in_disguise(self):
        """x = exp(log(x)): above 0 by its form, and 0 at 0 to sympy."""
        claim = statement(sym(), UNIT, relation=">")
        found = reason(claim, self.rule(["exp", ["log", sym()]], num(1)))
        assert found.startswith("not defined on all of a box")

    def test_not_by_a_simplification_that_holds_on_a_part_only(self):
        claim = statement(sym(), {"x": ("-1", "1")})
        root = ["^", ["^", sym(), num(2)], num("1/2")]
        assert reason(claim, self.rule(root, num(1))) == "the factors do not give the function"

    def test_both_are_defined_wherever_the_rest_is_shown_within_another_rule(self):
        function = ["*", ["^", sym(), num("-1/2")], ["^", sym(), num("1/2")]]
        claim = statement(function, UNIT)
        assert reason(claim, self.rule(["^", sym(), num("1/2")], ["^", sym(), num("-1/2")])).startswith("not defined")


class TestCut:
    claim = statement(["^", sym(), num(3)], {"x": ("0", "1")})

    def rule(self, **changes):
        return {"rule": "cut", "variable": "x", "at": "1/3", "lower": D, "upper": D} | changes

    def test_both_parts_are_shown(self):
        assert reason(self.claim, self.rule()) == ""
        below = self.claim | {"variables": [["x", "-1", "1"]]}
        assert reason(below, self.rule(at="0")) == "not certain on the box [-1, 0]"
        assert reason(self.claim | {"relation": ">"}, self.rule()) == "not certain on the box [0, 1/3]"

    @pytest.mark.parametrize("place", ["0", "1", "2", "-1"])
    def test_not_outside(self, place):
        assert reason(self.claim, self.rule(at=place)) == "the cut is not within the interval"

    @pytest.mark.parametrize("place", ["oo", "0.5", "2/4", 0.5, 1])
    def test_not_at_what_is_no_number(self, place):
        assert not check(holding(self.claim, self.rule(at=place))).ok

    def test_no_part_is_missing(self):
        rule = {key: value for key, value in self.rule().items() if key != "upper"}
        assert reason(self.claim, rule) == "the key 'upper' is missing"
        assert not check(holding(self.claim, self.rule(variable="y"))).ok

    def test_without_end(self):
        claim = self.claim | {"variables": [["x", "0", "oo"]]}
        assert reason(claim, self.rule(at="10")) == ""


@pytest.mark.parametrize("proof", [None, "d", [], {}, {"rule": "trust me"}, {"rule": ["boxes"]}, {"rule": 1}])
def test_an_unknown_rule_proves_nothing(proof):
    found = check(holding(TestCut.claim, proof))
    assert not found.ok
    assert "unknown rule" in found.reason
