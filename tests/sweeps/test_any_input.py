"""Whatever a file holds, it is a sweep or one sentence: no other error, and no long wait."""

import json
import math
import tomllib

import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.sweeps import Sweep, estimate
from lngd_theory.sweeps.choices import KEYS
from tests.sweeps.shared import TINY

numbers = st.one_of(
    st.integers(-3, 30), st.floats(), st.booleans(), st.integers(10**15, 10**18), st.just(10**400), st.dates()
)
texts = st.sampled_from(
    [
        "",
        "n",
        "eta",
        "1/0",
        "none",
        "flip:0.1",
        "flip:p",
        "T_1",
        "3*T_2",
        "fig2",
        "gram",
        "law",
        "1e999",
        "n**9999",
        "\0",
    ]
)
values = st.recursive(
    numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["n", "from", "to", "p"]), inner),
    max_leaves=4,
)
names = st.sampled_from([*TINY.base, "n", "p", "SNR", "epsilon", "seeds", "", "a b", "pi"])
tables = st.dictionaries(names, values, max_size=3)
fields = st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), values)) | st.tuples(
    st.sampled_from(["setting", "axes", "derive", "constants"]), values | tables
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fields, min_size=1, max_size=3))
def test_any_content_is_a_sweep_or_one_sentence(changes):
    whole = {**TINY.to_dict(), **dict(changes)}
    whole["setting"] = {**TINY.base, **whole["setting"]} if isinstance(whole["setting"], dict) else whole["setting"]
    try:
        sweep = Sweep.from_dict(tomllib.loads(tomli_w.dumps(whole)))
        size = estimate(sweep, speed=1.0)
    except InputError as error:
        message = str(error)
    else:
        assert Sweep.from_dict(json.loads(sweep.to_json())) == sweep
        assert size.runs == math.prod(sweep.shape) * len(sweep.seed_numbers)
        assert size.seconds > 0
        message = str(size)
    assert len(message) > 20
