"""What a sweep runs: a grid of settings, label noises and seeds, checked before anything runs."""

from __future__ import annotations

import dataclasses
import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from lngd_theory.errors import InputError, near_match
from lngd_theory.instances import Draw
from lngd_theory.label_noise import LabelNoise
from lngd_theory.presets import preset as named_preset
from lngd_theory.setting import Setting
from lngd_theory.sweeps.axes import axis_values
from lngd_theory.sweeps.choices import (
    LARGEST_STEPS,
    LARGEST_TEST,
    check_fresh,
    constant,
    count,
    fractions,
    observable_names,
    parameters,
    seed_range,
    table,
)
from lngd_theory.sweeps.expressions import Expression, parse_expression
from lngd_theory.sweeps.names import check_names, derivation_order
from lngd_theory.sweeps.noises import NoiseTemplate, noise_texts, parse_noise
from lngd_theory.sweeps.thresholds import CONSTANTS

__all__ = ["Sweep", "SweepEngine"]

# Engines of a sweep; "auto" is decoupled where noise patches are orthogonal to 1e-6 and q = 2, else gram.
SweepEngine = Literal["gram", "dense", "decoupled", "auto", "gram32"]
_ENGINES = ("gram", "dense", "decoupled", "auto", "gram32")


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A grid of runs.

    Parameters
    ----------
    setting : Setting or mapping
        Parameters that all points share; axes and derived parameters replace them.
    preset : str, optional
        Named setting that ``setting`` changes.
    axes : mapping of name to values
        Dimensions of the result, in this order: lists, or ranges ``{"from":, "to":, "count":, "scale":}``. A name is
        that of a parameter, of a constant, or free, if an expression uses it.
    derive : mapping of name to expression
        Parameters computed at each point, e.g. ``{"mu": "SNR*sigma_p*sqrt(d)"}``, and free names on the way to them.
    constants : mapping of name to number
        Values of ``delta``, ``epsilon``, ``C``, ``C_0``, ``c_2``, and of free names in expressions.
    noises : sequence of str or LabelNoise
        The dimension ``noise``; parameters may be expressions, as in ``"flip:p"``.
    seeds : int or iterable of int
        Seed numbers, or how many (then 0, 1, ...).
    steps : int or expression
        Gradient steps, a number or a formula, which is rounded up: in parameters, derived numbers such as ``snr``,
        axes, constants, and times of the theory: ``"3*T_1"``.
    observables : sequence of str
        Names of :data:`lngd_theory.observables.OBSERVABLES`.
    records : int or sequence of float
        How many states are recorded, equally spaced and without the initial one (1: the final state); or the
        fractions of the steps at which they are, the last being 1.
    engine, draw, n_test
        As in :func:`lngd_theory.simulate`; ``engine="auto"`` chooses gram or decoupled at each point.

    Raises
    ------
    InputError
        A value out of range, an empty axis, a misspelt or unused name, a circular derivation.

    Examples
    --------
    >>> s = Sweep(
    ...     preset="fig2", axes={"SNR": [0.05, 0.1]}, derive={"mu": "SNR*sigma_p*sqrt(d)"}, seeds=3, steps="3*T_1"
    ... )
    >>> s.shape, s.cells, s.runs
    ((2, 2), 4, 12)
    """

    setting: Mapping[str, Any] | Setting = dataclasses.field(default_factory=dict)
    preset: str | None = None
    axes: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    derive: Mapping[str, str | float] = dataclasses.field(default_factory=dict)
    constants: Mapping[str, float] = dataclasses.field(default_factory=dict)
    noises: Sequence[str | LabelNoise] = ("none", "flip:0.1")
    seeds: int | Iterable[int] = 8
    steps: int | str = 1000
    observables: Sequence[str] = ("clean_loss", "test_error", "gamma_abs_max", "rho_bar_max")
    records: int | Sequence[float] = 1
    engine: SweepEngine = "gram"
    draw: Draw | None = None
    n_test: int = 2000

    def __post_init__(self) -> None:
        def put(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        put("setting", parameters(self.setting))
        if self.preset is not None and not isinstance(self.preset, str):
            raise InputError(f"preset={self.preset!r} must be the name of a setting, such as 'fig2'")
        put("axes", {name: axis_values(name, values) for name, values in table("axes", self.axes).items()})
        put("derive", {name: parse_expression(text).text for name, text in table("derive", self.derive).items()})
        put("constants", {name: constant(name, value) for name, value in table("constants", self.constants).items()})
        put("noises", noise_texts(self.noises))
        put("seeds", seed_range(self.seeds))
        put("steps", self.steps if isinstance(self.steps, str) else count("steps", self.steps, 0, LARGEST_STEPS))
        put("observables", observable_names(self.observables))
        put("records", fractions(self.records))
        put("n_test", count("n_test", self.n_test, 0, LARGEST_TEST))
        if self.engine not in _ENGINES:
            raise InputError(f"engine={self.engine!r} must be one of {', '.join(map(repr, _ENGINES))}")
        check_fresh(self.observed, self.engine, self.draw, self.n_test)
        check_names(self)
        _ = self.derivations  # a circle is refused here

    # --- what it is made of ------------------------------------------------------------------------------------
    @cached_property
    def base(self) -> dict[str, Any]:
        """Parameters before axes and derived ones."""
        start = named_preset(self.preset).model_dump() if self.preset is not None else {}
        return start | dict(self.setting)

    @cached_property
    def formulas(self) -> dict[str, Expression]:
        """Parsed derivations by name."""
        return {name: parse_expression(text) for name, text in self.derive.items()}

    @cached_property
    def derivations(self) -> tuple[tuple[str, Expression], ...]:
        """Names and parsed derivations, each after those it needs."""
        return tuple((name, self.formulas[name]) for name in derivation_order(self.formulas))

    @cached_property
    def steps_formula(self) -> Expression:
        """The number of steps as an expression."""
        return parse_expression(self.steps)

    @cached_property
    def noise_templates(self) -> tuple[NoiseTemplate, ...]:
        """Parsed label noises."""
        return tuple(parse_noise(noise) for noise in self.noises)

    @cached_property
    def all_constants(self) -> dict[str, float | None]:
        """Constants, with defaults where none is given (None: found by a formula)."""
        return {**CONSTANTS, **self.constants}

    @property
    def seed_numbers(self) -> Sequence[int]:
        """The dimension ``seed``."""
        return cast("Sequence[int]", self.seeds)

    @property
    def fractions(self) -> tuple[float, ...]:
        """Fractions of the steps at which states are recorded: the dimension ``record``, if there are several."""
        return cast("tuple[float, ...]", self.records)

    @property
    def observed(self) -> tuple[str, ...]:
        """Names of the observables."""
        return cast("tuple[str, ...]", self.observables)

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the axes and ``noise``: the dimensions of the grid of cells."""
        return (*self.axes, "noise")

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes and of the label noises."""
        return (*(len(values) for values in self.axes.values()), len(self.noises))

    @property
    def cells(self) -> int:
        """Number of points of the grid times label noises."""
        return math.prod(self.shape)

    @property
    def runs(self) -> int:
        """Number of cells times seeds."""
        return self.cells * len(self.seed_numbers)

    # --- text forms --------------------------------------------------------------------------------------------
    def to_dict(self) -> dict[str, Any]:
        """What :meth:`from_dict` reads, in plain lists, numbers and texts."""
        seeds = self.seed_numbers
        own = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        own |= {
            "axes": {name: list(values) for name, values in self.axes.items()},
            "seeds": len(seeds) if isinstance(seeds, range) else list(seeds),
            **{name: list(own[name]) for name in ("noises", "observables", "records")},
        }
        return {name: value for name, value in own.items() if value is not None}

    def to_json(self) -> str:
        """:meth:`to_dict` as a JSON object."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Sweep:
        """A sweep from the content of a TOML or JSON file; an unknown key is refused with the near match."""
        known = [field.name for field in dataclasses.fields(cls)]
        for key in content:
            if key not in known:
                raise InputError(f"unknown key {key!r} of a sweep; {near_match(key, known)}")
        return cls(**content)

    @classmethod
    def load(cls, path: str | Path) -> Sweep:
        """Read a TOML file.

        Raises
        ------
        InputError
            Not readable, not TOML, or not a sweep; the file is named.
        """
        path = Path(path)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
        except OSError as error:
            raise InputError(f"cannot read the sweep {str(path)!r}: {error.strerror}; give a readable file") from None
        except UnicodeDecodeError as error:
            raise InputError(f"{str(path)!r} is no text in UTF-8 ({error}); save it as UTF-8") from None
        except (ValueError, RecursionError) as error:
            raise InputError(f"{str(path)!r} is not valid TOML: {error}") from None
        try:
            return cls.from_dict(content)
        except InputError as error:
            raise InputError(f"{path.name}: {error}") from None
