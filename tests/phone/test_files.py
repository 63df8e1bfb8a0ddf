"""The phone's disk: one shared folder under many names, and no way out of the root."""

# ruff: noqa: RUF043, PT017 - tables, one row a line

import errno
import os
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.phone.state.files import FileRoot


@pytest.fixture
def disk(tmp_path: Path) -> FileRoot:
    (tmp_path / "secret").write_text("outside")
    return FileRoot(tmp_path / "root", now=lambda: 1_697_384_040.0)


def write(disk: FileRoot, path: str, data: bytes = b"x") -> None:
    with disk.open(path, "wb") as file:
        file.write(data)


def read(disk: FileRoot, path: str) -> bytes:
    with disk.open(path) as file:
        return file.read()


@pytest.mark.parametrize(
    "name",
    ["/sdcard", "/storage/emulated/0", "/storage/self/primary", "/data/media/0", "/mnt/sdcard"],
)
def test_shared_storage_is_one_place_under_all_its_names(disk: FileRoot, name: str) -> None:
    write(disk, f"{name}/Download/a.txt", b"one")

    assert read(disk, "/sdcard/Download/a.txt") == b"one"
    assert disk.resolve(f"{name}/Download/a.txt") == disk.root / "data/media/0/Download/a.txt"
    assert disk.is_dir(name)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "../secret",
        "/sdcard/../../../../../../../secret",
        "/data/media/0/../../../../secret",
        "sdcard/./.././../secret",
        "//..//..//secret",
    ],
)
def test_dots_stop_at_the_virtual_root(disk: FileRoot, path: str) -> None:
    assert disk.resolve(path).is_relative_to(disk.root)
    with pytest.raises(FileNotFoundError):
        disk.open(path)


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../../../../../../etc/passwd", "/proc/self/environ"]
)
def test_a_links_target_is_virtual(disk: FileRoot, target: str) -> None:
    disk.symlink(target, "/sdcard/link")

    assert disk.readlink("/sdcard/link") == target
    with pytest.raises(FileNotFoundError):
        disk.open("/sdcard/link")
    assert not (disk.root / "data/media/0/link").exists(), "the host's kernel cannot follow it"


def test_a_foreign_host_link_leads_nowhere_outside(disk: FileRoot, tmp_path: Path) -> None:
    (disk.root / "data/media/0/out").symlink_to(tmp_path / "secret")

    with pytest.raises(FileNotFoundError):
        disk.open("/sdcard/out")


def test_links_inside_work_and_loops_end(disk: FileRoot) -> None:
    write(disk, "/data/local/tmp/real", b"inside")
    disk.symlink("/data/local/tmp", "/sdcard/tmp")
    disk.symlink("loop", "/sdcard/loop")

    assert read(disk, "/sdcard/tmp/real") == b"inside"
    assert disk.realpath("/sdcard/tmp/real") == "/data/local/tmp/real"
    assert disk.lstat("/sdcard/tmp").is_link
    with pytest.raises(OSError, match="symbolic links") as caught:
        disk.open("/sdcard/loop")
    assert caught.value.errno == errno.ELOOP


def test_writing_through_a_link_stays_inside(disk: FileRoot, tmp_path: Path) -> None:
    disk.symlink(str(tmp_path / "secret"), "/sdcard/w")
    with pytest.raises(FileNotFoundError):
        write(disk, "/sdcard/w", b"overwritten")

    assert (tmp_path / "secret").read_text() == "outside"


def test_removing_a_tree_does_not_follow_links(disk: FileRoot) -> None:
    write(disk, "/data/local/tmp/kept")
    disk.mkdirs("/sdcard/a/b")
    disk.symlink("/data/local/tmp", "/sdcard/a/b/link")
    disk.rmtree("/sdcard/a")

    assert not disk.exists("/sdcard/a")
    assert disk.exists("/data/local/tmp/kept")


