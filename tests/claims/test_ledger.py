"""The ledger against the list of statements, both ways, and what every claim must have."""

import io
import itertools
import json
import re
import tokenize
from pathlib import Path

import pytest
import sympy as sp

import lngd_theory.claims as package
from lngd_theory import LabelFlip
from lngd_theory.claims import Bound, Case, Claim, Computation, Identity, Order, Proof, Window
from lngd_theory.claims.hitting import HITTING
from lngd_theory.claims.ledger import ORDER, chosen_claims, ledger, load_claims
from lngd_theory.claims.tail import QUANTITIES, Paired, TailCheck, Valley
from lngd_theory.claims.values import AT_T1
from lngd_theory.errors import InputError
from lngd_theory.observables import OBSERVABLES
from lngd_theory.presets import PRESETS
from lngd_theory.report.formula import mathml
from lngd_theory.symbols import SYMBOLS
from tests.claims.made import bound, claim

#: The statements of the theory, written down here independently of the package.
THEORY = [
    "B.1",
    "B.2",
    "B.3",
    "B.4",
    "4.1",
    "C.1",
    "D.1",
    "D.2",
    "D.3",
    "D.4",
    "D.5",
    "D.6",
    "TV",
    "4.2.i",
    "4.2.ii",
    "4.2.iii",
    "4.3.bounds",
    "4.3.loss",
    "4.3.distance",
    "3.2.loss",
    "3.2.test",
    "E.1",
    "E.2",
    "E.3",
    "4.4.i",
    "4.4.ii",
    "4.4.iii",
    "reduced",
    "4.5.i",
    "4.5.ii",
    "4.5.iii",
    "4.5.iv",
    "4.5.supermartingale",
    "3.3.loss",
    "3.3.test",
    "R.1",
    "R.2",
    "R.3",
    "R.4",
    "R.5",
    *(f"MT.{number}" for number in range(1, 9)),
]
FOLDER = Path(package.__path__[0])
FILES = sorted(
    path for path in FOLDER.glob("*.py")
    if re.match(r"(lemma|theorem|proposition|remark|step|tail)_|reduced_dynamics", path.name)
)  # fmt: skip
CLAIMS = ledger()


def checks_of(one):
    return (*one.checks, *one.repairs)


def sides(check):
    """Everything in a check that is an expression or a relation."""
    if isinstance(check, Bound):
        return (check.left, check.right, *check.given)
    if isinstance(check, Order):
        return (check.quantity, check.scale)
    if isinstance(check, Paired):
        return (check.relation.lhs, check.relation.rhs)
    if isinstance(check, Valley):
        return (check.low, check.high)
    return ()


def test_every_statement_has_a_claim_and_every_claim_is_a_statement():
    assert len(THEORY) == len(set(THEORY)) == 48
    assert set(CLAIMS) == set(THEORY)
    assert sorted(ORDER) == sorted(THEORY)
    assert tuple(CLAIMS) == ORDER


def test_every_claim_stands_in_the_file_of_its_name():
    homes = {}
    for path in FILES:
        module = __import__(f"lngd_theory.claims.{path.stem}", fromlist=["CLAIMS"])
        for one in module.CLAIMS:
            assert one.id not in homes
            homes[one.id] = path.stem
    assert set(homes) == set(THEORY)
    for name, stem in homes.items():
        kind, _, rest = stem.partition("_")
        if stem == "reduced_dynamics":
            assert name == "reduced"
        else:
            number = rest.replace("_", ".")
            assert name == number or name.startswith(f"{number}."), (name, stem)
            assert kind in {"lemma", "theorem", "proposition", "remark", "step", "tail"}


@pytest.mark.parametrize("name", THEORY)
def test_a_claim_has_a_title_a_source_and_checks(name):
    one = CLAIMS[name]
    assert one.title
    assert not one.title.endswith(".")
    assert one.source.arxiv
    assert one.checks
    names = [check.name for check in checks_of(one)]
    assert len(set(names)) == len(names)
    assert one.stage in ("", "gd", "lngd")


@pytest.mark.parametrize("name", THEORY)
def test_every_symbol_of_a_claim_means_something(name):
    one = CLAIMS[name]
    known = set(SYMBOLS) | set(one.known) | set(HITTING) | {observable + AT_T1 for observable in one.known}
    if name.startswith("MT."):
        known = {*QUANTITIES, "k_star"}
    expressions = [*one.premises, *one.definitions.values(), *itertools.chain(*map(sides, checks_of(one)))]
    if one.probability is not None:
        expressions.append(one.probability)
    for expression in expressions:
        unknown = {symbol.name for symbol in one.expand(expression).free_symbols} - known
        assert not unknown, expression


