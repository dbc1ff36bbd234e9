"""The schedule: all runs, once, in bounded memory, whatever the workers do."""

import dataclasses
import re
import signal
import time
import tracemalloc
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor

import pytest

from lngd_theory import InputError
from lngd_theory.sweeps.cells import all_cells
from lngd_theory.sweeps.crew import Crew, PoolCrew, ThisProcess, WorkersGone
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.schedule import Schedule
from lngd_theory.sweeps.store import Store
from tests.sweeps import stubs
from tests.sweeps.shared import TINY

CELLS = list(all_cells(TINY))


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.schedule._LOOK", 0.01)


def all_runs(seeds, cells):
    return ((cell, seed) for cell in cells for seed in range(seeds))


def carried_out(crew, work, seeds=5, largest=3, save=None, cells=CELLS):
    """The (key, seed) of every record, in the order in which they were saved."""
    records, told = [], []
    tell = (lambda saved: None) if save else told.extend
    schedule = Schedule(crew, Pace(1e-9, crew.workers, largest), save or records.extend, tell, lambda: 10**6, work)
    schedule.run(all_runs(seeds, cells))
    assert told == records
    return records, schedule


def names(records):
    return sorted((record.key, record.seed) for record in records)


EXPECTED = sorted((cell.key, seed) for cell in CELLS for seed in range(5))


def test_in_this_process():
    records, schedule = carried_out(ThisProcess(), stubs.quick)
    assert names(records) == EXPECTED
    assert schedule.tasks == 7


@pytest.mark.parametrize("threads", [1, 3])
def test_on_any_executor(threads):
    with ThreadPoolExecutor(threads) as pool:
        assert names(carried_out(Crew(pool, threads), stubs.quick)[0]) == EXPECTED


def test_no_more_tasks_are_out_than_the_window_holds():
    class Watched(Held):
        most = 0

        def check(self):
            self.most = max(self.most, len(self.held))
            if self.held:
                future, task = self.held.pop(0)
                future.set_result(stubs.quick(task))

    crew = Watched(4)
    assert names(carried_out(crew, stubs.quick)[0]) == EXPECTED
    assert crew.most == 4


def peak(seeds, tmp_path):
    """Most bytes that a schedule with a store takes for 4 ``seeds`` tasks of one run each."""
    with Store(tmp_path / str(seeds)) as store, ThreadPoolExecutor(2) as pool:
        store.save([])
        tracemalloc.start()
        try:
            _, schedule = carried_out(Crew(pool, 2), stubs.quick, seeds, largest=1, save=store.save)
            found = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert schedule.tasks == len(store) == 4 * seeds
    return found


def test_memory_does_not_grow_with_the_number_of_tasks(tmp_path):
    peak(50, tmp_path)
    small, large = peak(100, tmp_path), peak(1000, tmp_path)
    assert large < small + 100_000  # 3600 tasks more, at less than 30 bytes each


@pytest.mark.slow
def test_memory_does_not_grow_with_a_hundred_thousand_tasks(tmp_path):
    small, large = peak(250, tmp_path), peak(25_000, tmp_path)
    assert large < small + 100_000


# --- workers that die, lie or leave -------------------------------------------------------------------------------
def test_a_run_that_kills_its_worker_fails_alone():
    """Once is enough here: each death costs the start of a worker. Those that shared its task run again."""
    crew = PoolCrew(2)
    crew.deaths = 1
    try:
        records, _ = carried_out(crew, stubs.deadly, cells=CELLS[:1])
    finally:
        crew.close()
    assert names(records) == [(CELLS[0].key, seed) for seed in range(5)]
    (failed,) = [record for record in records if record.status == "failed"]
    assert failed.seed == 3
    assert failed.reason == "its worker died again and again (BrokenProcessPool): out of memory, or a crash"


class Held(Crew):
    """Tasks that stay out until a look at the crew decides what becomes of them."""

    def __init__(self, window):
        super().__init__(None, window)
        self.window, self.held = window, []

    def submit(self, work, task):
        future = Future()
        future.set_running_or_notify_cancel()
        self.held.append((future, task))
        return future


def test_a_run_fails_after_three_deaths_of_its_own_worker():
    class Dying(Held):
        died = (BrokenExecutor,)
        times = 0

        def check(self):
            for future, task in self.held:
                if any(3 in seeds for _, seeds in task):
                    self.times += 1
                    future.set_exception(BrokenExecutor())
                else:
                    future.set_result(stubs.quick(task))
            self.held.clear()

    crew = Dying(2)
    records, _ = carried_out(crew, stubs.quick, cells=CELLS[:1])
    assert crew.times == 1 + 3  # with its task, then alone
    (failed,) = [record for record in records if record.status == "failed"]
    assert (failed.seed, failed.reason[:24]) == (3, "its worker died 3 times ")
    assert names(records) == [(CELLS[0].key, seed) for seed in range(5)]


