"""Which cells a design has, and what a cell's content is."""

import numpy as np

from lngd_theory.spectral.deep.design import Images
from lngd_theory.spectral.deep.models import FullSize
from lngd_theory.spectral.deep.presets import LITERATURE, literature, quick, reduced
from tests.spectral.deep.made import design


def test_every_cell_differs_from_its_base_in_one_thing():
    d = design(networks=(FullSize("mlp", 3, 1), FullSize("vgg", 3, (1, 1))), rates=(0.3, 0.1), few=1)
    cells = d.cells()
    assert len(set(cells)) == len(cells) == 2 * (1 + 1 + 1) + 1 + 1
    for cell in cells:
        base = d.base(cell.architecture)
        changed = [
            cell.corruption.kind != base.corruption.kind, cell.corruption.rate != base.corruption.rate,
            cell.training != base.training, cell.width != base.width,
        ]  # fmt: skip
        assert sum(changed) <= 1


def test_records_are_untrained_first_and_the_end_last():
    for epochs in (1, 2, 7, 60):
        at = design().base("mlp").replace(epochs=epochs, records=16).at
        assert at[0] == 0
        assert at[-1] == epochs
        assert (np.diff(at) > 0).all()


def test_a_cell_is_told_by_the_bytes_of_its_file_and_not_by_its_path(tmp_path):
    one, two = tmp_path / "a.npz", tmp_path / "b.npz"
    for path in (one, two):
        path.write_bytes(b"the same")
    assert Images("cifar10", str(one)).to_dict() == Images("cifar10", str(two)).to_dict()
    three = tmp_path / "c.npz"
    three.write_bytes(b"another")
    assert Images("cifar10", str(three)).to_dict() != Images("cifar10", str(one)).to_dict()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "batch").write_bytes(b"1")
    assert Images("cifar10", str(folder)).to_dict()["path"] not in (None, Images("cifar10", str(one)).to_dict()["path"])


def test_a_change_of_anything_changes_the_content():
    cell = design().base("mlp")
    changes = ({"rate": 0.2}, {"kind": "aligned"}, {"optimiser": "adam"}, {"fresh_flips": 0.1}, {"width": 9},
               {"epochs": 3}, {"layer": "hidden1"}, {"records": 9}, {"learning_rate": 0.5})  # fmt: skip
    found = [str(cell.replace(**change).to_dict()) for change in ({}, *changes)]
    assert len(set(found)) == len(changes) + 1


def test_presets():
    assert reduced().seeds >= 6
    assert reduced("cifar10").images.size == 16
    assert quick().seeds == 3
    full = literature("cifar10", "somewhere")
    assert (full.images.train, full.images.size) == (None, None)
    assert len(full.networks) == len(LITERATURE)
    assert full.networks[0] == ("resnet", 64, (2, 2, 2, 2))
