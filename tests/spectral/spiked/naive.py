"""The rank-risk curve with plain loops and a drawn test set, from the model's words alone."""

import numpy as np


def draw(ell, tail, samples, rng):
    """Gaussian features with variances 1 + ell first, and the latents of the spikes."""
    variances = np.concatenate([1 + np.asarray(ell), tail])
    z = rng.standard_normal((samples, variances.size))
    return z * np.sqrt(variances), z[:, : len(ell)]


def curve(x, y, x_test, y_test, ranks):
    """Squared risk and 0-1 error of least squares on principal components, one d after the other."""
    directions = np.linalg.eigh(x.T @ x)[1][:, ::-1]
    squared, error = [], []
    for d in ranks:
        features = x @ directions[:, :d]
        w = directions[:, :d] @ np.linalg.solve(features.T @ features, features.T @ y)
        score = x_test @ w
        squared.append(np.mean((y_test - score) ** 2))
        error.append(np.mean(np.sign(score) != y_test))
    return np.array(squared), np.array(error)