@pytest.mark.parametrize(
    "mount", ["/", "/sdcard", "/storage", "/data", "/data/media/0", "/mnt/sdcard"]
)
def test_mounts_cannot_be_removed(disk: FileRoot, mount: str) -> None:
    with pytest.raises(OSError, match="busy") as caught:
        disk.rmtree(mount)

    assert caught.value.errno == errno.EBUSY
    assert disk.is_dir("/sdcard/Download")


def test_the_boot_id_is_one_for_each_boot(disk: FileRoot) -> None:
    path = "/proc/sys/kernel/random/boot_id"
    first = read(disk, path)
    assert read(disk, path) == first
    assert str(uuid.UUID(first.decode().strip())) + "\n" == first.decode()
    disk.new_boot()
    assert read(disk, path) != first
    assert disk.listdir("/proc/sys") == ["kernel"]
    assert [name for name, _ in disk.walk("/proc/sys")][-1] == path
    assert not disk.exists("/proc/sys/vm")


def test_dev_and_proc_are_the_phones_own(disk: FileRoot) -> None:
    assert read(disk, "/dev/null") == b""
    assert b"builtin-phone" in read(disk, "/proc/version")
    write(disk, "/dev/null", b"gone")
    assert not (disk.root / "dev").exists()
    for hidden in ("/proc/1/environ", "/proc/self/root/etc/passwd", "/dev/mem"):
        with pytest.raises(OSError, match="No such|Not a"):
            disk.open(hidden)
    with pytest.raises(PermissionError):
        disk.resolve("/dev/null")


def test_what_is_written_takes_the_phones_time(disk: FileRoot) -> None:
    write(disk, "/sdcard/a")

    assert disk.stat("/sdcard/a").mtime_ns == 1_697_384_040 * 10**9


def test_a_time_of_zero_is_never_kept(disk: FileRoot) -> None:
    write(disk, "/sdcard/a")
    disk.utime("/sdcard/a", 0)

    assert disk.stat("/sdcard/a").mtime_ns > 0


def test_errors_carry_errno_and_the_virtual_path(disk: FileRoot) -> None:
    write(disk, "/sdcard/file")
    cases = [
        (lambda: disk.open("/sdcard/none"), errno.ENOENT),
        (lambda: disk.open("/sdcard/file/x"), errno.ENOTDIR),
        (lambda: disk.open("/sdcard"), errno.EISDIR),
        (lambda: disk.mkdir("/sdcard"), errno.EEXIST),
        (lambda: disk.mkdirs("/sdcard/file/x"), errno.ENOTDIR),
        (lambda: disk.listdir("/sdcard/file"), errno.ENOTDIR),
        (lambda: disk.rmdir("/sdcard/file"), errno.ENOTDIR),
        (lambda: disk.rmdir("/storage/emulated"), errno.EBUSY),
        (lambda: disk.open("a\0b"), errno.EINVAL),
        (lambda: disk.open("/" + "x" * 300), errno.ENAMETOOLONG),
        (lambda: disk.open("/x" * 3000), errno.ENAMETOOLONG),
        (lambda: disk.open(""), errno.ENOENT),
    ]
    for call, code in cases:
        with pytest.raises(OSError, match=".") as caught:
            call()
        assert caught.value.errno == code
        assert str(disk.root) not in str(caught.value)


def test_root_keeps_access_whatever_chmod_says(disk: FileRoot) -> None:
    write(disk, "/sdcard/file", b"still")
    disk.chmod("/sdcard/file", 0o000)
    disk.chmod("/sdcard/Download", 0o000)

    assert read(disk, "/sdcard/file") == b"still"
    assert disk.listdir("/sdcard/Download") == []


name = st.text(alphabet="ab./~ \\:", min_size=0, max_size=8)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(name, max_size=6), target=name)
def test_no_path_and_no_link_resolves_outside(
    disk: FileRoot, parts: list[str], target: str
) -> None:
    try:
        disk.symlink(target, "/sdcard/l")
    except OSError:
        disk.exists("/sdcard/l")
    try:
        found = disk.resolve("/sdcard/l/" + "/".join(parts))
        assert Path(os.path.normpath(found)).is_relative_to(disk.root)
    except OSError as error:
        assert error.errno
