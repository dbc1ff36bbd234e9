"""The sentences of Q7 about classes without an aligned filter."""

from __future__ import annotations

from collections.abc import Iterable

from lngd_theory.questions.q7_align import LEARNT, Alignment
from lngd_theory.questions.q7_runs import ALGORITHMS
from lngd_theory.report.numbers import number
from lngd_theory.statistics import share_interval

__all__ = ["alignment_sentences", "crossing_sentence"]

#: S = (1/n) sum_{y_i = j} g_i where f = 0: half the samples, each with a slope of 1/2.
_PULL_AT_ZERO = 0.25


def alignment_sentences(found: Iterable[Alignment]) -> list[str]:
    """How often a class has no aligned filter, and what that decides."""
    found = list(found)
    etas, widths = (list(dict.fromkeys(getattr(a.setting, name) for a in found)) for name in ("eta", "m"))
    first = {a.setting.m: a for a in reversed(found)}
    shares = ", ".join(
        f"{first[m].unaligned.estimate:.2f} [{first[m].unaligned.low:.2f}, {first[m].unaligned.high:.2f}] at m = {m} "
        f"(2^-m = {0.5**m:.3g})"
        for m in widths
    )
    sentences = [
        f"A class y has no filter with j = y and <w0_{{j,r}}, y mu> > 0 at initialisation in a share {shares}."
    ]
    for eta in etas:
        for name in ALGORITHMS:
            chosen = [a for a in found if a.setting.eta == eta and a.algorithm == name]
            failed, explained = (sum(a.failures[k] for a in chosen) for k in (0, 1))
            parts = "; ".join(_table_words(a) for a in chosen)
            why = (
                f"Of its {failed} failures {explained} ({100 * explained / failed:.0f} %) have a class without one."
                if failed
                else "It never fails."
            )
            sentences.append(
                f"eta = {eta:g}, {name}: both classes are learnt (accuracy {LEARNT:g} each) with an aligned filter for "
                f"both, and without one for some class, in: {parts}. {why}"
            )
    return sentences


def _table_words(alignment: Alignment) -> str:
    (both, both_not), (none, none_not) = alignment.table.tolist()
    return (
        f"m = {alignment.setting.m}: {both} of {both + both_not}, {none} of {none + none_not} "
        f"(Fisher p = {number(alignment.p, 2)})"
    )


def crossing_sentence(found: Iterable[Alignment]) -> str:
    """Filters that a large step carries across zero."""
    parts = []
    found = list(found)
    for eta in dict.fromkeys(a.setting.eta for a in found):
        for m in dict.fromkeys(a.setting.m for a in found):
            chosen = [a for a in found if a.setting.eta == eta and a.setting.m == m]
            unaligned, crossed, learnt = (sum(a.crossings[k] for a in chosen) for k in range(3))
            if crossed:
                share = share_interval(crossed, unaligned)
                first = chosen[0].setting.signal_growth * _PULL_AT_ZERO
                parts.append(
                    f"eta = {eta:g}, m = {m}: {crossed} of {unaligned} such classes ({share.estimate:.2f} "
                    f"[{share.low:.2f}, {share.high:.2f}]; b S = {first:.2g} at f = 0), {learnt} of them learnt"
                )
    if not parts:
        return "No class without an aligned filter had one at the end."
    return (
        "A step with b S > 1, b = 2 eta |mu|^2/m, carries a filter across zero, so that a class gets an aligned filter "
        f"which it did not start with: {'; '.join(parts)}; nowhere else."
    )
