"""Label noises of a sweep: texts such as ``flip:0.1``, whose parameters may be expressions, such as ``flip:p``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from lngd_theory.errors import InputError, near_match
from lngd_theory.label_noise import NOISE_KINDS, LabelNoise
from lngd_theory.sweeps.expressions import Expression, parse_list

__all__ = ["NoiseTemplate", "noise_texts", "parse_noise"]


@dataclass(frozen=True)
class NoiseTemplate:
    """A kind of label noise with a formula for each of its parameters."""

    text: str
    kind: type[LabelNoise]
    parameters: tuple[Expression, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names that the formulas need."""
        return frozenset().union(*(parameter.names for parameter in self.parameters))

    def at(self, values: Mapping[str, Any]) -> LabelNoise:
        """The label noise at one point of the grid."""
        return self.kind(*(parameter(values) for parameter in self.parameters))


def noise_texts(given: Any) -> tuple[str, ...]:
    """Label noises as texts, at least one and all different."""
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable) or not (listed := list(given)):
        raise InputError(f"noises={given!r} must list at least one label noise, such as ['none', 'flip:0.1']")
    texts = tuple(parse_noise(noise).text for noise in listed)
    if len(set(texts)) < len(texts):
        raise InputError(f"noises={list(texts)!r} must differ; give every label noise once")
    return texts


def parse_noise(given: str | LabelNoise) -> NoiseTemplate:
    """Read ``none``, ``flip:0.1``, ``flip:p``, ``gaussian:1,2*std``, ... or take a label noise as it is.

    Raises
    ------
    InputError
        Unknown kind, wrong number of parameters, or one number per sample (a sweep changes n).
    """
    text = given.label if isinstance(given, LabelNoise) else given
    if not isinstance(text, str):
        raise InputError(f"label noise {given!r} must be a text such as 'flip:0.1', or a LabelNoise")
    kind, _, rest = text.strip().partition(":")
    if kind not in NOISE_KINDS:
        raise InputError(f"unknown label noise {kind!r}; {near_match(kind, NOISE_KINDS)} (for example flip:0.1)")
    if "per-sample" in rest:
        raise InputError(f"label noise {text!r}: a sweep takes one value for all samples; give a number")
    names = [field.name for field in fields(NOISE_KINDS[kind])]
    parameters = parse_list(rest)
    if len(parameters) != len(names):
        form = f"{kind}:{','.join(names)}" if names else kind
        raise InputError(f"label noise {text!r} needs {len(names)} value(s): write it as {form}")
    return NoiseTemplate(text.strip(), NOISE_KINDS[kind], parameters)
