"""Loop-only twins of the package, straight from the formulas of LNGD Definition 2.1 and equations (4)-(6).

Pure Python lists and ``for`` loops; nothing is imported from the package and nothing is vectorised, so that a twin
and the code it checks can only agree by both being right. Signs j = +1, -1 are the indices 0, 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SIGNS = (1, -1)


# --- activation and loss -----------------------------------------------------------------------------------------
def activation(z, q):
    """s(z) = max(0, z)^q."""
    return z**q if z > 0 else 0.0


def slope(z, q):
    """s'(z), 0 at 0."""
    return q * z ** (q - 1) if z > 0 else 0.0


def loss(z):
    """l(z) = log(1 + exp(-z)), as written: for z above about -700."""
    return math.log1p(math.exp(-z))


def loss_slope(z):
    """l'(z) = -1/(1 + exp(z)), as written: for z below about 700."""
    return -1.0 / (1.0 + math.exp(z))


def noisy_loss(margin, eps, p):
    """(1-p) l(e y f) + p l(-e y f)."""
    return (1 - p) * loss(eps * margin) + p * loss(-eps * margin)


def noisy_loss_slope(margin, eps, p):
    """(1-p) e l'(e y f) - p e l'(-e y f); with p = 0 the paper's eps_i * l'(eps_i y_i f_i)."""
    return (1 - p) * eps * loss_slope(eps * margin) - p * eps * loss_slope(-eps * margin)


def training_loss(margins, eps, p):
    """Mean over samples of the noisy loss; p is one number for each sample."""
    total = 0.0
    for i in range(len(margins)):
        total += noisy_loss(margins[i], eps[i], p[i])
    return total / len(margins)


# --- vectors -----------------------------------------------------------------------------------------------------
def dot(u, v):
    """Inner product."""
    total = 0.0
    for a, b in zip(u, v, strict=True):
        total += a * b
    return total


def gram(vectors):
    """All inner products of explicit vectors; of standard normal rows this is a Wishart matrix."""
    return [[dot(u, v) for v in vectors] for u in vectors]


def matrix_product(A, B):
    """A B."""
    return [[sum(A[i][k] * B[k][j] for k in range(len(B))) for j in range(len(B[0]))] for i in range(len(A))]


def distinct_patches(patches):
    """Distinct vectors up to sign in order of first appearance, all first patches before all second ones."""
    n, P = len(patches), len(patches[0])
    atoms = []
    which, signs = [[0] * P for _ in range(n)], [[0.0] * P for _ in range(n)]
    for p in range(P):
        for i in range(n):
            vector = list(patches[i][p])
            for k, atom in enumerate(atoms):
                if atom == vector:
                    which[i][p], signs[i][p] = k, 1.0
                    break
                if atom == [-a for a in vector]:
                    which[i][p], signs[i][p] = k, -1.0
                    break
            else:
                which[i][p], signs[i][p] = len(atoms), 1.0
                atoms.append(vector)
    return atoms, which, signs


# --- any patches, weights as explicit vectors --------------------------------------------------------------------
def forward(W, patches, q):
    """f(W, x) = (1/m) sum_j j sum_r sum over patches of s(<w_{j,r}, patch>); W has rows j = +1 first."""
    m = len(W) // 2
    f = 0.0
    for row in range(2 * m):
        j = 1 if row < m else -1
        for patch in patches:
            f += j * activation(dot(W[row], patch), q) / m
    return f


def weights_step(W, X, labels, eps, p, eta, q):
    """One full-batch gradient step on explicit weights and patches X[i][patch]; returns new weights."""
    n, m = len(X), len(W) // 2
    new = [list(w) for w in W]
    for i in range(n):
        lt = noisy_loss_slope(labels[i] * forward(W, X[i], q), eps[i], p[i])
        for row in range(2 * m):
            j = 1 if row < m else -1
            for patch in X[i]:
                s1 = slope(dot(W[row], patch), q)
                for c in range(len(patch)):
                    new[row][c] -= eta / (n * m) * lt * labels[i] * j * s1 * patch[c]
    return new


def accuracy(W, X, labels, q):
    """Share of samples with y f > 0."""
    right = 0
    for i in range(len(X)):
        if labels[i] * forward(W, X[i], q) > 0:
            right += 1
    return right / len(X)


# --- Definition 2.1 in the paper's letters -----------------------------------------------------------------------
@dataclass
class Paper:
    """mu, xi_i, y_i (true labels), the labels trained on, w0_{j,r} as w0[j][r], and the coefficients."""

    mu: list
    xi: list
    y: list
    trained: list
    w0: list
    gamma: list
    rho_bar: list
    rho_low: list


