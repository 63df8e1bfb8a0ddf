"""The emulator console, as ``adb emu`` and as a browser's stray request meet it."""

import contextlib
import socket
import threading

import pytest

from devices.phone.adb.client import ask_phone
from devices.phone.adb.console import Console
from devices.phone.adb.listener import bind_loopback
from devices.phone.phone import Phone
from devices.phone.state.contacts import Contact, Entry
from devices.phone.state.files import FileRoot
from devices.phone.state.phone import PhoneState


@pytest.fixture
def console(tmp_path):
    stopped = threading.Event()
    listening = bind_loopback(0)
    services = Phone(None, None, FileRoot(tmp_path), lambda: None)
    console = Console(listening, services, stopped.set)
    console.start()
    yield listening.getsockname()[1], stopped
    console.close()


def talk(port, text):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(text)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(4096), b"")).decode()


def test_the_greeting_and_every_answer_end_in_ok(console):
    said = talk(console[0], b"auth token\r\nping\r\navd name\r\nquit\r\n")
    assert said.splitlines()[2:] == [
        "OK",
        "Android Console: type 'help' for a list of commands",
        "OK",
        "I am alive!",
        "OK",
        "builtin",
        "OK",
    ]


def test_adb_prints_what_follows_the_second_ok(console):
    said = talk(console[0], b"avd name\r\nquit\r\n")
    assert said.split("OK\r\n", 2)[2] == "builtin\r\nOK\r\n"


def test_what_it_cannot_do_is_a_ko(console):
    said = talk(console[0], b"gsm call 5551234\r\nquit\r\n").splitlines()
    assert said[5].startswith("KO: the built-in phone has no command 'gsm'")


def test_kill_ends_the_phone(console):
    port, stopped = console
    assert "OK: killing" in talk(port, b"kill\r\n")
    assert stopped.wait(5)


@pytest.mark.parametrize(
    "text", [b"POST / HTTP/1.1\r\nHost: x\r\n\r\nkill\r\n", b"x" * 5000 + b"\r\nkill\r\n"]
)
def test_a_browsers_request_is_hung_up_on(console, text):
    port, stopped = console
    with contextlib.suppress(ConnectionResetError):  # hung up with some of it unread
        assert "killing" not in talk(port, text)
    assert not stopped.is_set()


def test_our_own_client_reads_a_whole_service(wire_phone):
    assert ask_phone(wire_phone().port, "exec:noise 12000") == bytes(range(256)) * 12000


@pytest.mark.parametrize("service", ["jdwp:1", "fingertip:info"])
def test_our_own_client_is_told_of_a_refusal(wire_phone, service):
    with pytest.raises(ConnectionRefusedError, match="no service"):
        ask_phone(wire_phone().port, service)


def test_our_own_client_is_not_fooled_by_other_programs(console):
    with pytest.raises(OSError, match="does not speak ADB"):
        ask_phone(console[0], "fingertip:info")


def test_a_text_message_comes_in_by_the_console(tmp_path):
    state = PhoneState.open(tmp_path, now=1_697_384_040.0)
    state.messages.clear()
    state.contacts.create(Contact(first="Ana", phones=(Entry("(650) 555-0100"),)))
    listening = bind_loopback(0)
    services = Phone(state, None, FileRoot(tmp_path), lambda: None)
    console = Console(listening, services, lambda: None)
    console.start()
    try:
        said = talk(
            listening.getsockname()[1],
            b"auth x\r\nsms send +16505550100 Hi  there, 1=1\r\nsms send 5\r\nquit\r\n",
        )
    finally:
        console.close()
    assert said.splitlines()[-2:] == ["OK", "KO: missing argument, try 'sms send NUMBER TEXT'"]
    (conversation,) = state.messages.conversations()
    assert (conversation.last.body, conversation.unread) == ("Hi  there, 1=1", 1)
    told = state.notifications.list()[0]
    assert (told.title, told.text, told.route) == ("Ana", "Hi  there, 1=1", "+16505550100")