@pytest.mark.parametrize("name", THEORY)
def test_constants_of_a_stage_are_used_only_where_a_stage_is_solved_for(name):
    """C_1 under GD, C_0, c_1, c_2 under label noise; T_1 wherever there is a stage."""
    one = CLAIMS[name]
    for check in checks_of(one):
        if isinstance(check, Bound):
            used = {s.name for side in (*sides(check), *one.premises) for s in one.expand(side).free_symbols}
            algorithm = check.algorithm if check.window.staged or one.stage else None
            if used & {"C_0", "C_1", "c_1", "c_2", "T_1", "T_2"}:
                assert algorithm in ("gd", "lngd")
            assert "C_0" not in used or algorithm == "lngd"
            assert "C_1" not in used or algorithm == "gd"
            assert check.algorithm == one.stage or not one.stage or check.window is Window.DRAW


@pytest.mark.parametrize("name", THEORY)
def test_premises_are_inequalities_that_can_be_evaluated(name):
    one = CLAIMS[name]
    for premise in one.premises + tuple(itertools.chain(*(getattr(check, "given", ()) for check in checks_of(one)))):
        assert isinstance(premise, sp.Le | sp.Lt | sp.Ge | sp.Gt), premise


def test_no_bound_is_stated_twice_by_accident():
    seen = {}
    for one in CLAIMS.values():
        for check in checks_of(one):
            if isinstance(check, Bound):
                key = (
                    one.expand(check.left),
                    check.relation,
                    one.expand(check.right),
                    check.algorithm,
                    check.window,
                    check.given,
                )
                assert key not in seen, (one.id, check.name, seen[key])
                seen[key] = (one.id, check.name)


def test_no_expression_on_the_left_is_that_on_the_right():
    for one in CLAIMS.values():
        for check in checks_of(one):
            if isinstance(check, Bound):
                assert one.expand(check.left) != one.expand(check.right)
                observables = {s.name for side in sides(check) for s in one.expand(side).free_symbols} & set(one.known)
                assert observables, (one.id, check.name)


def test_observables_of_claims_do_not_take_names_that_exist():
    taken = set(OBSERVABLES) | set(SYMBOLS) | set(HITTING)
    own = [item.name for one in CLAIMS.values() for item in one.observables]
    assert len(set(own)) == len(own)
    assert not set(own) & taken
    assert not set(OBSERVABLES) & (set(SYMBOLS) | set(HITTING))


def test_every_observable_is_used_by_some_claim():
    used = set()
    for one in CLAIMS.values():
        for side in (*one.premises, *one.definitions.values(), *itertools.chain(*map(sides, checks_of(one)))):
            used |= {symbol.name.removesuffix(AT_T1) for symbol in one.expand(side).free_symbols}
    times = {HITTING[name].observable for name in HITTING}
    machinery = {"f_min", "f_max", "f_rising_max", "train_loss", "f_abs_max"}
    assert set(OBSERVABLES) - used - times <= machinery


@pytest.mark.parametrize("name", THEORY)
def test_statements_are_latex_that_renders(name):
    one = CLAIMS[name]
    assert len(one.statement) == len(one.checks)
    for text in (*one.statement, *one.where, *(check.statement(one.names) for check in one.repairs)):
        assert text.count("{") == text.count("}")
        assert "$" not in text
        assert "<math" in mathml(text)


@pytest.mark.parametrize("preset", ["fig2", "inside", "strong-signal"])
def test_every_claim_knows_what_it_needs(preset):
    case = Case(PRESETS[preset], LabelFlip(0.1), tuple(range(4)))
    for one in CLAIMS.values():
        for check in checks_of(one):
            needs = check.needs(one, case)
            assert needs or isinstance(check, Identity | Proof | Computation | TailCheck)
            for need in needs:
                assert need.observables <= set(one.known)
                assert need.seeds == case.seeds[: len(need.seeds)]
                assert 0 <= need.steps <= max(need.steps, case.horizon)


def test_claims_say_where_a_constant_is_reconstructed():
    """The list of theory.md: B.1, B.2, the constants of 4.1 and C.1, D.5, D.6, E.1's prefactor, E.3's growth."""
    for name in ("B.1", "B.2", "4.1", "C.1", "D.5", "D.6", "E.1", "E.3"):
        assert CLAIMS[name].source.reconstructed, name


