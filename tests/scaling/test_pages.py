"""Tables, sentences, figures and files of made-up studies whose exponents are known."""

import dataclasses
import json

import numpy as np
import pytest
import xarray as xr

from lngd_theory.scaling import QUANTITIES, REFERENCE, Path, Study
from lngd_theory.scaling.along import Base
from lngd_theory.scaling.docs import STUDIES, write_docs
from lngd_theory.scaling.figure import quantity_figure
from lngd_theory.scaling.overview import overview_figure
from lngd_theory.scaling.page import markdown, write_study
from lngd_theory.scaling.quantity import Calibration
from lngd_theory.scaling.row import Row
from lngd_theory.scaling.statement import STATEMENTS, constants
from lngd_theory.scaling.table import COLUMNS, cells, exponent_text, gaps, meaning, sentences
from lngd_theory.statistics import Interval

BASE = Base(REFERENCE, 0.1, constants(0.1, 0.1))
PATH = Path("eta", (0.25, 0.5, 1, 2, 4))
SEEDS = 10


def row(name="T1-gd", path=PATH, off=0.0, bend=0.0, scatter=0.01, change=None, missing=None):
    """Measurements that are the paper's expression times x^off, bent, with scatter."""
    rng = np.random.default_rng(0)
    template = Row.of(QUANTITIES[name], path, BASE, np.ones((SEEDS, 5)), tuple(range(SEEDS)), {})
    x = template.x / template.x[2]
    y = template.claimed.values * x**off * np.exp(bend * np.log(x) ** 2 + rng.normal(0, scatter, (SEEDS, 5)))
    if change:
        change(y)
    return Row.of(QUANTITIES[name], path, BASE, y, tuple(range(SEEDS)), missing or {}, ())


def study(*rows, **changes):
    numbers = {
        "setting": REFERENCE,
        "p": 0.1,
        "seeds": tuple(range(SEEDS)),
        "calibration": Calibration(0.1, 40.0, 0.04),
    }
    return Study(**{**numbers, "rows": rows, "notices": (), "complete": True, "seconds": 1.0, **changes})


def hide(y):
    y[:8, 3:] = np.inf


CASES = [
    (row(), "agrees"),
    (row(off=0.3), "differs"),
    (row(off=0.1), "undecided"),
    (row(bend=0.1), "no power law"),
    (row(bend=0.01), "agrees"),  # rejected, but the bend is small
    (row(change=lambda y: y.fill(np.nan)), "not reached"),
    (row("T1-gd", Path("sigma_0", (0.001, 0.01, 0.1, 0.3, 1))), "agrees"),  # a logarithm bends, as claimed
]


@pytest.mark.parametrize(("made", "word"), CASES)
def test_verdicts(made, word):
    assert made.verdict == word


def test_logarithms_widen_the_tolerance_by_their_own_exponent():
    made = row("T1-gd", Path("sigma_0", (0.01, 0.03, 0.1, 0.3, 1)))
    assert made.tolerance == pytest.approx(0.1 + abs(made.paper))
    assert made.without_logarithm.exponent.estimate == pytest.approx(0, abs=0.01)
    assert row().tolerance == 0.1
    assert row().without_logarithm is None


def test_the_exponent_over_the_paper_s_is_a_difference():
    made = row(off=0.3)
    assert made.over_paper.exponent.estimate == pytest.approx(made.exponent.estimate - made.paper)
    assert made.paper == pytest.approx(-1)
    assert made.exponent.estimate == pytest.approx(-0.7, abs=0.01)


def test_a_row_of_the_table():
    found = dict(zip(COLUMNS, cells(row(off=0.3)), strict=True))
    assert found["varied"] == "eta"
    assert found["paper"] == "−1.00"
    assert found["verdict"] == "differs"
    assert found["points, seeds"] == "5 of 5, 10 of 10"
    nothing = dict(zip(COLUMNS, cells(row(change=lambda y: y.fill(np.nan))), strict=True))
    assert nothing["exponent [95 %]"] == nothing["paper"] == "–"


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(1.5, 1.25, 1.75), "1.50 [1.25, 1.75]"),
        (Interval(-1.5, -1.501, -1.499), "−1.500 [−1.501, −1.499]"),
        (Interval(-0.0001, -0.001, 0.001), "0.000 [−0.001, 0.001]"),
        (Interval(np.nan, np.nan, np.nan), "–"),
    ],
)
def test_exponents_as_text(interval, text):
    assert exponent_text(interval) == text


