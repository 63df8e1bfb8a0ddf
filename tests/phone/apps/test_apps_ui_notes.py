import pytest


@pytest.fixture
def notes(hand):
    hand.open("notes")
    hand.state.notes.clear()
    hand.see(text="No notes here yet")
    return hand.state.notes


def test_a_note_is_created_and_written(hand, notes):
    hand.tap(description="Create a new file")
    hand.type("Trip")
    hand.tap(text="OK")
    hand.tap(hint="Your text here")
    hand.type("Lisbon\nin May 好")
    hand.tap(description="Navigate up")
    assert notes.read("Trip.md") == "Lisbon\nin May 好"
    assert hand.see(text="Trip.md")


def test_typing_is_stored_without_leaving(hand, notes):
    notes.create("a.txt", "one")
    hand.tap(text="a.txt")
    hand.tap(hint="Your text here")
    hand.key(123)
    hand.type(" two")
    hand.tap(description="Save")
    assert notes.read("a.txt") == "one two"


def test_a_touch_places_the_cursor(hand, notes):
    notes.create("a.md", "one\ntwo")
    hand.tap(text="a.md")
    left, top, right, _ = hand.see(text="one\ntwo", cls="android.widget.EditText").bounds
    middle = (left + right) / 2
    hand.touch((0.0, middle, top + 22), (0.05, middle, top + 22))
    hand.type(" and a half")
    hand.touch((0.0, middle, top + 600), (0.05, middle, top + 600))
    hand.type("!")
    hand.tap(description="Save")
    assert notes.read("a.md") == "one and a half\ntwo!"


def test_a_file_made_outside_shows_and_one_removed_goes(hand, notes):
    outside = notes.folder / "Outside.md"
    outside.write_text("hello")
    assert hand.see(text="Outside.md")
    outside.unlink()
    hand.gone(text="Outside.md")


def test_an_open_note_follows_its_file(hand, notes):
    notes.create("a.md", "old")
    hand.tap(text="a.md")
    assert hand.see(text="old", cls="android.widget.EditText")
    (notes.folder / "a.md").write_text("new from outside")
    assert hand.see(text="new from outside", cls="android.widget.EditText")


def test_a_long_press_selects_for_renaming(hand, notes):
    notes.create("a.md", "A")
    hand.hold(text="a.md")
    hand.tap(description="Rename")
    hand.scene.clear_text()
    hand.type("b.md")
    hand.tap(text="OK")
    assert [i.name for i in notes.list()] == ["b.md"]
    assert hand.see(text="b.md")


def test_deleting_asks_first(hand, notes):
    notes.create("a.md")
    notes.create("b.md")
    hand.hold(text="a.md")
    hand.tap(text="b.md")
    hand.tap(description="Delete")
    hand.tap(text="Cancel")
    assert len(notes.list()) == 2
    hand.tap(description="Delete")
    hand.tap(text="Delete")
    assert notes.list() == ()


def test_folders_are_made_entered_and_left(hand, notes):
    hand.tap(description="Create folder")
    hand.type("Box")
    hand.tap(text="OK")
    hand.tap(text="Box")
    hand.tap(description="Create a new file")
    hand.type("in.md")
    hand.tap(text="OK")
    hand.back()
    hand.back()
    if hand.all(text="in.md"):
        hand.back()
    assert hand.see(text="Box")
    assert [i.path for i in notes.list("Box")] == ["Box/in.md"]


def test_a_note_is_moved_to_another_folder(hand, notes):
    notes.make_folder("Box")
    notes.create("a.md", "A")
    hand.hold(text="a.md")
    hand.tap(description="Move")
    hand.tap(text="Box", resource_id="android:id/title")
    assert [i.path for i in notes.all()] == ["Box/a.md"]


def test_a_name_that_is_taken_is_refused_with_a_toast(hand, notes):
    notes.create("a.md", "A")
    hand.tap(description="Create a new file")
    hand.type("a")
    hand.tap(text="OK")
    assert hand.see(text="a.md already exists")
    assert notes.read("a.md") == "A"


def test_a_long_press_in_the_text_offers_to_paste(hand, notes):
    hand.state.clipboard.set("from elsewhere")
    notes.create("a.md", "")
    hand.tap(text="a.md")
    hand.hold(hint="Your text here")
    hand.tap(text="Paste")
    assert hand.see(text="from elsewhere", cls="android.widget.EditText")
    hand.hold(hint="Your text here")
    hand.tap(text="Select all")
    hand.tap(text="Cut")
    assert hand.see(hint="Your text here").text == ""
    assert hand.state.clipboard.get() == "from elsewhere"


def test_a_long_note_scrolls_under_the_finger(hand, notes):
    notes.create("a.md", "\n".join(f"line {n}" for n in range(200)))
    hand.tap(text="a.md")
    before = hand.scene.capture()
    hand.swipe_up()
    assert hand.scene.capture() != before
    hand.type("X")
    assert "X" not in notes.read("a.md")


def test_only_looking_at_a_note_leaves_its_bytes_alone(hand, notes):
    notes.create("dos.txt", "one\r\ntwo\r\n")
    hand.tap(text="dos.txt")
    hand.see(hint="Your text here")
    hand.back()
    assert hand.see(
        text="dos.txt", resource_id="net.gsantner.markor:id/opoc_filesystem_item__title"
    )
    assert notes.read("dos.txt") == "one\r\ntwo\r\n"


def test_the_dialog_for_a_new_file_makes_folders_and_other_kinds_of_files(hand, notes):
    hand.tap(description="Create a new file")
    hand.type("Box")
    hand.tap(text="Folder")
    assert hand.see(text="Box")
    hand.tap(description="Create a new file")
    hand.type("list")
    hand.tap(text=".md")
    hand.scene.clear_text()
    hand.type(".txt")
    hand.tap(text="OK")
    hand.see(hint="Your text here")
    assert [(i.name, i.folder) for i in notes.list()] == [("Box", True), ("list.txt", False)]


def test_a_search_finds_notes_of_every_folder_by_name_and_text(hand, notes):
    notes.create("Box/plan.md", "buy paint")
    notes.create("paint.md", "")
    notes.create("other.md", "nothing")
    hand.tap(description="Search")
    hand.type("PAINT")
    assert hand.see(text="Box/plan.md")
    assert hand.see(text="paint.md")
    hand.gone(text="other.md")
    hand.tap(text="Box/plan.md")
    assert hand.see(text="buy paint", cls="android.widget.EditText")


def test_the_newest_note_comes_first_where_that_is_asked(hand, notes):
    for age, name in enumerate(("b.md", "c.md", "a.md")):
        notes.write(name, "x", modified=1_600_000_000 - age)
    hand.tap(description="Sort by")
    hand.tap(text="Date", resource_id="android:id/title")
    title = "net.gsantner.markor:id/opoc_filesystem_item__title"
    shown = sorted(hand.all(resource_id=title), key=lambda node: node.bounds[1])
    assert [node.text for node in shown] == ["b.md", "c.md", "a.md"]


def test_all_notes_are_selected_and_deleted(hand, notes):
    for name in ("a.md", "b.md", "c.txt"):
        notes.create(name, name)
    hand.hold(text="b.md")
    hand.tap(description="Select all")
    hand.see(text="3")
    hand.tap(description="Delete")
    hand.tap(text="Delete")
    assert hand.see(text="No notes here yet")
    assert notes.list() == ()
