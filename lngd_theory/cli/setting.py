"""The options that choose a setting: a preset or a file, and parameters that change it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from lngd_theory.errors import InputError
from lngd_theory.presets import PRESETS, preset
from lngd_theory.setting import Setting

__all__ = ["Changes", "ConfigOption", "PresetOption", "chosen_setting", "setting_options"]

PresetOption = Annotated[str | None, typer.Option("--preset", help="Start from a named setting.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Start from a .toml or .json file of parameters.")]
#: The parameters that were given as options, by name.
Changes = Mapping[str, Any]

_HELP = {
    "n": "Training samples.",
    "d": "Dimension of a patch; any size, e.g. 1e22.",
    "m": "Filters of each sign.",
    "mu": "Norm |mu| of the signal.",
    "sigma_p": "Standard deviation of the noise patch.",
    "sigma_0": "Standard deviation of the initial weights.",
    "eta": "Step size.",
    "q": "Power of the activation, 2 by default.",
    "corruption": "Rate of fixed corruption of the training labels.",
}


def setting_options(*left_out: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator of commands: one option for each parameter of a setting, in the place of the argument ``changes``.

    typer reads options from a signature; the one written here has them, so that no command lists them again.
    """
    options = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[float | None, typer.Option(help=text)],
        )
        for name, text in _HELP.items()
        if name not in left_out
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            parameters += options if parameter.name == "changes" else [parameter.replace(kind=options[0].kind)]

        @functools.wraps(command)
        def call(**given: Any) -> None:
            values = {option.name: given.pop(option.name, None) for option in options}
            command(**given, changes={name: value for name, value in values.items() if value is not None})

        call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return call

    return decorate


def chosen_setting(preset_name: str | None, config: Path | None, changes: Changes) -> Setting:
    """The setting that the options describe."""
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
