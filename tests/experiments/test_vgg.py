"""The row vgg: full-batch steps, trainings that are interrupted, what is kept, and what the numbers are read as."""

import ast
import dataclasses
import pickle
import sys
from concurrent.futures import Future

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import lngd_theory.experiments.vgg.one_run as one_run
import lngd_theory.experiments.vgg.runs as runs_module
import lngd_theory.spectral.deep.train as train_module
from lngd_theory import InputError
from lngd_theory.experiments.vgg import ROW
from lngd_theory.experiments.vgg.checkpoint import Checkpoint
from lngd_theory.experiments.vgg.design import ALGORITHMS, Cell, Design, Version, design
from lngd_theory.experiments.vgg.one_run import RECORDED, measure_seed, noisy_images
from lngd_theory.experiments.vgg.reading import best, final, findings, gap, rise
from lngd_theory.experiments.vgg.runs import CHECKPOINTS, SOURCES, VggRuns, checkpoint_of
from lngd_theory.experiments.vgg.training import FullBatch
from lngd_theory.experiments.vgg.words import accuracy_table, flip_entropy, version_sentences
from lngd_theory.experiments.work import Work
from lngd_theory.spectral.deep.design import Images
from lngd_theory.spectral.deep.models import FULL_SIZES, build_model
from lngd_theory.spectral.deep.train import Training, train
from lngd_theory.sweeps.code import source_files
from tests.sweeps.test_code import HARMLESS, PACKAGE, imported

#: What a training imports and what its numbers come from.
NUMBERS = {
    "lngd_theory.experiments.vgg.fourier", "lngd_theory.experiments.vgg.training", "lngd_theory.images",
    "lngd_theory.spectral.deep.layers", "lngd_theory.spectral.deep.models",
}  # fmt: skip
#: What else it imports: what asks for cells, whose content is in their keys, what keeps and stops trainings, threads.
OTHERS = {
    "lngd_theory.experiments.vgg.checkpoint", "lngd_theory.experiments.vgg.design",
    "lngd_theory.spectral.deep.one_run", "lngd_theory.threads", "lngd_theory.workers",
}  # fmt: skip
ASKING = {
    "experiments/__init__.py", "experiments/vgg/__init__.py", "experiments/vgg/checkpoint.py",
    "experiments/vgg/design.py", "spectral/__init__.py", "spectral/deep/extra.py",
}  # fmt: skip
CELL = Cell(Images("digits", None, 60, 40), 1.0, 0.2, 0.3, 12, width=3, depth=(1, 1), records=4)


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch", reason="networks need the extra deep")
    torch.set_num_threads(1)
    return torch


@pytest.fixture
def no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)


def same(first, second):
    return all(np.array_equal(first[name], second[name], equal_nan=True) for name in RECORDED)


def stopping(step, error=KeyboardInterrupt):
    def look(done):
        if done == step:
            raise error

    return look


class InOrder:
    """Batches of all samples, as they come."""

    def permutation(self, count):
        return np.arange(count)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("flips", [0.0, 0.3])
def test_a_step_is_an_epoch_of_train_with_one_batch(flips, monkeypatch):
    before = train_module.generator
    monkeypatch.setattr(
        train_module, "generator", lambda seed, use: InOrder() if use == "batches" else before(seed, use)
    )
    noisy = noisy_images(CELL, 0)
    (x, _), y = noisy.at(1.0), noisy.images.y_train
    nets = [build_model("vgg", (1, 8, 8), 10, 3, (1, 1), seed=1) for _ in range(2)]
    asked = Training("sgd", 0.3, "constant", epochs=5, batch=60, fresh_flips=flips)
    expected = [epoch.loss for epoch in train(nets[0], x, y, 10, asked, seed=2)][1:]
    training = FullBatch(nets[1], x, y, 10, 0.3, flips, seed=2)
    assert [training.step() for _ in range(5)] == expected
    first, second = (net.state_dict() for net in nets)
    assert all(bool((first[name] == second[name]).all()) for name in first)


