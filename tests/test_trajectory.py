import copy
import os
import pickle
import stat

import netCDF4
import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError, LabelFlip, Trajectory, simulate
from tests.draws import SMALL, same_bits, same_trajectories

EDGE = SMALL.replace(eta=4.0)


@pytest.fixture(scope="module")
def ok():
    return simulate(SMALL, LabelFlip(0.2), steps=6, seeds=3, record_every=2, n_test=10, record_rho=True)


@pytest.fixture(scope="module")
def mixed():
    """Some seeds diverged; two engines were compared."""
    return simulate(EDGE, LabelFlip(0.2), steps=60, seeds=[0, 9, 13], engine="both", n_test=10)


@pytest.fixture
def saved(ok, tmp_path):
    ok.save(tmp_path / "a.nc")
    return tmp_path / "a.nc"


# --- access -------------------------------------------------------------------------------------------------------
def test_every_variable_is_an_attribute(ok):
    for name in (*ok.data.data_vars, "seed", "step", "sign"):
        assert getattr(ok, name).identical(ok.data[name])
        assert name in dir(ok)


def test_an_unknown_attribute_is_refused_with_the_known_ones(ok):
    with pytest.raises(AttributeError, match="this trajectory has no 'tain_loss'; it has: train_loss, clean_loss"):
        _ = ok.tain_loss
    without = simulate(SMALL, steps=1, seeds=1)
    with pytest.raises(AttributeError, match=r"has no 'rho' \(ask for it with record_rho=True\)"):
        _ = without.rho


def test_diverged_at_is_minus_one_where_a_seed_did_not_diverge(ok, mixed):
    assert ok.diverged_at.values.tolist() == [-1, -1, -1]
    assert ok.diverged_at.name == "diverged_at"
    assert mixed.diverged_at.dtype.kind == "i"
    assert set(mixed.status.values[mixed.diverged_at.values == -1]) == {"ok"}
    assert set(mixed.status.values[mixed.diverged_at.values > 0]) == {"diverged"}


def test_a_trajectory_can_be_copied_and_pickled(ok):
    for other in (copy.copy(ok), copy.deepcopy(ok), pickle.loads(pickle.dumps(ok))):
        assert other.data.identical(ok.data)


def test_the_text_form_names_problem_and_noise(ok):
    assert repr(ok).startswith("<Trajectory of Setting with flip label noise (seed: 3, step: 4")


def test_final_values_are_medians_over_seeds_at_the_last_step(ok):
    final = ok.final()
    assert final["train_loss"] == np.median(ok.train_loss.values[:, -1])
    assert set(final) == {"train_loss", "clean_loss", "train_accuracy", "test_accuracy", "test_accuracy_se"}


def test_final_values_leave_out_seeds_that_diverged(mixed):
    good = mixed.status.values == "ok"
    assert 0 < good.sum() < 3
    assert mixed.final()["clean_loss"] == np.median(mixed.clean_loss.values[good, -1])


# --- save and load ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("which", ["ok", "mixed"])
def test_a_saved_trajectory_comes_back_bit_for_bit(which, request, tmp_path):
    r = request.getfixturevalue(which)
    r.save(tmp_path / "a.nc")
    loaded = Trajectory.load(tmp_path / "a.nc")
    assert same_trajectories(loaded, r)
    assert loaded.data.attrs == r.data.attrs
    assert all(loaded.data[name].attrs == r.data[name].attrs for name in r.data.variables)
    assert (loaded.problem, loaded.noise) == (r.problem, r.noise)
    loaded.save(str(tmp_path / "b.nc"))
    assert same_trajectories(Trajectory.load(str(tmp_path / "b.nc")), r)
    assert sorted(os.listdir(tmp_path)) == ["a.nc", "b.nc"]


