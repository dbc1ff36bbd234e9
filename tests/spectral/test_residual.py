"""Energy of labels and of their corruption per direction: loops, closed cases, and what shrinkage puts where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.spectral import label_energy
from tests.spectral.planted import planted, rotation


def naive(X, clean, noisy, about):
    classes = sorted(set(clean) | set(noisy))
    n = len(clean)
    U = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[0][:, : min(n - 1, X.shape[1])]
    signal = np.array([[float(y == c) for c in classes] for y in clean])
    residual = np.array([[float(b == c) - float(a == c) for c in classes] for a, b in zip(clean, noisy, strict=True)])
    signal -= signal.mean(axis=0)
    for group in set(clean) if about == "class" else [None]:
        members = [i for i in range(n) if group is None or clean[i] == group]
        residual[members] -= residual[members].mean(axis=0)

    def shares(target):
        return [sum((U[:, k] @ target[:, c]) ** 2 for c in range(len(classes))) for k in range(U.shape[1])]

    energy = (residual**2).sum()
    return np.array(shares(signal)) / (signal**2).sum(), np.array(shares(residual)) / energy, energy


@pytest.mark.parametrize("about", ["all", "class"])
@pytest.mark.parametrize("shape", [(40, 6), (12, 30)])
def test_loops(shape, about):
    p = planted(*shape, classes=3, rate=0.4, seed=1)
    found = label_energy(p.X, p.clean, p.noisy, about=about)
    signal, noise, energy = naive(p.X, p.clean, p.noisy, about)
    np.testing.assert_allclose(found.signal_share, signal, atol=1e-12)
    np.testing.assert_allclose(found.noise_share, noise, atol=1e-12)
    np.testing.assert_allclose(found.noise_cumulative, np.cumsum(noise), atol=1e-12)
    assert float(found.noise_energy) == pytest.approx(energy, rel=1e-12)


def test_features_that_span_all_samples_hold_everything():
    p = planted(12, 30, classes=3, rate=0.4, seed=1)
    found = label_energy(p.X, p.clean, p.noisy)
    assert found.signal_cumulative[-1] == pytest.approx(1, rel=1e-12)
    assert found.noise_cumulative[-1] == pytest.approx(1, rel=1e-12)
    few = label_energy(p.X[:, :4], p.clean, p.noisy)
    assert 0 < few.noise_cumulative[-1] < 0.9


def test_noise_along_one_direction():
    rng = np.random.default_rng(0)
    clean = np.repeat([0, 1], 50)
    noisy = np.where(rng.random(100) < 0.3, 1 - clean, clean)
    residual = (noisy - clean) - (noisy - clean).mean()
    other = np.linalg.qr(np.column_stack([np.ones(100), residual, rng.standard_normal((100, 3))]))[0][:, 2:]
    X = other * [9.0, 4.0, 2.0] @ rotation(5)[:3] + np.outer(residual / np.linalg.norm(residual), rotation(5)[3]) * 3
    found = label_energy(X, clean, noisy)
    np.testing.assert_allclose(found.noise_share, [0, 0, 1, 0, 0], atol=1e-12)


def test_no_corruption_has_no_share():
    p = planted(30, 5, rate=0.0)
    for about in ("all", "class"):
        found = label_energy(p.X, p.clean, p.noisy, about=about)
        assert (found.noise_share == 0).all()
        assert found.noise_energy == 0
        assert found.signal_cumulative[-1] > 0.5
    flipped = label_energy(p.X, p.clean, (p.clean + 1) % 4, about="class")  # each class as a whole
    assert (flipped.noise_share == 0).all()
    assert (label_energy(p.X, p.clean, (p.clean + 1) % 4).noise_share > 0).any()


def test_the_coherent_part_of_label_noise_lies_along_the_signal():
    """For two balanced classes flipped at rate r: E|e|^2 = 4 r a sample, of which (2 r)^2 is -2 r times the label."""
    n, rate = 20_000, 0.3
    rng = np.random.default_rng(0)
    clean = np.tile([0, 1], n // 2)
    noisy = np.where(rng.random(n) < rate, 1 - clean, clean)
    X = np.column_stack([clean * 20.0, rng.standard_normal((n, 4))])
    everything = label_energy(X, clean, noisy)
    assert everything.signal_share[0] == pytest.approx(1, abs=0.01)
    assert everything.noise_share[0] == pytest.approx(rate, abs=0.02)
    rest = label_energy(X, clean, noisy, about="class")
    assert rest.noise_share[0] < 1e-3  # wrong on purpose: it would be taken for memorised noise
    assert float(rest.noise_energy / everything.noise_energy) == pytest.approx(1 - rate, rel=0.02)


def test_features_that_know_nothing_have_the_uniform_share():
    rng = np.random.default_rng(0)
    shares = []
    for seed in range(60):
        p = planted(80, 5, classes=3, rate=0.4, seed=seed)
        found = label_energy(rng.standard_normal((80, 20)), p.clean, p.noisy)
        shares.append([float(found.noise_share.mean()), float(found.signal_share.mean())])
    assert found.attrs["uniform_share"] == 1 / 79
    error = np.std(shares, axis=0) / np.sqrt(60)
    assert (np.abs(np.mean(shares, axis=0) - 1 / 79) < 5 * error).all()
    assert (error < 0.1 / 79).all()


@given(seed=st.integers(0, 30), power=st.integers(-900, 900), shift=st.floats(-5, 5))
def test_invariance(seed, power, shift):
    p = planted(25, 6, classes=3, rate=0.4, seed=seed)
    order = np.random.default_rng(seed).permutation(25)
    names = np.array(["b", "c", "a"])
    base = label_energy(p.X, p.clean, p.noisy)
    turned = label_energy(
        (p.X @ rotation(6, seed) + shift)[order] * 2.0**power, names[p.clean[order]], names[p.noisy[order]]
    )
    for name in ("signal_share", "noise_share"):
        np.testing.assert_allclose(turned[name], base[name], atol=1e-9)


@pytest.mark.parametrize(
    ("clean", "noisy", "options", "message"),
    [
        ([0, 0, 0, 0], [0, 1, 0, 0], {}, "clean_labels hold one class"),
        ([0, 1, 0, 1], [0, 1, 0], {}, r"noisy_labels has the shape \(3,\); it must be \(4,\)"),
        ([0, 1, 0, 1], ["0", "1", "0", "1"], {}, "name classes in the same way"),
        ([0, 1, 0, 0.5], [0, 1, 0, 1], {}, "clean_labels holds 0.5; labels name classes"),
        ([0, 1, 0, 1], [0, 1, 0, 1], {"about": "classes"}, "unknown about='classes'; did you mean 'class'"),
    ],
)
def test_refusals(clean, noisy, options, message):
    with pytest.raises(InputError, match=message):
        label_energy(rotation(4), clean, noisy, **options)
