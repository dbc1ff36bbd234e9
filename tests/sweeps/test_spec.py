"""A sweep's own words: read, checked, refused with the remedy."""

import dataclasses
import json
import math
import re

import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, LabelSmoothing, Setting
from lngd_theory.sweeps import Sweep
from lngd_theory.sweeps.choices import KEYS
from lngd_theory.sweeps.names import RESERVED
from tests.sweeps.shared import SETTING, TINY, changed

FILE = """
preset = "fig2"
noises = ["none", "flip:p", "gaussian:1,2*s"]
seeds = [4, 2]
steps = "3*T_1 + 10"
observables = ["clean_loss", "test_error"]
records = [0.0, 0.5, 1.0]
engine = "auto"
n_test = 100

[setting]
n = 50

[axes]
SNR = [0.05, 0.1]
p = {from = 0.05, to = 0.2, count = 3}

[derive]
mu = "SNR*noise"
noise_size = "sigma_p*sqrt(d)"
s = "p + 1"

[constants]
epsilon = 0.01
""".replace("SNR*noise", "SNR*noise_size")


def test_a_file_is_what_the_python_call_is(sweep_file):
    read = Sweep.load(sweep_file(FILE))
    assert read == Sweep(
        preset="fig2",
        setting={"n": 50},
        axes={"SNR": (0.05, 0.1), "p": {"from": 0.05, "to": 0.2, "count": 3}},
        derive={"mu": "SNR*noise_size", "noise_size": "sigma_p*sqrt(d)", "s": "p + 1"},
        constants={"epsilon": 0.01},
        noises=["none", "flip:p", "gaussian:1,2*s"],
        seeds=[4, 2],
        steps="3*T_1 + 10",
        observables=["clean_loss", "test_error"],
        records=[0.0, 0.5, 1.0],
        engine="auto",
        n_test=100,
    )
    assert read.dims == ("SNR", "p", "noise")
    assert (read.shape, read.cells, read.runs) == ((2, 3, 3), 18, 36)
    names = [name for name, _ in read.derivations]
    assert names.index("noise_size") < names.index("mu")


@pytest.mark.parametrize("sweep", [TINY, Sweep(preset="q3", noises=[LabelFlip(0.25)], seeds=range(3, 5))])
def test_the_text_form_is_read_back(sweep):
    assert Sweep.from_dict(json.loads(sweep.to_json())) == sweep


def test_a_setting_object_and_noise_objects_serve_as_well():
    setting = Setting(n=5, **SETTING)
    assert changed(TINY, axes={}, setting=setting, noises=[LabelFlip(0.2), LabelSmoothing(0.1)]).noises == (
        "flip:0.2",
        "smoothing:0.1",
    )


def test_many_seeds_take_no_memory():
    assert changed(TINY, seeds=10**12).seed_numbers == range(10**12)
    assert changed(TINY, seeds=10**12).runs == 4 * 10**12


def test_a_sweep_without_axes_is_a_point():
    sweep = Sweep(preset="fig2", noises=["none"], seeds=1)
    assert (sweep.dims, sweep.shape, sweep.runs) == (("noise",), (1,), 1)


