"""In which directions of the features label noise lies, and in which the classes: shares of energy per direction."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.decomposition import Decomposition, decompose
from lngd_theory.spectral.features import checked_codes, checked_labels, one_hot

__all__ = ["ABOUT", "energy_of", "label_energy"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

#: What the residual is centred about.
ABOUT = ("all", "class")


def label_energy(
    features: ArrayLike,
    clean_labels: ArrayLike,
    noisy_labels: ArrayLike,
    *,
    about: str = "all",
    centred: bool = True,
    route: str = "auto",
) -> xr.Dataset:
    """Share of the energy of class signal and of label noise along every principal direction of the features.

    With one-hot labels Y (N, K), centred over samples, and the left singular vectors u_k of the features, the share of
    ``E = Y_noisy - Y_clean`` along direction k is ``|u_k^T E|^2 / |E|_F^2``, and that of the signal the same with
    ``Y_clean``. A direction without regard to labels has the share 1 / (N - 1) of either.

    Label noise is not all noise: labels that are corrupted at a rate r are on average the clean ones shrunk towards
    the others, and so a part of E is minus r times the class signal (up to a constant) and lies where that does.
    ``about="class"`` subtracts from E its mean over each clean class, and leaves what no function of the class
    explains.

    Parameters
    ----------
    features : (N, D) array
    clean_labels, noisy_labels : (N,) arrays
        True classes, and those trained on.
    about : {"all", "class"}
        Whether E is centred over all samples or within each clean class.
    centred : bool
        Whether features are centred.
    route : {"auto", "svd", "gram"}

    Returns
    -------
    xarray.Dataset
        Over ``direction`` 1, 2, ...: ``singular_value``, ``signal_share``, ``noise_share``, and ``signal_cumulative``,
        ``noise_cumulative``, which reach at most 1 (exactly 1 if the features span all of R^N). Without a single
        corrupted label the noise shares are 0. Also ``signal_energy``, ``noise_energy`` (squared norms) and
        ``uniform_share``.

    Raises
    ------
    InputError
        Bad features, labels that do not match, an unknown ``about``, or only one clean class.
    """
    _check_about(about)
    return energy_of(decompose(features, centred, route), clean_labels, noisy_labels, about=about)


def energy_of(
    parts: Decomposition, clean_labels: ArrayLike, noisy_labels: ArrayLike, *, about: str = "all"
) -> xr.Dataset:
    """:func:`~lngd_theory.spectral.label_energy` of features whose decomposition is there already."""
    _check_about(about)
    n = parts.U.shape[0]
    clean = checked_labels(clean_labels, n, "clean_labels")
    noisy = checked_labels(noisy_labels, n, "noisy_labels")
    if (clean.dtype.kind in "US") != (noisy.dtype.kind in "US"):
        raise InputError(f"clean_labels are {clean.dtype} and noisy_labels {noisy.dtype}; name classes in the same way")
    classes = np.unique(np.concatenate([clean, noisy]))
    codes = checked_codes(clean, classes, "clean_labels")
    if (codes == codes[0]).all():
        raise InputError(f"clean_labels hold one class, {clean[0]!r}; at least two are needed")
    signal = one_hot(codes, classes.size)
    residual = one_hot(checked_codes(noisy, classes, "noisy_labels"), classes.size) - signal
    groups = codes if about == "class" else np.zeros_like(codes)
    data: dict[str, object] = {"singular_value": ("direction", parts.s * parts.unit)}
    for name, target in (("signal", signal - signal.mean(axis=0)), ("noise", _about_means(residual, groups))):
        energy = float((target**2).sum())
        along = ((parts.U.T @ target) ** 2).sum(axis=1)
        # where each class is flipped as a whole, what is left about its mean is rounding
        share = along / energy if energy > np.finfo(np.float64).eps * n else np.zeros_like(along)
        data |= {
            f"{name}_share": ("direction", share),
            f"{name}_cumulative": ("direction", np.cumsum(share)),
            f"{name}_energy": energy,
        }
    return xr.Dataset(
        data,
        coords={"direction": np.arange(1, parts.s.size + 1)},
        attrs={"about": about, "centred": int(parts.centred), "uniform_share": 1 / (n - 1)},
    )


def _check_about(about: str) -> None:
    if about not in ABOUT:
        raise InputError(f"unknown about={about!r}; {near_match(str(about), ABOUT)}")


def _about_means(values: Array, groups: Codes) -> Array:
    """Rows (n, K) minus the mean of their group (n,)."""
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    counts = np.bincount(groups, minlength=sums.shape[0]).clip(min=1)
    return np.asarray(values - (sums / counts[:, None])[groups])