def test_sentences_say_what_the_rows_say():
    other = Path("m", (0.5, 0.75, 1, 2, 4))
    one = study(row(), row(path=other, off=0.5), row(path=Path("n", (0.5, 0.75, 1, 2, 4)), bend=0.2))
    text = " ".join(sentences(one, "T1-gd"))
    assert "1 of 3 exponents agree with Lemma 4.2 (eta)." in text
    assert "Measured, not as claimed: m 1.50" in text
    assert "A power law does not fit, with local exponents at the first and last point: n (from" in text
    assert "At the base point the median is" in text


def test_what_is_missing_is_said():
    made = row(change=hide, missing={"did not get there within the run": 16})
    (sentence,) = gaps([made])
    assert sentence == "eta: of 50 measurements 16 did not get there within the run; 2 points left out."
    assert sentence in sentences(study(made), "T1-gd")
    some = row(change=lambda y: y[:2].fill(np.inf), missing={"did not get there within the run": 10})
    (sentence,) = gaps([some])
    assert sentence.endswith("run; exponents are those of medians, in which these count as larger.")
    assert "5 of 5, 10 of 10 (medians)" in cells(some)


def test_the_base_point_s_numbers_stand_in_the_meaning():
    one = study(row("error-lngd"), row("error-signal"))
    assert "40 times it with constants 1" in meaning(one, "error-lngd")
    assert "= 0.04" in meaning(one, "error-signal")


def test_the_page_holds_every_row_and_the_paper_s_formula():
    one = study(*(made for made, _ in CASES))
    page = markdown(one, ["scaling.png", "scaling-T1-gd.png"], "../figures/")
    assert page.count("\n| ") == len(CASES) + 2  # and the head with its rule
    assert r"T_1 \le " in page
    assert "![T1-gd](../figures/scaling-T1-gd.png)" in page
    assert "![Exponents](../figures/scaling.png)" in page
    assert "Interrupted" in markdown(dataclasses.replace(one, complete=False))


def test_figures_show_every_row():
    one = study(*(made for made, _ in CASES), row(change=hide))
    figure = quantity_figure(one, "T1-gd")
    assert len(figure.subfigs) == len(one.rows)
    for panel, made in zip(figure.subfigs, one.rows, strict=True):
        top, below = panel.axes
        assert made.verdict in top.get_title(loc="left")
        assert below.get_xlabel()
    both = study(row(), row("rate"))
    overview = overview_figure(both)
    assert [axes.get_title(loc="left") for axes in overview.axes[:2]] == ["T1-gd", "rate"]


def test_files_hold_the_study(tmp_path):
    one = study(row(), row(change=hide, missing={"x": 1}), row("rate", Path("m", (0.5, 1, 2, 3, 4))))
    write_study(one, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"scaling.json", "scaling.nc", "scaling.md", "scaling.png", "scaling-T1-gd.png", "scaling-rate.png"}
    found = json.loads((tmp_path / "scaling.json").read_text())
    assert [entry["verdict"] for entry in found["rows"]] == [made.verdict for made in one.rows]
    assert found["rows"][0]["paper"] == pytest.approx(-1)
    with xr.open_dataset(tmp_path / "scaling.nc") as data:
        assert data.value.dims == ("row", "seed", "point")
        assert np.array_equal(data.value.values[0], one.rows[0].y)
        assert data.paper.values[2] == pytest.approx(one.rows[2].claimed.values)
    empty = study()
    assert empty.to_dataset().sizes == {"row": 0, "seed": SEEDS, "point": 0}
    write_study(dataclasses.replace(empty, complete=False), tmp_path)


def test_the_page_of_the_documentation(tmp_path):
    write_docs(tmp_path, {name: study(row()) for name in STUDIES})
    page = (tmp_path / "answers" / "scaling.md").read_text()
    assert page.count("\n# ") + page.startswith("# ") == 2
    assert "`lngd scaling --preset fig2 --seeds 10 --out scaling-fig2`" in page
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        "scaling.png", "scaling-T1-gd.png", "scaling-fig2.png",
    }  # fmt: skip


def test_statements_name_their_source():
    assert all(item.source for item in STATEMENTS.values())
    assert row().statement is STATEMENTS["T1-gd"]
