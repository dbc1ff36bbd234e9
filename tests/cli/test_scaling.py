"""``lngd scaling``: table, JSON, files, resumption, bad input, ctrl-C."""

import json

import pytest

SMALL = (
    "T1-gd", "--parameter", "eta", "--factor", "0.5", "--factor", "1", "--factor", "2", "--n", "10", "--d", "1e5",
    "--m", "12", "--eta", "1.2e-4", "--seeds", "3", "--workers", "1",
)  # fmt: skip


def test_a_table_and_files(lngd, tmp_path):
    code, out, _ = lngd("scaling", *SMALL, "--out", tmp_path / "s")
    assert code == 0
    text = " ".join(out.split())
    assert "T1-gd: GD: steps until every sample is memorised" in text
    assert "agrees" in text
    names = {path.name for path in (tmp_path / "s").iterdir()}
    assert {"scaling.md", "scaling.json", "scaling.nc", "scaling.png", "scaling-T1-gd.png", "runs.sqlite"} <= names
    code, out, _ = lngd("scaling", *SMALL, "--out", tmp_path / "s", "--json")
    again = json.loads(out)
    kept = json.loads((tmp_path / "s" / "scaling.json").read_text())
    assert code == 0
    assert again["rows"] == kept["rows"]
    assert again["setting"]["n"] == 10


def test_quick_takes_fewer_seeds_and_points(lngd):
    code, out, _ = lngd("scaling", "rate", "--parameter", "m", "--quick", "--workers", 1, "--json")
    found = json.loads(out)
    assert code == 0
    assert len(found["seeds"]) == 4
    assert [row["points"] for row in found["rows"]] == [3]


def test_ctrl_c_keeps_what_is_done(lngd, tmp_path, monkeypatch):
    from lngd_theory.scaling import work

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "rates", stop)
    code, _, err = lngd("scaling", *SMALL, "rate", "--out", tmp_path / "s")
    assert code == 130
    assert "keeps the finished runs, the same command goes on" in " ".join(err.split())
    found = json.loads((tmp_path / "s" / "scaling.json").read_text())
    assert found["complete"] is False
    assert [row["quantity"] for row in found["rows"]] == ["T1-gd"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("T7",), "unknown quantity 'T7'"),
        (("--parameter", "x"), "unknown parameter 'x'"),
        (("--keep", "snr"), "keep 'snr' would move mu, which the path varies; leave it out"),
        (("--keep", "SNR"), "cannot keep 'SNR'; known: initial_noise_overlap"),
        (("--factor", "1", "--factor", "2"), "--factor was given 2 time(s); a power law needs three points"),
        (("--seeds", "2"), "seeds=2 must be at least 3"),
        (("--p", "0.6"), "must be LabelFlip with one p in (0, 1/2)"),
        (("--preset", "fig9"), "unknown preset 'fig9'"),
        (("--n", "0"), "n=0"),
        (("--fresh",), "--fresh needs --out"),
        (("--docs", "nowhere"), "--docs nowhere has no conf.py"),
        (("--docs", "docs", "--quick"), "--docs writes what the documentation says"),
        (("--workers", "0"), "--workers 0 must be an integer >= 1"),
        (("--epsilon", "1"), "epsilon=1.0 must be below log 2"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, _, err = lngd("scaling", *arguments)
    assert code == 2
    assert message in err


def test_a_file_is_no_folder(lngd, tmp_path):
    path = tmp_path / "file"
    path.write_text("")
    code, _, err = lngd("scaling", "--out", path)
    assert code == 2
    assert "is a file; give the name of a folder" in err
