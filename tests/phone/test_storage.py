import random

import pytest
from PIL import Image

from devices.phone.state.file_kinds import described
from devices.phone.state.seed_files import picture, seed_files
from devices.phone.state.storage import Storage, StorageError

NOW = 1_700_000_000.0


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "root", lambda: NOW)


@pytest.fixture
def disk(storage, tmp_path):
    return tmp_path / "root/data/media/0"


def names(storage, folder=""):
    return [item.name for item in storage.list(folder)]


def test_a_folder_is_listed_as_it_is_on_the_disk(storage, disk):
    (disk / "Download/b.txt").write_text("two")
    (disk / "Download/.hidden").write_text("")
    (disk / "Download/Box").mkdir()
    items = {item.name: item for item in storage.list("Download")}
    assert set(items) == {"b.txt", "Box"}
    assert (items["b.txt"].size, items["b.txt"].kind) == (3, "text")
    assert (items["Box"].folder, items["Box"].kind) == (True, "folder")
    assert storage.list("Nowhere") == ()


def test_what_is_made_here_bears_the_phones_time(storage, disk):
    storage.write("Download/a.txt", b"A")
    storage.make_folder("Download", "New")
    for name in ("a.txt", "New"):
        assert (disk / "Download" / name).stat().st_mtime == NOW


def test_moving_takes_the_file_along_and_frees_its_name(storage, disk):
    storage.write("Download/a.txt", b"old")
    storage.write("Music/a.txt", b"new")
    assert storage.move("Music/a.txt", "Download") == "Download/a (1).txt"
    assert (disk / "Download/a.txt").read_bytes() == b"old"
    assert (disk / "Download/a (1).txt").read_bytes() == b"new"
    assert names(storage, "Music") == []
    assert storage.move("Download/a.txt", "Download") == "Download/a.txt"


def test_copying_a_folder_copies_all_in_it(storage, disk):
    storage.write("Box/In/a.txt", b"A")
    assert storage.copy("Box", "Download") == "Download/Box"
    assert (disk / "Download/Box/In/a.txt").read_bytes() == b"A"
    assert (disk / "Box/In/a.txt").exists()


def test_a_folder_does_not_go_into_itself(storage):
    storage.write("Box/In/a.txt", b"A")
    for act in (storage.copy, storage.move):
        with pytest.raises(StorageError, match="into itself"):
            act("Box", "Box/In")
    storage.write("Box2/b.txt", b"B")
    assert storage.move("Box", "Box2") == "Box2/Box"


def test_renaming_refuses_what_is_taken_or_no_name(storage):
    storage.write("a.txt", b"A")
    storage.write("b.txt", b"B")
    with pytest.raises(StorageError, match=r"Cannot rename a\.txt: File exists"):
        storage.rename("a.txt", "b.txt")
    for name in ("x/y", "..", " ", ""):
        with pytest.raises(StorageError, match="cannot be a name"):
            storage.rename("a.txt", name)
    assert storage.rename("a.txt", "日本.txt") == "日本.txt"
    assert storage.read("日本.txt") == "A"


def test_deleting_a_folder_takes_all_it_holds_but_follows_no_link(storage, disk, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    storage.write("Box/a.txt", b"A")
    (disk / "Box/way").symlink_to(outside)
    assert names(storage, "Box") == ["a.txt"]
    storage.delete("Box")
    assert "Box" not in names(storage)
    assert (outside / "precious").exists()
    with pytest.raises(StorageError, match="Cannot delete Box"):
        storage.delete("Box")


def test_reading_says_why_it_cannot(storage):
    storage.write("photo.jpg", b"\xff\xd8\xff")
    storage.write("long.txt", b"x" * 300_000)
    with pytest.raises(StorageError, match="not a text"):
        storage.read("photo.jpg")
    with pytest.raises(StorageError, match="larger than 256 KiB"):
        storage.read("long.txt")
    with pytest.raises(StorageError, match=r"Cannot open gone\.txt"):
        storage.read("gone.txt")
    with pytest.raises(StorageError, match="is a folder"):
        storage.host_path("Music")


def test_the_latest_files_come_first_and_by_kind(storage):
    storage.write("Music/a.mp3", b"a", modified=NOW - 50)
    storage.write("Download/b.txt", b"b", modified=NOW - 10)
    storage.write("Android/data/own.txt", b"c")
    assert [i.path for i in storage.recent()] == ["Download/b.txt", "Music/a.mp3"]
    assert [i.path for i in storage.recent(["audio"])] == ["Music/a.mp3"]


def test_a_search_looks_into_every_folder(storage):
    storage.write("Music/Deep/Rain.mp3", b"")
    assert [i.path for i in storage.search("rAIN")] == ["Music/Deep/Rain.mp3"]


def test_the_stamp_and_the_watchers_follow_changes(storage, disk):
    heard = []
    unwatch = storage.watch(lambda: heard.append(1))
    before = storage.stamp("Download")
    (disk / "Download/outside.txt").write_text("1")
    assert storage.stamp("Download") != before
    storage.delete("Download/outside.txt")
    assert heard == [1]
    unwatch()


@pytest.mark.parametrize(
    ("name", "folder", "words"),
    [
        ("a.TXT", False, "TXT document"), ("b.jpg", False, "JPG image"), ("x", True, "Folder"),
        ("README", False, "File"), ("z.bin", False, "BIN file"), (".rc", False, "File"),
    ],
)  # fmt: skip
def test_a_file_is_described_by_its_ending(name, folder, words):
    assert described(name, folder=folder) == words


def test_seeded_files_differ_by_seed_and_are_old(tmp_path):
    made = []
    for number, seed in enumerate((0, 0, 1)):
        storage = Storage(tmp_path / str(number), lambda: NOW)
        seed_files(storage, seed, NOW)
        made.append(storage.recent())
    assert made[0] == made[1] != made[2]
    assert all(item.modified < NOW for items in made for item in items)
    assert {item.kind for item in made[0]} == {"text", "image"}


def test_a_drawn_picture_is_a_png(tmp_path):
    (tmp_path / "a.png").write_bytes(picture(random.Random(1)))
    with Image.open(tmp_path / "a.png") as image:
        image.load()
        assert (image.size, image.mode) == ((320, 240), "RGB")
        assert len(image.getcolors(320 * 240)) > 50
