"""Tables of the page on real networks: verdicts over all kinds of places, remedies, fits, widths, corruption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lngd_theory.claims.tail import Ruling, tail_claims
from lngd_theory.report.study import Table
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.evidence import TailEvidence, numbers, place, seats
from lngd_theory.spectral.deep.remedies import REMEDIES, apply
from lngd_theory.spectral.deep.words import quartiles

__all__ = ["cell_table", "choice_table", "part_table", "remedy_table", "verdict_table"]


def verdict_table(kinds: Mapping[str, Mapping[str, Ruling]]) -> Table:
    """MT.1 to MT.8 by kind of place: verdict, and places where it holds : the opposite : not told."""
    names = tuple(tail_claims())
    rows = tuple((kind, _seeds(found), *(_verdict(found.get(name)) for name in names)) for kind, found in kinds.items())
    caption = "Verdicts, and at how many places a claim holds : its opposite holds : seeds do not tell"
    return Table(caption, ("places", "seeds", *names), rows)


def _verdict(ruling: Ruling | None) -> str:
    if ruling is None or not ruling.signs:
        return "–"
    return f"{ruling.verdict} {':'.join(map(str, ruling.counts))}"


def _seeds(found: Mapping[str, Ruling]) -> str:
    """At a place, over all claims."""
    seeds = sorted({count for ruling in found.values() for count in ruling.seeds.values()})
    return "–" if not seeds else f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"


def part_table(name: str, found: Mapping[str, Ruling]) -> Table:
    """Every part of every claim: where it holds, what was tested, and the place that is furthest from it."""
    rows = []
    for claim, ruling in found.items():
        for part in ruling.parts or (ruling,):
            if not part.signs:
                rows.append((claim, part.name, part.verdict, "–", "–", "–"))
                continue
            values = np.array(list(part.value.values()))
            worst = min(part.value, key=lambda key: part.value[key])
            counts = " : ".join(map(str, part.counts))
            furthest = f"{worst} ({part.value[worst]:+.3f}, p = {part.p[worst]:.2g})"
            rows.append((claim, part.name, part.verdict, counts, quartiles(values), furthest))
    columns = ("claim", "part", "verdict", "places", "what is tested, median over places [quartiles]", "least for it")
    return Table(f"Parts of the claims, {name}", columns, tuple(rows))


def remedy_table(evidence: TailEvidence, flips: float = 0.0) -> Table:
    """Test accuracy of every remedy at the first rate, by network; only those trained with these fresh flips."""
    design = evidence.design
    cells = {name: design.base(name).replace(fresh_flips=flips) for name in design.architectures}
    there = {name: cell for name, cell in cells.items() if cell in evidence.data}
    rows = tuple(
        (remedy, *(quartiles(apply(evidence.data[cell], remedy).accuracy) for cell in there.values()))
        for remedy in REMEDIES
    )
    base = design.base(design.architectures[0])
    how = f"fresh flips with p = {flips:g}" if flips else "no fresh flips"
    caption = f"Test accuracy on true labels, {design.images.name}, fixed corruption {base.corruption}, {how}"
    return Table(f"{caption}: median [quartiles]", ("remedy", *there), rows)


def choice_table(evidence: TailEvidence) -> Table:
    """What every rule chooses: an epoch, or a number of directions."""
    design = evidence.design
    chosen = [name for name in REMEDIES if "held out" in name or "oracle" in name or name in (
        "probe, cross-validation", "probe, threshold"
    )]  # fmt: skip
    rows = tuple(
        (remedy, *(quartiles(apply(evidence.data[design.base(name)], remedy).choice, 0)
                   for name in design.architectures))
        for remedy in chosen
    )  # fmt: skip
    caption = f"What is chosen, {design.images.name}: an epoch for stopped alone, else d; median [quartiles]"
    return Table(caption, ("remedy", *design.architectures), rows)


def cell_table(evidence: TailEvidence, cells: Sequence[Cell] | None = None) -> Table:
    """Every cell: fits, seat, ranks, accuracies."""
    rows = []
    for cell in evidence.data if cells is None else cells:
        data, own = evidence.data[cell], numbers(evidence.data[cell])
        if not own:
            rows.append((place(cell), str(cell.width), *["–"] * 7, str(data.sizes["seed"])))
            continue
        last = data.isel(record=-1)
        clean = last.network.sel(sample="clean", labels="given").values
        rank = last["rank"].sel(measure="effective rank").values
        shown = [clean, own["memorised"], seats(data)[:, -1], rank]
        shown += [own["accuracy_full"], own["accuracy_kstar"], apply(data, "stopped, oracle").accuracy]
        text = (quartiles(np.asarray(values), 1 if values is rank else 2) for values in shown)
        rows.append((place(cell), str(cell.width), *text, str(int((data.diverged_at >= 0).sum()))))
    columns = (
        "cell", "width", "clean labels fitted", "corrupted labels fitted", "seat", "effective rank", "accuracy",
        "truncated to k*", "stopped, oracle", "diverged",
    )  # fmt: skip
    return Table(f"All cells, {evidence.design.images.name}: median [quartiles] over seeds", columns, tuple(rows))
