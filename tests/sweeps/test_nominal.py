"""The model of the time of a run."""

import time

import pytest

from lngd_theory.run import SeedRun, run_together
from lngd_theory.sweeps import Sweep, nominal
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.nominal import machine_speed, nominal_seconds
from lngd_theory.threads import one_thread


def problem(steps, engine="gram", preset="fig2", observables=("clean_loss",), records=1, n_test=2000, **setting):
    return Sweep(
        preset=preset, setting=setting, steps=steps, engine=engine, observables=observables, records=records,
        n_test=n_test, noises=["flip:0.1"], seeds=1,
    )  # fmt: skip


SIZES = {
    "n=20": problem(4000, n=20),
    "n=20, m=100": problem(1000, n=20, m=100),
    "n=20, m=3": problem(4000, n=20, m=3),
    "n=100, q=3": problem(1000, n=100, q=3, eta=0.1),
    "n=100, q=2.5": problem(500, n=100, q=2.5, eta=0.1),
    "n=200, m=100": problem(200, n=200, m=100),
    "n=700": problem(200, n=700),
    "n=700, no step": problem(0, n=700),
    "test errors": problem(20, n=50, records=20, observables=["test_error"]),
    "test errors, m=100": problem(20, n=50, m=100, records=4, observables=["test_error"]),
    "decoupled": problem(20000, "decoupled", "inside", n=200),
    "dense": problem(50, "dense", n=50, d=1000),
}


@pytest.mark.parametrize("side_by_side", [1, 8])
@pytest.mark.parametrize("name", SIZES)
def test_the_model_is_right_to_a_factor_of_two(name, side_by_side):
    """In processor time, which others on this machine lengthen by less than they do the wall time."""
    speed, cell, times = machine_speed(), cell_at(SIZES[name], 0), []
    together = side_by_side > 1
    if cell.setting.n > 30:  # never are: the model must know
        side_by_side = 1
    with one_thread():
        for turn in range(4):
            jobs = [(cell.plan(), side_by_side * turn + k) for k in range(side_by_side)]
            started = time.process_time()
            assert {run.status for run in run_together(jobs)} == {"ok"}
            times.append((time.process_time() - started) / side_by_side)
    assert 0.5 < min(times[1:]) / (speed * nominal_seconds(cell, together)) < 2


def test_ctrl_c_while_the_machine_is_timed_is_heard(monkeypatch):
    """A run keeps what it has when it is interrupted, and says so in its status."""
    monkeypatch.setattr(nominal, "run_seed", lambda *_: SeedRun(0, {}, None, None, status="interrupted"))
    with pytest.raises(KeyboardInterrupt):
        machine_speed()
