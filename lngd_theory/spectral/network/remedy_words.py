"""Sentences and tables on remedies: against the converged network, against each other, over the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.figures import noise_name
from lngd_theory.phase.words import interval
from lngd_theory.report.sentences import listed
from lngd_theory.report.study import Table
from lngd_theory.spectral.choosing import transfer_regret
from lngd_theory.spectral.network.arms import Arm, accuracies
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.maps import CONTESTANTS, Winners
from lngd_theory.spectral.network.quantities import regrets
from lngd_theory.spectral.network.remedies import REMEDIES
from lngd_theory.spectral.network.words import place
from lngd_theory.statistics import compare, median_interval

__all__ = [
    "remedy_sentences",
    "remedy_table",
    "spread_table",
    "stability_sentence",
    "systematic_sentences",
    "winner_sentence",
]


def remedy_table(evidence: Evidence, noise: str, rate: float) -> Table:
    """Median accuracies with quartiles, remedies by n SNR^2."""
    cells = {s: evidence.data[evidence.design.plane()[s, rate]] for s in evidence.design.strengths}

    def shown(data: xr.Dataset, remedy: str) -> str:
        low, middle, high = np.quantile(accuracies(data, (noise, remedy)), [0.25, 0.5, 0.75])
        return f"{middle:.3f} [{low:.3f}, {high:.3f}]"

    rows = tuple((remedy, *(shown(data, remedy) for data in cells.values())) for remedy in REMEDIES)
    columns = ("remedy", *(f"n SNR^2 = {s:g}" for s in cells))
    caption = f"Test accuracy on clean labels, fixed corruption r = {rate:g}, {noise_name(noise)}: median [quartiles]"
    return Table(caption, columns, rows)


def remedy_sentences(evidence: Evidence, lngd: str) -> list[str]:
    """Remedies against the converged network, and the bridge: label noise against truncation and stopping of GD."""
    cells, rest, name = evidence.imperfect(), evidence.imperfect(lngd), noise_name(lngd)
    trained = ("none", "as trained")
    of_gd = {
        "GD stopped early (oracle)": "stopped, oracle",
        "GD with truncated weights (oracle k)": "weights, oracle k",
        "GD with truncated movement (oracle k)": "movement, oracle k",
        "GD with weights truncated to k = 1": "weights, k = 1",
        "GD with truncated features (oracle d)": "features, oracle d",
        "GD with features truncated to k* = 1": "features, d = 1",
        "a probe on d directions of GD (oracle d)": "probe, oracle d",
        "GD stopped early and then truncated (oracle)": "stopped and weights, oracle",
    }
    sentences = [_pair_sentence(cells, what, "converged GD", ("none", arm), trained) for what, arm in of_gd.items()]
    sentences += [
        _pair_sentence(cells, name, what, (lngd, "as trained"), ("none", of_gd[what]))
        for what in ("GD with truncated weights (oracle k)", "GD stopped early (oracle)")
    ]
    both = {"truncated weights (oracle k)": "weights, oracle k", "early stopping (oracle)": "stopped, oracle"}
    sentences += [
        _pair_sentence(rest, f"{name} with {what}", f"{name} alone", (lngd, arm), (lngd, "as trained"))
        for what, arm in both.items()
    ]
    arms = [(noise, "weights, oracle k") for noise in (lngd, "none")]
    return [*sentences, _pair_sentence(cells, f"{name} with truncated weights", "GD with the same", arms[0], arms[1])]


def _pair_sentence(cells: Mapping[Any, xr.Dataset], name: str, other: str, first: Arm, second: Arm) -> str:
    found = compare({key: accuracies(data, first) - accuracies(data, second) for key, data in cells.items()})
    if not cells:
        return f"{name} against {other}: no cell is left with anything to gain."
    signs, keys = found.sign(), list(cells)
    ahead, behind = int((signs > 0).sum()), int((signs < 0).sum())
    best, worst = int(found.gain.argmax()), int(found.gain.argmin())
    return (
        f"{name} against {other}: ahead in {ahead} and behind in {behind} of {len(keys)} imperfect cells; median gains "
        f"from {found.gain[worst]:+.3f} ({place(keys[worst])}) to {found.gain[best]:+.3f} ({place(keys[best])})."
    )


def winner_sentence(evidence: Evidence, found: Winners, lngd: str) -> str:
    """How often each contestant of the map is ahead of both others."""
    won = list(found.winner.values())
    counts = [f"{name} in {won.count(name)}" for name in CONTESTANTS]
    named = ", ".join(counts)
    return (
        f"Who is ahead of both others, over {len(won)} corrupted cells (* chosen by clean labels; LNGD is "
        f"{noise_name(lngd)} as trained): {named}, nobody in {won.count('')}."
    )


def systematic_sentences(evidence: Evidence) -> list[str]:
    """Label-noise GD and truncation under systematic corruption: against converged GD, by kind."""
    cells, sentences = evidence.part(evidence.design.other_corruption()), []
    for kind in evidence.design.kinds:
        chosen = {("none", "features, d = 1"): "GD with features truncated to k* = 1"}
        chosen |= {(noise, "as trained"): noise_name(noise) for noise in evidence.design.noises[1:]}
        parts = []
        for arm, words in chosen.items():
            found = compare(
                {
                    key: accuracies(data, arm) - accuracies(data, ("none", "as trained"))
                    for key, data in cells.items()
                    if key[0] == kind
                }
            )
            gains = ", ".join(f"{gain:+.3f}{_MARKS[sign]}" for gain, sign in zip(found.gain, found.sign(), strict=True))
            parts.append(f"{words} {gains}")
        strengths = listed([f"{s:g}" for other, s in cells if other == kind])
        sentences.append(
            f"Systematic corruption ({_SYSTEMATIC[kind]}): median gains over converged GD at n SNR^2 = {strengths}, "
            f"(+) ahead and (-) behind by the adjusted test: {'; '.join(parts)}."
        )
    return sentences


_MARKS = {1: " (+)", 0: "", -1: " (-)"}
_SYSTEMATIC = {"class": "of one class only", "aligned": "aligned with a patch that fresh data carry as often"}


def stability_sentence(evidence: Evidence, noise: str) -> str:
    """MT.6 for the number of directions that is stable: that of the weights."""
    cells = evidence.above_chance(noise)
    if not cells:
        return f"MT.6 for truncated weights, {noise_name(noise)}: no cell is left in which it could be asked."
    signs = compare({key: np.subtract(*regrets(data, noise, "weights")) for key, data in cells.items()}).sign()
    return (
        f"MT.6 for truncated weights, {noise_name(noise)}: a step chosen on other seeds costs more than a k chosen on "
        f"other seeds in {int((signs > 0).sum())} cells, and less in {int((signs < 0).sum())}, of {len(cells)}."
    )


def spread_table(evidence: Evidence, noise: str) -> Table:
    """What the oracle chooses from seed to seed, and what a choice made on other seeds costs (MT.6)."""
    rows = []
    for key, data in evidence.above_chance(noise).items():
        one, cells = data.sel(noise=noise), []
        for chosen, curve in (
            ("stopped, oracle", one.accuracy_over_time.values),
            ("weights, oracle k", one.curve.sel(kind="weights").values[:, :, 1:]),
            ("probe, oracle d", one.curve.sel(kind="probe").values[:, :, 1:]),
        ):
            low, middle, high = np.nanquantile(one.choice.sel(chosen=chosen).values, [0.25, 0.5, 0.75])
            regret = interval(median_interval(transfer_regret(curve[:, 0], curve[:, 1])))
            cells += [f"{middle:g} [{low:g}, {high:g}]", regret]
        rows.append((place(key), *cells))
    columns = ("cell", "step t", "its regret", "weights' k", "its regret", "probe's d", "its regret")
    caption = (
        f"{noise_name(noise)}: what the oracle chooses, median [quartiles], and what the other seeds' choice costs"
    )
    return Table(caption, columns, tuple(rows))
