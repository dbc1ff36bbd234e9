"""Training in numbers, written anew for these tests: coefficients of equations (4)-(6) for q = 2 on a drawn problem."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import wishart


@dataclass
class Run:
    """Over steps 0..T; filters are (sign, r) with sign 0 for j = +1 and 1 for j = -1, samples last.

    ``z`` are the noise pre-activations, ``slopes`` |l'| of each sample with its multiplier, ``A`` those of Lemma D.4 of
    each sample's leading filter.
    """

    u: float
    g: float
    s: float
    n_snr2: float
    labels: np.ndarray
    own_start: np.ndarray
    mu_start: np.ndarray
    norms2: np.ndarray
    cross: np.ndarray
    gamma: np.ndarray
    rho: np.ndarray
    z: np.ndarray
    slopes: np.ndarray
    margins: np.ndarray
    loss: np.ndarray

    @property
    def b_bar(self):
        return self.own_start.max(axis=0).min()

    def own(self, values):
        """Of each sample, the filters of its own sign: (T+1, r, n)."""
        return np.where(self.labels > 0, values[:, 0], values[:, 1])

    def other(self, values):
        return np.where(self.labels > 0, values[:, 1], values[:, 0])

    def leading(self, shift):
        """``rho_bar + <w0, xi_i> - shift`` of the filter that is largest at the start: (T+1, n)."""
        first = self.own_start.argmax(axis=0)
        samples = np.arange(self.labels.size)
        return (self.own(self.rho) + self.own_start)[:, first, samples] - shift


def train(*, n=8, d=10**9, m=5, mu=1.0, sigma_p=1.0, s=0.02, u=0.02, steps=400, p=0.0, seed=0, eps=None):
    """From ``s = sigma_0 sigma_p sqrt(d)``, ``u = eta sigma_p^2 d/(nm)``; flips with probability p or as in ``eps``."""
    rng = np.random.default_rng(seed)
    sigma_0, eta = s / (sigma_p * np.sqrt(d)), u * n * m / (sigma_p**2 * d)
    # in law: <xi_i, xi_k> is Wishart with d - 1 degrees of freedom, and overlaps are Gaussian given it
    gram = sigma_p**2 * wishart(df=d - 1, scale=np.eye(n)).rvs(random_state=rng)
    z0 = sigma_0 * rng.standard_normal((2, m, n)) @ np.linalg.cholesky(gram).T
    mu0 = sigma_0 * mu * rng.standard_normal((2, m))
    labels = rng.permuted(np.resize([1, -1], n))
    norms2 = np.diag(gram)
    j = np.array([1, -1])[:, None, None]
    gamma, rho = np.zeros((2, m)), np.zeros((2, m, n))
    kept = {name: [] for name in ("gamma", "rho", "z", "slopes", "margins", "loss")}
    for step in range(steps + 1):
        z = z0 + (rho / norms2) @ gram
        signal = (mu0 + j[..., 0] * gamma)[..., None] * labels
        f = (j * (np.maximum(z, 0) ** 2 + np.maximum(signal, 0) ** 2)).sum(axis=(0, 1)) / m
        margins = labels * f
        now = np.where(rng.random(n) < p, -1, 1) if eps is None else np.asarray(eps[step])
        slopes = 1 / (1 + np.exp(now * margins))
        values = (gamma, rho, z, slopes, margins, np.log1p(np.exp(-margins)).mean())
        for name, value in zip(kept, values, strict=True):
            kept[name].append(value)
        pull = eta / (n * m) * now * slopes
        gamma = gamma + (pull * 2 * np.maximum(signal, 0)).sum(axis=-1) * mu**2
        rho = rho + j * labels * pull * 2 * np.maximum(z, 0) * norms2
    g = 2 * eta * mu**2 / m
    own_start = np.where(labels > 0, z0[0], z0[1])
    cross = np.abs(np.array(kept["z"]) - z0 - np.array(kept["rho"])).max()
    arrays = {name: np.array(value) for name, value in kept.items()}
    n_snr2 = n * mu**2 / (sigma_p**2 * d)
    return Run(u, g, s, n_snr2, labels, own_start, mu0, norms2, cross, **arrays)
