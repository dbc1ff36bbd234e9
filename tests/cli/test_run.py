import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys

import numpy as np
import pytest

from lngd_theory import LabelFlip, Setting, Trajectory, __version__, simulate

SMALL = ("--n", 10, "--d", 100, "--m", 3, "--mu", 2, "--sigma-p", 0.5, "--sigma-0", 0.01, "--eta", 0.1)
SETTING = Setting(n=10, d=100, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)
SHORT = ("--steps", 20, "--seeds", 6, "--workers", 1)


def test_a_run_writes_trajectories_summary_and_figure(lngd, tmp_path):
    code, out, _ = lngd("run", *SMALL, *SHORT, "--noise", "none", "--noise", "flip:0.2", "--out", tmp_path / "a")
    assert code == 0
    assert "label-noise GD, p=0.2" in out
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"none.nc", "flip-0.2.nc", "summary.json", "run.png"}
    saved = Trajectory.load(tmp_path / "a" / "flip-0.2.nc")
    assert saved.data.identical(simulate(SETTING, LabelFlip(0.2), steps=20, seeds=6).data)


def test_json_holds_setting_derived_numbers_and_final_state(lngd):
    code, out, _ = lngd("run", *SMALL, *SHORT, "--json")
    assert code == 0
    summary = json.loads(out)
    assert summary["setting"]["d"] == 100
    assert summary["derived"]["snr"] == SETTING.snr
    run = simulate(SETTING, steps=20, seeds=6)
    final = summary["runs"]["none"]["final"]["train_loss"]
    assert final["estimate"] == np.median(run.train_loss[:, -1])
    assert (final["low"], final["high"]) == (run.train_loss[:, -1].min(), run.train_loss[:, -1].max())


def test_both_engines_report_their_disagreement(lngd):
    code, out, _ = lngd("run", *SMALL, *SHORT, "--engine", "both", "--json")
    assert code == 0
    worst = json.loads(out)["runs"]["flip:0.1"]["disagreement"]
    assert max(worst.values()) < 1e-12
    assert {"gamma", "rho_max", "margin", "train_loss", "test_accuracy", "decomposition"} <= set(worst)


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_a_setting_comes_from_a_file_and_options_change_it(lngd, tmp_path, ending):
    SETTING.save(tmp_path / f"s.{ending}")
    code, out, _ = lngd("run", "--config", tmp_path / f"s.{ending}", "--eta", 0.2, *SHORT, "--json")
    assert code == 0
    assert json.loads(out)["setting"] == SETTING.replace(eta=0.2).model_dump()


def test_a_diverging_step_size_is_a_result(lngd):
    code, out, _ = lngd("run", *SMALL, "--eta", 1e9, "--noise", "flip:0.5", *SHORT, "--json")
    assert code == 0
    run = json.loads(out)["runs"]["flip:0.5"]
    assert set(run["status"]) == {"diverged"}
    assert all("lower eta" in reason for reason in run["reason"])


