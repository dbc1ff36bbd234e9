"""Without torch: one sentence that says what to install, and modules that can still be imported."""

import importlib.util
import sys

import pytest

from lngd_theory import InputError
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.layers import features_at
from lngd_theory.spectral.deep.models import build_model


@pytest.fixture
def no_torch(monkeypatch):
    for name in ("torch", "torch.nn", "torch.nn.functional"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("no_torch")
@pytest.mark.parametrize(
    "ask", [require_torch, lambda: build_model("mlp", (1, 8, 8), 10), lambda: features_at(None, [[1.0]])]
)
def test_the_remedy_is_named(ask):
    with pytest.raises(InputError, match=r"real networks need PyTorch, .* pip install 'lngd_theory\[deep\]'"):
        ask()


@pytest.mark.usefixtures("no_torch")
def test_modules_of_networks_can_be_read():
    spec = importlib.util.find_spec("lngd_theory.spectral.deep.models.torch_names")
    module = importlib.util.module_from_spec(spec)  # beside the one that others have imported
    spec.loader.exec_module(module)
    assert module.nn.Module is object
