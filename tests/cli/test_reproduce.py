import json
from dataclasses import replace

import pytest

from lngd_theory.experiments import EXPERIMENTS


@pytest.fixture
def short(monkeypatch):
    """fig2 with few steps under its own name."""
    full = EXPERIMENTS["fig2"]
    variants = tuple(replace(variant, steps=20) for variant in full.variants)
    monkeypatch.setitem(EXPERIMENTS, "fig2", replace(full, variants=variants))


@pytest.mark.usefixtures("short")
def test_reproduce_prints_the_claim_beside_the_measurement(lngd, tmp_path):
    code, out, _ = lngd("reproduce", "fig2", "--workers", 1, "--out", tmp_path / "f")
    assert code == 0
    text = " ".join(out.split())
    assert "Claimed: GD reaches zero training loss" in text
    assert "Left open by the paper" in text
    assert "4 more variants" in text
    names = {path.name for path in (tmp_path / "f").iterdir()}
    assert {"summary.json", "summary.md", "fig2.png"} <= names
    assert len(names) == 3 + 12


@pytest.mark.usefixtures("short")
def test_reproduce_as_json(lngd):
    code, out, _ = lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--json")
    assert code == 0
    report = json.loads(out)
    assert report["complete"] is True
    assert {finding["verdict"] for finding in report["findings"]} <= {"holds", "fails", "mixed", "measured"}


@pytest.mark.usefixtures("short")
def test_all_variants_are_printed_on_request(lngd):
    _, out, _ = lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--all")
    assert "eta=1, sigma_0=0.1" in out
    assert "more variants" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fig22",), "unknown experiment 'fig22'; did you mean 'fig2'?"),
        (("fig2", "--seeds", "0"), "--seeds 0 must be an integer >= 1"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, _, err = lngd("reproduce", *arguments)
    assert code == 2
    assert message in err
