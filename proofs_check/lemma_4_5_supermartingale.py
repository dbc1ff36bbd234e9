"""The tool of Lemma 4.5's proof: ``M = (iota - iota*)^2`` as a supermartingale, in both versions of the paper.

The drift at iota* is a mean of two squares that do not vanish, so M is a supermartingale on no region that contains
iota*, whatever a and p are, and whatever point iota* stands for. The printed condition ``p < 1/(1 + 2 exp(f))`` holds
for no p at the balance point. Where it holds, below ``f* - log 2``, the drift is at most 0 for a up to 1/8.

In its place: outside a ball of radius ``sqrt(K)`` times ``sqrt(a iota*)`` (arXiv) or ``sqrt(a)/2`` (ICLR) the drift is
at most 0 up to 4 iota*, for all step sizes up to a largest one; everywhere about iota* it satisfies a drift condition.
Both with explicit constants. What follows for the paths is in :mod:`proofs_check.lemma_4_5`.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.reduced.proofs import drift_at_centre
from lngd_theory.reduced.statement import STATEMENTS, Version, a, iota
from lngd_theory.symbols import p
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import premises
from proofs_check.step import Confirmed, Step
from proofs_check.supermartingale.ball import REDUCTION, OutsideBall
from proofs_check.supermartingale.boundary import maximal_region
from proofs_check.supermartingale.boxes import Boxed
from proofs_check.supermartingale.chain import (
    STEPS,
    VERSIONS,
    at_balance,
    away,
    excess,
    iota_star,
    margin,
    relative_drift,
)
from proofs_check.supermartingale.lyapunov import ITERATION, FosterLyapunov
from proofs_check.supermartingale.maps import map_in_a, map_in_p

__all__ = ["ARGUMENTS", "BALLS", "CONDITIONS", "CONTRADICTION", "PRINTED"]

_R = sp.Rational
_w, _v = sp.symbols("w v", positive=True)

#: Ranges of iota*: p from 1/20 to 3/10 and a little more.
_STAR: dict[Version, tuple[sp.Rational, sp.Rational]] = {"arxiv": (_R(4, 5), _R(3)), "iclr": (_R(9, 10), _R(7, 4))}


def _printed(version: Version) -> Inequality:
    """On the stated region, without the condition on p, "eta small" being a up to 1/100."""
    low, high = _STAR[version]
    return Boxed(
        f"printed: M is a supermartingale for iota <= 4 iota*, a <= 1/100 ({version})",
        sp.Le(at_balance(version, STATEMENTS[version].squared_drift), 0),
        {iota: (low / 10, 4 * high), iota_star: (low, high), a: (0, "1/100")},
        (sp.Le(iota, 4 * iota_star),),
        latex=r"E[(\iota'-\iota^*)^2\mid\iota]\le(\iota-\iota^*)^2",
    )


def _about_the_centre(version: Version) -> Inequality:
    """A box of positive volume about (iota*, p = 0.1) on which the drift is positive."""
    reach, star = {"arxiv": ("1/20", ("21/10", "23/10")), "iclr": ("1/40", ("29/20", "3/2"))}[version]
    return Boxed(
        f"the drift is positive within {reach} of iota*, for p about 0.1 and a from 1/100 to 1/8 ({version})",
        sp.Gt(relative_drift(version), 0),
        {away: (f"-{reach}", reach), iota_star: star, a: ("1/100", "1/8")},
        latex=r"E[(\iota'-\iota^*)^2\mid\iota]>(\iota-\iota^*)^2,\quad u=\iota-\iota^*",
    )


def _centre() -> list[tuple[str, bool]]:
    return [
        (f"{version}: for every a, every p and every centre", drift_at_centre(version).is_positive is True)
        for version in VERSIONS
    ]


def _moves() -> list[tuple[str, bool]]:
    """For a = 1/(1 + v) in (0, 1): V(iota') > V(iota*) for both outcomes if V has a strict minimum there."""
    lines = []
    for version, stated in STATEMENTS.items():
        kept, flipped = (sp.factor(outcome.subs(a, 1 / (1 + _v)) / iota - 1) for outcome in stated.outcomes)
        lines.append((f"{version}: no flip moves up", kept.is_positive is True))
        lines.append((f"{version}: a flip moves down", _falls(flipped)))
    return lines


def _falls(relative: sp.Expr) -> bool:
    """``(1 - x)^k - 1 < 0`` with x in (0, 1) written out: every term of the numerator is negative."""
    top, bottom = sp.fraction(sp.together(sp.simplify(relative)))
    return bool(sp.expand(-top).is_positive and bottom.is_positive)


def _condition(version: Version) -> Inequality:
    """The claim's premise turned round, at p = 1/(1 + w); ICLR has iota^2 in the exponent and sqrt(f*) for iota*."""
    (printed,) = premises("4.5.supermartingale")
    stated = STATEMENTS[version]
    at_star = 1 / (1 + 2 * sp.exp(margin(version, stated.balance)))
    right = printed.rhs if version == "arxiv" else at_star
    return Inequality(
        f"the printed condition holds for no p at iota* ({version})",
        sp.Ge(1 / (1 + _w), sp.simplify(right.subs(p, 1 / (1 + _w)))),
        {_w: (0, "oo")},
        latex=r"p\ge\frac{1}{1+2e^{f^*}},\quad p=\frac1{1+w},\ e^{f^*}=w",
    )


def _where_it_holds(version: Version) -> Inequality:
    """``p < 1/(1 + 2 e^f)`` is ``f < f* - log 2``: a factor of 2 there makes e^(f - f*) at most 1/2."""
    low, high = _STAR[version]
    return Boxed(
        f"where the printed condition holds the drift is at most 0, a <= 1/8 ({version})",
        sp.Le(relative_drift(version), 0),
        {away: (-high, 0), iota_star: (low, high), a: (0, "1/8")},
        (sp.Ge(away, -iota_star), sp.Le(excess(version), -sp.log(2))),
        r"E[M']\le M\quad(f\le f^*-\log2,\ u=\iota-\iota^*)",
    )


_BALLS = {
    "arxiv": ((2, _R(1, 8), _R(3, 10)), (_R(3, 2), _R(1, 25), _R(1, 4)), (_R(11, 10), _R(1, 1000), _R(1, 10))),
    "iclr": ((_R(8, 5), _R(1, 8), _R(1, 10)), (_R(4, 3), _R(1, 25), _R(1, 10)), (_R(11, 10), _R(1, 1000), _R(1, 20))),
}

#: Radius, largest a, and the distance up to which the drift is divided by the square.
BALLS = tuple(
    OutsideBall(version, _R(factor), largest, _STAR[version], near)
    for version in VERSIONS
    for factor, largest, near in _BALLS[version]
)
#: ``E[M'] <= (1 - c a) M + K a^2`` from iota*/2 to 4 iota*.
CONDITIONS = (
    FosterLyapunov("arxiv", _R(1), _R(5), _R(1, 8), _STAR["arxiv"], (_R(1, 2), _R(4)), _R(1, 5)),
    FosterLyapunov("iclr", _R(1, 2), _R(3, 2), _R(1, 8), _STAR["iclr"], (_R(1, 2), _R(4)), _R(1, 10)),
)
PRINTED = tuple(_printed(version) for version in VERSIONS)
CONTRADICTION = tuple(_condition(version) for version in VERSIONS)

_RANGE = Inequality(
    "p from 1/20 to 3/10 has f* from 4/5 to 3",
    sp.Le(sp.Abs(sp.log((1 - p) / p) - _R(19, 10)), _R(11, 10)),
    {p: ("1/20", "3/10")},
)


def _maps() -> tuple[Step, ...]:
    chances = (_R(1, 100), _R(49, 100))
    return tuple(
        step
        for version in VERSIONS
        for pair in (map_in_p(version, _R(1, 100), chances), map_in_a(version, _R(1, 10), _R(1, 4)))
        for step in pair
    )


ARGUMENTS = (
    Argument(
        claim="4.5.supermartingale",
        steps=(
            *STEPS,
            *PRINTED,
            Confirmed("the drift is positive at the centre", r"E[(\iota'-c)^2\mid\iota=c]>0", _centre),
            *(_about_the_centre(version) for version in VERSIONS),
            Confirmed(
                "so it is for every function with a strict minimum at iota*",
                r"\iota'\ne\iota\ \Rightarrow\ E[V(\iota')\mid\iota=\iota^*]>V(\iota^*)",
                _moves,
            ),
        ),
        shows="against",
        itself=tuple(step.name for step in PRINTED),
        conclusion="M has a positive drift at iota* for every step size and every p in (0, 1), in both versions, so "
        "it is a supermartingale on no region that contains iota*; nor is any other function with a strict minimum "
        "there. Read at the balance point, the printed condition on p excludes every p (the statement is then "
        "vacuous); where it holds, the drift is at most 0 for a up to 1/8, but that region ends below the balance "
        "point. What holds instead for p from 1/20 to 3/10 is a supermartingale outside a ball whose radius is of "
        "order sqrt(a), and a drift condition everywhere from iota*/2 to 4 iota*.",
        repairs=(
            *(_where_it_holds(version) for version in VERSIONS),
            _RANGE,
            *REDUCTION,
            *(step for ball in BALLS for step in ball.steps),
            *(step for condition in CONDITIONS for step in condition.steps),
            *ITERATION,
            *(step for version in VERSIONS for step in maximal_region("1/100", "1/10", version).steps),
            *_maps(),
        ),
        premises=CONTRADICTION,
    ),
)