@pytest.mark.usefixtures("torch")
def test_images_in_parts_give_the_gradient_of_all():
    noisy = noisy_images(CELL, 0)
    (x, _), y = noisy.at(1.0), noisy.images.y_train
    nets = [build_model("mlp", (1, 8, 8), 10, 4, 1, seed=1) for _ in range(2)]  # no batch norm
    trainings = [FullBatch(net, x, y, 10, 0.3, 0.2, 2, part) for net, part in zip(nets, (None, 17), strict=True)]
    losses = [[training.step() for _ in range(4)] for training in trainings]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    with pytest.raises(InputError, match="together=1 must be an integer >= 2"):
        FullBatch(nets[0], x, y, 10, 0.3, 0.2, 2, 1)


@pytest.mark.usefixtures("torch")
def test_a_training_that_was_interrupted_goes_on_to_the_same_bits(tmp_path):
    whole = measure_seed(CELL, 1)
    checkpoint = checkpoint_of(CELL, 1, tmp_path)
    for step in (2, 7):
        with pytest.raises(KeyboardInterrupt):
            measure_seed(CELL, 1, checkpoint, stopping(step))
        assert checkpoint.load()["training"]["done"] == step
    assert same(measure_seed(CELL, 1, checkpoint), whole)
    # what is left is the records alone, which a later start reads
    assert set(checkpoint.load()) == {"over", "records"}
    assert same(measure_seed(CELL, 1, checkpoint, stopping(1)), whole)


@pytest.mark.usefixtures("torch")
def test_a_training_that_was_killed_goes_on_from_its_last_checkpoint(tmp_path):
    checkpoint = checkpoint_of(CELL, 0, tmp_path)
    with pytest.raises(MemoryError):
        measure_seed(CELL, 0, checkpoint, stopping(8, MemoryError), every=0)
    assert checkpoint.load()["training"]["done"] == 7
    steps = []
    assert same(measure_seed(CELL, 0, checkpoint, steps.append), measure_seed(CELL, 0))
    assert steps == [8, 9, 10, 11, 12]


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "other"])
def test_a_checkpoint_that_is_broken_or_foreign_is_not_taken(torch, tmp_path, damage):
    checkpoint = checkpoint_of(CELL, 0, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        measure_seed(CELL, 0, checkpoint, stopping(5))
    (path,) = (tmp_path / CHECKPOINTS).iterdir()  # and no part of one
    content = path.read_bytes()
    if damage == "other":
        with pytest.raises(KeyboardInterrupt):
            measure_seed(CELL, 1, Checkpoint(tmp_path, "another"), stopping(5))
        (tmp_path / "another.pt").replace(path)
    else:
        path.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "text": b"no checkpoint"}[damage])
    assert checkpoint.load() is None
    assert same(measure_seed(CELL, 0, checkpoint), measure_seed(CELL, 0))


def test_a_checkpoint_without_a_folder_keeps_nothing(tmp_path):
    checkpoint = Checkpoint(None, "key")
    checkpoint.save({"done": 1})
    checkpoint.remove()
    assert checkpoint.load() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("torch")
def test_what_a_kill_leaves_of_a_checkpoint_is_deleted_with_it(tmp_path):
    checkpoint = Checkpoint(tmp_path, "key")
    checkpoint.save({"done": 1})
    (tmp_path / "key.part").write_bytes(b"half of the ne")
    assert checkpoint.load() == {"done": 1}
    checkpoint.remove()
    assert list(tmp_path.iterdir()) == []
    checkpoint.remove()


