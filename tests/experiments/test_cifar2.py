"""The row on airplanes and automobiles, on made-up images: none of CIFAR-10 comes with the package."""

import json
from dataclasses import replace

import numpy as np
import pytest

from lngd_theory import InputError, Trajectory, simulate
from lngd_theory.experiments import reproduce
from lngd_theory.experiments.cifar2 import AIRPLANES, EXPERIMENT, ROW, cifar2, experiment_of
from lngd_theory.experiments.image_pair import ImagePair
from lngd_theory.experiments.work import Work

SMALL = ImagePair("digits", classes=(3, 8), signal_norm=8.0, sigma_p=0.5, n=20, n_test=30, m=3, eta=0.05)


@pytest.fixture
def file(tmp_path):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (310, 32, 32, 3), dtype=np.uint8)
    labels = np.arange(310) % 2
    np.savez(tmp_path / "made.npz", images=images, labels=labels, is_test=labels < 0)
    return tmp_path / "made.npz"


def test_the_printed_numbers():
    assert [variant.problem.sigma_0 for variant in EXPERIMENT.variants] == [0.001, 0.01]
    for variant in EXPERIMENT.variants:
        p = variant.problem
        assert (p.signal_norm, p.sigma_p, p.n, p.m, p.eta) == (64, 5, 100, 20, 0.001)
        assert p.names == ("airplane", "automobile")
        assert [noise.label for noise in variant.noises] == ["none", "flip:0.15"]
    assert EXPERIMENT.left_open


def test_other_images_are_run_at_the_same_norm_and_at_the_same_snr(file):
    found = cifar2(Work("reduced", paths={"cifar10": str(file)}))
    claimed, beside = found.variants[:2], found.variants[2:]
    assert [variant.problem.signal_norm for variant in beside] == [64, pytest.approx(64 * (784 / 3072) ** 0.5)]
    snr = [
        v.problem.signal_norm / (v.problem.sigma_p * v.problem.read().pixels.shape[1] ** 0.5) for v in found.variants
    ]
    assert snr[0] == snr[1] == pytest.approx(snr[3])
    assert snr[2] > snr[0]
    judged = [outcome for outcome in found.outcomes if outcome.agrees is not None]
    names = {variant.name for variant in claimed}
    assert judged
    assert all(set(outcome.only) == names for outcome in judged)  # the paper's claim is about its own images
    longer = cifar2(Work("full", paths={"cifar10": str(file)}))
    assert {variant.steps for variant in longer.variants} == {1_000_000}
    assert longer.seeds == 10


def test_gains_are_read_at_the_end_and_after_a_tenth():
    report = reproduce(experiment_of(SMALL, (replace(SMALL, classes=(0, 1)),), steps=100, seeds=2))
    name = report.experiment.variants[0].name
    runs = report.results[name]
    expected = [runs["flip:0.15"].test_accuracy.sel(step=k) - runs["none"].test_accuracy.sel(step=k) for k in (10, 100)]
    early, last = (
        next(found.values for found in report.findings if found.variant == name and words in found.quantity)
        for words in ("test accuracy then", "final test accuracy, LNGD with p = 0.15 minus GD")
    )
    np.testing.assert_array_equal(early, expected[0])
    np.testing.assert_array_equal(last, expected[1])
    assert {v.name for v in report.experiment.variants} == {
        "digits 3 and 8, sigma_0=0.001", "digits 3 and 8, sigma_0=0.01", "digits 0 and 1, norm 8",
    }  # fmt: skip


def test_without_its_images_the_row_says_how_to_get_them():
    for size in ("reduced", "full"):
        with pytest.raises(InputError, match="cifar2 needs --data cifar10=PATH: a folder of the python batches"):
            ROW.run(Work(size))
    with pytest.raises(InputError, match="does not exist; cifar10: a folder of the python batches"):
        ROW.run(Work("quick", paths={"cifar10": "/nowhere"}))


def test_a_quick_run_without_its_images_takes_digits_and_says_so():
    study = ROW.run(Work("quick"))
    assert study.sentences[0].startswith("No path of CIFAR-10 was given")
    assert "digits 0 and 1" in study.sentences[0]
    variants = {finding["variant"] for finding in study.data["findings"]}
    assert variants == {"mnist 0 and 1, sigma_0=0.001", "mnist 0 and 1, sigma_0=0.01"}
    assert study.command == "lngd reproduce cifar2 --quick --out cifar2"


def test_a_quick_run_on_given_images_is_kept_and_has_no_path_in_it(file, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    work = Work("quick", folder=folder, paths={"cifar10": str(file)})
    study = ROW.run(work)
    assert "stand in" not in " ".join(study.sentences)
    assert study.command == "lngd reproduce cifar2 --quick --data cifar10=PATH --out cifar2"
    assert str(file) not in json.dumps(study.to_dict())
    kept = sorted(folder.glob("*.nc"))
    assert [path.name.rsplit("-", 1)[0] for path in kept] == [
        f"cifar10-airplane-and-automobile-sigma0-{sigma_0}_{noise}"
        for sigma_0 in ("0.001", "0.01")
        for noise in ("flip-0.15", "none")
    ]
    run = Trajectory.load(kept[0])
    steps = int(run.data.step[-1])
    again = simulate(replace(AIRPLANES, path=str(file)), experiment_of().variants[0].noises[1], steps=steps, seeds=3)
    np.testing.assert_array_equal(run.test_accuracy, again.test_accuracy)
