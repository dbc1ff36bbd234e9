"""What users rely on: exported names, their documentation, and the examples in it."""

import doctest
import importlib
import inspect
import pkgutil

import numpy as np
import pytest
import xarray as xr

import lngd_theory
import proofs_check
from lngd_theory import (
    GaussianLabelNoise,
    LabelFlip,
    LabelSmoothing,
    NoLabelNoise,
    Setting,
    Trajectory,
    UniformLabelNoise,
    simulate,
)

FOUND = [
    module.name
    for package in (lngd_theory, proofs_check)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
#: Without ``__main__``: importing it runs it.
MODULES = ["lngd_theory", "proofs_check", *(name for name in FOUND if not name.endswith(".__main__"))]


def test_the_modules_are_found():
    assert {"lngd_theory.simulate", "lngd_theory.dynamics.kernels", "lngd_theory.instances.law"} < set(MODULES)


def public(module):
    """Names of ``__all__``, or without one every public function and class that the module itself defines."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_documented_and_so_is_all_that_it_exports(name):
    module = importlib.import_module(name)
    assert inspect.getdoc(module), f"{name} has no docstring"
    for exported in public(module):
        assert hasattr(module, exported), f"{name}.__all__ names {exported}, which is not there"
        value = getattr(module, exported)
        if inspect.isclass(value) or inspect.isroutine(value):
            own = vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
            assert own, f"{name}.{exported} has no docstring"
    defined = [value for value in vars(module).values() if getattr(value, "__module__", None) == name]
    functions = [value for value in defined if inspect.isroutine(value) and not value.__name__.startswith("_")]
    assert [f.__name__ for f in functions if not inspect.getdoc(f)] == []


@pytest.mark.parametrize("name", [name for name in MODULES if "experiments" not in name and "cli" not in name])
def test_public_methods_are_documented(name):
    module = importlib.import_module(name)
    found = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == name]
    classes = [cls for cls in found if not cls.__name__.startswith("_")]
    for cls in classes:
        for member, value in vars(cls).items():
            if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                documented = inspect.getdoc(getattr(cls, member))
                inherited_protocol = cls.__name__ == "Problem"  # four names of parameters, documented in Setting
                assert documented or inherited_protocol, f"{name}.{cls.__name__}.{member} has no docstring"


def test_the_package_exports_its_public_face():
    expected = {
        "Setting", "simulate", "Trajectory", "PatchData", "Instance", "InputError", "Interrupted", "LabelNoise",
        "NoLabelNoise", "LabelFlip", "LabelSmoothing", "GaussianLabelNoise", "UniformLabelNoise", "parse_label_noise",
        "__version__",
    }  # fmt: skip
    assert expected <= set(lngd_theory.__all__)
    assert sorted(lngd_theory.__all__) == list(lngd_theory.__all__)


def test_the_public_snippet_works(tmp_path):
    s = Setting(n=20, d=200, m=4, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)
    r = simulate(s, LabelFlip(0.1), steps=40, seeds=range(3), record_every=20)
    for name in ("train_loss", "clean_loss", "test_accuracy"):
        assert isinstance(getattr(r, name), xr.DataArray)
        assert getattr(r, name).dims == ("seed", "step")
    assert r.gamma.dims == ("seed", "step", "sign", "neuron")
    assert r.rho_max.dims == ("seed", "step", "sign")
    assert r.margin.dims == ("seed", "step", "sample")
    assert r.status.dims == r.diverged_at.dims == ("seed",)
    assert r.status.values.tolist() == ["ok"] * 3
    assert r.diverged_at.values.tolist() == [-1] * 3
    full = simulate(s, LabelFlip(0.1), steps=40, seeds=range(3), record_every=20, record_rho=True)
    assert full.rho.dims == ("seed", "step", "sign", "neuron", "sample")
    r.save(tmp_path / "a.nc")
    assert Trajectory.load(tmp_path / "a.nc").data.equals(r.data)
    assert simulate(s, steps=1, seeds=1, engine="dense").gamma.dims == r.gamma.dims


def test_every_noise_of_the_public_face_trains():
    s = Setting(n=10, d=50, m=2, mu=1.0, sigma_p=0.5, sigma_0=0.1, eta=0.1)
    noises = [NoLabelNoise(), LabelFlip(0.1), LabelSmoothing(0.1), GaussianLabelNoise(1, 1), UniformLabelNoise(-1, 2)]
    final = [float(simulate(s, noise, steps=30, seeds=1).clean_loss[0, -1]) for noise in noises]
    assert np.isfinite(final).all()
    assert min(final) == final[0]  # noise slows the fit


@pytest.mark.parametrize("name", ["lngd_theory.setting", "lngd_theory.simulate"])
def test_examples_in_docstrings_work(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
