"""One thread of torch: the networks are small, and threads that wait for each other take longer than one."""

import importlib.util

import pytest


@pytest.fixture(autouse=True, scope="session")
def one_torch_thread():
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
