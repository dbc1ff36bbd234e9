"""What a run was measured on, in words that identify no host and no path."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
from pathlib import Path
from typing import Any

import llvmlite.binding
from threadpoolctl import threadpool_info

from benchmarks.isolated import cores

__all__ = ["describe_machine", "load", "physical_memory"]

_LIBRARIES = ("lngd-theory", "numpy", "numba", "llvmlite", "scipy", "torch", "jax", "jaxlib")
_BLAS_FIELDS = ("internal_api", "version", "architecture", "threading_layer")


def describe_machine() -> dict[str, Any]:
    """Processor, cores, memory, system, versions of libraries, and the BLAS libraries loaded here."""
    libraries = [info for info in threadpool_info() if info["user_api"] == "blas"]
    blas = [{key: info[key] for key in _BLAS_FIELDS if info.get(key)} for info in libraries]
    return {
        "processor": _processor(),
        "compiled_for": llvmlite.binding.get_host_cpu_name(),
        "cores": cores(),
        "memory_gib": round(physical_memory() / 2**30) if physical_memory() < math.inf else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "blas": [library for i, library in enumerate(blas) if library not in blas[:i]],
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE"),
    }


def physical_memory() -> float:
    """Bytes of memory of this machine; infinite where the system does not say."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        return math.inf


def load() -> float | None:
    """Processes that want to run, averaged over the last minute; None where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _processor() -> str:
    """The model name that the processor gives itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