def test_levels_and_algorithms_are_paired():
    noisy, other = (noisy_images(dataclasses.replace(CELL, level=level), 3) for level in (1.0, 2.0))
    assert np.array_equal(noisy.images.x_train, other.images.x_train)
    assert np.array_equal(noisy.noise_train, other.noise_train)
    train_2, test_2 = noisy.at(2.0)
    assert train_2 - noisy.images.x_train == pytest.approx(2 * noisy.noise_train, abs=1e-5)
    assert test_2 - noisy.images.x_test == pytest.approx(2 * noisy.noise_test, abs=1e-5)
    assert np.array_equal(noisy.at(0.0)[1], noisy.images.x_test)
    # training and test images, and seeds, have noise of their own
    assert np.abs(np.corrcoef(noisy.noise_train[:40].ravel(), noisy.noise_test.ravel())[0, 1]) < 0.1
    assert not np.array_equal(noisy_images(CELL, 4).noise_train, noisy.noise_train)


@pytest.mark.usefixtures("torch")
def test_flips_change_nothing_but_the_labels_that_are_used():
    gd, lngd = (measure_seed(dataclasses.replace(CELL, flips=flips, steps=1, records=1), 0) for flips in (0.0, 0.9))
    assert gd["loss"] != lngd["loss"]  # the same weights and images, other labels
    assert {name: values.shape for name, values in gd.items()} == dict.fromkeys(RECORDED, (1,))


@pytest.mark.usefixtures("torch")
def test_a_divergence_is_a_result():
    found = measure_seed(dataclasses.replace(CELL, eta=1e30), 0)
    assert np.isnan(found["test_accuracy"][-1])
    assert found["test_accuracy"].shape == (4,)


@pytest.mark.usefixtures("torch")
def test_cells_are_kept_and_their_checkpoints_are_not(tmp_path, monkeypatch):
    told = []
    cells = [CELL, dataclasses.replace(CELL, flips=0.0)]
    first = VggRuns(tmp_path, tell=lambda *news: told.append(news)).run(cells, 2)
    assert told[0] == ("trainings", 0, 4)
    assert ("LNGD, noise 1, seed 1, step 12 of 12", 1, 4) in told
    assert told[-1] == ("trainings", 4, 4)
    assert list((tmp_path / CHECKPOINTS).iterdir()) == []
    assert first[CELL].test_accuracy.shape == (2, 4)
    assert first[CELL].step.values.tolist() == [3, 6, 9, 12]

    def refuse(*_):
        raise AssertionError("trained again")

    monkeypatch.setattr(one_run, "_train", refuse)
    again = VggRuns(tmp_path).run(cells, 2)
    assert all(again[cell].equals(first[cell]) for cell in cells)
    with pytest.raises(AssertionError, match="trained again"):
        VggRuns(tmp_path).run([dataclasses.replace(CELL, level=0.5)], 2)
    monkeypatch.setattr(runs_module, "version", lambda: ("other",))
    with pytest.raises(AssertionError, match="trained again"):
        VggRuns(tmp_path).run(cells, 2)


class Elsewhere:
    """An executor of what can be sent to another process."""

    def submit(self, work, *arguments):
        work, arguments = pickle.loads(pickle.dumps((work, arguments)))
        future = Future()
        future.set_result(work(*arguments))
        return future


@pytest.mark.usefixtures("torch")
def test_workers_get_the_same_bits_and_keep_their_trainings(tmp_path, monkeypatch):
    whole = VggRuns(tmp_path / "here").run([CELL], 2)[CELL]
    assert VggRuns(tmp_path / "there", Elsewhere()).run([CELL], 2)[CELL].equals(whole)

    def stopped(cell, seed, checkpoint):
        return measure_seed(cell, seed, checkpoint, stopping(4))

    monkeypatch.setattr(runs_module, "measure_seed", stopped)
    with pytest.raises(KeyboardInterrupt):
        VggRuns(tmp_path / "stopped", Elsewhere()).run([CELL], 2)
    assert checkpoint_of(CELL, 0, tmp_path / "stopped").load()["training"]["done"] == 4


