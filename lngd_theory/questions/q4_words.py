"""The sentences of Q4, made from its measurements."""

from __future__ import annotations

from collections.abc import Iterable

from lngd_theory.questions.q4_brute import BruteForce
from lngd_theory.questions.q4_figures import step_size
from lngd_theory.questions.q4_study import FLIPS, LEVEL, Place, Study
from lngd_theory.questions.words import Correction
from lngd_theory.report.numbers import number
from lngd_theory.second_stage import GrowthRate
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, PREDICTED, local_exponent
from lngd_theory.statistics import Interval

__all__ = [
    "bound_sentence",
    "claimed_exponents",
    "exponent_sentences",
    "failures",
    "figure2_sentences",
    "full_sentence",
    "numbers",
    "power",
    "text",
    "theta_sentence",
    "time_sentence",
]

#: A Theta hides constants, which may differ by this much between settings.
_SPREAD = 100.0
_SYMBOLS = {"eta": "eta", "p": "p(1-p)", "n": "n", "m": "m", "d": "d", "mu": "|mu|"}


def exponent_sentences(slopes: dict[str, Interval]) -> list[str]:
    """The fitted exponents, against the prediction and against the lemma."""
    found = ", ".join(f"{power(name)} {text(slope)}" for name, slope in slopes.items())
    off = max(abs(slope.estimate - claimed_exponents(name)[0]) for name, slope in slopes.items())
    excluded = [
        power(name) for name, slope in slopes.items() if not slope.low <= claimed_exponents(name)[1] <= slope.high
    ]
    kept = [power(name) for name in slopes if power(name) not in excluded]
    lemma = f"The lemma's exponents lie outside the 95 % intervals for {', '.join(excluded) or 'no parameter'}"
    return [
        f"Fitted exponents of the growth rate of an aligned signal pre-activation in the second stage: {found}.",
        f"None is further than {off:.2g} from the leading-order prediction eta^2 |mu|^2 sigma_p^2 d p(1-p)/(n m^2).",
        lemma + (f", and inside for {', '.join(kept)}." if kept else "."),
    ]


def full_sentence(study: Study) -> str:
    """How full simulations compare with the two-scale rate."""
    points = [point for sweep in study.full.values() for point in sweep]
    ratios = [point.ratio for point in points]
    agree = sum(ratio.low <= 1 <= ratio.high for ratio in ratios)
    low, high = min(ratio.estimate for ratio in ratios), max(ratio.estimate for ratio in ratios)
    return (
        f"In full simulations from random weights the signal grows at {low:.3f} to {high:.3f} times the two-scale rate "
        f"({len(points)} settings of {study.seeds} seeds; the interval of the ratio holds 1 at {agree})."
    )


def bound_sentence(rates: list[GrowthRate]) -> str:
    """At how many settings the rate is below the lemma's bound."""
    below = [growth for growth in rates if growth.rate.high < growth.lemma_4_5_iv]
    above = [growth for growth in rates if growth.rate.low >= growth.lemma_4_5_iv]
    found = f"The measured rate is below Lemma 4.5 (iv)'s eta |mu|^2/(16 m) at {len(below)} of {len(rates)} settings"
    if below:
        least = min(growth.rate.estimate / growth.lemma_4_5_iv for growth in below)
        found += f" (down to {number(least)} of it)"
    if not above:
        return f"{found}, and at none is it certain to meet it."
    needed = min(step_size(growth) for growth in above)
    smallest = min(growth.setting.noise_growth for growth in above)
    return (
        f"{found}, and meets it at {len(above)}, all with a p(1-p) >= {number(needed)} and "
        f"a = 2 eta sigma_p^2 d/(nm) >= {number(smallest)}: steps that change a noise coefficient by such a share."
    )


def time_sentence(place: Place) -> str:
    """The extrapolated time beside the lemma's and the theorem's."""
    steps, _, lemma, theorem = place.time
    verdict = "misses" if steps.low > lemma else "meets" if steps.high <= lemma else "cannot be told from"
    return (
        f"{place.name}: growth at the measured rate takes {numbers(steps)} steps to carry the largest initial overlap "
        f"to gamma = {LEVEL:g}; it {verdict} Lemma 4.5's T_2 - T_1 = {number(lemma)} (c_2 as measured) by a factor of "
        f"{number(max(steps.estimate / lemma, lemma / steps.estimate))}, and is "
        f"{number(steps.estimate / theorem)} times Theorem 3.3's time with constants 1."
    )


