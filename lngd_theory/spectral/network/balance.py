"""The balance law: how much fixed label noise label-noise GD remembers, predicted from the flip rate and the signal.

Fresh flips with probability p hold every training margin at the balance point ``iota* = log((1-p)/p)`` of the reduced
dynamics (Lemma 4.5), whether its label is corrupted or not. Of a clean sample the signal gives s of that, so that the
noise patch is remembered only up to ``iota* - s``; of a corrupted one it gives -s, and the noise patch must bring
``iota* + s``. With ``iota_i = (1/m) sum_r rho_bar^2`` and nearly orthogonal noise patches the weights have the energies

    |W|^2 on clean noise patches      = m (iota* - s)_+ n_clean / (sigma_p^2 d)
    |W|^2 on corrupted noise patches  = m (iota* + s) n_corrupted / (sigma_p^2 d)

GD has no balance point; its common margin, which grows as the logarithm of time, takes the place of iota*. The law is
ours, to leading order; nothing is fitted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.figures import noise_name
from lngd_theory.label_noise import LabelFlip, parse_label_noise
from lngd_theory.report.numbers import number
from lngd_theory.report.study import Table
from lngd_theory.setting import Setting
from lngd_theory.spectral.network.evidence import Evidence

__all__ = ["balance_sentence", "balance_table", "common_margin", "predicted_energy", "ratios"]

Array = NDArray[np.float64]


def predicted_energy(setting: Setting, corrupted: Array, margin: Array, signal: Array) -> tuple[Array, Array]:
    """Squared norm of the weights on noise patches of clean and of corrupted samples, by the balance law.

    Parameters
    ----------
    setting : Setting
    corrupted : array
        Number of corrupted training samples.
    margin : array
        The common training margin: ``iota*``, or for GD the mean margin.
    signal : array
        ``y f`` of the signal patch alone.
    """
    scale = setting.m / (setting.sigma_p**2 * setting.d)
    clean = scale * np.maximum(margin - signal, 0.0) * (setting.n - corrupted)
    return np.asarray(clean), np.asarray(scale * np.maximum(margin + signal, 0.0) * corrupted)


def common_margin(data: xr.Dataset, noise: str) -> Array:
    """The margin that every training sample is held at (seeds,): ``iota*`` of the flips, or GD's mean margin."""
    kind = parse_label_noise(noise)
    if isinstance(kind, LabelFlip):
        p = float(kind.p)  # type: ignore[arg-type]
        return np.full(data.sizes["seed"], math.log((1 - p) / p))
    return np.asarray(data.margin.sel(noise=noise).isel(record=-1).mean("group").values)


def ratios(evidence: Evidence, noise: str) -> dict[Any, Array]:
    """Measured over predicted energy on noise patches of clean and corrupted samples (seeds, 2), by corrupted cell.

    nan where none is predicted.
    """
    found = {}
    for key, cell in evidence.design.plane().items():
        if key[1] == 0:
            continue
        data = evidence.data[cell]
        last = data.sel(noise=noise).isel(record=-1)
        predicted = predicted_energy(
            cell.setting, last.corrupted.values, common_margin(data, noise), last.signal_margin.values
        )
        measured = (last.energy.sel(part=name).values for name in ("clean noise", "corrupted noise"))
        found[key] = np.stack(
            [
                np.divide(m, p, out=np.full_like(m, np.nan), where=p > 0)
                for m, p in zip(measured, predicted, strict=True)
            ],
            axis=1,
        )
    return found


def balance_sentence(evidence: Evidence, noises: Sequence[str]) -> str:
    """How well the law predicts the energy that corrupted labels take, over all corrupted cells and seeds."""
    parts = []
    for noise in noises:
        values = np.concatenate([one[:, 1] for one in ratios(evidence, noise).values()])
        low, middle, high = np.nanquantile(values, [0.05, 0.5, 0.95])
        parts.append(f"{middle:.2f} [{low:.2f}, {high:.2f}] for {noise_name(noise)}")
    return (
        f"Balance law (nothing fitted): training margins are held at iota* = log((1-p)/p), of which the signal gives s "
        f"to a clean and -s to a corrupted sample, so that the weights keep the energy m (iota* + s)/(sigma_p^2 d) for "
        f"each corrupted label; measured over predicted is {', '.join(parts)} (median, 5 % and 95 % quantile over "
        f"cells and seeds; for GD with its mean margin in place of iota*)."
    )


def _median(values: Array) -> float:
    """Median of the values that there are; nan if most are missing."""
    there = values[np.isfinite(values)]
    return float(np.median(there)) if 2 * there.size > values.size else float("nan")


def balance_table(evidence: Evidence, noises: Sequence[str], rate: float) -> Table:
    """Signal margin, energies, and measured over predicted energies, at one corruption rate."""
    rows = []
    for strength in evidence.design.strengths:
        data = evidence.data[evidence.design.plane()[strength, rate]]
        for noise in noises:
            last = data.sel(noise=noise).isel(record=-1)
            energy = [last.energy.sel(part=part).median() for part in ("signal", "clean noise", "corrupted noise")]
            quotient = [_median(one) for one in ratios(evidence, noise)[strength, rate].T]
            numbers = (np.median(common_margin(data, noise)), last.signal_margin.median(), *energy, *quotient)
            rows.append((f"{strength:g}", noise_name(noise), *(number(float(value)) for value in numbers)))
    columns = (
        "n SNR^2", "algorithm", "common margin", "signal margin s", "energy on mu", "on clean noise",
        "on corrupted noise", "clean: measured/predicted", "corrupted: measured/predicted",
    )  # fmt: skip
    return Table(f"The balance law at r = {rate:g}: medians over seeds", columns, tuple(rows))
