"""Readers of files: what was written comes back; a broken file is named, and so is what is wrong with it."""

import gzip
import os
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lngd_theory import InputError
from lngd_theory.images.files import read_arrays, read_batch, read_idx

CODES = {"u1": 0x08, "i1": 0x09, ">i2": 0x0B, ">i4": 0x0C, ">f4": 0x0D, ">f8": 0x0E}


def idx(array, dtype="u1"):
    """The bytes of an idx file, written from the description of the format."""
    header = struct.pack(">HBB", 0, CODES[dtype], array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(dtype).tobytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@given(st.data(), st.sampled_from(sorted(CODES)), st.booleans())
def test_an_idx_file_comes_back(folder, data, dtype, packed):
    array = data.draw(arrays(np.dtype(dtype), array_shapes(max_dims=4, max_side=4)))
    path = folder / "idx"
    path.write_bytes(gzip.compress(idx(array, dtype)) if packed else idx(array, dtype))
    read = read_idx(path)
    assert read.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(read, array)


WHOLE = idx(np.arange(24).reshape(2, 3, 4))


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_an_idx_file_that_was_cut_anywhere_is_named(tmp_path, length):
    path = tmp_path / "cut-idx3-ubyte"
    path.write_bytes(WHOLE[:length])
    with pytest.raises(
        InputError, match=r"cut-idx3-ubyte (is no idx file|has \d+ bytes; its shape \(2, 3, 4\) needs 40)"
    ):
        read_idx(path)


def test_other_files_in_place_of_an_idx_file_are_named(tmp_path):
    path = tmp_path / "a.gz"
    for content in (WHOLE + b"\0", b"\0\0\x07\x01\0\0\0\1\0", b"not an idx file at all"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.gz (is no idx file|has 41 bytes)"):
            read_idx(path)
    path.write_bytes(gzip.compress(WHOLE)[:-9])
    with pytest.raises(InputError, match=r"a\.gz cannot be read .* fetch it again"):
        read_idx(path)
    with pytest.raises(InputError, match=r"gone cannot be read"):
        read_idx(tmp_path / "gone")


def batch(images, labels, keys=("data", "labels")):
    return {keys[0]: images.reshape(len(images), -1), keys[1]: labels, "batch_label": "of a test"}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("as_bytes", [False, True], ids=["text keys", "bytes keys"])
def test_a_batch_comes_back_from_every_pickle(tmp_path, protocol, as_bytes):
    images = np.random.default_rng(0).integers(0, 256, (4, 3, 32, 32)).astype(np.uint8)
    keys = (b"data", b"labels") if as_bytes else ("data", "labels")
    path = tmp_path / "data_batch_1"
    path.write_bytes(pickle.dumps(batch(images, [3, 1, 4, 1], keys), protocol))
    read, labels = read_batch(path)
    np.testing.assert_array_equal(read, images)
    assert read.dtype == np.uint8
    assert labels.tolist() == [3, 1, 4, 1]


class _Runs:
    """What a hostile file holds."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_a_batch_runs_nobodys_code(tmp_path):
    path = tmp_path / "data_batch_1"
    path.write_bytes(pickle.dumps({"data": _Runs(tmp_path / "made"), "labels": [1]}))
    with pytest.raises(InputError, match=r"it wants \w+\.mkdir, and only arrays are read"):
        read_batch(path)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        pickle.dumps([1, 2]),
        pickle.dumps({"data": np.zeros((2, 3072))}),
        pickle.dumps({"data": np.zeros((2, 3071)), "labels": [1, 2]}),
        pickle.dumps({"data": np.zeros((2, 3072)), "labels": ["cat", "dog"]}),
        pickle.dumps({"data": np.zeros((2, 3072)), "labels": [1, 2]})[:-500],
    ],
    ids=["empty", "text", "list", "no labels", "3071 pixels", "names", "cut"],
)
def test_a_file_that_is_no_batch_is_named(tmp_path, content):
    path = tmp_path / "test_batch"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"test_batch is no batch of CIFAR-10 .* data \(N, 3072\) and labels"):
        read_batch(path)


def test_arrays_come_back_and_what_is_missing_is_named(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, images=np.arange(3), labels=np.array([1, 0, 1]))
    images, labels = read_arrays(path, ("images", "labels"))
    assert (images.tolist(), labels.tolist()) == ([0, 1, 2], [1, 0, 1])
    with pytest.raises(InputError, match=r"a\.npz lacks is_test; it must have the arrays labels, is_test"):
        read_arrays(path, ("labels", "is_test"))


@pytest.mark.parametrize("make", ["cut", "text", "npy", "objects", "gone", "folder"])
def test_what_is_no_npz_file_is_named(tmp_path, make):
    path = tmp_path / "a.npz"
    if make == "cut":
        np.savez(path, images=np.arange(3))
        path.write_bytes(path.read_bytes()[:-30])
    elif make == "text":
        path.write_text("no arrays")
    elif make == "npy":
        with path.open("wb") as file:
            np.save(file, np.arange(3))
    elif make == "objects":
        np.savez(path, images=np.array([{}], dtype=object))
    elif make == "folder":
        path.mkdir()
    with pytest.raises(InputError, match=r"a\.npz cannot be read \(.*\); it must be an \.npz file"):
        read_arrays(path, ("images",))
