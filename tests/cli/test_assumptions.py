import json

import pytest

from lngd_theory import Setting, check_assumptions

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


def test_where_nothing_works_the_reason_is_said(lngd):
    _, out, _ = lngd("assumptions", "--preset", "fig2", "--json")
    summary = json.loads(out)
    assert summary["smallest_d"] is None
    assert summary["smallest_d_reason"].startswith("(ii) m needs d <= 4.85e+06 but (iv) sigma_0 lower with ")
    assert summary["feasible_reasons"]["eta"].startswith("whatever eta is, (i) d against n^2 fails (d >= 3.96e+5, but")
    _, out, _ = lngd("assumptions", "--preset", "fig2")
    assert "none works: (ii) m needs d <= 4.85e+06" in " ".join(out.split())


def test_the_smallest_setting_inside_keeps_what_is_given_and_can_be_run(lngd, tmp_path):
    code, out, _ = lngd("assumptions", "--inside", "--n", 60, "--p", 0.5, "--out", tmp_path / "a")
    assert code == 0
    assert "The smallest setting inside (least d, then n, then m), with p = 0.5:" in out
    setting = Setting.load(tmp_path / "a" / "setting.toml")
    assert setting.n == 60
    assert check_assumptions(setting, p=0.5).holds
    code, out, _ = lngd("assumptions", "--config", tmp_path / "a" / "setting.toml", "--p", 0.5, "--json")
    assert code == 0
    assert json.loads(out)["setting"] == setting.model_dump()


def test_p_is_chosen_unless_it_is_given(lngd):
    _, out, _ = lngd("assumptions", "--inside", "--json")
    summary = json.loads(out)
    assert summary["holds"]
    assert summary["p"] > 0.5
    _, out, _ = lngd("assumptions", *INSIDE[:-2], "--json")
    assert json.loads(out)["p"] == 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--inside", "--preset", "fig2"), "--inside keeps the parameters given as options; leave out --preset and"),
        (("--inside", "--m", "20"), "nothing is inside Assumption 3.1 with m=20, C=1, delta=0.01: (ii) m needs d <="),
    ],
)
def test_inside_is_refused_with_one_sentence(lngd, arguments, message):
    code, _, err = lngd("assumptions", *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


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
