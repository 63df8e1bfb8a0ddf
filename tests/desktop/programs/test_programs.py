"""An editor, a file manager, a calculator, a terminal: what they did is looked up in the world."""

from PIL import Image, ImageChops

from agent.types import Box

STATUS_BAR = 40  # pixels at most
TEXT = "Größe: 5 µm\nПривет, 你好 🙂\n"


def picture(frame):
    return Image.frombytes("RGB", frame.size, bytes(frame.data), "raw", "BGRX")


def middle_of_change(before, after, area):
    """The centre of what is drawn differently: how a tester without a UI tree finds a thing."""
    change = ImageChops.difference(picture(before).crop(area), picture(after).crop(area)).getbbox()
    return Box(*change).center.x + area[0], Box(*change).center.y + area[1]


def test_an_editor_saves_what_was_typed_over_what_was_there(screen):
    screen.open("Mousepad")
    screen.type("a first draft, in keys")
    screen.press("ctrl", "a")
    screen.type(TEXT)
    screen.press("ctrl", "shift", "s")
    screen.in_front("Save As")
    screen.type("größe.txt", clear=True)
    screen.still()
    screen.press("enter")
    saved = screen.home / "größe.txt"
    screen.until(saved.exists, "the file is saved")
    screen.in_front("größe.txt")
    assert saved.read_text(encoding="utf-8") == TEXT


def test_a_file_is_renamed_and_then_put_into_the_trash(screen, documents):
    screen.open("PCManFM")
    screen.press("ctrl", "l")
    screen.type(str(documents), submit=True)
    empty = screen.in_front("Documents")
    (documents / "draft.txt").write_text("keep me")
    shown = screen.until(
        lambda: (frame := screen.still()).digest != empty.digest and frame, "the new file is shown"
    )
    left, top, right, bottom = screen.window()
    above_the_status_bar = (left, top, right, bottom - STATUS_BAR)
    icon = middle_of_change(empty, shown, above_the_status_bar)
    screen.click(icon)
    screen.press("f2")
    screen.in_front("Rename")
    screen.type("report für März.txt", clear=True, submit=True)
    renamed = documents / "report für März.txt"
    screen.until(renamed.exists, "the file is renamed")
    assert renamed.read_text() == "keep me"

    screen.in_front("Documents")
    screen.click(icon)
    screen.press("delete")
    screen.in_front("Confirm")
    screen.press("enter")
    screen.until(lambda: not renamed.exists(), "the file is gone")
    trashed = screen.home / ".local/share/Trash/files" / renamed.name
    assert trashed.read_text() == "keep me"


def test_a_calculator_is_used_by_keys_and_its_result_copied(screen):
    screen.open("Galculator")
    screen.type("1234*5678")
    screen.press("enter")
    screen.still()
    screen.press("ctrl", "c")
    assert screen.until(screen.clipboard, "a copied result") == "7006652"


def test_a_terminal_runs_what_was_typed_and_pasted(screen, documents):
    screen.open("XTerm")
    screen.type("cd ~/Documents; printf '%s|' \"$PWD\" a~b > keys", submit=True)
    keys = documents / "keys"
    screen.until(lambda: keys.exists() and keys.read_text().endswith("a~b|"), "the keys' file")
    assert keys.read_text() == f"{documents}|a~b|"
    screen.type("echo 'Žluťoučký kůň' > pasted", submit=True)
    pasted = documents / "pasted"
    screen.until(lambda: pasted.exists() and pasted.read_text(), "the pasted text's file")
    assert pasted.read_text(encoding="utf-8") == "Žluťoučký kůň\n"
