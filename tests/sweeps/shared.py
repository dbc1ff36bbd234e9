"""What the tests of sweeps share: small sweeps, equality to the last bit, and a server that forks warm processes."""

import multiprocessing

import numpy as np

from lngd_theory.sweeps import Sweep

SETTING = {"d": 60, "m": 3, "mu": 2.0, "sigma_p": 0.5, "sigma_0": 0.05, "eta": 0.5}
SEEN = ("clean_loss", "test_error", "gamma_abs_max", "xi_norm2_min")

#: 4 cells, 20 runs of a millisecond.
TINY = Sweep(
    setting=SETTING, axes={"n": [5, 8]}, noises=["none", "flip:0.2"], steps=60, seeds=5, records=2, n_test=20,
    observables=SEEN,
)  # fmt: skip


def changed(sweep, **changes):
    """A sweep with some fields changed."""
    return Sweep.from_dict({**sweep.to_dict(), **changes})


def bits(data):
    """Every value of a dataset but the times of the runs."""
    values = {name: array for name, array in data.variables.items() if name != "seconds"}
    return {
        name: (array.dims, array.dtype.str, "\0".join(array.values.ravel()) if array.dtype.kind in "UO"
               else np.ascontiguousarray(array.values).tobytes())
        for name, array in values.items()
    }  # fmt: skip


#: Forks processes in which the package is imported and its kernels are loaded: a process of its own, quickly.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.sweeps.warm"])
