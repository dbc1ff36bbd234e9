"""Remark R.1: the ratio of the two algorithms' stopping times."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.growth import time_order_check
from lngd_theory.claims.proof import Identity
from lngd_theory.symbols import d, epsilon, eta, m, mu, n, sigma_0, sigma_p

_LOG = sp.log(6 / (sigma_0 * mu))
#: The second terms of the two times, which dominate.
_GD = m**3 * n / (eta * epsilon * sigma_p**2 * d)
_LNGD = m * _LOG / (eta * mu**2)
_NSNR2 = n * mu**2 / (sigma_p**2 * d)


def _ratio(m2: sp.Expr) -> sp.Expr:
    return sp.powsimp((_GD / _LNGD).subs(m, sp.sqrt(m2)), force=True)


_SHOWN = r"\frac{m^3 n/(\eta\epsilon\sigma_p^2 d)}{m\log(6/(\sigma_0\|\mu\|))/(\eta\|\mu\|^2)} = n\,\mathrm{SNR}^2"

CLAIMS = (
    Claim(
        id="R.1",
        title="The stopping times of GD and LNGD have the ratio n SNR^2",
        source=Source("remark after Theorem 3.3", "remark after Theorem 3.2"),
        probability=None,
        checks=(
            Identity(
                "as printed",
                _ratio(_LOG / epsilon),
                _NSNR2,
                _SHOWN + r" \quad (m^2 = \log(6/(\sigma_0\|\mu\|))/\epsilon)",
            ),
            time_order_check(),
        ),
        repairs=(
            Identity(
                "with epsilon on the other side",
                _ratio(_LOG * epsilon),
                _NSNR2,
                _SHOWN + r" \quad (m^2 = \epsilon\log(6/(\sigma_0\|\mu\|)))",
            ),
            Identity("as printed, up to epsilon", _ratio(_LOG / epsilon), _NSNR2 / epsilon**2),
        ),
        stage="lngd",
        reading="As an identity between the dominating terms of the two times, so that Theta may not hide epsilon; "
        "that the second is the true order of LNGD's time is looked at beside it.",
    ),
)
