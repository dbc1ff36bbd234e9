import json

import pytest

SIZES = ("--n", 8, "--d", 60, "--m", 3, "--mu", 2, "--sigma-p", 0.5, "--sigma-0", 0.05, "--eta", 0.2)
SHORT = ("--steps", 10, "--seeds", 2, "--workers", 1, "--n-test", 20)


def test_every_algorithm_is_run_with_every_label_noise(lngd, tmp_path):
    code, out, _ = lngd(
        "run", *SIZES, *SHORT, "--algorithm", "gd", "--algorithm", "sgd:4+sam:0.1", "--json", "--out", tmp_path / "a"
    )
    assert code == 0
    assert list(json.loads(out)["runs"]) == ["none", "flip:0.1", "none + sgd:4+sam:0.1", "flip:0.1 + sgd:4+sam:0.1"]
    assert len(list((tmp_path / "a").glob("*.nc"))) == 4


def test_both_engines_agree_on_an_algorithm(lngd):
    code, out, _ = lngd(
        "run", *SIZES, *SHORT, "--noise", "none", "--algorithm", "momentum:0.9", "--engine", "both", "--json"
    )
    assert code == 0
    assert max(json.loads(out)["runs"]["none + momentum:0.9"]["disagreement"].values()) < 1e-10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--algorithm", "adam"), "algorithm='adam' leaves the span of the patches"),
        (("--algorithm", "samm:0.1"), "unknown algorithm 'samm'; did you mean 'sam'?"),
        (("--algorithm", "sgd:9"), "batch=9 must be at most n=8"),
        (("--algorithm", "sam:0.1", "--engine", "gram32"), "engine='gram32' knows gradient descent only"),
    ],
)
def test_bad_algorithms_are_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, _, err = lngd("run", *SIZES, *SHORT, *arguments)
    assert code == 2
    assert message in " ".join(err.split())