BAD = [
    ({"seed": 3}, "unknown key 'seed' of a sweep; did you mean 'seeds'?"),
    ({"preset": "fig3"}, "unknown preset 'fig3'; did you mean 'fig2'?"),
    ({"setting": {"sigma": 1}}, "[setting]: unknown parameter 'sigma'; did you mean 'sigma_"),
    ({"setting": 3}, "setting=3 must be a table of names and values"),
    ({"axes": [1, 2]}, "axes=[1, 2] must be a table of names and values"),
    ({"axes": {"n": []}}, "axis n is empty; give a list of numbers"),
    (
        {"axes": {"n": [5], "sigma_q": [1]}},
        "axis 'sigma_q' is no parameter and no expression uses it; did you mean 'sigma_",
    ),
    ({"axes": {"n": [5], "SNR": [1]}}, "axis 'SNR' is no parameter and no expression uses it; "),
    ({"axes": {"n": [5], "seeds": [1]}}, "[axes]: seeds is a key of its own; write it above the first [table]"),
    ({"axes": {"seed": [5]}}, "axis 'seed': this name is taken by the result or by a formula; choose another"),
    ({"axes": {"clean_loss": [5]}}, "axis 'clean_loss': this name is taken"),
    ({"axes": {"T_1": [5]}}, "axis 'T_1': this name is taken"),
    ({"axes": {"a b": [5]}}, "axis 'a b' must be a name of letters, digits and _"),
    ({"derive": {"mu": "2*snr_"}}, "derive mu = '2*snr_': 'snr_' is unknown; "),
    ({"derive": {"nu": "2*eta"}}, "derived name 'nu' is no parameter and no expression uses it; "),
    ({"derive": {"n": "2*m"}}, "'n' stands in [axes] and [derive]; keep one of them"),
    ({"derive": {"mu": "2*eta", "eta": "sigma_0 + mu"}}, "[derive] goes in a circle: "),
    ({"derive": {"mu": "mu + 1"}}, "[derive] goes in a circle: mu <- mu; break it"),
    ({"derive": {"mu": "eta +"}}, "expression 'eta +' cannot be read"),
    ({"constants": {"eps": 1}}, "constant 'eps' is no parameter and no expression uses it; did you mean 'epsilon'?"),
    ({"constants": {"eta": 1}}, "constant 'eta' is a parameter; write it in [setting]"),
    ({"constants": {"epsilon": "x"}}, "constant epsilon='x' must be a finite number"),
    ({"constants": {"k": 1}, "derive": {"k": "2", "mu": "k"}}, "'k' stands in [derive] and [constants]; keep one"),
    ({"noises": []}, "noises=[] must list at least one label noise, such as ['none', 'flip:0.1']"),
    ({"noises": "none"}, "noises='none' must list at least one label noise"),
    ({"noises": ["none", "none"]}, "noises=['none', 'none'] must differ; give every label noise once"),
    ({"noises": ["flop:0.1"]}, "unknown label noise 'flop'; did you mean 'flip'? (for example flip:0.1)"),
    ({"noises": ["flip"]}, "label noise 'flip' needs 1 value(s): write it as flip:p"),
    ({"noises": ["flip:0.1,0.2"]}, "label noise 'flip:0.1,0.2' needs 1 value(s): write it as flip:p"),
    ({"noises": ["flip:pp"]}, "noise 'flip:pp': 'pp' is unknown; "),
    ({"noises": [3]}, "label noise 3 must be a text such as 'flip:0.1', or a LabelNoise"),
    ({"noises": [LabelFlip((0.1, 0.2))]}, "a sweep takes one value for all samples; give a number"),
    ({"seeds": 0}, "seeds=0 must be a number of seeds >= 1, or different integers >= 0"),
    ({"seeds": [1, 1]}, "seeds=[1, 1] must be a number of seeds >= 1"),
    ({"steps": -1}, "steps=-1 must be an integer >= 0"),
    ({"steps": 2.5}, "steps=2.5 must be an integer >= 0"),
    ({"steps": "3*T1"}, "steps = '3*T1': 'T1' is unknown; did you mean 'T_1'?"),
    ({"observables": []}, "observables=[] must list at least one name, such as ['clean_loss', 'test_error']"),
    ({"observables": ["clean_los"]}, "unknown observable 'clean_los'; did you mean 'clean_loss'?"),
    ({"observables": ["clean_loss"] * 2}, "must differ; give every name once"),
    ({"records": 0}, "records=0 must be between 1 and 10000"),
    ({"records": [0.5]}, "records=[0.5] must be a number of states, or at most 10000 ascending fractions of the steps"),
    ({"records": [0.5, 0.2, 1]}, "must be a number of states, or at most 10000 ascending fractions"),
    ({"engine": "both"}, "engine='both' must be one of 'gram', 'dense', 'decoupled', 'auto'"),
    (
        {"engine": "dense"},
        "observable 'test_error' needs fresh data drawn in law, not vectors in R^d; leave it out, or use",
    ),
    ({"draw": "dense"}, "observable 'test_error' needs fresh data drawn in law"),
    ({"n_test": 0}, "observable 'test_error' needs fresh data: n_test=0 must be >= 1; or leave it out"),
    ({"n_test": 10**16}, "n_test=10000000000000000 must be at most 1000000000000000; give fewer"),
    ({"setting": {"steps": 3}}, "[setting]: steps is a key of its own; write it above the first [table]"),
    ({"setting": {**SETTING, "eta": "x"}}, "[setting]: eta='x' must be a number"),
    ({"setting": {**SETTING, "m": True}}, "[setting]: m=True must be a number"),
    ({"preset": 3}, "preset=3 must be the name of a setting, such as 'fig2'"),
    ({"axes": {"n": [5, math.inf]}}, "axis n: inf must be a finite number"),
    ({"derive": {"eta": math.nan}}, "expression nan must be a finite number"),
    ({"derive": {"eta": 10**400}}, "expression 100000000000000000000000000000 must be a finite number"),
    ({"constants": {"epsilon": math.inf}}, "constant epsilon='inf' must be a finite number"),
    ({"noises": 3}, "noises=3 must list at least one label noise"),
    ({"noises": {"none": 1}}, "noises={'none': 1} must list at least one label noise"),
    ({"seeds": 10**30}, "seeds=100000000000000000000000000000 must be at most 1000000000000000; give fewer"),
    ({"seeds": range(10**30)}, "must be at most 1000000000000000; give fewer"),
    ({"steps": 10**400}, "steps=100000000000000000000000000000 must be at most 9007199254740992; give fewer"),
    ({"steps": math.nan}, "steps=nan must be an integer >= 0"),
    ({"observables": [["clean_loss"]]}, "unknown observable ['clean_loss']; "),
    ({"records": [math.nan, 1.0]}, "records=[nan, 1.0] must be a number of states, or at most 10000 ascending"),
    ({"records": [10**400]}, "must be a number of states, or at most 10000 ascending"),
    ({"n_test": -1}, "n_test=-1 must be an integer >= 0"),
]