@pytest.mark.usefixtures("torch")
def test_seeds_that_are_over_wait_for_their_cell(tmp_path, monkeypatch):
    whole = VggRuns().run([CELL], 2)[CELL]
    runs = VggRuns(tmp_path)
    monkeypatch.setattr(runs, "_say", lambda what, done, total: stopping(1)(done) if "step 4" in what else None)
    with pytest.raises(KeyboardInterrupt):
        runs.run([CELL], 2)
    states = [checkpoint_of(CELL, seed, tmp_path).load() for seed in (0, 1)]
    assert [state["over"] for state in states] == [True, False]
    assert VggRuns(tmp_path).run([CELL], 2)[CELL].equals(whole)
    assert list((tmp_path / CHECKPOINTS).iterdir()) == []


def test_the_digest_covers_all_that_a_training_imports():
    covered = {path.relative_to(PACKAGE).as_posix() for path in source_files(SOURCES)}
    body = ast.parse((PACKAGE / "experiments/vgg/one_run.py").read_text(encoding="utf-8")).body
    modules = {node.module for node in body if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name.startswith("lngd_theory")} == NUMBERS | OTHERS
    needed = {"experiments/vgg/one_run.py"}.union(*map(imported, NUMBERS))
    assert needed - ASKING - HARMLESS <= covered
    assert "spectral/deep/models/vgg.py" in covered  # imported by its name
    assert all((PACKAGE / name).exists() for name in SOURCES)


LEVELS = (0.0, 1.0, 2.0)
MADE = Design(Images(), (Version(50, 0.1, 100),), LEVELS, 3, (1,), seeds=6, network="a network")


def made(gd, lngd, wobble=0.01):
    """Accuracies by level, over ten records: a third of it before the end, and seeds that differ a little."""
    values = np.empty((2, 3, 6, 10))
    values[...] = np.array([gd, lngd])[:, :, None, None] + wobble * np.linspace(-1, 1, 6)[:, None]
    values[..., :8] /= 3
    dims = ("algorithm", "level", "seed", "step")
    arrays = {
        "loss": (dims, values),
        "test_accuracy": (dims, values),
        "train_accuracy": (dims, np.ones((2, 3, 6, 10))),
    }
    coordinates = {"algorithm": list(ALGORITHMS), "level": list(LEVELS), "seed": range(6), "step": range(10, 101, 10)}
    return xr.Dataset(arrays, coordinates)


def verdicts(data):
    return [finding.verdict for finding in findings(MADE, {"made": data})]


def test_the_numbers_that_claims_are_read_as():
    data = made((0.5, 0.4, 0.3), (0.4, 0.5, 0.6))
    late = data.test_accuracy.values[..., 8:].mean(axis=-1)
    assert final(data).values == pytest.approx(late)
    assert best(data).values == pytest.approx(data.test_accuracy.values.max(axis=-1))
    differences = gap(final(data))
    assert differences.values == pytest.approx(late[1] - late[0])
    slopes = [np.polyfit(LEVELS, differences.sel(seed=seed).values, 1)[0] for seed in range(6)]
    assert rise(differences) == pytest.approx(2 * np.array(slopes))


@pytest.mark.parametrize(
    ("gd", "lngd", "expected"),
    [
        ((0.5, 0.4, 0.3), (0.5, 0.5, 0.6), ["holds", "holds"]),
        ((0.5, 0.4, 0.3), (0.8, 0.6, 0.4), ["holds", "fails"]),
        # a gap below zero that shrinks is no lead that grows
        ((0.5, 0.3, 0.2), (0.3, 0.2, 0.15), ["fails", "fails"]),
    ],
)
def test_verdicts_follow_the_numbers(gd, lngd, expected):
    assert verdicts(made(gd, lngd)) == [*expected, "measured", "measured", "measured"]


def test_the_fit_is_the_least_training_accuracy_of_gd_over_the_levels():
    data = made((0.5, 0.4, 0.3), (0.5, 0.5, 0.6))
    data.train_accuracy[0, 1] = 0.75
    data.train_accuracy[1] = 0.25
    assert findings(MADE, {"made": data})[-1].values == pytest.approx([0.75] * 6)