def paper_start(mu, xi, y, trained, w0):
    """All coefficients zero."""
    m, n = len(w0[0]), len(xi)
    zeros = [[[[0.0] * n for _ in range(m)] for _ in SIGNS] for _ in range(2)]
    return Paper(mu, xi, y, trained, w0, [[0.0] * m for _ in SIGNS], zeros[0], zeros[1])


def paper_weight(s, J, r):
    """w_{j,r} = w0 + j gamma mu/|mu|^2 + sum_i rho_{j,r,i} xi_i/|xi_i|^2."""
    w = list(s.w0[J][r])
    mu2 = dot(s.mu, s.mu)
    for c in range(len(w)):
        if mu2 > 0:
            w[c] += SIGNS[J] * s.gamma[J][r] * s.mu[c] / mu2
        for i in range(len(s.xi)):
            rho = s.rho_bar[J][r][i] + s.rho_low[J][r][i]
            w[c] += rho * s.xi[i][c] / dot(s.xi[i], s.xi[i])
    return w


def paper_output(s, i, q):
    """f(W, x_i) = F_{+1} - F_{-1}."""
    m = len(s.gamma[0])
    f = 0.0
    for J in range(2):
        F = 0.0
        for r in range(m):
            w = paper_weight(s, J, r)
            F += (activation(dot(w, [s.y[i] * c for c in s.mu]), q) + activation(dot(w, s.xi[i]), q)) / m
        f += SIGNS[J] * F
    return f


def paper_step(s, eps, p, eta, q):
    """Equations (4)-(6); ``lt`` is eps_i l'(eps_i y_i f_i). A corrupted label turns the sign of its signal term."""
    n, m = len(s.xi), len(s.gamma[0])
    mu2 = dot(s.mu, s.mu)
    lt = [noisy_loss_slope(s.trained[i] * paper_output(s, i, q), eps[i], p[i]) for i in range(n)]
    new = paper_start(s.mu, s.xi, s.y, s.trained, s.w0)
    for J in range(2):
        for r in range(m):
            w = paper_weight(s, J, r)
            new.gamma[J][r] = s.gamma[J][r]
            for i in range(n):
                clean = s.trained[i] * s.y[i]
                signal = [s.y[i] * c for c in s.mu]
                new.gamma[J][r] -= eta / (n * m) * clean * lt[i] * slope(dot(w, signal), q) * mu2
                step = eta / (n * m) * lt[i] * slope(dot(w, s.xi[i]), q) * dot(s.xi[i], s.xi[i])
                new.rho_bar[J][r][i], new.rho_low[J][r][i] = s.rho_bar[J][r][i], s.rho_low[J][r][i]
                if SIGNS[J] == s.trained[i]:
                    new.rho_bar[J][r][i] -= step
                else:
                    new.rho_low[J][r][i] += step
    return new


# --- any patches, as atoms ---------------------------------------------------------------------------------------
def atom_preactivations(overlaps, G, R):
    """z_k = <w0, v_k> + sum_l R_l <v_l, v_k>/|v_l|^2 for each filter."""
    Z = []
    for row in range(len(overlaps)):
        Z.append([])
        for k in range(len(G)):
            z = overlaps[row][k]
            for a in range(len(G)):
                if G[a][a] > 0:
                    z += R[row][a] * G[a][k] / G[a][a]
            Z[row].append(z)
    return Z


def atom_margins(overlaps, G, atoms, signs, labels, R, q):
    """y_i f(x_i)."""
    Z = atom_preactivations(overlaps, G, R)
    m = len(Z) // 2
    margins = []
    for i in range(len(atoms)):
        f = 0.0
        for row in range(2 * m):
            j = 1 if row < m else -1
            for k, sign in zip(atoms[i], signs[i], strict=True):
                f += j * activation(sign * Z[row][k], q) / m
        margins.append(labels[i] * f)
    return margins


def atom_step(overlaps, G, atoms, signs, labels, R, eps, p, eta, q):
    """One step of the coefficients: each patch adds -eta/(nm) j y lt s'(sign z) sign |v|^2 to its atom's."""
    n, m = len(atoms), len(R) // 2
    Z = atom_preactivations(overlaps, G, R)
    margins = atom_margins(overlaps, G, atoms, signs, labels, R, q)
    new = [list(row) for row in R]
    for i in range(n):
        lt = noisy_loss_slope(margins[i], eps[i], p[i])
        for row in range(2 * m):
            j = 1 if row < m else -1
            for k, sign in zip(atoms[i], signs[i], strict=True):
                new[row][k] -= eta / (n * m) * j * labels[i] * lt * slope(sign * Z[row][k], q) * sign * G[k][k]
    return new
