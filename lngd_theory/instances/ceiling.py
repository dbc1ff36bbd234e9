"""What a network could learn at best: the largest accuracy that the form of its output allows on noise-free signals.

The output is a sum over patches of functions that the filters make, so that it lies in a linear space V of functions of
the signs, whatever the weights:

* ``apart``: a patch shows one sign, so V is spanned by 1, z_1, ..., z_k. Any of these functions is reached.
* ``joint`` (and ``added`` without its noise): ``s(t) = max(0, t)^q`` is ``|t|^q / 2`` plus ``sign(t) |t|^q / 2``. If
  q is an even integer the even part is a polynomial of degree q, so that V has no monomial of even degree above q; for
  an odd integer, no monomial of odd degree above q. All others are in V: for p not an even integer a signed measure mu
  on the sphere with ``int |<w, z>|^p dmu(z) = 0`` for all w has no even part, and ``sign(t) |t|^p`` for p not an odd
  integer determines the odd part in the same way (tested by the rank of random filters).

Noise patches add a number that does not depend on the signs, and constants are in V, so that the ceiling holds with
noise, too. How many points of the cube a member of V can get right is found exactly: a set of points can be got right
together unless a non-negative combination of their rows ``y Phi(z)`` vanishes (Gordan), and a smallest set of points
that meets all such conflicts is what must be got wrong.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp, minimize
from scipy.sparse import csr_array
from scipy.special import expit

from lngd_theory.errors import InputError
from lngd_theory.instances.features import FeatureModel, Layout
from lngd_theory.instances.targets import all_signs

__all__ = ["LARGEST_CUBE", "ceiling", "fewest_errors", "loss_ceiling", "monomials", "output_space"]

Array = NDArray[np.float64]

#: Most signs for which conflicts are looked for; beyond, only targets that are in V themselves are answered.
LARGEST_CUBE = 5
#: Share of a point in a conflict above which it belongs to it; the shares sum to 1 and are rational.
_TOLERANCE = 1e-7
#: Ridge beside the logistic loss, and outputs taken for zero: what it leaves of a margin is far above.
_RIDGE, _ZERO = 1e-4, 1e-5


def monomials(layout: Layout, k: int, q: float) -> list[tuple[int, ...]]:
    """The sets S of signs, counted from 0, whose products ``prod_{p in S} z_p`` span V."""
    sets = [S for size in range(k + 1) for S in combinations(range(k), size)]
    if layout == "apart":
        return [S for S in sets if len(S) <= 1]
    return [S for S in sets if q % 1 or len(S) <= q or len(S) % 2 != q % 2]


def output_space(layout: Layout, k: int, q: float) -> Array:
    """The products of :func:`monomials` at all points of the cube, shape (2^k, dim V); columns are orthogonal."""
    z = all_signs(k)
    return np.stack([z[:, list(S)].prod(axis=1) for S in monomials(layout, k, q)], axis=1)


def ceiling(model: FeatureModel) -> float:
    """Largest P(sign f = y) over uniform signs that outputs of this form reach without noise, in [1/2, 1].

    It bounds the accuracy with noise for the layouts ``apart`` and ``joint``, and any number of filters.

    Raises
    ------
    InputError
        More than :data:`LARGEST_CUBE` signs, and a target that is not in V.
    """
    labels, space = model.labels(all_signs(model.k)), output_space(model.layout, model.k, model.q)
    if np.allclose(space @ (space.T @ labels) / len(labels), labels):
        return 1.0
    if model.k > LARGEST_CUBE:
        raise InputError(
            f"k={model.k} must be at most {LARGEST_CUBE} for the ceiling of target={model.target!r} with "
            f"layout={model.layout!r}; lower k"
        )
    return 1.0 - fewest_errors(labels, space) / len(labels)


def loss_ceiling(model: FeatureModel) -> float:
    """Accuracy over uniform signs of the member of V with the least expected logistic loss; ``f = 0`` counts one half.

    Training follows the loss and not the accuracy: a target can be uncorrelated with all of V, as parity is with sums
    of functions of single signs, and the least loss is then that of f = 0 although other members get more points right.
    A ridge of 1e-4 keeps the minimiser finite where V can separate the labels.
    """
    labels, space = model.labels(all_signs(model.k)), output_space(model.layout, model.k, model.q)
    rows = labels[:, None] * space

    def loss(c: Array) -> tuple[float, Array]:
        margins = rows @ c
        gradient = -(expit(-margins) @ rows) / len(rows) + _RIDGE * c
        return float(np.logaddexp(0.0, -margins).mean() + _RIDGE * (c @ c) / 2), gradient

    margins = rows @ minimize(loss, np.zeros(space.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return float(np.where(np.abs(margins) < _ZERO, 0.5, margins > 0).mean())


def fewest_errors(labels: Array, space: Array) -> int:
    """Fewest points with ``y f <= 0`` over all f in the span of the columns of ``space`` (points, dim)."""
    rows = labels[:, None] * space
    conflicts: list[Array] = []
    wrong = np.zeros(len(rows), dtype=bool)
    while True:
        found = _conflicts(rows, wrong)
        if not found:
            return int(wrong.sum())
        conflicts += found
        wrong = _smallest_cover(np.array(conflicts))


def _conflicts(rows: Array, wrong: NDArray[np.bool_]) -> list[Array]:
    """Disjoint sets of points, none of them ``wrong``, that cannot be right together; each (points,) of 0 and 1."""
    left = ~wrong
    found: list[Array] = []
    while left.any():
        chosen = np.flatnonzero(left)
        equal = np.vstack([rows[chosen].T, np.ones(chosen.size)])
        answer = linprog(np.zeros(chosen.size), A_eq=equal, b_eq=np.eye(len(equal))[-1], method="highs-ds")
        if answer.status == 2:  # no such combination: all that is left can be right together
            return found
        if answer.status != 0:
            raise RuntimeError(f"the search for a conflict ended with {answer.message!r}")
        members = chosen[answer.x > _TOLERANCE]
        found.append(np.isin(np.arange(len(rows)), members).astype(np.float64))
        left[members] = False
    return found


def _smallest_cover(conflicts: Array) -> NDArray[np.bool_]:
    """A smallest set of points with at least one in every conflict (conflicts, points)."""
    points = conflicts.shape[1]
    answer = milp(
        np.ones(points),
        constraints=LinearConstraint(csr_array(conflicts), lb=1.0),
        integrality=np.ones(points),
        bounds=Bounds(0.0, 1.0),
    )
    if answer.status != 0:
        raise RuntimeError(f"the search for a smallest set of errors ended with {answer.message!r}")
    return np.asarray(answer.x > 0.5)