def test_iclr_numbers_are_those_of_the_other_version():
    """The ICLR version calls Theorems 3.2/3.3 3.1/3.2, Lemma 4.5 4.4, Appendix E D."""
    for one in CLAIMS.values():
        arxiv, iclr = one.source.arxiv, one.source.iclr
        if arxiv.startswith("Theorem 3."):
            assert iclr == f"Theorem 3.{int(arxiv[-1]) - 1}"
        if arxiv.startswith("Lemma E."):
            assert iclr == arxiv.replace("E.", "D.")
        if "Lemma 4.5" in arxiv:
            assert "Lemma 4.4" in iclr


#: Words of a verdict; as identifiers and keywords of the machinery they are fine where something is computed.
VERDICTS = re.compile(r"proved|supported|refuted|vacuous|undecided|\bfails?\b", re.IGNORECASE)
#: Files with a computation that chooses between verdicts.
COMPUTED = {"lemma_4_5_supermartingale.py", "remark_R_2.py", "remark_R_4.py"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_verdict_is_written_into_a_claim(path):
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    words = [token.string for token in tokens if token.type in (tokenize.STRING, tokenize.COMMENT)]
    found = [word for word in words if VERDICTS.search(word)]
    if path.name not in COMPUTED:
        assert not found
        return
    titles = [one.title for one in CLAIMS.values() if one.id.startswith(("4.5.super", "R.2", "R.4"))]
    assert not any(VERDICTS.search(title) for title in titles)


def test_the_words_are_searched_for_where_they_could_stand():
    assert VERDICTS.search('"it was refuted"')
    assert VERDICTS.search("# it fails")
    assert len(FILES) >= 28


# --- choosing ----------------------------------------------------------------------------------------------------
def ids(wanted):
    return [one.id for one in chosen_claims(wanted)]


def test_choosing_by_id_family_object_and_all():
    assert ids("D.1") == ["D.1"]
    assert ids(["D.4", "B.1"]) == ["D.4", "B.1"]
    assert ids("4.5") == ["4.5.i", "4.5.ii", "4.5.iii", "4.5.iv", "4.5.supermartingale"]
    assert ids("R") == ["R.1", "R.2", "R.3", "R.4", "R.5"]
    assert ids(["4.2.i", "4.2"]) == ["4.2.i", "4.2.ii", "4.2.iii"]
    assert ids(None) == list(ORDER)
    own = claim(bound())
    assert chosen_claims(["D.1", own])[1] is own
    assert chosen_claims(own) == [own]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("D.7", r"unknown claim 'D.7'; did you mean 'D\.\d'\?"),
        ("4.5.v", r"did you mean '4.5.iv'\?"),
        ("", "unknown claim ''; known: "),
        (["D.1", "zzzzzz"], "unknown claim 'zzzzzz'; known: 3.2.loss"),
        ([], "no claim to verify: give ids such as D.1"),
        ("4.", "unknown claim '4.'"),
    ],
)
def test_what_is_not_a_claim_is_refused_with_the_nearest(wanted, message):
    with pytest.raises(InputError, match=message):
        chosen_claims(wanted)


def test_something_that_cannot_be_a_list_of_claims_is_refused_in_words():
    with pytest.raises(InputError, match="claims=3 must be ids"):
        chosen_claims(3)


OWN = """
from lngd_theory.claims import Bound, Claim, Source, Window
from lngd_theory.observables import observed
CLAIMS = [Claim({id!r}, "t", Source("mine", ""), (Bound("b", observed("f_max"), "<=", 9, "gd", Window.WHOLE),))]
"""


def test_a_users_file_of_claims(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN.format(id="mine"))
    assert [one.id for one in load_claims(path)] == ["mine"]
    for text, message in [
        (OWN.format(id="D.1"), "the id 'D.1' is taken by the ledger"),
        ("CLAIMS = 3", "must define CLAIMS"),
        ("x = 1", "must define CLAIMS"),
        ("1/0", "raised ZeroDivisionError: division by zero"),
    ]:
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            load_claims(path)
    with pytest.raises(InputError, match="no file"):
        load_claims(tmp_path / "missing.py")


def test_claims_are_found_anew_in_the_files_whatever_the_order():
    assert all(isinstance(one, Claim) for one in CLAIMS.values())
    assert json.dumps([one.id for one in CLAIMS.values()])
