"""Work that the tests hand to workers in place of real runs: picklable, quick, and ill-behaved on purpose."""

import os
import signal
import struct
import time

from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.task import Outcome


def made_up(cell, seed):
    """A record whose one number is its seed."""
    return Record(cell.key, seed, "ok", -1, "", 1e-6, struct.pack("<d", seed))


def quick(task):
    """No work at all."""
    return Outcome([made_up(cell, seed) for cell, seeds in task for seed in seeds], code_digest())


def deadly(task):
    """Seed 3 kills the process it runs in."""
    if any(3 in seeds for _, seeds in task):
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(task)


def of_other_code(task):
    """Results of another version of the package."""
    return Outcome(quick(task).records, "0123456789abcdef")


def broken(task):
    """A worker that cannot do what it is asked to."""
    raise ModuleNotFoundError("No module named 'lngd_theory'")


def blocked_signals():
    """What this process does not hear of, since before it began."""
    return signal.pthread_sigmask(signal.SIG_BLOCK, [])


def slow(task):
    """Longer than a test waits."""
    time.sleep(60)
    return quick(task)


def none(*_):
    """A worker that ends while it starts."""
    os._exit(3)
