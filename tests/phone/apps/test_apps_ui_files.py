import io

import pytest
from PIL import Image

TITLE = "android:id/title"


@pytest.fixture
def storage(hand):
    storage = hand.state.storage
    for item in storage.list("Download"):
        storage.delete(item.path)
    storage.write("Download/a.txt", b"hello")
    hand.open("files")
    hand.see(text="Files in Downloads")
    return storage


def plain_picture(colour):
    made = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(made, "PNG")
    return made.getvalue()


def names(storage, folder):
    return [item.name for item in storage.list(folder)]


def go_to(hand, *way):
    hand.tap(description="Show roots")
    hand.tap(text="sdk_gphone_x86_64", resource_id=TITLE)
    for name in way:
        hand.tap(text=name, resource_id=TITLE)


def choose(hand, name):
    hand.tap(description="More options")
    hand.tap(text=name, resource_id=TITLE)


def test_a_file_is_deleted_once_the_dialog_is_answered(hand, storage):
    hand.hold(text="a.txt")
    hand.tap(description="Delete")
    hand.tap(text="Cancel")
    assert names(storage, "Download") == ["a.txt"]
    hand.tap(description="Delete")
    hand.tap(text="OK")
    assert names(storage, "Download") == []
    assert hand.see(text="No items")


def test_a_file_is_moved_to_a_folder_that_is_chosen_in_the_list(hand, storage):
    hand.hold(text="a.txt")
    choose(hand, "Move to…")
    assert not hand.see(text="a.txt", resource_id=TITLE).clickable
    go_to(hand, "Music")
    hand.tap(text="Move", resource_id="android:id/button1")
    assert (names(storage, "Download"), names(storage, "Music")) == ([], ["a.txt"])
    assert hand.see(text="a.txt")


def test_copying_leaves_the_original(hand, storage):
    hand.hold(text="a.txt")
    choose(hand, "Copy to…")
    hand.tap(text="Copy", resource_id="android:id/button1")
    assert names(storage, "Download") == ["a (1).txt", "a.txt"]


def test_folders_are_made_renamed_and_walked(hand, storage):
    choose(hand, "New folder")
    hand.type("箱")
    hand.tap(text="OK")
    hand.hold(text="箱", resource_id=TITLE)
    choose(hand, "Rename")
    hand.scene.clear_text()
    hand.type("Box")
    hand.tap(text="OK")
    hand.tap(text="Box", resource_id=TITLE)
    assert hand.see(text="Files in Box")
    hand.back()
    assert hand.see(text="Files in Downloads")
    assert names(storage, "Download") == ["Box", "a.txt"]


def test_a_text_opens_for_reading(hand, storage):
    hand.tap(text="a.txt")
    assert hand.see(text="hello").cls == "android.widget.TextView"
    hand.back()
    assert hand.see(text="Files in Downloads")


def test_a_picture_is_shown_and_a_ruined_one_says_so(hand, storage):
    storage.write("Download/red.png", plain_picture((200, 30, 30)))
    storage.write("Download/ruined.png", b"no picture")
    hand.tap(text="red.png")
    shown = hand.see(description="red.png", cls="android.widget.ImageView")
    x, y = shown.center
    width, _ = hand.scene.size
    at = 4 * (y * width + x)
    hand.settle()
    assert tuple(hand.scene.capture()[at : at + 3]) == (200, 30, 30)
    hand.back()
    hand.tap(text="ruined.png")
    assert hand.see(text="This picture cannot be shown")


def test_what_nothing_can_open_says_so(hand, storage):
    storage.write("Download/b.zip", b"PK")
    hand.tap(text="b.zip")
    assert hand.see(text="No app can open b.zip")


def test_a_search_finds_files_of_other_folders(hand, storage):
    storage.write("Podcasts/rainy day.mp3", b"")
    hand.tap(description="Search")
    hand.type("rainy")
    assert hand.see(text="rainy day.mp3")
    hand.gone(text="a.txt")


def test_sorting_by_size_puts_the_largest_first(hand, storage):
    storage.write("Download/b.txt", b"x" * 100)
    choose(hand, "Sort by…")
    hand.tap(text="Size (largest first)")
    hand.see(text="b.txt")
    shown = sorted(hand.all(resource_id=TITLE), key=lambda node: node.bounds[1])
    assert [node.text for node in shown] == ["b.txt", "a.txt"]


def test_the_list_follows_what_others_do_to_the_disk(hand, storage):
    outside = hand.state.root / "data/media/0/Download/outside.txt"
    outside.write_text("1")
    assert hand.see(text="outside.txt")
    outside.unlink()
    hand.gone(text="outside.txt")


def test_all_are_selected_and_counted(hand, storage):
    storage.write("Download/b.txt", b"")
    choose(hand, "Select all")
    assert hand.see(text="2 selected")
    hand.back()
    assert hand.see(text="Files", resource_id="com.google.android.documentsui:id/toolbar_title")