@pytest.mark.parametrize(("changes", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_bad_words_are_refused_with_the_remedy(changes, message):
    with pytest.raises(InputError, match=re.escape(message)):
        changed(TINY, **changes)


def test_a_parameter_without_a_value_is_named():
    with pytest.raises(
        InputError, match=re.escape("derive mu = '2*eta': 'eta' has no value; give it in [setting], [axes]")
    ):
        Sweep(setting={"n": 5}, derive={"mu": "2*eta"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seeds = ", "is not valid TOML"),
        ("[axis]\nn = [3]\n", "s.toml: unknown key 'axis' of a sweep; did you mean 'axes'?"),
        ("[axes]\nn = []\n", "s.toml: axis n is empty"),
    ],
)
def test_a_bad_file_is_named(sweep_file, text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        Sweep.load(sweep_file(text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        InputError, match=r"cannot read the sweep .*none.toml.*: No such file or directory; give a readable"
    ):
        Sweep.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("# caf\u00e9\n".encode("latin-1"), "is no text in UTF-8 ('utf-8' codec can't decode byte 0xe9 in position 5"),
        ("seeds = 1".encode("utf-16"), "is no text in UTF-8"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "is not valid TOML: maximum recursion depth exceeded"),
        (b"seeds = 1\0", "is not valid TOML"),
    ],
    ids=["latin-1", "utf-16", "deep", "nul"],
)
def test_a_file_that_is_no_text_is_named(tmp_path, content, message):
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(f"'{path}' {message}")):
        Sweep.load(path)


def test_the_mark_that_some_editors_write_is_no_error(tmp_path, sweep_file):
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + sweep_file(FILE).read_bytes())
    assert Sweep.load(marked) == Sweep.load(sweep_file(FILE))


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    with pytest.raises(InputError, match="Is a directory; give a readable file"):
        Sweep.load(tmp_path)


def test_numbers_of_numpy_are_written_down():
    sweep = changed(TINY, setting={**SETTING, "m": np.int64(3), "eta": np.float32(0.5)})
    assert Sweep.from_dict(json.loads(sweep.to_json())) == sweep == TINY


def test_keys_of_a_sweep_that_are_no_tables_are_known():
    assert {*KEYS, "setting", "axes", "derive", "constants"} == {field.name for field in dataclasses.fields(Sweep)}


def test_names_of_the_result_are_reserved():
    assert {"noise", "seed", "record", "status", "seconds", "clean_loss", "sqrt", "T_2_lngd"} <= RESERVED
