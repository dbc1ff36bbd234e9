"""Cells: every point once, each what its names say, and a key that knows nothing of the grid."""

import itertools
import json
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, NoLabelNoise, Setting, simulate
from lngd_theory.run import run_seed
from lngd_theory.sweeps import Sweep
from lngd_theory.sweeps.cells import all_cells, cell_at, place_of
from tests.draws import same_bits
from tests.sweeps.shared import SETTING, TINY, changed

PATH = Sweep(
    preset="fig2",
    axes={"SNR": [0.05, 0.1], "d": [1e4, 1e12]},
    derive={"mu": "SNR*sigma_p*sqrt(d)", "n": "round(d**(1/4))", "sigma_0": "0.01/sqrt(d)"},
    noises=["none", "flip:2*SNR"],
    steps="3*T_1_gd",
    engine="auto",
    observables=["clean_loss"],
)


def test_a_path_is_followed():
    cells = list(all_cells(PATH))
    assert len(cells) == 8
    for cell in cells:
        snr, d = (0.05, 0.1)[cell.place[0]], (10**4, 10**12)[cell.place[1]]
        assert cell.setting.d == d
        assert cell.setting.snr == pytest.approx(snr, rel=1e-14)
        assert cell.setting.n == round(d**0.25)
        assert cell.noise == (NoLabelNoise(), LabelFlip(2 * snr))[cell.place[2]]
        assert cell.derived == {"mu": cell.setting.mu, "n": cell.setting.n, "sigma_0": cell.setting.sigma_0}
        assert cell.steps == math.ceil(3 * cell.setting.stage_one_steps)
    assert cells[1].where == "SNR=0.05, d=10000, noise=flip:2*SNR"


def test_auto_chooses_the_decoupled_engine_where_patches_are_orthogonal():
    sweep = Sweep(preset="inside", axes={"q": [2.0, 3.0]}, steps=5, engine="auto", observables=["clean_loss"])
    assert [cell.engine for cell in all_cells(sweep)] == ["decoupled", "decoupled", "gram", "gram"]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(0, 10**9))
def test_places_are_those_of_numpy(shape, number):
    number %= math.prod(shape)
    assert place_of(number, tuple(shape)) == tuple(np.unravel_index(number, shape))


def test_a_grid_of_any_size_has_places():
    assert place_of(10**40 + 3, (10**30, 10**30)) == (10**10, 3)


grids = st.fixed_dictionaries(
    {
        "n": st.lists(st.integers(2, 40), min_size=1, max_size=4, unique=True),
        "eta": st.lists(st.sampled_from([0.01, 0.1, 0.5, 1.0]), min_size=1, max_size=3, unique=True),
    }
)


@given(grids, st.lists(st.sampled_from(["none", "flip:0.1", "smoothing:eta/2"]), min_size=1, unique=True))
def test_expansion_is_the_product_of_the_axes(axes, noises):
    setting = {name: value for name, value in SETTING.items() if name != "eta"}
    cells = list(all_cells(changed(TINY, setting=setting, axes=axes, noises=noises)))
    points = [(*(getattr(cell.setting, name) for name in axes), cell.noise.kind) for cell in cells]
    assert points == list(itertools.product(*axes.values(), [noise.split(":")[0] for noise in noises]))
    assert len({cell.key for cell in cells}) == len(cells)


@given(grids, grids, st.integers(1, 50))
def test_a_key_does_not_depend_on_the_grid_around_it(some, others, seeds):
    setting = {name: value for name, value in SETTING.items() if name != "eta"}

    def keys(axes, **changes):
        cells = all_cells(changed(TINY, setting=setting, axes=axes, **changes))
        return {(cell.setting.n, cell.setting.eta, cell.noise.kind): cell.key for cell in cells}

    both = {name: sorted({*some[name], *others[name]}) for name in some}
    swapped = {name: both[name] for name in reversed(both)}
    large = keys(swapped, seeds=seeds, noises=["smoothing:0.3", "flip:0.2", "none"])
    small = keys(some)
    assert {point: large[point] for point in small} == small


