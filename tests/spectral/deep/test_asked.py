"""What a command line asks for, and what it is told where that cannot be."""

import pytest

from lngd_theory import InputError
from lngd_theory.spectral.deep.asked import Asked, designs
from lngd_theory.spectral.deep.estimate import in_words, seconds_of
from tests.spectral.deep.made import design

torch = pytest.importorskip("torch", reason="networks need the extra deep")


def test_nothing_asked_for_is_the_preset():
    (one,) = designs(Asked())
    assert one.images.name == "digits"
    assert one.architectures == ("resnet", "vgg", "wideresnet", "vit")


def test_everything_can_be_asked_for():
    (one,) = designs(
        Asked(
            ["digits"], "quick", 300, 150, 8, ["vgg", "mlp"], ["adam"], ["aligned"], [0.1, 0.3], [5, 6, 9],
            "penultimate", 4, 2,
        )
    )  # fmt: skip
    assert (one.images.train, one.images.test, one.images.size) == (300, 150, 8)
    assert [(name, width) for name, width, _ in one.networks] == [("vgg", 6), ("mlp", 6)]
    assert (one.optimisers, one.kinds, one.rates, one.widths) == (("adam",), ("aligned",), (0.1, 0.3), (5, 6, 9))
    assert (one.training.epochs, one.seeds) == (4, 2)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"data": ["digit"]}, "unknown image set 'digit'; did you mean 'digits'"),
        ({"data": ["digits", "digits"]}, "each set of images once"),
        ({"data": ["cifar10=/nowhere"]}, "--data cifar10=/nowhere: there is no such file or folder"),
        ({"architectures": ["resnett"]}, "unknown architecture 'resnett'; did you mean 'resnet'"),
        ({"optimisers": ["rmsprop"]}, "unknown optimiser 'rmsprop'"),
        ({"kinds": ["systemic"]}, "unknown corruption 'systemic'; did you mean 'systematic'"),
        ({"rates": [1.0]}, r"rate=1 of random corruption must be in \[0, 1\)"),
        ({"rates": [0.95], "kinds": ["random"]}, "--rate 0.95 of random corruption must be below 0.9"),
        ({"rates": [0.6]}, r"rate=0.6 of systematic corruption must be in \[0, 0.5\)"),
        ({"widths": [0]}, "--width=0 must be an integer >= 1"),
        ({"epochs": 0}, "epochs=0 must be an integer >= 1"),
        ({"seeds": 0}, "--seeds=0 must be an integer >= 1"),
        ({"layer": "stage9"}, "--layer 'stage9' is no layer of"),
        ({"size": 99}, "size=99 must be from 1 to 8"),
        ({"train": 3}, "train=3 must be"),
    ],
)
def test_bad_input_before_any_work(asked, message):
    with pytest.raises(InputError, match=message):
        designs(Asked(**{"preset": "quick", **asked}))


def test_an_estimate_grows_with_what_is_asked_for():
    cells = design().cells()
    one = seconds_of(cells, 1)
    assert one > 0
    # every kind of network is timed anew, so that only the order is sure
    assert seconds_of(cells, 1000) > one


def test_durations_in_words():
    assert [in_words(s) for s in (0.2, 45, 600, 12_600, 2e6)] == [
        "about 1 seconds", "about 45 seconds", "about 10 minutes", "about 3.5 hours", "about 23 days",
    ]  # fmt: skip
