"""One step of gradient descent moves the coefficients of the signal-noise decomposition by equations (4)-(6).

``w_{j,r} = w0_{j,r} + j gamma_{j,r} mu/|mu|^2 + sum_i rho_{j,r,i} xi_i/|xi_i|^2``: the weights are put into sympy's
gradient of the loss in this form, and ``w - eta grad`` must be this form again with the coefficients of the paper's
recursions. :mod:`proofs_check.derivations.patches` has the same for any patches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import sympy as sp

from proofs_check.derivations.gradient import multiplier, sample_derivative
from proofs_check.derivations.network import (
    ABSTRACT,
    Filter,
    Sample,
    Vector,
    Weights,
    derivative,
    dot,
    eta,
    filters,
    free_weights,
    margin,
    objective,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS", "Coefficients", "Data", "gradient_step", "paper_data", "paper_step", "symbols_of", "weights"]

Lines = list[tuple[str, bool]]


@dataclass(frozen=True)
class Data:
    """The training set of Definition 2.1; ``true`` are the signs of the signal patches, samples have the labels."""

    mu: Vector
    xi: tuple[Vector, ...]
    true: tuple[int, ...]
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Coefficients:
    """gamma by (j, r), rho_bar and rho_low by (j, r) and then by sample."""

    gamma: dict[Filter, sp.Expr]
    rho_bar: dict[Filter, Vector]
    rho_low: dict[Filter, Vector]


def paper_data(labels: Sequence[int], smoothing: bool = False, corrupt: Sequence[int] = ()) -> Data:
    """``mu = (M, 0, ...)`` and free ``xi_i`` orthogonal to it, in d = n + 1; samples in ``corrupt`` train on -y_i."""
    n = len(labels)
    length = sp.Symbol("M", positive=True)
    mu = (length, *[sp.Integer(0)] * n)
    xi = tuple((sp.Integer(0), *sp.symbols(f"x_{i}_:{n}", real=True)) for i in range(n))
    samples = []
    for i, y in enumerate(labels):
        eps, p = sp.symbols(f"epsilon_{i} p_{i}", real=True)
        trained = -y if i in corrupt else y
        signal = tuple(y * c for c in mu)
        samples.append(Sample((signal, xi[i]), sp.Integer(trained), eps, p if smoothing else sp.Integer(0)))
    return Data(mu, xi, tuple(labels), tuple(samples))


def symbols_of(data: Data, m: int) -> Coefficients:
    """A symbol for every coefficient; 0 for rho_bar where j is not y_i, and for rho_low where it is."""
    gamma, bar, low = {}, {}, {}
    for j, r in filters(m):
        tag = f"{'p' if j > 0 else 'm'}{r}"
        gamma[j, r] = sp.Symbol(f"gamma_{tag}", real=True)
        rho = sp.symbols(f"rho_{tag}_:{len(data.xi)}", real=True)
        bar[j, r] = tuple(c if s.label == j else sp.Integer(0) for c, s in zip(rho, data.samples, strict=True))
        low[j, r] = tuple(c if s.label == -j else sp.Integer(0) for c, s in zip(rho, data.samples, strict=True))
    return Coefficients(gamma, bar, low)


def weights(data: Data, W0: Weights, coefficients: Coefficients) -> Weights:
    """The decomposition: weights from coefficients."""
    W = {}
    for (j, r), w0 in W0.items():
        rho = [a + b for a, b in zip(coefficients.rho_bar[j, r], coefficients.rho_low[j, r], strict=True)]
        scales = [j * coefficients.gamma[j, r] / dot(data.mu, data.mu)]
        scales += [c / dot(x, x) for c, x in zip(rho, data.xi, strict=True)]
        columns = zip(data.mu, *data.xi, strict=True)
        W[j, r] = tuple(w + dot(scales, column) for w, column in zip(w0, columns, strict=True))
    return W


def gradient_step(W: Weights, samples: Sequence[Sample]) -> Weights:
    """``w - eta grad L_S`` by sympy's derivative of the loss, at the weights W."""
    free = {which: tuple(sp.Dummy() for _ in w) for which, w in W.items()}
    at = {symbol: value for which in W for symbol, value in zip(free[which], W[which], strict=True)}
    loss = objective(free, samples)
    return {
        which: tuple(w - eta * g.xreplace(at) for w, g in zip(W[which], derivative(loss, free[which]), strict=True))
        for which in W
    }


