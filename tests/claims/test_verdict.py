"""Records: plain JSON, and a command that says everything needed to replay a counterexample."""

import dataclasses
import json
import shlex

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import Setting
from lngd_theory.claims import Counterexample, Part, Verdict
from lngd_theory.claims.verdict import MeasuredConstant, PremiseCheck, Series
from lngd_theory.label_noise import parse_label_noise
from tests.claims.made import case_of
from tests.draws import label_noises, small_settings

NAN, INF = float("nan"), float("inf")
SETTING = Setting(n=8, d=10**20, m=3, mu=1 / 3, sigma_p=0.5, sigma_0=1e-12, eta=2**-70, corruption=0.1)


def example(setting=SETTING, noise="flip:0.1", **values):
    return Counterexample(
        "D.1", "growth", setting.model_dump(), noise, 17, 5, {"left": np.float64(2.0), "right": INF}, **values
    )


def words_of(command):
    """Options of a command line by name."""
    first, second, claim, *rest = shlex.split(command)
    assert (first, second) == ("lngd", "verify")
    assert len(rest) % 2 == 0
    values = zip(rest[::2], rest[1::2], strict=True)
    return claim, {name.removeprefix("--").replace("-", "_"): value for name, value in values}


def test_the_command_names_claim_setting_noise_and_seed():
    claim, options = words_of(example(options={"delta": "0.05", "steps": "100"}).command)
    assert claim == "D.1"
    assert options.pop("seed") == "17"
    assert options.pop("noise") == "flip:0.1"
    assert (options.pop("delta"), options.pop("steps")) == ("0.05", "100")
    assert Setting(**{name: float(value) for name, value in options.items()}) == SETTING


@given(small_settings(), label_noises())
def test_the_command_gives_every_setting_and_noise_back_to_the_last_digit(setting, noise):
    _, options = words_of(example(setting, noise.label).command)
    assert parse_label_noise(options.pop("noise")) == noise
    options.pop("seed")
    assert Setting(**{name: float(value) for name, value in options.items()}) == setting


@given(st.floats(1e-6, 0.999), st.floats(1e-6, 0.999))
def test_the_options_of_a_case_give_its_numbers_back(delta, epsilon):
    # with fewer digits the replayed statement would be another one (B.2's bound holds delta)
    options = case_of(delta=delta, epsilon=epsilon, C=1 / 3).options
    assert float(options["delta"]) == delta
    assert float(options["epsilon"]) == epsilon
    assert float(options["C"]) == 1 / 3


def test_a_counterexample_of_no_single_seed_names_none():
    found = dataclasses.replace(example(), seed=None)
    assert "seed" not in words_of(found.command)[1]
    of_a_path = case_of(20, path_seeds=3).counterexample("R.5", "exponent", {})
    assert words_of(of_a_path.command)[1]["seeds"] == "3"
    assert "seeds" not in words_of(case_of(20).counterexample("D.1", "growth", {}, 4, 5).command)[1]


def verdict():
    series = Series("t", "y", (1.0, 2.0), ((NAN, 1.0, INF),) * 2, ((1.0, 2.0, 3.0),) * 2, "<=")
    part = Part("growth", "x", "gd", "refuted", "simulation", "<=", np.float64(2), INF, -1.0, series=series,
                counterexample=example())  # fmt: skip
    return Verdict(
        "D.1", "title", {"arxiv": "Lemma D.1", "iclr": "", "reconstructed": ""}, ("x",), "refuted", "simulation",
        np.float64(2.0), INF, "<=", -1.0, "held for 1", "fails", SETTING.model_dump(), "flip:0.1", np.bool_(False),
        (part,), (PremiseCheck("p", NAN, np.float64(1), 0.5),),
        (MeasuredConstant("C_0", "C", "m", np.float64(0), 1, INF),), (),
        None, (dataclasses.replace(part, name="repair"),), example(),
    )  # fmt: skip


def every_value(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from every_value(item)
    elif isinstance(value, list):
        for item in value:
            yield from every_value(item)
    else:
        yield value


def test_the_dictionary_holds_plain_values_only():
    for value in every_value(verdict().to_dict()):
        assert type(value) in (int, float, str, bool, type(None))
        assert value == value
        assert value not in (INF, -INF)


def test_json_is_the_dictionary_strictly():
    def refuse(name):
        raise AssertionError(name)

    found = json.loads(verdict().to_json(), parse_constant=refuse)
    assert found == verdict().to_dict()
    assert found["claimed"] is None
    assert found["observed"] == 2.0
    assert found["setting"]["d"] == 10**20
    assert found["parts"][0]["series"]["observed"][0] == [None, 1.0, None]


def test_every_counterexample_in_it_comes_with_its_command():
    found = verdict().to_dict()
    assert found["counterexample"]["command"] == example().command
    assert found["parts"][0]["counterexample"]["command"] == example().command
    assert found["repairs"][0]["counterexample"]["command"] == example().command


def test_records_are_frozen():
    found = verdict()
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.verdict = "supported"
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.parts[0].verdict = "supported"


def test_a_series_has_as_many_points_as_places():
    with pytest.raises(ValueError, match="a series of 2, 1, 2 points"):
        Series("x", "y", (1.0, 2.0), ((1.0,) * 3,), ((1.0,) * 3,) * 2, "<=")
