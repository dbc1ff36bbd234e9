"""The study: words follow the numbers, tables and figures are there, the command writes the page."""

import dataclasses

import numpy as np
import pytest
from typer.testing import CliRunner

from lngd_theory.errors import InputError
from lngd_theory.report.study import markdown
from lngd_theory.spectral.spiked import words
from lngd_theory.spectral.spiked.__main__ import app
from lngd_theory.spectral.spiked.cases import CASES, look_at
from lngd_theory.spectral.spiked.study import spiked_study


@pytest.fixture(scope="module")
def study():
    told = []
    made = spiked_study(20, quick=True, progress=lambda *step: told.append(step))
    assert told[-1][1] == told[-1][2] == len(told) - 1
    return made


def test_a_quick_study_says_so_and_has_everything(study):
    page = markdown(study)
    assert study.sentences[0].startswith("Quick")
    for part in ("MT.1", "MT.2", "MT.3", "MT.5", "MT.8"):
        assert part in page
    assert set(study.figures) == {"", "error", "threshold", "descent"}
    assert [bool(table.rows) for table in study.tables] == [True] * 5
    assert all(len(row) == len(table.columns) for table in study.tables for row in table.rows)


def test_the_verdict_follows_what_was_found():
    """Altered numbers alter the sentence: nothing contradicted, contradicted without seeds, confirmed by seeds."""
    reading = look_at(CASES[0], 20, ("squared",))[0]
    clean = reading._replace(contradicted={})
    assert "'at k*' holds in every case for the squared risk" in words._verdict([clean])
    for p_value, text in ((0.5, "but not by the seeds"), (1e-6, f"refuted for the squared risk by {CASES[0].name}")):
        found = words._verdict([reading._replace(contradicted={"at k*": _replication(p_value)})])
        assert text in found
        assert "'convex' holds" in found


def _replication(p_value):
    from lngd_theory.spectral.spiked.contrasts import Replication

    return Replication((20,), 20, p_value)


def test_words_about_widths_and_descents_follow_the_numbers():
    from lngd_theory.spectral.spiked.measurements import Width

    ends = (0.1, 0.1, 0.1)
    rising = [Width(1.0, 0.1, 0.2, ends, ends), Width(2.0, 0.1, 0.3, ends, ends)]
    assert "rises with the width" in words._widths(rising)
    assert "largest at D/N = 1 " in words._widths([rising[0]._replace(full=0.9), rising[1]])


def test_every_case_is_stated_without_its_result_and_has_a_name_of_its_own():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert {case.model.isotropic for case in CASES} == {True, False}
    assert {case.model.aligned is None for case in CASES} == {True, False}
    assert all(dataclasses.is_dataclass(case.model) for case in CASES)


def test_few_seeds_are_refused():
    with pytest.raises(InputError, match="seeds=5 must be an integer >= 20"):
        spiked_study(5)


def test_the_command(tmp_path, monkeypatch, study):
    from lngd_theory.spectral.spiked import __main__ as command

    monkeypatch.setattr(command, "spiked_study", lambda *_: study)
    out, docs = tmp_path / "out", tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").touch()
    found = CliRunner().invoke(app, ["--out", str(out), "--docs", str(docs)])
    assert found.exit_code == 0, found.output
    assert "MT.2" in found.output
    assert {item.name for item in out.iterdir()} >= {"summary.md", "summary.json", "spiked.png", "spiked-threshold.nc"}
    assert (docs / "answers" / "spiked.md").is_file()
    assert (docs / "figures" / "spiked-error.png").stat().st_size > 10_000
    refused = CliRunner().invoke(app, ["--docs", str(docs), "--quick"])
    assert refused.exit_code == 2
    assert "leave out --quick" in refused.output
    missing = CliRunner().invoke(app, ["--docs", str(tmp_path)])
    assert missing.exit_code == 2


def test_ctrl_c_ends_with_130(monkeypatch):
    from lngd_theory.spectral.spiked import __main__ as command

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "spiked_study", interrupted)
    assert CliRunner().invoke(app, []).exit_code == 130


def test_quantiles_of_a_reading_are_over_seeds():
    reading = look_at(CASES[0], 20, ("squared",))[0]
    bottoms = reading.simulated.values.argmin(axis=1)
    assert reading.bottoms == pytest.approx(np.quantile(bottoms, [0.25, 0.5, 0.75]))
