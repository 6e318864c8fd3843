import os
import signal
import threading

import pytest

from mnist_core.training import interrupt
from mnist_core.training.interrupt import HeldCtrlC


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_it_waits_until_it_may_act():
    with HeldCtrlC() as ctrl_c:
        ctrl_c.act()
        press()
        assert ctrl_c.pressed
        with pytest.raises(KeyboardInterrupt):
            ctrl_c.act()


def test_pressed_again_and_again_it_acts_at_once_only_after_a_while(monkeypatch):
    with HeldCtrlC() as ctrl_c:
        for _ in range(20):
            press()
        assert ctrl_c.pressed
        monkeypatch.setattr(interrupt, "PATIENCE", 0.0)
        with pytest.raises(KeyboardInterrupt):
            press()


def test_what_is_noted_inside_is_known_outside_and_the_other_way_round():
    with HeldCtrlC() as outer:
        with HeldCtrlC() as inner:
            press()
            assert inner.pressed
        assert outer.pressed
        with HeldCtrlC() as later:
            assert later.pressed
        press()  # held still
    with pytest.raises(KeyboardInterrupt):
        press()


def test_afterwards_it_is_as_before():
    with HeldCtrlC():
        pass
    with pytest.raises(KeyboardInterrupt):
        press()


def test_where_ctrl_c_does_something_else_it_is_left_alone():
    noted = []
    before = signal.signal(signal.SIGINT, lambda *_: noted.append(1))
    try:
        with HeldCtrlC() as ctrl_c:
            press()
        assert noted == [1]
        assert not ctrl_c.pressed
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_it_changes_nothing():
    held = []

    def work():
        with HeldCtrlC() as ctrl_c:
            held.append(ctrl_c.held)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert held == [False]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