BAD = [
    (("--preset", "fig3"), "unknown preset 'fig3'; did you mean 'fig2'?"),
    (("--n", "10"), "--d, --m, --mu, --sigma-p, --sigma-0, --eta missing"),
    (("--preset", "fig2", "--n", "2.5"), "n=2.5 must be an integer >= 1"),
    (("--preset", "fig2", "--n", "0"), "n=0 must be an integer >= 1"),
    (("--preset", "fig2", "--d", "100"), "n=200 must be at most d - 2 = 98"),
    (("--preset", "fig2", "--eta", "nan"), "eta=nan must be a finite number > 0"),
    (("--preset", "fig2", "--mu", "inf"), "mu=inf must be a finite number >= 0"),
    (("--preset", "fig2", "--q", "0.5"), "q=0.5 must be a finite number >= 1"),
    (("--preset", "fig2", "--noise", "flop:0.1"), "unknown label noise 'flop'; did you mean 'flip'?"),
    (("--preset", "fig2", "--noise", "flip:1.5"), "p=1.5 must be a finite number in [0, 1]"),
    (("--preset", "fig2", "--noise", "flip"), "needs 1 value(s): write it as flip:p"),
    (("--preset", "fig2", "--steps", "-1"), "steps=-1 must be an integer >= 0"),
    (("--preset", "fig2", "--seeds", "0"), "seeds=0 must be a number of seeds >= 1"),
    (("--preset", "fig2", "--record-every", "0"), "record_every=0 must be an integer >= 1"),
    (("--preset", "fig2", "--workers", "0"), "--workers 0 must be an integer >= 1"),
    (("--preset", "fig2", "--engine", "fast"), "engine='fast' must be one of 'gram', 'dense', 'both'"),
    (("--preset", "fig2", "--engine", "both", "--d", "1e9"), "use engine='gram'"),
    (("--config", "no-such-file.toml"), "cannot read the setting 'no-such-file.toml'"),
    (("--preset", "fig2", "--config", "a.toml"), "give --preset or --config, not both"),
    (("--preset", "fig2", "--record-rho", "--steps", "200000", "--record-every", "1"), "raise record_every=1"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message, tmp_path):
    code, out, err = lngd("run", *arguments, "--out", tmp_path / "never")
    assert code == 2
    assert err.startswith("lngd: ")
    assert message in err
    assert err.count("\n") == 1
    assert out == ""
    assert not list(tmp_path.glob("never/*"))


def test_an_unknown_key_in_a_file_names_the_near_one(lngd, tmp_path):
    (tmp_path / "s.toml").write_text(SETTING.to_toml() + "sigma = 1\n")
    code, _, err = lngd("run", "--config", tmp_path / "s.toml")
    assert code == 2
    assert "unknown parameter 'sigma' of Setting; did you mean 'sigma_" in err


def test_an_existing_folder_is_refused_then_replaced_on_request(lngd, tmp_path):
    folder = tmp_path / "a"
    assert lngd("run", *SMALL, *SHORT, "--out", folder)[0] == 0
    before = (folder / "none.nc").read_bytes()
    code, _, err = lngd("run", *SMALL, *SHORT, "--out", folder)
    assert code == 2
    assert "already exists and is not empty; choose another folder or add --overwrite" in err
    assert (folder / "none.nc").read_bytes() == before
    assert lngd("run", *SMALL, *SHORT, "--noise", "flip:0.3", "--out", folder, "--overwrite")[0] == 0
    assert not (folder / "none.nc").exists()


def test_overwrite_never_empties_a_folder_of_somebody_else(lngd, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    code, _, err = lngd("run", *SMALL, *SHORT, "--out", tmp_path, "--overwrite")
    assert code == 2
    assert "was not written by this program (it holds 'thesis.tex')" in err
    (tmp_path / "summary.json").write_text("{}")  # a summary of theirs makes it no folder of ours
    assert lngd("run", *SMALL, *SHORT, "--out", tmp_path, "--overwrite")[0] == 2
    assert (tmp_path / "thesis.tex").exists()


def test_a_file_in_place_of_the_folder_is_refused(lngd, tmp_path):
    (tmp_path / "a").write_text("")
    code, _, err = lngd("run", *SMALL, *SHORT, "--out", tmp_path / "a")
    assert code == 2
    assert "is a file; give the name of a new folder" in err


def test_version_and_unknown_option(lngd):
    assert lngd("--version")[:2] == (0, f"lngd_theory {__version__}\n")
    assert lngd("run", "--frobnicate")[0] == 2


def _interrupt_after_first_progress(folder, workers):
    """Start a run of minutes on a terminal, press ctrl-C once its progress bar has moved; (exit code, screen)."""
    command = [
        sys.executable,
        "-m",
        "lngd_theory.cli",
        "run",
        "--preset",
        "fig2",
        "--noise",
        "none",
        "--out",
        str(folder),
    ]
    command += ["--steps", "5000", "--seeds", "500", "--workers", str(workers)]
    terminal, stderr = pty.openpty()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "120"},
        # a shell's background job would ignore it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    os.close(stderr)
    screen, pressed = "", False
    with contextlib.suppress(OSError):  # the terminal closes when the run ends
        while text := os.read(terminal, 4096):
            screen += text.decode(errors="replace")
            if not pressed and re.search(r"[1-9]\d*/2500000", screen):
                process.send_signal(signal.SIGINT)
                pressed = True
    return process.wait(timeout=60), screen


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_a_valid_partial_result(tmp_path, workers):
    code, screen = _interrupt_after_first_progress(tmp_path / "a", workers)
    assert code == 130, screen
    assert "interrupted: what was done is kept" in screen
    assert "Traceback" not in screen
    partial = Trajectory.load(tmp_path / "a" / "none.nc")
    assert set(partial.status.values) <= {"ok", "interrupted"}
    assert 1 <= partial.data.sizes["seed"] < 500
    assert np.isfinite(partial.last().train_loss).all()
    assert json.loads((tmp_path / "a" / "summary.json").read_text())["interrupted"] is True
