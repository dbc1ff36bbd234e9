"""Seeds, label noises and instances, as hypothesis strategies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.instances import Instance, draw_instance
from lngd_theory.label_noise import NOISE_KINDS, LabelNoise
from lngd_theory.setting import Setting
from lngd_theory.strategies.small import settings
from lngd_theory.streams import streams

__all__ = ["instances", "label_noises", "seeds"]

#: Ends between which the parameters of each kind are drawn, in their order; they hold the paper's examples.
_RANGES: dict[str, list[tuple[float, float]]] = {
    "none": [],
    "flip": [(0.0, 1.0)],
    "smoothing": [(0.0, 1.0)],
    "gaussian": [(0.0, 2.0), (0.0, 1.5)],
    "uniform": [(-2.0, 0.0), (0.0, 3.0)],
}


def seeds() -> st.SearchStrategy[int]:
    """Seed numbers, 0 to 2^32 - 1."""
    return st.integers(0, 2**32 - 1)


def label_noises(kinds: Iterable[str] | None = None, n: int | None = None) -> st.SearchStrategy[LabelNoise]:
    """Label noises of the given kinds.

    Parameters
    ----------
    kinds : iterable of str, optional
        Names in ``lngd_theory.label_noise.NOISE_KINDS``; all by default.
    n : int, optional
        Number of samples; then parameters may also be tuples of n numbers, one per sample.

    Raises
    ------
    InputError
        Unknown kind, with the near match.
    """
    wanted = list(NOISE_KINDS if kinds is None else [kinds] if isinstance(kinds, str) else kinds)
    for kind in wanted:
        if kind not in NOISE_KINDS:
            raise InputError(f"unknown label noise {kind!r}; {near_match(kind, NOISE_KINDS)}")
    size = None if n is None else whole_number("n", n, 1)

    def parameter(low: float, high: float) -> st.SearchStrategy[Any]:
        # 0 or at least 6e-5: a multiplier of 1e-310 would test the rounding of subnormal numbers only
        number = st.floats(low, high, width=16, allow_subnormal=False)
        return number if size is None else number | st.lists(number, min_size=size, max_size=size).map(tuple)

    return st.one_of([st.builds(NOISE_KINDS[kind], *(parameter(*ends) for ends in _RANGES[kind])) for kind in wanted])


@st.composite
def _instances(draw: st.DrawFn, problem: Setting | st.SearchStrategy[Setting], n_test: int) -> Instance:
    setting = draw(problem) if isinstance(problem, st.SearchStrategy) else problem
    return draw_instance(setting, streams(draw(seeds())), "law", n_test)


def instances(
    problem: Setting | st.SearchStrategy[Setting] | None = None, n_test: int = 0
) -> st.SearchStrategy[Instance]:
    """Instances of a setting, or of settings of a strategy (:func:`settings` by default), exact in law.

    ``n_test`` is the size of the test draw. The seed is drawn; to keep it, draw :func:`seeds` and call
    :func:`~lngd_theory.instances.draw_instance`.
    """
    return _instances(settings() if problem is None else problem, whole_number("n_test", n_test, 0))