def test_saving_replaces_an_older_file_and_keeps_ordinary_permissions(ok, mixed, tmp_path):
    path = tmp_path / "a.nc"
    mixed.save(path)
    ok.save(path)
    assert same_trajectories(Trajectory.load(path), ok)
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("stage", ["to_netcdf", "fsync"])
def test_a_write_that_fails_leaves_the_older_file_and_no_other(ok, mixed, tmp_path, monkeypatch, error, stage):
    path = tmp_path / "a.nc"
    mixed.save(path)
    before = path.read_bytes()

    def half(self, target, **_):
        with open(target, "wb") as file:
            file.write(before[: len(before) // 2])
        raise error

    def fail(_):
        raise error

    if stage == "to_netcdf":
        monkeypatch.setattr(xr.Dataset, "to_netcdf", half)
    else:
        monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error if isinstance(error, type) else type(error)):
        ok.save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.nc"]


def test_a_write_that_fails_at_first_leaves_nothing(ok, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail)
    with pytest.raises(OSError, match="disk full"):
        ok.save(tmp_path / "a.nc")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_refused(ok, tmp_path):
    with pytest.raises(InputError, match=r"cannot write '.*a.nc': No such file or directory; give a writable path"):
        ok.save(tmp_path / "none" / "a.nc")


def test_a_folder_in_place_of_the_file_is_refused(ok, tmp_path):
    (tmp_path / "a.nc").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        ok.save(tmp_path / "a.nc")
    assert os.listdir(tmp_path) == ["a.nc"]


# --- what load refuses --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["none.nc", "folder"])
def test_a_missing_file_is_refused(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=rf"^no file '.*{name}'; give the path of a saved trajectory$"):
        Trajectory.load(tmp_path / name)


@pytest.mark.parametrize(
    "content", [b"", b"step,loss\n0,0.7\n", b"\x89HDF\r\n\x1a\n" + bytes(200), b"CDF\x01" + bytes(60)]
)
def test_a_file_that_is_no_netcdf_is_refused(tmp_path, content):
    (tmp_path / "a.nc").write_bytes(content)
    with pytest.raises(
        InputError, match=r"cannot read '.*a.nc': truncated or not netCDF|not a trajectory of this package"
    ):
        Trajectory.load(tmp_path / "a.nc")


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, share):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match=r"^cannot read '.*a.nc': truncated or not netCDF"):
        Trajectory.load(saved)


def test_a_foreign_netcdf_file_is_refused(tmp_path):
    xr.Dataset({"train_loss": ("step", [1.0, 2.0])}).to_netcdf(tmp_path / "a.nc")
    message = r"'.*a.nc' is not a trajectory of this package: format None, expected 'lngd_theory.trajectory/1'"
    with pytest.raises(InputError, match=message):
        Trajectory.load(tmp_path / "a.nc")


def edited(path, edit):
    with netCDF4.Dataset(path, "a") as file:
        edit(file)
    return path


def test_another_version_of_the_layout_is_refused(saved):
    edited(saved, lambda file: file.setncattr("format", "lngd_theory.trajectory/2"))
    with pytest.raises(InputError, match=r"format 'lngd_theory.trajectory/2', expected 'lngd_theory.trajectory/1'"):
        Trajectory.load(saved)


def set_item(name, index, value):
    def edit(file):
        file[name][index] = value

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        set_item("train_loss", (0, 0), 0.25),
        set_item("rho", (2, 3, 1, 0, 0), 0.25),
        set_item("step", 1, 3),
        set_item("seed", 0, 7),
        set_item("status", 0, "diverged"),
        set_item("corrupted", (0, 0), 1),
        lambda file: file.setncattr("noise", '{"kind": "none"}'),
        lambda file: file.setncattr("engine", "dense"),
        lambda file: file.setncattr("extra", "x"),
        lambda file: file.delncattr("label"),
        lambda file: file.delncattr("digest"),
        lambda file: file.renameVariable("gamma", "delta"),
        lambda file: file["train_loss"].setncattr("long_name", "test loss"),
    ],
    ids=["value", "rho", "step", "seed", "status", "bool", "noise", "engine", "extra", "label", "digest",
         "rename", "name"],
)  # fmt: skip
def test_edited_content_is_refused(saved, edit):
    edited(saved, edit)
    with pytest.raises(InputError, match="does not match its digest: damaged or edited; run it again"):
        Trajectory.load(saved)


# --- merge --------------------------------------------------------------------------------------------------------
def test_runs_of_one_problem_merge_to_the_run_of_all_seeds(ok):
    options = {"steps": 6, "record_every": 2, "n_test": 10, "record_rho": True}
    parts = [simulate(SMALL, LabelFlip(0.2), seeds=[seed], **options) for seed in range(3)]
    merged = Trajectory.merge(parts)
    assert same_trajectories(merged, ok)
    assert merged.data.attrs == ok.data.attrs


def test_merging_keeps_the_full_text_of_status_and_reason(mixed):
    parts = [
        simulate(EDGE, LabelFlip(0.2), steps=60, seeds=[seed], engine="both", n_test=10) for seed in mixed.seed.values
    ]
    merged = Trajectory.merge(parts)
    assert merged.reason.values.tolist() == mixed.reason.values.tolist()
    assert merged.status.values.tolist() == mixed.status.values.tolist()
    assert same_bits(merged.margin.values, mixed.margin.values)


def test_runs_of_different_problems_noises_or_steps_are_not_merged(ok):
    options = {"steps": 6, "record_every": 2, "n_test": 10, "record_rho": True}
    others = [
        simulate(SMALL.replace(eta=0.25), LabelFlip(0.2), seeds=[7], **options),
        simulate(SMALL, LabelFlip(0.3), seeds=[7], **options),
        simulate(SMALL, LabelFlip(0.2), seeds=[7], **{**options, "record_every": 3}),
    ]
    for other in others:
        with pytest.raises(ValueError, match=r".+"):
            Trajectory.merge([ok, other])


def test_a_seed_cannot_be_merged_twice(ok):
    with pytest.raises(InputError, match="seed"):
        Trajectory.merge([ok, ok])
