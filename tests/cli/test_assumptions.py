import json

import pytest

INSIDE = (
    "--n", 100, "--d", "1e24", "--m", 400, "--mu", 1e-4, "--sigma-p", 1, "--sigma-0", 1.2e-14, "--eta", 1e-26,
    "--p", 0.5,
)  # fmt: skip


def test_a_setting_inside_ends_with_exit_code_0(lngd):
    code, out, _ = lngd("assumptions", *INSIDE)
    assert code == 0
    assert "smallest d for these" in out


def test_a_setting_outside_ends_with_exit_code_1_and_says_where(lngd):
    code, out, _ = lngd("assumptions", "--preset", "fig2", "--json")
    assert code == 1
    summary = json.loads(out)
    assert summary["holds"] is False
    failing = [condition["id"] for condition in summary["conditions"] if not condition["holds"]]
    assert "(iii) eta" in failing


def test_an_example_of_exponents_is_judged_and_drawn(lngd, tmp_path):
    code, out, _ = lngd("assumptions", *INSIDE, "--exponents", "1/3,-1/3,11/16", "--out", tmp_path / "a")
    assert code == 0
    assert "The example breaks: (iv) sigma_0 lower by d^(13/48)" in out
    assert (tmp_path / "a" / "exponents.png").read_bytes().startswith(b"\x89PNG")
    summary = json.loads((tmp_path / "a" / "summary.json").read_text())
    assert summary["exponents"]["violations"] == {"(iv) sigma_0 lower": "13/48"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--p", "2"), "p=2.0 must be a finite number in [0, 1]"),
        (("--delta", "0"), "delta=0.0 must be"),
        (("--C", "-1"), "C=-1.0 must be"),
        (("--version", "v3"), "version='v3' must be 'arxiv' or 'iclr'"),
        (("--exponents", "1/3"), "--exponents '1/3' must be three rational numbers"),
        (("--exponents", "a,b,c"), "must be rational numbers such as '1/3'"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, _, err = lngd("assumptions", "--preset", "fig2", *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
