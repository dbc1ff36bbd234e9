"""A small sweep with a boundary in its middle, run once."""

import pytest

from lngd_theory.phase import Runs
from lngd_theory.sweeps import Sweep

SNR, N = (0.05, 0.1, 0.2, 0.3, 0.45, 0.7), (8, 12, 18)


def small_sweep(**changes):
    return Sweep(**{
        "setting": {"d": 2000, "m": 4, "sigma_p": 1.0, "sigma_0": 0.002, "eta": 0.002},
        "axes": {"SNR": SNR, "n": N},
        "derive": {"mu": "SNR*sigma_p*sqrt(d)"},
        "noises": ("none", "flip:0.1"),
        "seeds": 8,
        "steps": 60,
        "observables": ("clean_loss", "test_error"),
        "n_test": 50,
        **changes,
    })  # fmt: skip


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The sweep, its folder and its result."""
    folder = tmp_path_factory.mktemp("small")
    sweep = small_sweep()
    return sweep, folder, Runs(folder).run(sweep, "grid")
