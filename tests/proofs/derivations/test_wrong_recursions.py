"""The gradient and the recursions, wrong on purpose."""

from dataclasses import replace

import pytest
import sympy as sp

from proofs_check.derivations import decomposition, gradient, patches
from tests.proofs.derivations.wrong import not_confirmed


def scaled_gradient(factor):
    return lambda *given: tuple(factor * c for c in gradient.paper_gradient(*given))


def one_patch_gradient(W, which, samples, functions):
    return gradient.paper_gradient(W, which, [replace(s, patches=s.patches[:1]) for s in samples], functions)


def no_noise_gradient(W, which, samples, functions):
    return gradient.paper_gradient(W, which, [replace(s, eps=sp.Integer(1)) for s in samples], functions)


def identity_slope_gradient(W, which, samples, functions):
    return gradient.paper_gradient(W, which, samples, replace(functions, slope=lambda z: functions.slope(z) * z))


def scaled(gamma=1, bar=1, low=1):
    """The paper's recursion with its three increments multiplied."""

    def recursion(data, W, old):
        new = decomposition.paper_step(data, W, old)

        def rows(new, old, factor):
            return {
                which: tuple(b + factor * (c - b) for b, c in zip(old[which], new[which], strict=True)) for which in old
            }

        return decomposition.Coefficients(
            {which: b + gamma * (new.gamma[which] - b) for which, b in old.gamma.items()},
            rows(new.rho_bar, old.rho_bar, bar),
            rows(new.rho_low, old.rho_low, low),
        )

    return recursion


def with_samples(**changes):
    """The paper's recursion with other samples than those of the loss."""

    def recursion(data, W, old):
        samples = tuple(replace(s, **changes) for s in data.samples)
        return decomposition.paper_step(replace(data, samples=samples), W, old)

    return recursion


def clean_signal(data, W, old):
    """A corrupted label is not seen by gamma: true labels as those trained on."""
    return decomposition.paper_step(replace(data, true=tuple(int(s.label) for s in data.samples)), W, old)


def exchanged_moves(lt, slopes, norms2, own):
    return decomposition.one_sample_moves(lt, slopes, norms2, not own)


def unsigned_atoms(atoms, W, R):
    table = tuple(tuple((k, 1) for k, _ in row) for row in atoms.table)
    return patches.atom_step(replace(atoms, table=table), W, R)


def doubled_atoms(atoms, W, R):
    new = patches.atom_step(atoms, W, R)
    return {which: tuple(2 * c - b for b, c in zip(R[which], new[which], strict=True)) for which in R}


def diagonal_overlaps(initial, gram, R):
    return tuple(z + c for z, c in zip(initial, R, strict=True))


WRONG = {
    "any size: minus": (gradient.confirm_any_size, lambda lt, j, y, s, v: -gradient.sample_derivative(lt, j, y, s, v)),
    "any size: no label": (
        gradient.confirm_any_size,
        lambda lt, j, y, s, v: gradient.sample_derivative(lt, j, 1, s, v),
    ),
    "coordinates: minus": (gradient.confirm_coordinates, scaled_gradient(-1)),
    "coordinates: twice": (gradient.confirm_coordinates, scaled_gradient(2)),
    "coordinates: one patch": (gradient.confirm_coordinates, one_patch_gradient),
    "coordinates: no eps": (gradient.confirm_coordinates, no_noise_gradient),
    "power: half": (gradient.confirm_power, scaled_gradient(sp.S.Half)),
    "power: exponent q": (gradient.confirm_power, identity_slope_gradient),
    "activation: no factor q": (gradient.confirm_activation, lambda z, q: z ** (q - 1)),
    "activation: exponent q": (gradient.confirm_activation, lambda z, q: q * z**q),
    "loss: plus": (gradient.confirm_loss, lambda z: 1 / (1 + sp.exp(z))),
    "loss: e^-z": (gradient.confirm_loss, lambda z: -1 / (1 + sp.exp(-z))),
    "gamma: sign": (decomposition.confirm_paper, scaled(gamma=-1)),
    "gamma: twice": (decomposition.confirm_paper, scaled(gamma=2)),
    "rho_bar: sign": (decomposition.confirm_paper, scaled(bar=-1)),
    "rho_bar: half": (decomposition.confirm_paper, scaled(bar=sp.S.Half)),
    "rho_low: sign": (decomposition.confirm_paper, scaled(low=-1)),
    "rho_low: twice": (decomposition.confirm_paper, scaled(low=2)),
    "no eps": (decomposition.confirm_paper, with_samples(eps=sp.Integer(1))),
    "any size: rho exchanged": (decomposition.confirm_any_size, exchanged_moves),
    "smoothing: no mass": (decomposition.confirm_smoothing, with_samples(smoothing=sp.Integer(0))),
    "smoothing: half": (decomposition.confirm_smoothing, with_samples(smoothing=sp.S.Half)),
    "corrupted: gamma": (decomposition.confirm_corrupted, clean_signal),
    "atoms: signs": (patches.confirm_step, unsigned_atoms),
    "atoms: twice": (patches.confirm_step, doubled_atoms),
    "atoms: no cross terms": (patches.confirm_overlaps, diagonal_overlaps),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_is_not_confirmed(name):
    not_confirmed(*WRONG[name])