@pytest.mark.parametrize(
    "changes",
    [
        {"setting": {**SETTING, "eta": 0.25}},
        {"setting": {**SETTING, "corruption": 0.1}},
        {"setting": {**SETTING, "q": 3}},
        {"steps": 61},
        {"records": 3},
        {"observables": ["clean_loss"]},
        {"n_test": 21},
        {"constants": {"epsilon": 0.2}},
        {"draw": "dense", "observables": ["clean_loss"]},
        {"engine": "decoupled"},
        {"noises": ["flip:0.25"]},
    ],
    ids=str,
)
def test_a_key_depends_on_all_that_determines_the_numbers(changes):
    assert cell_at(changed(TINY, **changes), 0).key != cell_at(TINY, 0).key


def test_a_key_is_the_same_in_every_process_and_release():
    """Written down once: a change of it makes every stored run unknown, and must be meant."""
    assert cell_at(TINY, 0).key == KEY, "what a key says has changed: bump _KEY_FORMAT and this value"


KEY = "1b832d28bc8a1c4beec4b5264cc32df4461a19f04cb6536209f4e29e73e62537"


def test_a_cell_records_what_simulate_records():
    cell = cell_at(TINY, 3)
    run = run_seed(cell.plan(), 1)
    r = simulate(Setting(n=8, **SETTING), LabelFlip(0.2), steps=60, seeds=[1], record_every=30, n_test=20)
    values = cell.values_of(run)
    assert values.size == cell.width == 2 + 2 + 2 + 1
    assert same_bits(values[:2], r.clean_loss.values[0, 1:])
    assert np.allclose(values[2:4], 1 - r.test_accuracy.values[0, 1:], atol=1e-12)
    assert np.allclose(values[4:6], np.abs(r.gamma.values[0, 1:]).max(axis=(1, 2)))


@pytest.mark.parametrize(
    ("records", "steps", "at"),
    [(1, 10, [10]), (4, 10, [2, 5, 8, 10]), ([0, 0.5, 1], 10, [0, 5, 10]), (3, 1, [0, 1, 1]), (2, 0, [0, 0])],
)
def test_records_are_at_fractions_of_the_steps(records, steps, at):
    cell = cell_at(changed(TINY, records=records, steps=steps), 0)
    assert [cell.at[k] for k in cell.kept] == at
    assert (cell.at[0], cell.steps) == (0, steps)
    assert cell.values_of(run_seed(cell.plan(), 0)).size == cell.width


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"axes": {"n": [5, 59]}}, "n=59, noise=none: n=59 must be at most d - 2 = 58"),
        ({"derive": {"eta": "n - 5"}}, "n=5, noise=none: eta=0.0 must be a finite number > 0"),
        ({"derive": {"d": "n*10.3"}}, "n=5, noise=none: d=51.5 must be an integer >= 3"),
        ({"noises": ["flip:n/6"]}, "n=8, noise=flip:n/6: p=1.3333333333333333 must be a finite number in [0, 1]"),
        ({"steps": "log(n - 5)"}, "n=5, noise=none: 'log(n - 5)' has no value at n=5: math domain error; change it"),
        ({"steps": "5 - n"}, "n=8, noise=none: steps = '5 - n' is -3; it must be between 0 and 9.0e+15: change it"),
        ({"steps": "1e300"}, "n=5, noise=none: steps = '1e300' is 1e+300; it must be between 0 and 9.0e+15: change"),
        ({"steps": "T_1", "setting": {**SETTING, "sigma_0": 1}}, "steps = 'T_1' is -"),
        ({"setting": {"m": 3}}, "n=5, noise=none: d is missing: dimension of a patch"),
        (
            {"engine": "dense", "draw": "law", "observables": ["clean_loss"]},
            "engine='dense' needs vectors in R^d: draw must be 'dense'",
        ),
    ],
)
def test_a_cell_that_cannot_run_is_named(changes, message):
    found = [str(cell) for cell in all_cells(changed(TINY, **changes)) if isinstance(cell, InputError)]
    assert message in found[0] if found else False, found


def test_the_error_is_raised_for_a_single_cell():
    with pytest.raises(InputError, match=re.escape("n=59, noise=none: n=59 must be at most")):
        cell_at(changed(TINY, axes={"n": [5, 59]}), 2)


def test_numbers_are_those_that_claims_are_judged_with():
    cell = cell_at(changed(TINY, constants={"epsilon": 0.02}), 1)
    assert cell.numbers["p"] == 0.2
    assert (cell.numbers["epsilon"], cell.numbers["T_star"]) == (0.02, 60.0)
    assert json.dumps(cell.numbers)
