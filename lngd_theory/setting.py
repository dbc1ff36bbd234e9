"""One problem of the theory: the parameters of Definition 2.1 and of training, validated and frozen."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
import tomli_w
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, ValidationError, model_validator

from lngd_theory.errors import InputError, sentence

__all__ = ["Setting"]


def _integral(value: Any) -> Any:
    """Accept ``1e22`` and numpy's integers for an integer (exactly); strict validation refuses the rest."""
    if isinstance(value, np.bool | np.integer | np.floating):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _real(value: Any) -> Any:
    """Accept numpy's numbers; strict validation refuses booleans, texts and the rest."""
    return value.item() if isinstance(value, np.bool | np.integer | np.floating) else value


_LARGEST_D = 10**300
_SYMBOLS = ("n", "d", "m", "mu", "sigma_p", "sigma_0", "eta")
Count = Annotated[int, BeforeValidator(_integral), Strict()]
Real = Annotated[float, BeforeValidator(_real), Strict()]


class Setting(BaseModel):
    """Data model of LNGD Definition 2.1 together with network, initialisation and step size.

    Parameters
    ----------
    n : int
        Number of training samples, ``1 <= n <= d - 2`` (so that mu and all noise patches are linearly independent
        almost surely and the coefficients gamma, rho are unique).
    d : int
        Dimension of a patch. Any size: ``10**22`` costs what ``10**3`` costs. Integral floats such as ``1e22`` are
        accepted.
    m : int
        Filters of each sign, ``m >= 1``; the first layer has ``2 m`` vectors.
    mu : float
        Norm ``|mu|`` of the signal, ``>= 0``.
    sigma_p : float
        Standard deviation of the noise patch in every direction orthogonal to mu, ``> 0``.
    sigma_0 : float
        Standard deviation of the entries of ``W^(0)``, ``> 0``.
    eta : float
        Step size, ``> 0``.
    q : float
        Power of the activation ``max(0, z)**q``, real, ``>= 1``; 2 in the paper.
    corruption : float
        Probability with which each *training label* is flipped once, before training, and stays so, in ``[0, 1]``.
        A property of the data: fresh label noise is :mod:`lngd_theory.label_noise`, and the two compose.

    Raises
    ------
    InputError
        A value is out of range, not finite, of the wrong type, or the name of a parameter is unknown.

    Examples
    --------
    >>> s = Setting(n=200, d=2000, m=20, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)
    >>> round(s.snr, 4), round(s.n_snr2, 2)
    (0.0894, 1.6)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    n: Count = Field(ge=1, description="number of training samples")
    d: Count = Field(ge=3, description="dimension of a patch")
    m: Count = Field(ge=1, description="filters of each sign")
    mu: Real = Field(ge=0, description="norm |mu| of the signal")
    sigma_p: Real = Field(gt=0, description="standard deviation of the noise patch")
    sigma_0: Real = Field(gt=0, description="standard deviation of the initial weights")
    eta: Real = Field(gt=0, description="step size")
    q: Real = Field(default=2.0, ge=1, description="power of the activation max(0, z)^q")
    corruption: Real = Field(default=0.0, ge=0, le=1, description="rate of fixed corruption of the training labels")

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InputError(sentence(error, type(self))) from None

    @model_validator(mode="after")
    def _independent_patches(self) -> Self:
        if self.d > _LARGEST_D:
            raise ValueError(f"d={self.d} must be at most {_LARGEST_D:g}, the range of floating-point numbers; lower d")
        if self.n > self.d - 2:
            raise ValueError(
                f"n={self.n} must be at most d - 2 = {self.d - 2}: with more noise patches than dimensions left "
                f"beside mu they are linearly dependent and rho is not unique; raise d to at least {self.n + 2} "
                f"or lower n (for data given as arrays, n >= d is allowed: use PatchData)"
            )
        return self

    # --- derived numbers ---------------------------------------------------------------------------------------
    @property
    def snr(self) -> float:
        """Signal-to-noise ratio ``|mu| / (sigma_p sqrt(d))`` (Definition 2.1)."""
        return self.derived()["snr"]

    @property
    def n_snr2(self) -> float:
        """``n SNR^2``, the quantity that separates the regimes for q = 2 (LNGD, Section 3)."""
        return self.derived()["n_snr2"]

    @property
    def noise_growth(self) -> float:
        """``2 eta sigma_p^2 d / (n m)``: the factor ``a`` by which one step can change an active rho (q = 2)."""
        return self.derived()["noise_growth"]

    @property
    def signal_growth(self) -> float:
        """``2 eta |mu|^2 / m``: the rate of the bound of Lemma D.1 on gamma."""
        return self.derived()["signal_growth"]

    @property
    def initial_noise_overlap(self) -> float:
        """``sigma_0 sigma_p sqrt(d)``: the standard deviation of ``<w^(0), xi_i>``."""
        return self.derived()["initial_noise_overlap"]

    @property
    def stage_one_steps(self) -> float:
        """Time scale of the first stage, ``(4 n m / (eta sigma_p^2 d)) log(1/(sigma_0 sigma_p sqrt(d)))`` (Lemma 4.2).

        The constant C1 of the lemma is left out. Not positive, and without meaning, when
        ``sigma_0 sigma_p sqrt(d) >= 1``: then the noise is already of order one at initialisation.
        """
        return self.derived()["stage_one_steps"]

    def derived(self) -> dict[str, float]:
        """All derived numbers by name; inf or nan where a square leaves the range of floating-point numbers."""
        n, d, m, mu, sigma_p, sigma_0, eta = (np.float64(getattr(self, name)) for name in _SYMBOLS)
        with np.errstate(all="ignore"):
            snr = mu / (sigma_p * np.sqrt(d))
            noise_growth = 2 * eta * sigma_p**2 * d / (n * m)
            overlap = sigma_0 * sigma_p * np.sqrt(d)
            values = {
                "snr": snr,
                "n_snr2": n * snr**2,
                "noise_growth": noise_growth,
                "signal_growth": 2 * eta * mu**2 / m,
                "initial_noise_overlap": overlap,
                "stage_one_steps": 8 / noise_growth * np.log(1 / overlap),
            }
        return {name: float(value) for name, value in values.items()}

    # --- changes, text forms -----------------------------------------------------------------------------------
    def replace(self, **changes: Any) -> Self:
        """A new, validated setting with some parameters changed."""
        return type(self)(**{**self.model_dump(), **changes})

    def to_json(self) -> str:
        """The parameters as a JSON object."""
        return json.dumps(self.model_dump(), indent=2)

    def to_toml(self) -> str:
        """The parameters as a TOML document."""
        return tomli_w.dumps(self.model_dump())

    def save(self, path: str | Path) -> None:
        """Write to ``path``; the ending chooses ``.json`` or ``.toml``."""
        path = Path(path)
        text = {".json": self.to_json, ".toml": self.to_toml}[_ending(path)]()
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write {str(path)!r}: {error.strerror}; give a writable path") from None

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a ``.json`` or ``.toml`` file that holds exactly the parameters."""
        path = Path(path)
        parse = {".json": json.loads, ".toml": tomllib.loads}[_ending(path)]
        try:
            values = parse(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"cannot read the setting {str(path)!r}: {error.strerror}; give a readable file") from None
        except ValueError as error:
            raise InputError(f"{str(path)!r} is not valid {path.suffix[1:].upper()}: {error}") from None
        if not isinstance(values, dict):
            raise InputError(
                f"{str(path)!r} must hold one table of parameters (n, d, m, ...), not {type(values).__name__}"
            )
        return cls(**values)


def _ending(path: Path) -> str:
    if path.suffix not in {".json", ".toml"}:
        raise InputError(f"file name {path.name!r} must end in .json or .toml")
    return path.suffix