def theta_sentence(places: Iterable[Place]) -> str:
    """Whether one constant in the theorem's Theta covers these settings."""
    ratios = [place.time.steps.estimate / place.time.theorem_3_3 for place in places]
    low, high = min(ratios), max(ratios)
    verdict = "no constant in its Theta covers them" if high > _SPREAD * low else "a constant in its Theta covers them"
    return (
        f"The extrapolated time is between {number(low)} and {number(high)} times Theorem 3.3's over these settings: "
        f"{verdict}."
    )


def failures(places: Iterable[Place]) -> list[Correction]:
    """What fails at a setting inside Assumption 3.1."""
    inside = [place for place in places if place.name.startswith("inside")]
    slow = [place for place in inside if place.growth.rate.high < place.growth.lemma_4_5_iv]
    late = [place for place in inside if place.time.steps.low > _SPREAD * place.time.theorem_3_3]
    lemma = [
        Correction(
            "Lemma 4.5 (iv)",
            "max_r (gamma + |<w0, mu>|) grows at least as exp(eta |mu|^2 (t - T_1)/(16 m))",
            f"{place.name}: {numbers(place.growth.rate)} a step, bound {number(place.growth.lemma_4_5_iv)}",
            "growth at the rate eta^2 |mu|^2 sigma_p^2 d p(1-p)/(n m^2), to leading order in eta",
        )
        for place in slow[:1]
    ]
    theorem = [
        Correction(
            "Theorem 3.3",
            "signal learnt after Theta(m log(6/(sigma_0 |mu|))/(eta |mu|^2)) steps of the second stage",
            f"{place.name}: {numbers(place.time.steps)} steps, the theorem's {number(place.time.theorem_3_3)}",
            "of order n m^2 log(6/(sigma_0 |mu|))/(eta^2 |mu|^2 sigma_p^2 d p(1-p)) steps",
        )
        for place in late[:1]
    ]
    return lemma + theorem


def figure2_sentences(study: Study) -> list[str]:
    """What full simulations of figure 2 show."""
    sentences = []
    for point, (eta, (gamma, test)) in zip(study.figure2, study.reached.items(), strict=True):
        extrapolated = next(p.time.steps for p in study.places if p.name == f"figure 2, eta = {eta:g}").estimate
        order = (
            f"earlier than by second-stage growth alone ({number(extrapolated)}): at n SNR^2 = "
            f"{point.setting.n_snr2:.2g} it is the first stage that carries the signal there"
            if gamma.estimate < extrapolated
            else f"no earlier than by second-stage growth alone ({number(extrapolated)})"
        )
        sentences += [
            f"Figure 2 with eta = {eta:g}: where every sample is memorised a full simulation (sigma_0 = "
            f"{point.setting.sigma_0:g}) grows at {text(point.ratio)} times the two-scale rate{_lost(point)}.",
            f"At figure 2's own sigma_0 the largest |gamma| is {LEVEL:g} after {numbers(gamma)} steps (median over "
            f"seeds), {order}; the test error is 0.05 after {numbers(test)}.",
        ]
    return sentences


def _lost(point: BruteForce) -> str:
    """What samples that are never memorised add to the rate."""
    labels = int((point.lost > 0).sum())
    if not labels:
        return "; every sample was memorised in every seed"
    pull = point.setting.signal_growth * (0.5 - FLIPS.p) / point.setting.n  # type: ignore[operator]
    return (
        f"; {labels} of {point.lost.size} pairs of seed and label hold samples that are never memorised (against Lemma "
        f"4.4 (i)), each of which adds {number(point.pull_of_lost)} to the rate of its label, where a sample that "
        f"stays at f = 0 pulls with b (1/2 - p)/n = {number(pull)}"
    )


def claimed_exponents(name: str) -> tuple[float, float]:
    """Predicted exponent and the lemma's."""
    parameter = name.split()[0]
    return local_exponent(PREDICTED, parameter), local_exponent(LEMMA_4_5_IV, parameter)


def power(name: str) -> str:
    """A parameter, and how its exponent was found, for people."""
    parameter, _, how = name.partition(" ")
    return f"{_SYMBOLS[parameter]} {how}".strip()


def text(interval: Interval) -> str:
    """An interval near one, with three decimals."""
    return f"{interval.estimate:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def numbers(interval: Interval) -> str:
    """An interval of any size."""
    return f"{number(interval.estimate)} [{number(interval.low)}, {number(interval.high)}]"
