"""Scans over powers, against the bisection of the claims R.3 and R.5."""

import numpy as np
import pytest

from lngd_theory.claims import boundary as claim
from lngd_theory.phase import Runs
from lngd_theory.phase.powers import FULL, PowersDesign, Scan, measure_powers
from lngd_theory.phase.powers_study import powers_study
from lngd_theory.sweeps.cells import cell_at
from tests.questions.checks import text

TINY = PowersDesign(
    scans=(Scan(2.0, "n", (4, 8, 16, 32), 10**6, 0.03), Scan(1.0, "d", (10**3, 10**4, 10**5), 10, 0.003)),
    snr=tuple(np.geomspace(0.01, 2.0, 18).round(5).tolist()), seeds=6, steps=600, records=20, n_test=100,
)  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("powers")
    return folder, measure_powers(TINY, Runs(folder))


@pytest.mark.parametrize("q", [1.0, 2.0, 2.5, 3.0])
def test_a_scan_keeps_what_the_claim_keeps(q):
    scan = Scan(q, "n", (10, 20), 10**5, claim._OVERLAP)
    design = FULL._replace(snr=(0.1, 0.2))
    assert (design.m, design.pull) == (claim._FILTERS, claim._PULL)
    reference = claim._Reference(10**5, 1.0, q)
    cell = cell_at(design.sweep(scan), 3)
    expected = reference.setting(20, 0.2).model_dump()
    assert cell.setting.model_dump() == pytest.approx(expected)
    assert design.at(scan, 20).replace(mu=cell.setting.mu).model_dump() == pytest.approx(expected)


def test_along_d_the_overlap_is_kept():
    scan = TINY.scans[1]
    for number, d in enumerate(scan.values):
        setting = cell_at(TINY.sweep(scan), number).setting
        assert (setting.d, setting.n) == (d, 10)
        assert setting.initial_noise_overlap == pytest.approx(0.003)
        assert setting.noise_growth == pytest.approx(0.1)


def test_the_boundary_is_that_of_the_claims_bisection(found, monkeypatch):
    """The critical SNR of each seed by bisection; their median lies where the median accuracy crosses the level."""
    monkeypatch.setattr(claim, "SIZES", TINY.scans[0].values)
    monkeypatch.setattr(claim, "_STEPS", TINY.steps)
    monkeypatch.setattr(claim, "_RECORDS", TINY.records)
    monkeypatch.setattr(claim, "_N_TEST", TINY.n_test)
    claim.critical_snr.cache_clear()
    by_seed = claim.critical_snr(10**6, 1.0, 2.0, tuple(range(6)))
    claim.critical_snr.cache_clear()
    here = found[1][0].analysis.boundary
    spacing = np.log(TINY.snr[1] / TINY.snr[0])
    assert np.abs(np.log(here.critical / np.median(by_seed, axis=0))).max() < spacing


def test_scans_say_what_they_are(found):
    scanned = found[1]
    assert scanned[0].scan.name == "q = 2 along n (d = 10^6, overlap 0.03)"
    assert scanned[1].scan.name == "q = 1 along d (n = 10, overlap 0.003)"
    assert [one.analysis.quantity for one in scanned] == ["n SNR^2", "n d SNR^4"]
    assert all(one.refined.share_of_runs < 0.7 for one in scanned)
    assert all(one.untrained == 0 for one in scanned)


def test_runs_that_never_train_are_counted(tmp_path):
    short = TINY._replace(scans=TINY.scans[:1], steps=20, records=2)
    (one,) = measure_powers(short, Runs(tmp_path))
    assert one.untrained > 0


def test_the_study_is_made_of_its_scans(found, monkeypatch):
    monkeypatch.setattr("lngd_theory.phase.powers_study.QUICK", TINY)
    runs = Runs(found[0])
    made = powers_study(runs, quick=True)
    assert runs.computed == 0
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in made.sentences)
    said = text(made.sentences)
    for one in found[1]:
        slope = one.analysis.fits["power"].exponent
        assert f"{one.scan.name}: the boundary at accuracy 0.76 is SNR ~ {one.scan.y}^{slope.estimate:.3f} [" in said
    assert set(made.figures) == {"", "exponents"}
    assert set(made.arrays) == {"scan1", "scan2"}
    assert made.arrays["scan1"].critical_SNR.dims == ("n", "limit")
    assert len(made.tables[0].rows) == 2
