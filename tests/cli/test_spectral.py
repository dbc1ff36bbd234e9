"""``lngd spectral``: what it prints and writes, that it agrees with the library, and how it refuses."""

import json

import numpy as np
import pytest
import xarray as xr

from lngd_theory.cli import console
from lngd_theory.spectral import choose_rank, effective_rank, label_energy, rank_risk_curve
from tests.spectral.planted import planted

P = planted(120, 10, classes=4, rate=0.2, strength=5)
H = planted(60, 10, classes=4, rate=0.2, seed=1, means=P.means)
T = planted(80, 10, classes=4, seed=2, means=P.means)
ARRAYS = {
    "features": P.X,
    "labels": P.noisy,
    "clean_labels": P.clean,
    "held_out_features": H.X,
    "held_out_labels": H.noisy,
    "test_features": T.X,
    "test_labels": T.clean,
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("all.npz", **ARRAYS, comment=np.array("left alone"))
    np.savez("some.npz", features=P.X, labels=P.noisy)
    np.savez("misnamed.npz", X=P.X, labels=P.noisy)
    np.save("features.npy", P.X)
    np.save("labels.npy", P.noisy)
    np.save("test_features.npy", T.X)
    np.save("test_labels.npy", T.clean)
    np.save("short.npy", P.noisy[:7])
    np.save("objects.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
    (tmp_path / "broken.npz").write_bytes(b"PK no zip")
    (tmp_path / "features.txt").write_text("1 2")
    return tmp_path


@pytest.mark.usefixtures("files")
def test_table(lngd, monkeypatch):
    monkeypatch.setattr(console.output, "width", 160)
    code, out, err = lngd("spectral", "all.npz")
    assert code == 0
    assert err == ""
    for words in ("samples, features", "effective rank, eigenvalues", "chosen: held out", "best: test", "noise in d"):
        assert words in out
    lines = [line for line in out.splitlines() if line.startswith("│ ")]
    assert any(line.startswith("│ 10 ") for line in lines)  # all directions


@pytest.mark.usefixtures("files")
def test_json_is_what_the_library_says(lngd):
    code, out, _ = lngd("spectral", "all.npz", "--json", "--ridge", 2.0)
    assert code == 0
    found = json.loads(out)
    sets = ({"held out": H.X, "test": T.X}, {"held out": H.noisy, "test": T.clean})
    curve = rank_risk_curve(P.X, {"given": P.noisy, "clean": P.clean}, *sets, ridge=2.0)
    assert found["effective_rank"]["eigenvalues"] == pytest.approx(effective_rank(P.X, of="eigenvalues"))
    assert found["size"] == {"train": 120, "held out": 60, "test": 80}
    assert set(found["chosen"]) == {"held out", "gcv", "threshold"}
    for rule, chosen in found["chosen"].items():
        assert chosen["d"] == int(choose_rank(curve, rule))
        scored = curve.accuracy.sel(sample="test", labels="given", d=chosen["d"])
        assert chosen["accuracy"]["test"] == float(scored)
    test = curve.accuracy.sel(sample="test", labels="given")
    assert found["best"]["test"] == {"d": int(test.argmax("d")), "accuracy": float(test.max())}
    assert found["all_directions"]["accuracy"]["test"] == float(test[-1])


@pytest.mark.usefixtures("files")
def test_files_that_are_written(lngd, files):
    code, out, _ = lngd("spectral", "all.npz", "--out", "o")
    assert code == 0
    assert out.endswith("written to o\n")
    assert {path.name for path in (files / "o").iterdir()} == {"spectral.png", "spectral.nc", "summary.json"}
    assert (files / "o" / "spectral.png").stat().st_size > 20_000
    with xr.open_dataset(files / "o" / "spectral.nc") as data:
        energy = label_energy(P.X, P.clean, P.noisy, about="class")
        np.testing.assert_allclose(data.noise_share, energy.noise_share)
        assert data.accuracy.dims == ("sample", "labels", "d")
        assert data.effective_rank.sel(of="eigenvalues") == pytest.approx(effective_rank(P.X, of="eigenvalues"))
        chosen = dict(zip(data.rule.values, data.chosen.values, strict=True))
        summary = json.loads((files / "o" / "summary.json").read_text())
        assert chosen == {rule: found["d"] for rule, found in summary["chosen"].items()}
    assert lngd("spectral", "all.npz", "--out", "o").code == 2
    assert lngd("spectral", "all.npz", "--out", "o", "--overwrite").code == 0


@pytest.mark.usefixtures("files")
def test_separate_files_say_the_same_as_one(lngd):
    options = ("--labels", "labels.npy", "--test-features", "test_features.npy", "--test-labels", "test_labels.npy")
    separate = json.loads(lngd("spectral", "features.npy", *options, "--json").out)
    together = json.loads(lngd("spectral", "all.npz", "--json").out)
    assert separate["chosen"]["gcv"]["accuracy"]["test"] == together["chosen"]["gcv"]["accuracy"]["test"]
    assert "held out" not in separate["chosen"]


@pytest.mark.usefixtures("files")
def test_a_share_is_held_out(lngd, files):
    found = json.loads(lngd("spectral", "some.npz", "--hold-out", 0.25, "--json", "--out", "o").out)
    assert found["size"] == {"train": 90, "held out": 30}
    assert "held out" in found["chosen"]
    again = json.loads(lngd("spectral", "some.npz", "--hold-out", 0.25, "--json").out)
    other = json.loads(lngd("spectral", "some.npz", "--hold-out", 0.25, "--seed", 1, "--json").out)
    assert found == again != other
    assert (files / "o" / "spectral.png").stat().st_size > 20_000  # without clean labels


@pytest.mark.usefixtures("files")
def test_uncentred_and_gram(lngd):
    found = json.loads(lngd("spectral", "some.npz", "--uncentred", "--route", "gram", "--json").out)
    assert (found["centred"], found["route"]) == (0, "gram")
    assert found["effective_rank"]["singular values"] == pytest.approx(effective_rank(P.X, centred=False))


@pytest.mark.usefixtures("files")
def test_degenerate_features(lngd):
    np.savez("zero.npz", features=np.zeros((6, 3)), labels=[0, 1, 0, 1, 1, 0], clean_labels=[0, 1, 0, 1, 1, 1])
    found = json.loads(lngd("spectral", "zero.npz", "--json", "--out", "z").out)
    assert found["rank"] == 0
    assert set(found["chosen"]) == {"gcv"}  # no noise level to be read off


@pytest.mark.usefixtures("files")
def test_ctrl_c_ends_with_130(lngd, monkeypatch):
    from lngd_theory.spectral import analysis

    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(analysis, "decompose", stop)
    code, _, err = lngd("spectral", "all.npz")
    assert code == 130
    assert "interrupted" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nosuch.npz",), "no file 'nosuch.npz'; give the path of a .npz or .npy file"),
        (("features.txt",), "features.txt must be a .npz or .npy file of NumPy"),
        (("broken.npz",), "cannot read 'broken.npz'"),
        (("objects.npy",), "cannot read 'objects.npy'"),
        (("misnamed.npz",), "features are missing: misnamed.npz holds X, labels; name an array 'features'"),
        (("features.npy",), "labels are missing: features.npy holds features; name an array 'labels' or give --labels"),
        (("features.npy", "--labels", "all.npz"), "--labels all.npz must be a .npy file with one array"),
        (("features.npy", "--labels", "short.npy"), "has the shape (7,); it must be (120,)"),
        (("some.npz", "--test-labels", "test_labels.npy"), "test_labels are given without the other of features and"),
        (("some.npz", "--hold-out", 1.5), "the share 1.5 to hold out must be between 0 and 1"),
        (("some.npz", "--hold-out", 0.01), "the share 0.01 of 120 samples leaves 1 and 119; both need two"),
        (("all.npz", "--hold-out", 0.5), "held-out samples are given already"),
        (("some.npz", "--ridge", -1), "ridge=-1.0 must be a finite number >= 0"),
        (("some.npz", "--route", "qr"), "unknown route='qr'; known: auto, gram, randomised, svd"),
        (("some.npz", "--route", "randomised"), "route='randomised' does not find the whole spectrum"),
        (("some.npz", "--seed", -1), "--seed -1 must be an integer >= 0"),
        (("some.npz", "--out", "some.npz"), "--out some.npz is a file"),
    ],
)
@pytest.mark.usefixtures("files")
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, out, err = lngd("spectral", *arguments)
    assert code == 2
    assert message in " ".join(err.split())
    assert out == ""
