"""Small settings whose dynamics are of order one, as a hypothesis strategy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from lngd_theory.assumptions.inside import completed
from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.setting import Setting

__all__ = ["refuse_bad_values", "settings"]


def settings(*, max_n: int = 6, max_d: int = 32, max_m: int = 3, **pinned: Any) -> st.SearchStrategy[Setting]:
    """Small settings whose dynamics are of order one.

    What is drawn in place of mu, sigma_0 and eta is what decides the dynamics: n SNR^2 (0, or 0.1 to 1), the initial
    overlap sigma_0 sigma_p sqrt(d) and the growth 2 eta sigma_p^2 d / (n m) (both 0.05 to 1); to three digits.

    Parameters
    ----------
    max_n, max_d, max_m : int
        Largest n, d (``n + 2`` if that is more) and m.
    **pinned
        Parameters of :class:`~lngd_theory.Setting`, each a value or a strategy.

    Raises
    ------
    InputError
        A pinned value is out of range (at once; of a strategy, when it is drawn).

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(settings(n=5, q=2.0))
    ... def check(setting):
    ...     assert setting.n == 5 <= setting.d - 2
    >>> check()
    """
    sizes = {"n": whole_number("max_n", max_n, 1), "d": max_d, "m": whole_number("max_m", max_m, 1)}
    whole_number("max_d", max_d, 3)
    refuse_bad_values(pinned)
    return _settings(sizes, pinned)


@st.composite
def _settings(draw: st.DrawFn, largest: Mapping[str, int], pinned: Mapping[str, Any]) -> Setting:
    def value(name: str, default: st.SearchStrategy[Any]) -> Any:
        given = pinned.get(name, default)
        return draw(given) if isinstance(given, st.SearchStrategy) else given

    if "d" in pinned:
        d = value("d", st.nothing())
        n = value("n", st.integers(1, max(1, min(largest["n"], int(d) - 2))))
    else:
        n = value("n", st.integers(1, min(largest["n"], largest["d"] - 2)))
        d = draw(st.integers(int(n) + 2, max(int(n) + 2, largest["d"])))
    m = value("m", st.integers(1, largest["m"]))
    sigma_p = value("sigma_p", st.floats(0.25, 2.0))
    norm = float(sigma_p) * math.sqrt(d)  # of a noise patch, nearly
    share = st.floats(0.05, 1.0)
    n_snr2 = st.one_of(st.just(0.0), st.floats(0.1, 1.0))
    return Setting(
        n=n,
        d=d,
        m=m,
        mu=value("mu", n_snr2.map(lambda x: _short(norm * math.sqrt(x / n)))),
        sigma_p=sigma_p,
        sigma_0=value("sigma_0", share.map(lambda x: _short(x / norm))),
        eta=value("eta", share.map(lambda x: _short(x * n * m / (2 * norm**2)))),
        q=value("q", st.sampled_from([2.0, 1.0, 1.5, 3.0])),
        corruption=value("corruption", st.sampled_from([0.0, 0.3])),
    )


def _short(number: float) -> float:
    return float(f"{number:.3g}")


def refuse_bad_values(pinned: Mapping[str, Any]) -> None:
    """Validate names and values by the Setting's own rules; what a strategy gives is validated when it is drawn."""
    unknown = next((name for name in pinned if name not in Setting.model_fields), None)
    if unknown is not None:
        raise InputError(f"unknown parameter {unknown!r} of Setting; {near_match(unknown, Setting.model_fields)}")
    completed({name: value for name, value in pinned.items() if not isinstance(value, st.SearchStrategy)})
