import pytest

from devices.phone.state.notes import PATH, NoteError, Notes
from devices.phone.state.seeds import seed_notes


@pytest.fixture
def notes(tmp_path):
    return Notes(tmp_path / "root", lambda: 1_700_000_000.0)


@pytest.fixture
def folder(notes):
    notes.folder.mkdir(parents=True)
    return notes.folder


def test_a_note_is_a_plain_file_with_the_phones_time(notes, tmp_path):
    notes.create("Trip.md", "Lisbon\r\n日本")
    file = tmp_path / "root" / PATH.lstrip("/") / "Trip.md"
    assert file.read_bytes() == "Lisbon\r\n日本".encode()
    assert file.stat().st_mtime == 1_700_000_000
    assert notes.read("Trip.md") == "Lisbon\r\n日本"


def test_files_of_others_are_listed_folders_first(notes, folder):
    (folder / "b.md").write_text("# Head\n\nbody")
    (folder / "A.txt").write_text("")
    (folder / "Zoo").mkdir()
    (folder / ".hidden").write_text("")
    assert [(i.name, i.folder) for i in notes.list()] == [
        ("Zoo", True),
        ("A.txt", False),
        ("b.md", False),
    ]
    assert notes.list()[2].preview == "Head body"


def test_the_stamp_follows_outside_changes(notes, folder):
    stamps = [notes.stamp()]
    (folder / "a.md").write_text("1")
    stamps.append(notes.stamp())
    (folder / "a.md").write_text("12")
    stamps.append(notes.stamp())
    (folder / "a.md").rename(folder / "c.md")
    stamps.append(notes.stamp())
    assert len(set(stamps)) == 4
    assert notes.stamp("c.md") != notes.stamp("d.md")


def test_rename_moves_and_refuses_a_taken_name(notes):
    notes.create("a.md", "A")
    notes.create("b.md", "B")
    with pytest.raises(NoteError):
        notes.rename("a.md", "b.md")
    notes.rename("a.md", "Folder/c.md")
    assert notes.read("Folder/c.md") == "A"
    assert [i.path for i in notes.list("Folder")] == ["Folder/c.md"]


def test_create_refuses_to_overwrite(notes):
    notes.create("a.md", "A")
    with pytest.raises(NoteError, match="already exists"):
        notes.create("a.md")
    assert notes.free_path("", "a.md") == "a 2.md"


def test_delete_removes_folders_whole_but_follows_no_link(notes, folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    notes.create("Box/in.md", "1")
    (folder / "Box" / "link").symlink_to(outside)
    notes.delete("Box")
    assert (outside / "precious").exists()
    assert notes.list() == ()


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "", "/etc/passwd", "a//b", "x\0y", "n" * 300]
)
def test_names_that_leave_the_notebook_are_refused(notes, path):
    with pytest.raises(NoteError):
        notes.write(path, "x")


def test_links_out_of_the_phone_are_neither_shown_nor_read(notes, folder, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "s.md").write_text("s")
    (folder / "way").symlink_to(secret)
    (folder / "s.md").symlink_to(secret / "s.md")
    assert notes.list() == ()
    for path in ("way/s.md", "s.md"):
        with pytest.raises(NoteError):
            notes.read(path)


def test_reading_what_is_gone_says_so(notes):
    with pytest.raises(NoteError, match=r"Cannot open gone\.md"):
        notes.read("gone.md")


def test_a_search_looks_at_names_and_texts(notes, folder):
    notes.write("Box/plan.md", "Buy PAINT", modified=100)
    notes.write("paint.md", "", modified=200)
    notes.write("other.md", "nothing", modified=300)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8paint")
    assert [i.path for i in notes.search("paint")] == ["paint.md", "Box/plan.md"]


def test_a_missing_notebook_is_empty(notes):
    assert notes.list() == ()
    notes.make_folder("New")
    assert notes.list()[0].folder


def test_seeded_notes_are_older_than_the_present(notes):
    seed_notes(notes, 1, 1_700_000_000.0)
    files = notes.all()
    assert len(files) >= 8
    assert all(f.modified < 1_700_000_000 for f in files)
    notes.clear()
    assert notes.all() == ()


def test_what_could_not_be_written_back_is_not_opened(notes, folder):
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "long.txt").write_bytes(b"x" * 300_000)
    with pytest.raises(NoteError, match="not a text"):
        notes.read("photo.jpg")
    with pytest.raises(NoteError, match="larger than"):
        notes.read("long.txt")