def test_workers_that_end_while_they_start_are_no_failed_runs(monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.crew._start_worker", stubs.none)
    crew = PoolCrew(1)
    try:
        with pytest.raises(WorkersGone, match=r"worker processes end before they begin .*if __name__ == '__main__'"):
            crew.start(["gram"])
    finally:
        crew.close()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            ModuleNotFoundError("No module named 'lngd_theory'"),
            "the workers cannot begin (ModuleNotFoundError: No module",
        ),
        ("0123456789abcdef", "a worker runs other code (0123456789abcdef) than this process"),
        (
            None,
            "the workers cannot begin (CancelledError: ): see that the executor is open and that lngd_theory can be",
        ),
    ],
    ids=["no package", "other code", "cancelled"],
)
def test_workers_that_cannot_begin_are_told_before_any_run(answer, message):
    class Bad(Executor):
        def submit(self, *_):
            future = Future()
            if answer is None:
                future.cancel()
            elif isinstance(answer, str):
                future.set_result(answer)
            else:
                future.set_exception(answer)
            return future

    with pytest.raises(WorkersGone, match=re.escape(message)):
        Crew(Bad(), 2).start(["gram"])


def rest(work, message, crew=None):
    """What is saved before the crew is found useless."""
    records = []
    with ThreadPoolExecutor(1) as pool, pytest.raises(InputError, match=message):
        carried_out(crew(pool) if crew else Crew(pool, 1), work, save=records.extend)
    return records


def test_results_of_other_code_are_refused():
    assert rest(stubs.of_other_code, r"a worker runs other code \(0123456789abcdef\) than this process") == []


def test_a_worker_that_cannot_do_the_work_is_no_failed_run():
    message = r"workers cannot run tasks of this sweep \(ModuleNotFoundError: No module named 'lngd_theory'\); see that"
    assert rest(stubs.broken, message) == []


def test_an_executor_that_is_shut_down_loses_nothing_finished():
    class Leaving(Crew):
        calls = 0

        def submit(self, work, *arguments):
            self.calls += 1
            if self.calls == 4:
                self.executor.shutdown()
            return super().submit(work, *arguments)

    records = rest(
        stubs.quick,
        "the executor takes no more work: .*; the finished runs are kept: start the same",
        crew=lambda p: Leaving(p, 1),
    )
    assert names(records) == [name for name in EXPECTED if name in names(records)]
    assert len(records) == 9


def test_an_executor_that_gives_up_its_tasks_loses_nothing_finished():
    class Losing(Crew):
        def submit(self, work, *arguments):
            future = super().submit(work, *arguments)
            if len(futures) == 3:
                future = Future()
                future.cancel()
                future.set_running_or_notify_cancel()
            futures.append(future)
            return future

    futures = []
    records = rest(
        stubs.quick,
        "the executor gave up its tasks: it was shut down or lost; the finished",
        crew=lambda p: Losing(p, 1),
    )
    assert len(records) >= 9


def test_a_store_that_fills_up_stops_the_sweep_with_its_own_words():
    def save(records):
        raise InputError("the disk is full")

    with pytest.raises(InputError, match=r"^the disk is full$"):
        carried_out(ThisProcess(), stubs.quick, save=save)


def test_ctrl_c_saves_what_running_tasks_hand_back():
    class Stopping(Held):
        def check(self):
            future, task = self.held.pop(0)
            future.set_result(stubs.quick(task))

        def interrupt(self):
            for future, task in self.held:
                future.set_result(dataclasses.replace(stubs.quick([(task[0][0], task[0][1][:1])]), interrupted=True))

    saved = []

    def save(records):
        saved.extend(records)
        if len(saved) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carried_out(Stopping(3), stubs.quick, save=save)
    # the first task, which was being saved and so is again; the second, which had ended; of the third the first run
    assert [record.seed for record in saved] == [0, 1, 2, 0, 1, 2, 3, 4, 0, 1]


def test_ctrl_c_in_a_worker_of_this_process_saves_its_runs():
    saved = []
    stopped = lambda task: dataclasses.replace(stubs.quick(task), interrupted=True)  # noqa: E731
    with pytest.raises(KeyboardInterrupt):
        carried_out(ThisProcess(), stopped, save=saved.extend)
    assert [record.seed for record in saved] == [0, 1, 2]


def test_what_is_finished_beside_a_task_that_is_lost_is_saved():
    class Losing(Held):
        def check(self):
            for k, (future, task) in enumerate(self.held):
                if k == 1:
                    future.set_exception(CancelledError())
                else:
                    future.set_result(stubs.quick(task))
            self.held.clear()

    saved = []
    with pytest.raises(WorkersGone, match="the executor gave up its tasks"):
        carried_out(Losing(4), stubs.quick, save=saved.extend)
    assert len(saved) == 9


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="this system has no such masks")
def test_workers_hear_of_no_ctrl_c_from_their_first_moment_on(crew):
    before = stubs.blocked_signals()
    assert signal.SIGINT in crew.submit(stubs.blocked_signals).result()
    assert stubs.blocked_signals() == before
    assert signal.SIGINT not in before


def test_closing_a_pool_ends_workers_that_do_not_stop():
    crew = PoolCrew(1)
    crew.submit(stubs.slow, [])
    (process,) = crew._pools[0]._processes.values()
    assert process.is_alive()
    crew.close()
    until = time.monotonic() + 30
    while process.is_alive() and time.monotonic() < until:  # it has ended; another thread may be the one that knows
        time.sleep(0.01)
    assert not process.is_alive()
