"""Ctrl-C waits while a process is started, whichever thread the system gives it to."""

import multiprocessing
import os
import signal
import threading
import time

import pytest

from lngd_theory.ctrl_c import StopFlag, kept_from_children

pytestmark = pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")


@pytest.mark.parametrize("other_thread", [False, True])
def test_ctrl_c_is_heard_afterwards_and_not_before(other_thread):
    """A thread that was there before takes the signal; its handler runs in the main thread all the same."""
    done = threading.Event()
    if other_thread:
        thread = threading.Thread(target=done.wait)
        thread.start()
    finished = []
    try:
        with pytest.raises(KeyboardInterrupt):
            _interrupted_inside(finished)
    finally:
        done.set()
    assert finished == [True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _interrupted_inside(finished):
    with kept_from_children():
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(50):
            time.sleep(0.001)
        finished.append(True)
    finished.append(False)  # ctrl-C was lost


def test_nothing_is_raised_if_nothing_came():
    before = signal.getsignal(signal.SIGINT)
    with kept_from_children():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_the_handler_stays():
    seen = []

    def work():
        with kept_from_children():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]


def test_an_ignored_ctrl_c_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with kept_from_children():
            os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def _look_until_killed(flag, looking):
    looking.set()
    while not flag.is_set():
        pass


def _looks(flag, answer):
    answer.put(flag.is_set())


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_process_that_is_killed_while_it_looks_keeps_nobody_waiting(method):
    context = multiprocessing.get_context(method)
    flag, looking = StopFlag(context), context.Event()
    victims = [context.Process(target=_look_until_killed, args=(flag, looking)) for _ in range(2)]
    for victim in victims:
        victim.start()
    assert looking.wait(60)
    for victim in victims:
        victim.kill()
        victim.join()
    flag.set()
    answer = context.SimpleQueue()
    other = context.Process(target=_looks, args=(flag, answer))
    other.start()
    assert answer.get() is True
    other.join()
    flag.clear()
    assert not flag.is_set()
