"""Definition 2.1 under a network with one more layer: a trained first layer that both signs share.

``f = F_{+1} - F_{-1}`` with ``F_j = (1/m) sum_r sum over patches x of s(<u_{j,r}, s(W x)>)``: W (h, d) is shared, the
second layer U (2m, h) is trained too, and the last one is fixed at 1/m, as in LNGD's experiment with three layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.instances.dense import draw_dense
from lngd_theory.instances.instance import Instance
from lngd_theory.instances.law import draw_from_law
from lngd_theory.setting import Setting
from lngd_theory.streams import Streams

__all__ = ["LARGEST_H", "ThreeLayer"]

LARGEST_H = 4096  #: rows of W; a test draw holds h^2 numbers


@dataclass(frozen=True)
class ThreeLayer:
    """A training problem for the three-layer network on the data of a setting.

    Parameters
    ----------
    setting : Setting
        Data, step size and power q of both activations; m is the number of second-layer units of each sign, sigma_0
        the standard deviation of the entries of W.
    h : int
        Units of the first layer, ``1 <= h <= 4096``.
    sigma_u : float
        Standard deviation of the entries of U, ``> 0``.

    Raises
    ------
    InputError
        A value is out of range or of the wrong type.

    Examples
    --------
    >>> from lngd_theory import Setting, simulate
    >>> problem = ThreeLayer(Setting(n=8, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.1, eta=0.1, q=1), h=5, sigma_u=0.4)
    >>> simulate(problem, steps=20, seeds=2).test_accuracy.dims
    ('seed', 'step')
    """

    setting: Setting
    h: int
    sigma_u: float

    def __post_init__(self) -> None:
        if not isinstance(self.setting, Setting):
            raise InputError(f"setting={self.setting!r} must be a Setting")
        object.__setattr__(self, "h", whole_number("h", self.h, 1))
        if self.h > LARGEST_H:
            raise InputError(f"h={self.h} must be at most {LARGEST_H}; lower h")
        object.__setattr__(self, "sigma_u", finite_number("sigma_u", self.sigma_u, 0, strict=True))

    @property
    def n(self) -> int:
        """Number of training samples."""
        return self.setting.n

    @property
    def m(self) -> int:
        """Second-layer units of each sign."""
        return self.setting.m

    @property
    def eta(self) -> float:
        """Step size of both trained layers."""
        return self.setting.eta

    @property
    def q(self) -> float:
        """Power of both activations."""
        return self.setting.q

    def draw(self, streams: Streams, keep_vectors: bool, n_test: int = 0) -> Instance:
        """The instance of one seed, with the data that the setting alone would have; ``keep_vectors``: in R^d."""
        rng = streams.instance.spawn(1)[0]  # a stream of its own: U takes no number from data and W
        U = self.sigma_u * rng.standard_normal((2 * self.m, self.h))
        return (draw_dense if keep_vectors else draw_from_law)(self.setting, streams, n_test, U)

    def to_dict(self) -> dict[str, Any]:
        """Parameters, for the metadata of a result."""
        return self.setting.model_dump() | {"h": self.h, "sigma_u": self.sigma_u}
