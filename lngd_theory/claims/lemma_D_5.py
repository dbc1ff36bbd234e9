"""Lemma D.5: gradients against the target W*, and the size of the loss's gradient."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.proof import Identity
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, epsilon, q

_z = sp.Symbol("z", positive=True)
_TARGET = 2 * sp.log(2 / epsilon)

CLAIMS = (
    Claim(
        id="D.5",
        title="GD: alignment with W*, the gradient's size, and homogeneity",
        source=Source("Lemma D.5", "", "its displayed formulas"),
        stage="gd",
        checks=(
            Bound("alignment", observed("target_inner_min"), ">=", _TARGET, "gd", Window.STAGE_2),
            Order(
                "gradient",
                observed("gradient_ratio"),
                "O",
                d,
                "gd",
                Window.WHOLE,
                path_of("d", decades=1, down=False),
                reduce="max",
                towards="infinity",
                logs=False,
                exponent=0.0,
            ),
            Identity(
                "homogeneity of the activation",
                _z * sp.diff(_z**q, _z),
                q * _z**q,
                r"z\,s'(z) = q\,s(z) \text{ for } s(z) = \max(0, z)^q",
            ),
            Bound("homogeneity", observed("homogeneity_error"), "<=", sp.Integer(10) ** -9, "gd", Window.WHOLE),
        ),
        repairs=(
            Bound("alignment, sum over y_i = j", observed("target_inner_own_min"), ">=", _TARGET, "gd", Window.STAGE_2),
        ),
        reading="The gradient's constant is free: its ratio to max(|mu|^2, |xi|^2) L_S must not grow with d.",
    ),
)