def paper_step(data: Data, W: Weights, old: Coefficients) -> Coefficients:
    """Equations (4)-(6), transcribed from the paper; a corrupted label turns the sign of its signal term."""
    n, m = len(data.xi), len(W) // 2
    lt = [multiplier(margin(W, sample), sample.eps, sample.smoothing) for sample in data.samples]
    gamma, bar, low = {}, {}, {}
    for (j, r), w in W.items():
        gamma[j, r] = old.gamma[j, r]
        new_bar, new_low = list(old.rho_bar[j, r]), list(old.rho_low[j, r])
        for i, (y, sample) in enumerate(zip(data.true, data.samples, strict=True)):
            signal = ABSTRACT.slope(dot(w, [y * c for c in data.mu])) * dot(data.mu, data.mu)
            noise = ABSTRACT.slope(dot(w, data.xi[i])) * dot(data.xi[i], data.xi[i])
            gamma[j, r] -= eta / (n * m) * y * sample.label * lt[i] * signal
            if sample.label == j:
                new_bar[i] -= eta / (n * m) * lt[i] * noise
            else:
                new_low[i] += eta / (n * m) * lt[i] * noise
        bar[j, r], low[j, r] = tuple(new_bar), tuple(new_low)
    return Coefficients(gamma, bar, low)


Recursion = Callable[[Data, Weights, Coefficients], Coefficients]


def step_agrees(data: Data, m: int, recursion: Recursion) -> bool:
    """Whether the gradient step of the decomposition is the decomposition with the recursion's coefficients."""
    old = symbols_of(data, m)
    W0 = free_weights(m, len(data.mu))
    W = weights(data, W0, old)
    moved, claimed = gradient_step(W, data.samples), weights(data, W0, recursion(data, W, old))
    return all(vanishes(a - b) for which in W for a, b in zip(moved[which], claimed[which], strict=True))


def confirm_paper(recursion: Recursion = paper_step) -> Lines:
    """Any real multipliers eps_i: no noise, flips, Gaussian and uniform label noise."""
    cases = [(labels, 1) for labels in product((1, -1), repeat=2)] + [((1, -1), 2), ((1, -1, 1), 1)]
    return [(f"labels {labels}, m = {m}", step_agrees(paper_data(labels), m, recursion)) for labels, m in cases]


def confirm_smoothing(recursion: Recursion = paper_step) -> Lines:
    """Label smoothing: lt is the mean of ``eps l'(eps y f)`` over flips."""
    return [("labels (1, -1), m = 1", step_agrees(paper_data((1, -1), smoothing=True), 1, recursion))]


def confirm_corrupted(recursion: Recursion = paper_step) -> Lines:
    """A sample that is trained on -y_i: rho goes by the label trained on, its share of gamma changes sign."""
    return [("labels (1, 1), the second corrupted", step_agrees(paper_data((1, 1), corrupt=(1,)), 1, recursion))]


def one_sample_moves(lt: sp.Expr, slopes: Sequence[sp.Expr], norms2: Sequence[sp.Expr], own: bool) -> Vector:
    """What one sample adds to ``n m gamma/eta`` and ``n m rho/eta``: to rho_bar if j = y_i (``own``), else rho_low."""
    signal, noise = (lt * s * norm2 for s, norm2 in zip(slopes, norms2, strict=True))
    return -signal, -noise if own else noise


def confirm_any_size(moves: Callable[..., Vector] = one_sample_moves) -> Lines:
    """Any n, m and d: the step along any direction v, sample by sample, is that of the new coefficients."""
    lt = sp.Symbol("lt", real=True)
    slopes, norms2, along = (sp.symbols(f"{letter}_mu {letter}_xi", positive=True) for letter in ("s", "N", "v"))
    lines = []
    for j, y in product((1, -1), repeat=2):
        # <v, y mu> for the first patch; the step is -eta times the gradient
        step = -sample_derivative(lt, sp.Integer(j), sp.Integer(y), list(slopes), [y * along[0], along[1]])
        gamma, rho = moves(lt, slopes, norms2, j == y)
        claimed = j * gamma * along[0] / norms2[0] + rho * along[1] / norms2[1]
        lines.append((f"j = {j}, y = {y}", vanishes(step - claimed)))
    return lines


_SHOWN = (
    r"\gamma'=\gamma-\tfrac{\eta}{nm}\sum_i\epsilon_i\ell_i's'(\langle w,y_i\mu\rangle)\|\mu\|^2,\quad"
    r"\bar\rho'=\bar\rho-\tfrac{\eta}{nm}\epsilon_i\ell_i's'(\langle w,\xi_i\rangle)\|\xi_i\|^2,\quad"
    r"\underline\rho'=\underline\rho+\tfrac{\eta}{nm}\epsilon_i\ell_i's'(\langle w,\xi_i\rangle)\|\xi_i\|^2"
)

STEPS = (
    Confirmed("equations (4)-(6), any multipliers", _SHOWN, confirm_paper),
    Confirmed("equations (4)-(6), any n, m and d", _SHOWN, confirm_any_size),
    Confirmed("equations (4)-(6), label smoothing", _SHOWN, confirm_smoothing),
    Confirmed("equations (4)-(6), fixed corrupted labels", _SHOWN, confirm_corrupted),
)
