"""One run, and cells that are kept: bits, pieces of data, divergence, code."""

import importlib.util
from concurrent.futures import Future

import numpy as np
import pytest

import lngd_theory.spectral.deep.runs as runs_module
from lngd_theory import InputError
from lngd_theory.spectral.deep.measure import SAMPLES
from lngd_theory.spectral.deep.one_run import AXES, measure_seed, samples_of
from lngd_theory.spectral.deep.runs import SOURCES, TailRuns
from lngd_theory.spectral.deep.tuning import tune
from lngd_theory.sweeps.code import source_files
from tests.spectral.deep.made import design
from tests.sweeps.test_code import HARMLESS, PACKAGE, imported

torch = pytest.importorskip("torch", reason="networks need the extra deep")

#: What asks for cells; its content is in their keys. Threads and import of torch change no number.
ASKING = {"spectral/deep/design.py", "spectral/deep/extra.py", "spectral/__init__.py", "threads.py"}


def base(**changes):
    return design().base("mlp").replace(**changes)


def test_parts_are_disjoint_and_hold_what_their_names_say():
    images, parts = samples_of(base(), 0)
    assert list(parts) == list(SAMPLES)
    sizes = {name: len(part[0]) for name, part in parts.items()}
    assert sizes["clean"] + sizes["corrupted"] == 96
    assert (sizes["held"], sizes["choice"], sizes["score"]) == (24, 40, 40)
    assert (parts["clean"][1] == parts["clean"][2]).all()
    assert (parts["corrupted"][1] != parts["corrupted"][2]).all()
    rows = np.concatenate([parts[name][0] for name in SAMPLES[:3]]).reshape(120, -1)
    assert len(np.unique(rows, axis=0)) == len(np.unique(images.x_train.reshape(120, -1), axis=0))
    # the same samples, held out and corrupted, for another rate of the same seed and for fresh flips
    other = samples_of(base(rate=0.1, fresh_flips=0.4), 0)[1]
    assert (other["held"][0] == parts["held"][0]).all()
    assert len(other["corrupted"][0]) < sizes["corrupted"]


def test_one_run_is_whole_and_the_same_bits_again():
    first, again = measure_seed(base(), 0), measure_seed(base(), 0)
    assert set(first) == set(AXES)
    assert all(np.array_equal(first[name], again[name], equal_nan=True) for name in AXES)
    assert first["network"].shape == (3, 5, 2)
    other = measure_seed(base(), 1)
    assert (other["network"] != first["network"]).any()
    # the network before training does not know of rates, optimisers and fresh flips
    changed = measure_seed(base(rate=0.1, optimiser="adam", fresh_flips=0.3), 0)
    score = SAMPLES.index("score")
    assert (changed["network"][0, score] == first["network"][0, score]).all()


def test_a_run_without_corruption_and_one_on_another_layer():
    found = measure_seed(base(rate=0.0), 0)
    assert np.isnan(found["network"][:, 1]).all()
    assert (found["noise"] == 0).all()
    hidden = measure_seed(base(layer="penultimate.1", rate=0.0), 0)
    assert np.isnan(hidden["curve"][:, 1]).all()
    assert (hidden["network"] == found["network"])[:, [0, 2, 3, 4]].all()


def test_divergence_is_a_result(tmp_path):
    wild = base(learning_rate=1e30)
    found = measure_seed(wild, 0)
    assert set(found) == {"classes", "diverged_at"}
    assert found["diverged_at"] >= 1
    data = TailRuns(tmp_path).run([wild], 2)[wild]
    assert (data.diverged_at >= 1).all()
    assert "network" not in data


def test_a_run_can_be_told_to_stop():
    def check():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_seed(base(), 0, check)


def test_cells_are_kept_read_again_and_run_again_after_a_change(tmp_path, monkeypatch):
    told = []
    first = TailRuns(tmp_path, progress=lambda done, total: told.append((done, total))).run([base()], 2)[base()]
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert first.network.dims == ("seed", "record", "sample", "labels")
    assert first.diverged_at.values.tolist() == [-1.0, -1.0]

    def refuse(cell, seed, check):
        raise AssertionError("nothing is run twice")

    monkeypatch.setattr(runs_module, "measure_seed", refuse)
    assert TailRuns(tmp_path).run([base()], 2)[base()].equals(first)
    with pytest.raises(AssertionError):
        TailRuns(tmp_path).run([base(rate=0.2)], 2)
    monkeypatch.setattr(runs_module, "version", lambda: ("other",))
    with pytest.raises(AssertionError):
        TailRuns(tmp_path).run([base()], 2)


def test_an_interruption_stops_the_pool_and_waits_for_it():
    class Pool:
        """Runs the first task, and is interrupted in the second."""

        def __init__(self):
            self.calls = []

        def submit(self, work, cell, seed):
            future = Future()
            if seed == 0:
                future.set_result(work(cell, seed))
            else:
                future.set_exception(KeyboardInterrupt())
            return future

        def interrupt(self):
            self.calls.append("interrupt")

        def resume(self):
            self.calls.append("resume")

    pool = Pool()
    with pytest.raises(KeyboardInterrupt):
        TailRuns(executor=pool).run([base()], 2)
    assert pool.calls == ["interrupt", "resume"]


def test_the_digest_covers_all_that_a_run_imports():
    covered = {path.relative_to(PACKAGE).as_posix() for path in source_files(SOURCES)}
    needed = imported("lngd_theory.spectral.deep.one_run") - ASKING
    assert {"spectral/deep/train.py", "spectral/deep/optimisers.py", "images/image_set.py"} <= needed
    assert needed - HARMLESS <= covered
    assert all((PACKAGE / name).exists() for name in SOURCES)
    # networks are imported by their names
    assert {"spectral/deep/models/resnet.py", "spectral/deep/models/vit.py"} <= covered
    assert importlib.util.find_spec("lngd_theory.spectral.spiked.marchenko_pastur")


def test_without_torch_there_is_one_sentence(monkeypatch):
    import lngd_theory.spectral.deep.extra as extra

    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(extra.importlib, "import_module", missing)
    runs_module.version.cache_clear()
    with pytest.raises(InputError, match=r"pip install 'lngd_theory\[deep\]'"):
        TailRuns()
    runs_module.version.cache_clear()


def test_tuning_takes_the_largest_rate_that_fits_the_given_labels_best():
    cells = [base(optimiser="adam", epochs=12, width=width) for width in (3, 4)]
    found = tune(cells, (1e30, 0.03, 1e-9))
    assert found.learning_rate == 0.03
    assert min(found.fits[0.03]) > max(found.fits[1e-9])
    assert found.fits[1e30] == (0.0, 0.0)
    with pytest.raises(InputError, match="cells and rates have 2 and 0 entries"):
        tune(cells, ())
