"""Why truncated weights gain, and how label noise comes to do what truncation is meant to: sentences from numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lngd_theory.figures import noise_name
from lngd_theory.phase.words import interval
from lngd_theory.report.sentences import listed
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.quantities import segregation, shares_of_labels
from lngd_theory.spectral.network.words import place
from lngd_theory.statistics import compare, median_interval

__all__ = ["mechanism_sentences"]


def mechanism_sentences(evidence: Evidence, noises: Sequence[str]) -> list[str]:
    """Truncation against plain averaging of filters; segregation by the strength of the label noise."""
    ranks = [rank_sentence(evidence, noises, at) for at in evidence.design.focus]
    return [
        *_by_noise(evidence, noises), *_memory(evidence), *ranks, *_averaging(evidence), _by_dimension(evidence)
    ]  # fmt: skip


def _memory(evidence: Evidence) -> list[str]:
    """Shares of the first direction where it is the trained label, against what is predicted for one that is."""
    quotients = []
    for key, cell in evidence.design.plane().items():
        data = evidence.data[cell]
        if key[1] == 0 or np.median(segregation(data, "none")) > 0:
            continue
        last, predicted = data.sel(noise="none").isel(record=-1), shares_of_labels(data).T
        quotients.append((last.signal_top.values / predicted[0], last.noise_top.values / predicted[1]))
    if not quotients:
        return []
    shown = [
        "{1:.2f} [{0:.2f}, {2:.2f}]".format(*np.quantile(np.concatenate(one), [0.25, 0.5, 0.75]))
        for one in zip(*quotients, strict=True)
    ]
    return [
        f"What GD's first direction is: where it is nearer to the labels trained on ({len(quotients)} cells), it has "
        f"{shown[0]} times the signal share and {shown[1]} times the noise share (median and quartiles over runs) of a "
        f"direction that is the trained label itself, in expectation (1-2r)^2 and 4r(1-r)."
    ]


def _averaging(evidence: Evidence) -> list[str]:
    cells = evidence.imperfect()
    if not cells:
        return []
    overlap = [float(v) for data in cells.values() for v in data.averaging.sel(noise="none").isel(record=-1).values]
    low, middle, high = np.quantile(overlap, [0.25, 0.5, 0.75])
    found = compare(
        {
            key: accuracies(data, ("none", "weights, oracle k")) - accuracies(data, ("none", "filters averaged"))
            for key, data in cells.items()
        }
    )
    signs = found.sign()
    return [
        f"What truncated weights do: the first two left singular vectors of GD's weights are, to {middle:.2f} "
        f"[{low:.2f}, {high:.2f}] (squared cosine, quartiles over runs), the averages over the filters of each sign. "
        f"Averaging the filters outright, with no spectrum and no choice of k, is behind truncation at the oracle's k "
        f"in {int((signs > 0).sum())} and ahead of it in {int((signs < 0).sum())} of {len(cells)} imperfect cells "
        f"(averaging less truncation, medians from {-found.gain.max():+.3f} to {-found.gain.min():+.3f})."
    ]


def _by_dimension(evidence: Evidence) -> str:
    """What truncated weights owe to the dimension: the initial weights do not shrink with d, the movement does."""
    parts = []
    for d, data in evidence.part(evidence.design.sweep_of_dimensions()).items():
        energy = data.energy.sel(noise="none").isel(record=-1)
        start = float((energy.sel(part="initial weights") / energy.sum("part")).median())
        trained, weights, moved = (
            float(np.median(accuracies(data, ("none", remedy))))
            for remedy in ("as trained", "weights, oracle k", "movement, oracle k")
        )
        parts.append(
            f"{trained:.3f}, {weights:.3f} and {moved:.3f} at d = {d:g} (initial weights {start:.2f} of |W|^2)"
        )
    return (
        "Truncating W itself is not free of d: at the same n SNR^2 and initial overlap the initial weights keep their "
        f"norm while the movement shrinks as 1/sqrt(d). GD as trained, with W and with W - W0 truncated (oracle k): "
        f"{'; '.join(parts)}."
    )


def _by_noise(evidence: Evidence, noises: Sequence[str]) -> list[str]:
    cells = evidence.corrupted_plane()
    parts = []
    for noise in noises:
        signs = compare({key: segregation(data, noise) for key, data in cells.items()}).sign()
        parts.append(f"{int((signs > 0).sum())} to {int((signs < 0).sum())} for {noise_name(noise)}")
    return [
        f"Fresh label noise and where fixed label noise sits: of {len(cells)} corrupted cells, those in which the "
        f"first direction of the features is nearer to the class, against those in which it is nearer to the labels "
        f"trained on, are {listed(parts)}."
    ]


def rank_sentence(evidence: Evidence, noises: Sequence[str], at: tuple[float, float]) -> str:
    """Effective rank of the features before and after training, by algorithm."""
    data = evidence.data[evidence.design.plane()[at]]
    start = interval(median_interval(data.effective_rank.isel(noise=0, record=0)), 1)
    ends = [
        f"{interval(median_interval(data.effective_rank.sel(noise=noise).isel(record=-1)), 1)} with {noise_name(noise)}"
        for noise in noises
    ]
    return f"At {place(at)} the effective rank of the features is {start} untrained and, at the end, {listed(ends)}."
