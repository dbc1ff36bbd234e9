"""Q1, said: sentences, and what can be said in place of the rebuttal's example."""

from __future__ import annotations

from typing import Any

from lngd_theory.questions.q1_measure import EXAMPLE, NAMES, Found
from lngd_theory.questions.words import Correction
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import listed

__all__ = ["corrected", "sentences"]

_SYMBOLS = {"|mu|": "|μ|", "sigma_0": "σ₀", "n SNR^2": "n SNR²"}


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (*_satisfiable(found), *_exponents(found), *_example(found))


def _satisfiable(found: Found) -> list[str]:
    said = []
    for version in found.regions:
        reports = {C: report for (v, C), report in found.inside.items() if v == version}
        first = reports[min(reports)]
        if isinstance(first, str):
            said.append(f"{NAMES[version]}: nothing is inside Assumption 3.1 with C = {min(reports):g}: {first}.")
            continue
        s = first.setting
        text = (
            f"{NAMES[version]}: Assumption 3.1 is satisfiable. The least d is {number(float(s.d), 2)} "
            f"(n = {s.n}, m = {s.m}, C = {first.C:g}, δ = {first.delta:g}, p = {first.p:g})"
        )
        last = reports[max(reports)]
        if len(reports) > 1 and not isinstance(last, str):
            text += f", and {number(float(last.setting.d), 2)} with C = {last.C:g}"
        said.append(f"{text}.")
    return said


def _exponents(found: Found) -> list[str]:
    region = found.regions["arxiv"]
    if region.is_empty:
        return ["As d grows no exponents n = d^a, |μ| = d^b, σ₀ = d^-c survive."]
    same = region.vertices == found.regions["iclr"].vertices
    shown = {name: region.bounds(name) for name in ("n", "|mu|", "sigma_0", "n SNR^2")}
    bounds = [_bound(_SYMBOLS.get(name, name), *pair) for name, pair in shown.items()]
    corners = ", ".join(f"({', '.join(map(str, corner))})" for corner in region.vertices)
    said = [
        f"As d → ∞ with n = d^a, |μ| = d^b, σ₀ = d^-c (σ_p, m, p and logarithms constant) what survives is a "
        f"polyhedron with corners (a, b, c) = {corners}{', the same in both versions' if same else ''}: "
        f"{listed(bounds)}."
    ]
    top = shown["n SNR^2"][1]
    if top is None or top >= 0:
        said.append("The boundary n SNR² = 1, where the regimes are said to change, can be reached inside.")
    else:
        said.append(
            f"The boundary n SNR² = 1, where the regimes are said to change, is out of reach: inside, n SNR² is at "
            f"most d^({top})."
        )
    return said


def _bound(name: str, low: Any, high: Any) -> str:
    if low is None or high is None:
        return f"{name} >= d^({low})" if high is None else f"{name} <= d^({high})"
    return f"d^({low}) <= {name} <= d^({high})"


def _point() -> str:
    return f"n = d^({EXAMPLE['a']}), |μ| = d^({EXAMPLE['b']}), σ₀ = d^(-{EXAMPLE['c']})"


def _example(found: Found) -> list[str]:
    violated = found.violations["arxiv"]
    point = _point()
    if not violated:
        return [f"The rebuttal's example ({point}) is inside."]
    broken = listed([f"{condition}, by exactly d^({power})" for condition, power in violated.items()])
    said = [f"The rebuttal's example ({point}) is outside: it breaks {broken}."]
    if found.conflict:
        said.append(
            f"No other |μ| or σ₀ would repair it: with n = d^({EXAMPLE['a']}), {listed(found.conflict)} "
            f"exclude each other."
        )
    if found.largest_n is not None:
        said.append(f"Beside its |μ| and σ₀, n may be at most d^({found.largest_n}).")
    return said


def corrected(found: Found) -> list[Correction]:
    """The example, where it fails at the smallest d, and the n that would be inside."""
    if not found.violations["arxiv"] or not found.at_finite_d:
        return []
    ratios = {d: min(found.at_finite_d[d], key=lambda c: c.ratio) for d in found.at_finite_d}
    d, worst = next(iter(ratios.items()))
    instead = f"n <= d^({found.largest_n}) beside its |μ| and σ₀" if found.largest_n is not None else "no such n"
    return [
        Correction(
            "rebuttal, example of consistent hyper-parameters",
            _point(),
            f"d = {number(float(d))}: {worst.id} holds by a factor of {number(worst.ratio, 2)} only",
            instead,
        )
    ]
