"""The labelled result of a simulation: one xarray dataset, saved as one netCDF file that is whole or not there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.errors import InputError

__all__ = ["FORMAT", "Trajectory"]

#: Name and version of the file layout; a file with another one is refused.
FORMAT = "lngd_theory.trajectory/1"


class Trajectory:
    """Result of :func:`lngd_theory.simulate`: variables over (seed, step, ...), and what produced them.

    Every variable is an attribute (an :class:`xarray.DataArray`), and ``data`` is the whole dataset. Entries of a seed
    after it diverged, or after an interruption, are nan; ``status``, ``stopped_at`` and ``reason`` say so.

    Attributes
    ----------
    data : xarray.Dataset
        All variables; see :data:`lngd_theory.recorder.VARIABLES` for the meaning and axes of each.
    """

    def __init__(self, data: xr.Dataset):
        self.data = data

    def __getattr__(self, name: str) -> xr.DataArray:
        """A variable by name, such as ``train_loss``, ``gamma``, ``status``."""
        data = self.__dict__.get("data")
        if data is None or name.startswith("__"):
            raise AttributeError(name)
        if name in data:
            found: xr.DataArray = data[name]
            return found
        hint = " (ask for it with record_rho=True)" if name == "rho" else ""
        raise AttributeError(f"this trajectory has no {name!r}{hint}; it has: {', '.join(map(str, data.data_vars))}")

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *map(str, self.data.variables)]

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {size}" for name, size in self.data.sizes.items())
        return f"<Trajectory of {self.problem['type']} with {self.noise['kind']} label noise ({sizes})>"

    @property
    def problem(self) -> dict[str, Any]:
        """Type and parameters of what was simulated."""
        return dict(json.loads(self.data.attrs["problem"]))

    @property
    def noise(self) -> dict[str, Any]:
        """Kind and parameters of the label noise."""
        return dict(json.loads(self.data.attrs["noise"]))

    @property
    def diverged_at(self) -> xr.DataArray:
        """Step at which a seed diverged, -1 where it did not."""
        return self.data["stopped_at"].where(self.data["status"] == "diverged", -1).rename("diverged_at")

    def save(self, path: str | Path) -> None:
        """Write a netCDF file: a temporary one first, then renamed, so that a killed write leaves no half file."""
        path = Path(path)
        if path.is_dir():
            raise InputError(f"cannot write {str(path)!r}: it is a folder; give the name of a file in it")
        data = self.data.assign_attrs(format=FORMAT, digest=_digest(self.data))
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".", suffix=".partial")
        except OSError as error:
            raise InputError(f"cannot write {str(path)!r}: {error.strerror}; give a writable path") from None
        os.close(handle)
        try:
            compressed = {key: {"zlib": True, "complevel": 1} for key in data.data_vars if data[key].dtype.kind == "f"}
            data.to_netcdf(name, engine="netcdf4", encoding=compressed)
            with open(name, "rb") as file:
                os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise

    @classmethod
    def load(cls, path: str | Path) -> Trajectory:
        """Read a file written by :meth:`save`.

        Raises
        ------
        InputError
            Not there, not netCDF, truncated, of another program or layout version, or its content was changed.
        """
        path = Path(path)
        if not path.is_file():
            raise InputError(f"no file {str(path)!r}; give the path of a saved trajectory")
        try:
            with xr.open_dataset(path, engine="netcdf4") as opened:
                data = opened.load()
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"cannot read {str(path)!r}: truncated or not netCDF ({error})") from None
        found = data.attrs.pop("format", None)
        if found != FORMAT:
            raise InputError(
                f"{str(path)!r} is not a trajectory of this package: format {found!r}, expected {FORMAT!r}"
            )
        data = _strings_as_str(data)
        if data.attrs.pop("digest", None) != _digest(data):
            raise InputError(f"the content of {str(path)!r} does not match its digest: damaged or edited; run it again")
        return cls(data)

    @classmethod
    def merge(cls, parts: Iterable[Trajectory]) -> Trajectory:
        """Join runs of one problem, noise and list of recorded steps along ``seed``.

        Raises
        ------
        InputError
            They differ in more than their seeds, or share a seed.
        """
        parts = list(parts)
        seeds = [int(seed) for part in parts for seed in part.data.seed]
        if not parts or len(set(seeds)) < len(seeds):
            raise InputError(f"cannot merge: seed numbers {sorted(seeds)} must be there and differ")
        if any(part.data.attrs != parts[0].data.attrs for part in parts):
            raise InputError("cannot merge runs of different problems, label noises, engines or versions")
        try:
            joined = xr.concat([part.data for part in parts], dim="seed", combine_attrs="override", join="exact")
        except ValueError as error:
            raise InputError(f"cannot merge runs with different recorded steps or variables ({error})") from None
        return cls(joined)

    def last(self) -> xr.Dataset:
        """The state of each seed at the last step, of an interrupted one at its last record (nan if it diverged)."""
        reached = self.data["train_loss"].notnull().sum("step")
        index = (reached - 1).clip(min=0).where(self.data["status"] == "interrupted", self.data.sizes["step"] - 1)
        return self.data.isel(step=index.astype(int)).drop_vars("step")

    def final(self) -> Mapping[str, float]:
        """Median over seeds of the scalar variables of :meth:`last`."""
        return {
            str(name): float(value.median("seed"))
            for name, value in self.last().data_vars.items()
            if value.dims == ("seed",) and value.dtype.kind == "f"
        }


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _strings_as_str(data: xr.Dataset) -> xr.Dataset:
    """NetCDF reads strings back as objects; make them numpy strings as they were."""
    texts = [name for name, value in data.variables.items() if value.dtype.kind == "O"]
    return data.assign(
        {name: (data[name].dims, data[name].values.astype(str)) for name in texts if name in data.data_vars}
    )


def _digest(data: xr.Dataset) -> str:
    """SHA-256 over names, shapes and bytes of all variables and over the metadata."""
    sha = hashlib.sha256(json.dumps({k: str(v) for k, v in sorted(data.attrs.items())}).encode())
    for name in sorted(map(str, data.variables)):
        values = data[name].values
        described = sorted((key, str(value)) for key, value in data[name].attrs.items())
        sha.update(f"{name}{data[name].dims}{values.shape}{described}".encode())
        sha.update(
            "\0".join(values.ravel()).encode() if values.dtype.kind in "US" else np.ascontiguousarray(values).tobytes()
        )
    return sha.hexdigest()
