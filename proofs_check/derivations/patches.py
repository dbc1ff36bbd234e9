"""Any patches (Section 4.1, beyond Definition 2.1): several, shared, not orthogonal, linearly dependent.

A sample is a list of (atom, sign). The weights stay ``w = w0 + sum_k R_k v_k/|v_k|^2`` over the distinct patches v_k,
and their pre-activations ``Z_k = <w, v_k>`` need the Gram matrix only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from proofs_check.derivations.decomposition import gradient_step
from proofs_check.derivations.gradient import multiplier
from proofs_check.derivations.network import (
    ABSTRACT,
    Filter,
    Sample,
    Vector,
    Weights,
    dot,
    eta,
    free_weights,
    margin,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS", "Atoms", "atom_step", "atom_weights", "example", "gram_overlaps"]

Lines = list[tuple[str, bool]]
Table = dict[Filter, Vector]


@dataclass(frozen=True)
class Atoms:
    """Distinct vectors, and for each sample its patches as (atom, sign)."""

    vectors: tuple[Vector, ...]
    table: tuple[tuple[tuple[int, int], ...], ...]
    samples: tuple[Sample, ...]


def example(d: int = 2) -> Atoms:
    """Three free vectors in R^d, dependent for d = 2; two samples of three patches that share and repeat atoms."""
    vectors = tuple(tuple(sp.symbols(f"v_{k}_:{d}", real=True)) for k in range(3))
    table = (((0, 1), (1, -1), (0, -1)), ((0, -1), (2, 1), (2, 1)))
    samples = tuple(
        Sample(tuple(tuple(sign * c for c in vectors[k]) for k, sign in row), label, eps)
        for row, label, eps in zip(table, (1, -1), sp.symbols("epsilon_:2", real=True), strict=True)
    )
    return Atoms(vectors, table, samples)


def atom_weights(atoms: Atoms, W0: Weights, R: Table) -> Weights:
    """``w0 + sum_k R_k v_k/|v_k|^2``."""
    columns = list(zip(*atoms.vectors, strict=True))
    scales = {which: [c / dot(v, v) for c, v in zip(R[which], atoms.vectors, strict=True)] for which in W0}
    return {
        which: tuple(w + dot(scales[which], column) for w, column in zip(W0[which], columns, strict=True))
        for which in W0
    }


def atom_step(atoms: Atoms, W: Weights, R: Table) -> Table:
    """Every patch adds ``-(eta/(nm)) j y lt s'(sign z_k) sign |v_k|^2`` to the coefficient of its atom."""
    n, m, new = len(atoms.samples), len(W) // 2, {}
    for (j, r), w in W.items():
        row = list(R[j, r])
        for sample, patches in zip(atoms.samples, atoms.table, strict=True):
            lt = multiplier(margin(W, sample), sample.eps, sample.smoothing)
            for k, sign in patches:
                v = atoms.vectors[k]
                push = lt * ABSTRACT.slope(sign * dot(w, v)) * sign * dot(v, v)
                row[k] -= eta / (n * m) * j * sample.label * push
        new[j, r] = tuple(row)
    return new


def gram_overlaps(initial: Sequence[sp.Expr], gram: Sequence[Sequence[sp.Expr]], R: Sequence[sp.Expr]) -> Vector:
    """``Z_k = <w0, v_k> + sum_l R_l <v_l, v_k>/|v_l|^2``: no vector is needed."""
    return tuple(z + sp.Add(*(R[a] * gram[a][k] / gram[a][a] for a in range(len(gram)))) for k, z in enumerate(initial))


def _start(atoms: Atoms) -> tuple[Weights, Table]:
    W0 = free_weights(1, len(atoms.vectors[0]))
    return W0, {(j, r): tuple(sp.symbols(f"R_{'p' if j > 0 else 'm'}_:{len(atoms.vectors)}", real=True)) for j, r in W0}


def confirm_step(recursion: Callable[[Atoms, Weights, Table], Table] = atom_step) -> Lines:
    """``w - eta grad`` is the same form with the new coefficients."""
    lines = []
    for d in (1, 2, 3):
        atoms = example(d)
        W0, R = _start(atoms)
        W = atom_weights(atoms, W0, R)
        moved, claimed = gradient_step(W, atoms.samples), atom_weights(atoms, W0, recursion(atoms, W, R))
        holds = all(vanishes(a - b) for which in W for a, b in zip(moved[which], claimed[which], strict=True))
        lines.append((f"three atoms in d = {d}", holds))
    return lines


def confirm_overlaps(overlaps: Callable[..., Vector] = gram_overlaps) -> Lines:
    """``<w, v_k>`` from the Gram matrix, the initial overlaps and the coefficients."""
    atoms = example(3)
    W0, R = _start(atoms)
    W, gram = atom_weights(atoms, W0, R), [[dot(u, v) for v in atoms.vectors] for u in atoms.vectors]
    lines = []
    for which, w in W.items():
        claimed = overlaps([dot(W0[which], v) for v in atoms.vectors], gram, R[which])
        holds = all(vanishes(dot(w, v) - z) for v, z in zip(atoms.vectors, claimed, strict=True))
        lines.append((f"j = {which[0]}", holds))
    return lines


STEPS = (
    Confirmed(
        "the update stays in the span of the patches",
        r"R_k'=R_k-\frac{\eta}{nm}\sum_{i,p:\,x_{i,p}=\pm v_k}j\,y_i\,\epsilon_i\ell_i's'(\pm z_k)(\pm\|v_k\|^2)",
        confirm_step,
    ),
    Confirmed(
        "pre-activations from the Gram matrix",
        r"\langle w,v_k\rangle=\langle w^{(0)},v_k\rangle+\sum_lR_l\frac{\langle v_l,v_k\rangle}{\|v_l\|^2}",
        confirm_overlaps,
    ),
)