def test_a_seed_that_diverged_does_not_agree():
    data = made((0.5, 0.4, 0.3), (0.5, 0.5, 0.6))
    data.test_accuracy[1, 2, 0, 9] = np.nan
    first = findings(MADE, {"made": data})[0]
    assert first.seeds_with_value == 5
    assert first.verdict == "mixed"
    assert any("diverged: 1 of 36 trainings" in line for line in version_sentences("made", data, 10))


def test_sentences_and_table_are_made_from_the_numbers():
    ahead, behind = (made((0.5, 0.4, 0.3), lngd, wobble=0.0) for lngd in ((0.5, 0.4, 0.6), (0.4, 0.4, 0.1)))
    assert (
        "LNGD is ahead at 1 (noise 2), behind at none and not told from GD at 2 (noise 0 and 1)"
        in (version_sentences("made", ahead, 10)[1])
    )
    assert "ahead at none, behind at 2 (noise 0 and 2) and not" in version_sentences("made", behind, 10)[1]
    assert "at noise 0 GD reaches 0.5 [0.5, 0.5]" in version_sentences("made", ahead, 10)[0]
    rows = accuracy_table("made", ahead).rows
    assert [row[0] for row in rows] == ["0", "1", "2"]
    assert rows[2][3].startswith("0.3 [")


@given(st.floats(0.01, 0.99), st.integers(2, 20))
def test_no_prediction_has_a_lower_loss_under_flips_than_their_probabilities(p, classes):
    truth = np.full(classes, p / (classes - 1))
    truth[0] = 1 - p

    def loss(predicted):
        return -(truth * np.log(predicted)).sum()

    assert flip_entropy(p, classes) == pytest.approx(loss(truth))
    others = np.random.default_rng(0).dirichlet(np.ones(classes), 20) * 0.999 + 0.001 / classes
    assert min(map(loss, others)) >= flip_entropy(p, classes) - 1e-12


def test_sizes_and_what_they_need():
    full = design(Work("full", paths={"cifar10": "x"}))
    assert ("vgg", full.width, full.depth) == tuple(FULL_SIZES["VGG-16"])
    assert [(version.train, version.eta) for version in full.versions] == [(1000, 0.05), (10_000, 0.02)]
    assert len(full.cells()) == len(set(full.cells())) == 2 * 5 * 2
    assert design(Work("quick")).images.name == "digits"
    assert design(Work("quick", seeds=7, paths={"cifar10": "x"})).seeds == 7
    for size in ("reduced", "full"):
        with pytest.raises(InputError, match="vgg needs --data cifar10=PATH: a folder of the python batches"):
            design(Work(size))


@pytest.mark.usefixtures("torch")
def test_images_that_are_missing_are_told_before_any_work(tmp_path):
    missing = tmp_path / "none.npz"
    with pytest.raises(InputError, match="does not exist; cifar10: a folder of the python batches"):
        ROW.run(Work("reduced", paths={"cifar10": str(missing)}, progress=lambda *_: pytest.fail("work was begun")))


@pytest.mark.usefixtures("no_torch")
@pytest.mark.parametrize("ask", [ROW.run, ROW.seconds])
def test_without_torch_the_remedy_is_named(ask):
    with pytest.raises(InputError, match=r"real networks need PyTorch, .* pip install 'lngd_theory\[deep\]'"):
        ask(Work("quick"))


@pytest.mark.usefixtures("torch")
def test_the_row_runs_quickly_and_says_what_it_took(tmp_path):
    work = Work("quick", seeds=1, folder=tmp_path)
    assert ROW.seconds(work) > 0
    study = ROW.run(work)
    assert ROW.seconds(work) == 0  # all is kept
    assert set(study.figures) == {"", "images", "curves"}
    assert study.sentences[0].startswith("Quick answer")
    assert any("the digits that scikit-learn ships stand in for CIFAR-10" in line for line in study.sentences)
    assert {finding["variant"] for finding in study.data["findings"]} == {
        "100 images, eta=0.5", "200 images, eta=0.5",
    }  # fmt: skip
    assert study.arrays["100"].test_accuracy.dims == ("algorithm", "level", "seed", "step")
    assert study.data["images"] == "digits"
