"""The options that choose a setting: a preset or a file, and parameters that change it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lngd_theory.errors import InputError
from lngd_theory.presets import PRESETS, preset
from lngd_theory.setting import Setting

__all__ = [
    "ConfigOption",
    "CorruptionOption",
    "DOption",
    "EtaOption",
    "MOption",
    "MuOption",
    "NOption",
    "PresetOption",
    "QOption",
    "SigmaPOption",
    "SigmaZeroOption",
    "chosen_setting",
]

PresetOption = Annotated[str | None, typer.Option("--preset", help="Start from a named setting.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Start from a .toml or .json file of parameters.")]
NOption = Annotated[float | None, typer.Option(help="Training samples.")]
DOption = Annotated[float | None, typer.Option(help="Dimension of a patch; any size, e.g. 1e22.")]
MOption = Annotated[float | None, typer.Option(help="Filters of each sign.")]
MuOption = Annotated[float | None, typer.Option(help="Norm |mu| of the signal.")]
SigmaPOption = Annotated[float | None, typer.Option(help="Standard deviation of the noise patch.")]
SigmaZeroOption = Annotated[float | None, typer.Option(help="Standard deviation of the initial weights.")]
EtaOption = Annotated[float | None, typer.Option(help="Step size.")]
QOption = Annotated[float | None, typer.Option(help="Power of the activation, 2 by default.")]
CorruptionOption = Annotated[float | None, typer.Option(help="Rate of fixed corruption of the training labels.")]


def chosen_setting(preset_name: str | None, config: Path | None, **parameters: float | None) -> Setting:
    """The setting that the options describe; parameters that were not given are None."""
    changes = {name: value for name, value in parameters.items() if value is not None}
    if preset_name and config:
        raise InputError("give --preset or --config, not both")
    if config:
        return Setting.load(config).replace(**changes)
    if preset_name:
        return preset(preset_name).replace(**changes)
    required = [name for name, field in Setting.model_fields.items() if field.is_required()]
    missing = [f"--{name.replace('_', '-')}" for name in required if name not in changes]
    if missing:
        raise InputError(
            f"{', '.join(missing)} missing: give them, or start from --preset ({', '.join(PRESETS)}) or --config FILE"
        )
    return Setting(**changes)
