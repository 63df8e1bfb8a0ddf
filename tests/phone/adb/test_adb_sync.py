"""The sync service by hand, for what well-behaved clients never send."""

import stat
import struct

import pytest


class Sync:
    def __init__(self, socket):
        self.socket = socket

    def request(self, name, path, *more):
        data = path if isinstance(path, bytes) else path.encode()
        self.socket.sendall(name + struct.pack("<I", len(data)) + data + b"".join(more))

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            assert part, f"closed after {data!r}"
            data += part
        return data

    def answer(self):
        name, length = struct.unpack("<4sI", self.read(8))
        return name, self.read(length) if name == b"FAIL" else length


def chunk(data):
    return b"DATA" + struct.pack("<I", len(data)) + data


DONE = b"DONE" + struct.pack("<I", 1_700_000_000)


@pytest.fixture
def phone(connected):
    return connected()


@pytest.fixture
def sync(adb, phone):
    with adb.server.service(phone.serial, "sync:", timeout=10) as socket:
        yield Sync(socket)


def test_after_a_refused_file_the_next_one_is_taken(sync, phone):
    sync.request(b"SEND", "/sdcard/DCIM,33188", chunk(b"a" * 65536), chunk(b"b"), DONE)
    name, text = sync.answer()
    assert (name, text) == (b"FAIL", b"couldn't create file: Is a directory")
    sync.request(b"SEND", "/sdcard/fine,33188", chunk(b"fine"), DONE)
    assert sync.answer() == (b"OKAY", 0)
    with phone.files.open("/sdcard/fine") as file:
        assert file.read() == b"fine"


def test_a_link_is_refused(sync, phone):
    mode = stat.S_IFLNK | 0o777
    sync.request(b"SEND", f"/sdcard/link,{mode}", chunk(b"/etc/passwd"), DONE)
    assert sync.answer() == (b"FAIL", b"couldn't create file: links are not made by push")
    assert not phone.files.exists("/sdcard/link")


@pytest.mark.parametrize(
    ("name", "path", "more", "message"),
    [
        (b"SEND", "/sdcard/x", (), b"missing or bad mode in SEND request"),
        (b"SEND", "/sdcard/x,33188", (chunk(b"x" * 65537),), b"oversize data message"),
        (b"SEND", "/sdcard/x,33188", (b"WHAT\0\0\0\0",), b"invalid data message"),
        (b"STAT", "x" * 1025, (), b"path too long"),
        (b"HACK", "/sdcard", (), b"unknown command 'HACK'"),
        (b"RCV2", "/sdcard", (b"RCV2" + struct.pack("<I", 4),), b"flags 0x4 were not advertised"),
    ],
)
def test_what_cannot_be_understood_fails_and_closes(sync, phone, name, path, more, message):
    sync.request(name, path, *more)
    assert sync.answer() == (b"FAIL", message)
    assert sync.socket.recv(1) == b""
    assert not phone.files.exists("/sdcard/x")


def test_stat_of_both_versions(sync, phone):
    with phone.files.open("/sdcard/file", "wb") as file:
        file.write(b"12345")
    sync.request(b"STAT", "/sdcard/file")
    name, mode, size, mtime = struct.unpack("<4sIII", sync.read(16))
    assert (name, stat.S_ISREG(mode), size, mtime > 0) == (b"STAT", True, 5, True)
    sync.request(b"STA2", "/sdcard/file")
    fields = struct.unpack("<4sIQQIIIIQqqq", sync.read(72))
    assert (fields[0], fields[1], fields[4], fields[8]) == (b"STA2", 0, mode, 5)
    sync.request(b"LST2", "/sdcard/none")
    assert struct.unpack("<4sIQQIIIIQqqq", sync.read(72))[:2] == (b"LST2", 2)
    sync.request(b"STAT", "/sdcard/none")
    assert struct.unpack("<4sIII", sync.read(16)) == (b"STAT", 0, 0, 0)


def test_a_path_that_is_not_utf8_is_one_path(sync, phone):
    sync.request(b"SEND", b"/sdcard/\xff\xfe,33188", chunk(b"x"), DONE)
    assert sync.answer() == (b"OKAY", 0)
    sync.request(b"RECV", b"/sdcard/\xff\xfe")
    assert sync.read(9) == chunk(b"x")


def test_quit_closes(sync):
    sync.request(b"QUIT", b"")
    assert sync.socket.recv(1) == b""
