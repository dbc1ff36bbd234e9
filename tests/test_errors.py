import pytest
from pydantic import BaseModel, Field, ValidationError

from lngd_theory import InputError
from lngd_theory.errors import finite_number, near_match, sentence, whole_number


class Model(BaseModel):
    """What is validated here."""

    model_config = {"extra": "forbid"}

    count: int = Field(ge=1, le=9, description="how many")
    size: float = Field(gt=0, description="how large")


def refused(**values):
    with pytest.raises(ValidationError) as caught:
        Model(**values)
    return sentence(caught.value, Model)


def test_an_input_error_is_a_value_error():
    assert issubclass(InputError, ValueError)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"count": 0, "size": 1}, "count=0 must be an integer >= 1 and <= 9 (how many); change count"),
        ({"count": 10, "size": 1}, "count=10 must be an integer >= 1 and <= 9 (how many); change count"),
        ({"count": "x", "size": 1}, "count='x' must be an integer >= 1 and <= 9 (how many); change count"),
        ({"count": 1, "size": -2.5}, "size=-2.5 must be a finite number > 0 (how large); change size"),
        ({"count": 1}, "size is missing: how large; it must be a finite number > 0"),
        ({"count": 1, "size": 1, "cuont": 2}, "unknown parameter 'cuont' of Model; did you mean 'count'?"),
        ({"count": 1, "size": 1, "x": 2}, "unknown parameter 'x' of Model; known: count, size"),
    ],
)
def test_the_sentence_names_value_range_and_remedy(values, text):
    assert refused(**values) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("flp", "did you mean 'flip'?"),
        ("flip", "did you mean 'flip'?"),
        ("smoothe", "did you mean 'smoothing'?"),
        ("xyz", "known: flip, none, smoothing"),
        ("", "known: flip, none, smoothing"),
    ],
)
def test_the_nearest_name_is_offered_or_else_all(name, text):
    assert near_match(name, ["none", "smoothing", "flip"]) == text


@pytest.mark.parametrize("value", [10**400, float("nan"), float("inf"), True, "3", None])
def test_what_no_float_can_hold_is_no_number(value):
    with pytest.raises(InputError, match=r"size=.* must be a finite number >= 0"):
        finite_number("size", value, 0)
    with pytest.raises(InputError, match=r"count=.* must be an integer >= 0"):
        whole_number("count", value, 0)
