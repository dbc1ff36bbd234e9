"""The bridge between the two theories as a study: verdicts, remedies, shapes and figures from one set of runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.figures import noise_name
from lngd_theory.phase.words import interval
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.balance import balance_sentence, balance_table
from lngd_theory.spectral.network.design import Cell, Design
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.figures import spectrum_figure, valley_figure
from lngd_theory.spectral.network.maps import map_figure, winners
from lngd_theory.spectral.network.measure import CURVES
from lngd_theory.spectral.network.mechanism import mechanism_sentences
from lngd_theory.spectral.network.remedies import CHOICES, REMEDIES
from lngd_theory.spectral.network.remedy_figures import remedy_figure, width_figure
from lngd_theory.spectral.network.remedy_words import (
    remedy_sentences,
    remedy_table,
    spread_table,
    stability_sentence,
    systematic_sentences,
    winner_sentence,
)
from lngd_theory.spectral.network.runs import CellRuns
from lngd_theory.spectral.network.tables import corruption_table, dimension_table
from lngd_theory.spectral.network.verdicts import rulings
from lngd_theory.spectral.network.words import (
    design_sentences,
    place,
    ruling_sentence,
    ruling_table,
    seat_sentence,
    shape_sentence,
    shape_table,
)
from lngd_theory.spectral.shape import shape_of
from lngd_theory.statistics import median_interval

__all__ = ["bridge_study", "cell_study"]

_LEFT_OPEN = (
    "MT is known here by its abstract: not whether its features are centred, what its probe is, how near is near k*, "
    "nor any number. Here features are centred (about zero for comparison), the probe is least squares on the labels "
    "trained on, and near means between k*/2 and 2k*.",
    "MT's networks are deep and trained on images; this is the two-layer network of LNGD, for whose label noise there "
    "is a theory.",
    "LNGD has no fixed corruption in it. Its budget of steps here is GD's; the signal need not have grown up by then.",
)
_TITLE = "The bridge: fixed corruption, spectral truncation and label-noise GD on one network"


def bridge_study(runs: CellRuns, design: Design, quick: bool = False) -> StudyResult:
    """Run what the folder lacks of a design, and say what it shows."""
    evidence = Evidence(design, runs.run(design.cells(), design.seeds))
    noises, focus = design.noises, design.focus[0]
    lngd = noises[len(noises) // 2]
    pair = ("none", lngd)
    found = {noise: rulings(evidence, noise) for noise in noises}
    sentences = (
        *quick_note(quick, "few cells, small n, few seeds and steps"),
        *design_sentences(evidence),
        *mechanism_sentences(evidence, noises),
        balance_sentence(evidence, noises),
        winner_sentence(evidence, winners(evidence, lngd), lngd),
        *remedy_sentences(evidence, lngd),
        *systematic_sentences(evidence),
        *(seat_sentence(evidence, noises, at) for at in design.focus),
        *(ruling_sentence(one, noise) for noise in pair for one in found[noise].values()),
        *(stability_sentence(evidence, noise) for noise in pair),
        *(shape_sentence(evidence, noise, kind) for noise in pair for kind in ("weights", "features", "probe")),
    )
    rate = focus[1]
    tables = (
        ruling_table(found),
        *(remedy_table(evidence, noise, rate) for noise in pair),
        balance_table(evidence, noises, rate),
        dimension_table(evidence, pair),
        corruption_table(evidence, noises),
        *(spread_table(evidence, noise) for noise in pair),
        *(shape_table(evidence, noise) for noise in pair),
    )
    middle = design.width_strengths[len(design.width_strengths) // 2]
    figures = {
        "": remedy_figure(evidence, noises, rate, design.width_strengths),
        "map": map_figure(evidence, lngd, focus),
        "spectrum": spectrum_figure(evidence, pair, focus),
        "valley": valley_figure(evidence, pair, design.focus[-1]),
        "width": width_figure(evidence, pair, middle),
    }
    command = f"lngd bridge{' --quick' * quick} --out bridge"
    return StudyResult(
        "bridge", _TITLE, command, sentences, tables, figures, _data(evidence, found), left_open=_LEFT_OPEN
    )  # fmt: skip


def _data(evidence: Evidence, found: dict[str, Any]) -> dict[str, Any]:
    """What other programs may want: verdicts, and medians of every arm by cell of the plane."""
    plane = evidence.part(evidence.design.plane())
    return {
        "verdicts": {
            noise: {claim: ruling.to_dict("cell", place) for claim, ruling in each.items()}
            for noise, each in found.items()
        },
        "accuracy": {
            place(key): {
                noise: dict(zip(REMEDIES, data.accuracy.sel(noise=noise).median("seed").values.tolist(), strict=True))
                for noise in evidence.design.noises
            }
            for key, data in plane.items()
        },
    }


def cell_study(runs: CellRuns, cell: Cell, seeds: int, command: str) -> StudyResult:
    """One cell alone, such as a counterexample: every remedy, what it chose, and the shape of every curve."""
    data = runs.run([cell], seeds)[cell]
    setting, corruption = cell.setting, cell.corruption
    title = (
        f"{corruption.kind} corruption at rate r = {corruption.rate:g}, n SNR^2 = {setting.n_snr2:.3g}, "
        f"n = {setting.n}, m = {setting.m}, d = {setting.d:g}"
    )
    shapes, sentences = [], []
    for noise in cell.noises:
        one = data.sel(noise=noise).isel(record=-1)
        shares = [interval(median_interval(one[name]), 2) for name in ("signal_top", "noise_top", "mu_top")]
        sentences.append(
            f"{noise_name(noise)}: the first direction of the features has {shares[0]} of the class signal and "
            f"{shares[1]} of the label residual; mu has {shares[2]} of the first direction of the weights."
        )
        for kind in CURVES:
            shape = shape_of(1 - data.curve.sel(noise=noise, kind=kind).mean("half").values)
            found = (f"{shape.hump:.3f}", f"{shape.p_valley:.2g}", f"{shape.p_convex:.2g}", str(shape.minima))
            shapes.append((noise_name(noise), kind, interval(shape.best, 0), *found))
    rows = tuple(
        (remedy, *(_with_choice(data, noise, remedy) for noise in cell.noises)) for remedy in REMEDIES
    )  # fmt: skip
    tables = (
        Table("Accuracy, median with 95 % interval; median choice", ("remedy", *map(noise_name, cell.noises)), rows),
        Table(
            "Risk over directions", ("algorithm", "kept", "minimum at k", "hump", "p (valley)", "p (convex)", "minima"),
            tuple(shapes),
        ),
    )  # fmt: skip
    numbers: dict[str, Any] = {
        "accuracy": data.accuracy.values,
        "choice": data.choice.values,
        "remedies": REMEDIES,
        "chosen": CHOICES,
    }
    return StudyResult("cell", title, command, tuple(sentences), tables, {}, numbers)


def _with_choice(data: xr.Dataset, noise: str, remedy: str) -> str:
    text = interval(median_interval(accuracies(data, (noise, remedy))))
    if remedy not in CHOICES:
        return text
    chosen = float(np.nanmedian(data.choice.sel(noise=noise, chosen=remedy).values))
    return f"{text}; {'t' if remedy.startswith('stopped,') else 'k'} = {chosen:g}"
