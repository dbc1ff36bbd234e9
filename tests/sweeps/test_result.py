"""The dataset: dimensions, labels, what is missing, and a file that xarray alone opens."""

import dataclasses
import json
import re
import sqlite3

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError
from lngd_theory.observables import OBSERVABLES
from lngd_theory.sweeps import Sweep, open_sweep, result, run_sweep
from lngd_theory.sweeps.cells import all_cells
from lngd_theory.sweeps.result import save_dataset
from tests.sweeps.shared import SEEN, TINY, bits, changed


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    sweep = changed(
        TINY, axes={"SNR": [0.1, 0.2], "n": [5, 8]}, derive={"mu": "SNR*sigma_p*sqrt(d)"}, steps="10*n", seeds=[4, 1]
    )
    return run_sweep(sweep, tmp_path_factory.mktemp("result"), workers=1)


def test_dimensions_and_labels(report):
    data = report.data
    assert dict(data.sizes) == {"SNR": 2, "n": 2, "noise": 2, "seed": 2, "record": 2}
    for name in SEEN:
        records = () if OBSERVABLES[name].once else ("record",)
        assert data[name].dims == ("SNR", "n", "noise", "seed", *records)
        assert data[name].attrs["long_name"] == OBSERVABLES[name].meaning
    assert data.n.values.tolist() == [5, 8]
    assert data.n.dtype == np.int64
    assert data.seed.values.tolist() == [4, 1]
    assert data.noise.values.tolist() == ["none", "flip:0.2"]
    assert data.record.values.tolist() == [0.5, 1.0]
    assert data.mu.dims == ("SNR", "n")
    assert data.mu.values[:, 0] == pytest.approx([0.05 * 60**0.5, 0.1 * 60**0.5])
    assert data.steps.values[..., 0].tolist() == [[50, 80], [50, 80]]
    assert data.step.sel(SNR=0.1, n=8, noise="none").values.tolist() == [40, 80]
    assert (data.seconds > 0).all()


def test_what_made_it_is_written_in_it(report):
    attrs = report.data.attrs
    assert Sweep.from_dict(json.loads(attrs["sweep"])).cells == 8
    assert {"lngd_theory", "code", "numpy"} <= set(json.loads(attrs["versions"]))
    assert attrs["format"] == "lngd_theory.sweep/1"


def test_every_number_is_at_its_place(report):
    """The position of every cell by its own words, not by its index."""
    data = report.data
    sweep = Sweep.from_dict(json.loads(data.attrs["sweep"]))
    for cell in all_cells(sweep):
        found = data.sel(SNR=cell.setting.snr, method="nearest").sel(n=cell.setting.n, noise=cell.noise.label)
        with sqlite3.connect(report.folder / "runs.sqlite") as raw:
            rows = raw.execute("SELECT seed, data FROM runs WHERE cell = ?", (cell.key,)).fetchall()
        raw.close()
        assert len(rows) == 2
        for seed, stored in rows:
            one = found.sel(seed=seed)
            values = np.concatenate([np.atleast_1d(one[name].values) for name in sweep.observed])
            assert values.tobytes() == stored


def test_one_record_has_no_dimension_of_records(tmp_path):
    data = run_sweep(changed(TINY, records=1), tmp_path, workers=1).data
    assert "record" not in data.dims
    assert data.clean_loss.dims == ("n", "noise", "seed")


def test_netcdf_holds_it_all_and_needs_no_package(report, tmp_path):
    data = report.data
    save_dataset(data, tmp_path / "a.nc")
    assert [path.name for path in tmp_path.iterdir()] == ["a.nc"]
    with xr.open_dataset(tmp_path / "a.nc") as opened:
        loaded = opened.load()
    assert loaded.attrs == data.attrs
    for name in data.variables:
        assert loaded[name].dims == data[name].dims
        assert np.array_equal(loaded[name].values, data[name].values, equal_nan=data[name].dtype.kind == "f")


def test_a_result_that_cannot_be_written_leaves_no_half_file(report, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail)
    message = (
        f"cannot write '{tmp_path / 'a.nc'}': [Errno 28] No space left on device; see that the disk has room and the "
        f"folder can be written to; the runs themselves are kept in the store"
    )
    with pytest.raises(InputError, match=re.escape(message)):
        save_dataset(report.data, tmp_path / "a.nc")
    assert not list(tmp_path.iterdir())


def test_a_dimension_of_any_size_is_a_coordinate(tmp_path):
    sweep = changed(TINY, axes={"d": [1e4, 1e22]}, setting={**TINY.base, "n": 5}, noises=["none"], seeds=1)
    data = run_sweep(sweep, tmp_path, workers=1).data
    assert data.d.dtype == np.float64
    assert data.d.values.tolist() == [1e4, 1e22]
    save_dataset(data, tmp_path / "a.nc")


def test_a_result_that_does_not_fit_is_refused(report, monkeypatch):
    monkeypatch.setattr(result, "LARGEST_MEMORY", 100)
    with pytest.raises(
        InputError, match=r"the result takes .* GiB, the limit is .* GiB; open a part of it: open_sweep"
    ):
        open_sweep(report.folder)


def test_a_store_whose_sweep_cannot_be_read_says_so(tmp_path, tiny_bits):
    run_sweep(TINY, tmp_path, workers=1)
    with sqlite3.connect(tmp_path / "runs.sqlite") as raw:
        raw.execute("UPDATE header SET value = '{' WHERE name = 'sweep'")
    raw.close()
    with pytest.raises(InputError, match=r"names no sweep that can be read \(.*\): start the sweep again there"):
        open_sweep(tmp_path)
    assert bits(open_sweep(tmp_path, TINY)) == tiny_bits


def test_of_very_many_notices_the_first_are_kept(report):
    much = dataclasses.replace(report, notices=[])
    for k in range(1000):
        much.note(str(k))
    assert much.notices[:50] == [str(k) for k in range(50)]
    assert much.notices[50:] == ["and more of the kind, which are not listed: see status and reason in the result"]


def test_the_report_counts_its_overhead(report):
    assert report.overhead == report.wall / report.seconds - 1
    assert report.overhead > 0
    assert np.isnan(dataclasses.replace(report, seconds=0.0).overhead)
