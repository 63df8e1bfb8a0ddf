"""The emergency stop, by a hand that is not ours: xdotool moves and presses as a person would."""

import signal
import sys
import threading
import time

import pytest

from agent.actions import Click, Drag, MoveCursor, Wait
from devices.desktop.driver import DesktopDevice
from devices.desktop.stop import Watch


def by_hand(device, *words):
    assert device.shell(["xdotool", *words])[0] == 0


@pytest.fixture
def watched(session):
    device = DesktopDevice(session, watched=True)
    device.perform(MoveCursor(to=(640, 400)))
    yield device
    device.close()


@pytest.mark.parametrize(
    "gesture",
    [
        ("mousemove", "0", "0"),
        ("mousemove", "1279", "799"),
        ("keydown", "Shift_L", "keydown", "Shift_R", "keydown", "Escape"),
    ],
    ids=["corner", "other corner", "chord"],
)
def test_a_hand_ends_what_is_going_on(watched, gesture):
    later = threading.Timer(0.5, by_hand, (watched, *gesture))
    begun = time.monotonic()
    try:
        later.start()
        with pytest.raises(KeyboardInterrupt):
            watched.perform(Wait(seconds=60))
    finally:
        later.join()
        by_hand(watched, "keyup", "Escape", "keyup", "Shift_R", "keyup", "Shift_L")

    assert time.monotonic() - begun < 50


def test_a_drag_that_is_stopped_lets_the_button_go(watched):
    # The drag takes the pointer along 20 times a second, and a hand pushes on against it.
    push = ("mousemove", "1279", "0", "sleep", "0.03") * 30
    stopped = threading.Event()

    def push_on():
        while not stopped.is_set():
            by_hand(watched, *push)

    later = threading.Timer(1.0, push_on)
    try:
        later.start()
        with pytest.raises(KeyboardInterrupt):
            watched.perform(Drag(start=(100, 100), end=(900, 700), seconds=60))
    finally:
        stopped.set()
        later.join()

    # Bits 8 to 12 of the pointer's mask are the buttons.
    pointer = watched._server.ask(watched._server._root.query_pointer)
    assert pointer.mask >> 8 & 0x1F == 0


def test_our_own_way_into_a_corner_is_no_emergency(watched):
    for corner in [(0, 0), (1279, 0), (1279, 799), (0, 799)]:
        assert watched.perform(Click(at=corner)).ok
        assert watched.perform(Wait(seconds=0.15)).ok
        assert watched.perform(Drag(end=(600, 300), seconds=0.3)).ok


def test_a_pointer_found_in_a_corner_is_no_emergency(session):
    before = DesktopDevice(session)
    before.perform(MoveCursor(to=(0, 0)))
    before.close()

    device = DesktopDevice(session, watched=True)

    assert device.perform(Wait(seconds=0.15)).ok
    assert device.perform(MoveCursor(to=(300, 300))).ok
    device.close()


def test_a_watch_whose_display_has_gone_ends_without_a_word(x_server):
    with x_server("640x480") as session:
        device = DesktopDevice(session)
        watch = Watch(session, device._hands)

    watch.run()

    watch.stop()
    device.close()


def test_a_run_ends_as_interrupted(session, tmp_path):
    script = tmp_path / "replies.txt"
    script.write_text(
        "# dialect: qwen2.5-vl\n<tool_call>\n"
        '{"name": "computer_use", "arguments": {"action": "wait", "time": 60}}\n</tool_call>\n'
    )
    device = DesktopDevice(session)
    device.perform(MoveCursor(to=(640, 400)))
    words = ["-m", "agent", "run", "wait", "--device", "desktop", "--model", f"scripted:{script}"]
    words += ["--record", str(tmp_path / "runs"), "--json"]

    ended = threading.Event()

    def push():
        while not list(tmp_path.glob("runs/*/run.json")) and not ended.wait(0.05):
            pass
        while not ended.wait(1.0):
            by_hand(device, "mousemove", "600", "300", "sleep", "0.3", "mousemove", "0", "0")

    hand = threading.Thread(target=push)
    hand.start()
    status, said = device.shell([sys.executable, *words], timeout=100)
    ended.set()
    hand.join()
    device.close()

    assert status == 128 + signal.SIGINT
    assert '"outcome": "interrupted"' in said
