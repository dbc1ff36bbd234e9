"""Lemma D.5: what ``y_i <grad f(W, x_i), W*>`` is, for the printed W* and for the one with the sum over ``y_k = j``.

``W* = w0 + 2 m log(2/eps) sum_k xi_k/|xi_k|^2`` for every filter. With the cross terms
``X_i = sum_{k != i} <xi_k, xi_i>/|xi_k|^2`` and c = log(2/eps),

    ``y_i <grad f, W* - w0> = 2 c (1 + X_i) [sum_r s'(<w_{y_i,r}, xi_i>) - sum_r s'(<w_{-y_i,r}, xi_i>)]``:

the filters of the other sign subtract what those of the sample's own sign add. With the sum over ``y_k = j`` they are
left with cross terms alone.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.derivations.decomposition import Data, paper_data
from proofs_check.derivations.network import ABSTRACT, Weights, derivative, dot, forward, free_weights, vanishes
from proofs_check.step import Confirmed

__all__ = ["STEPS", "alignment"]

Lines = list[tuple[str, bool]]

#: ``log(2/epsilon)``.
level = sp.Symbol("c", positive=True)


def alignment(data: Data, W: Weights, i: int, own_only: bool) -> sp.Expr:
    """``y_i <grad f(W, x_i), W* - w0>`` in slopes and inner products of the noise patches."""
    total = sp.Integer(0)
    for (j, _), w in W.items():
        kept = [k for k, y in enumerate(data.true) if y == j or not own_only]
        # the share of xi_i itself is 1, if it is in the sum at all
        share = sp.Add(*(dot(data.xi[k], data.xi[i]) / dot(data.xi[k], data.xi[k]) for k in kept if k != i))
        total += j * data.true[i] * ABSTRACT.slope(dot(w, data.xi[i])) * (share + int(i in kept))
    return 2 * level * total


def _target(data: Data, W: Weights, own_only: bool) -> Weights:
    """``W* - w0``."""
    m, target = len(W) // 2, {}
    for j, r in W:
        kept = [x for x, y in zip(data.xi, data.true, strict=True) if y == j or not own_only]
        scale = [2 * m * level / dot(x, x) for x in kept]
        target[j, r] = tuple(dot(scale, [x[c] for x in kept]) for c in range(len(data.mu)))
    return target


def _confirm(own_only: bool, formula: Callable[[Data, Weights, int, bool], sp.Expr]) -> Lines:
    lines = []
    for labels, m in (((1, -1), 1), ((1, 1, -1), 2)):
        data, W = paper_data(labels), free_weights(m, len(labels) + 1)
        target = _target(data, W, own_only)
        for i, sample in enumerate(data.samples):
            f = forward(W, sample.patches)
            found = labels[i] * sp.Add(*(dot(derivative(f, W[which]), target[which]) for which in W))
            lines.append((f"labels {labels}, sample {i}", vanishes(found - formula(data, W, i, own_only))))
    return lines


def confirm_printed(formula: Callable[[Data, Weights, int, bool], sp.Expr] = alignment) -> Lines:
    """W* as printed, the sum over all samples."""
    return _confirm(False, formula)


def confirm_own(formula: Callable[[Data, Weights, int, bool], sp.Expr] = alignment) -> Lines:
    """W* with the sum over the samples with ``y_k = j``."""
    return _confirm(True, formula)


STEPS = (
    Confirmed(
        "alignment with W* as printed",
        r"y_i\langle\nabla f,W^*-W^{(0)}\rangle=2\log\tfrac2\epsilon\,(1+X_i)"
        r"\sum_{j,r}jy_i\,s'(\langle w_{j,r},\xi_i\rangle)",
        confirm_printed,
    ),
    Confirmed(
        "alignment with the sum over y_k = j",
        r"y_i\langle\nabla f,W^\dagger-W^{(0)}\rangle=2\log\tfrac2\epsilon"
        r"\sum_{j,r}jy_i\,s'(\langle w_{j,r},\xi_i\rangle)\bigl(\mathbb 1[y_i=j]+X_{i,j}\bigr)",
        confirm_own,
    ),
)
