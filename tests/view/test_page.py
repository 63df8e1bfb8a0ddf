"""The page in a real browser: what it shows, how it is gone about, and that it loads nothing."""

import json
import subprocess
import sys
import zipfile

import pytest

from agent import actions as act
from agent.cli.app import run as command
from agent.errors import TrajectoryCorrupt, UsageError
from agent.testing import paint
from agent.types import Outcome, Size, Verdict
from agent.view import find_runs, newest_run, write_page

SIZE = Size(180, 400)


def open_page(browser, path, address=""):
    browser.window(1200, 800)
    browser.open(path.resolve().as_uri() + address)
    assert browser.complaints == []


def page_of(run):
    return write_page(find_runs(run), run / "view.html")


def test_the_first_step_is_shown_with_its_mark(browser, walk):
    open_page(browser, page_of(walk.path))

    assert browser.text("#goal") == "turn the light on"
    assert browser.text(".badge") == "Success"
    assert "is 1" in browser.text("#ending .chip")
    assert browser.text(".done") == "Tap 90, 200"
    assert "the switch" in browser.text("#details")
    assert "the point 500, 500" in browser.text("#details")
    assert "12 tokens in, 3 out" in browser.text("#details")
    assert "think 1.50 s" in browser.text("#details")
    assert browser.run("document.querySelector('#marks .dot').getAttribute('cx')") == "90"


def test_a_picture_is_what_was_recorded_pixel_by_pixel(browser, walk):
    open_page(browser, page_of(walk.path))

    seen = browser.run(
        "document.querySelector('#picture').decode().then(() => {"
        " const image = document.querySelector('#picture');"
        " const canvas = document.createElement('canvas');"
        " canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;"
        " const paper = canvas.getContext('2d'); paper.drawImage(image, 0, 0);"
        " return [canvas.width, canvas.height, ...paper.getImageData(3, 399, 1, 1).data]; })"
    )
    assert seen == [180, 400, 40, 90, 160, 255]


def test_the_keys_go_through_the_steps(browser, walk):
    open_page(browser, page_of(walk.path))
    done = []
    for key in ("ArrowRight", "j", "j", "k", "End", "Home"):
        browser.press(key)
        done.append(browser.text(".number"))

    assert [one.split()[1] for one in done] == ["2", "3", "4", "3", "5", "1"]
    browser.press("?")
    assert browser.run("document.querySelector('#help').open") is True
    browser.press("t")
    assert browser.run("document.documentElement.dataset.theme") == "light"  # a dialog is open


def test_each_kind_of_action_has_its_mark(browser, walk):
    open_page(browser, page_of(walk.path), "#0001:2")
    assert "M 90 300 L 90 100" in browser.run(
        "document.querySelector('#marks path.ink').getAttribute('d')"
    )
    browser.press("j")
    assert browser.text("#label") == "⌨ hello ⏎"
    assert "a missing brace" in browser.text(".notes")
    browser.press("j")
    assert "✗ nothing there" in browser.text("#details")
    assert "do something else" in browser.text(".notes")
    assert browser.run("document.querySelectorAll('.frame.failed').length") == 1
    browser.press("m")
    assert browser.run("document.querySelector('#marks').style.display") == "none"
    browser.press("e")
    assert browser.run("document.querySelectorAll('#marks .element').length") == 1


def test_what_approval_decided_is_shown(browser, recorder):
    asked = Verdict(allowed=False, why="the user did not allow tap", by="person", rule="delete")
    allowed = Verdict(allowed=True, rule="backspace")
    unnamed = Verdict(allowed=True, rule="otherwise = allow")
    made = recorder()
    for verdict in (asked, allowed, unnamed):
        made.step(act.Tap(at=(30, 30)), verdict=verdict)
    made.end()

    open_page(browser, page_of(made.path))

    assert "denied by a person (delete: the user did not allow tap)" in browser.text(".notes")
    browser.press("j")
    assert browser.text(".notes") == "allowed by a rule (backspace)"
    browser.press("j")
    assert browser.run("document.querySelectorAll('.notes').length") == 0


def test_the_address_leads_back_to_the_step(browser, walk):
    page = page_of(walk.path)
    open_page(browser, page)
    browser.press("End")
    address = browser.run("location.hash")
    open_page(browser, page, address)

    assert browser.text(".number") == "Step 5 of 5"


def test_nothing_is_loaded_from_anywhere(browser, walk):
    page = page_of(walk.path)
    open_page(browser, page)
    browser.press("j")

    other = [url for url in browser.requests if not url.startswith(("data:", "about:"))]
    assert set(other) == {page.as_uri()}


def test_the_theme_follows_the_system_until_it_is_chosen(browser, walk):
    page = page_of(walk.path)
    browser.window(1200, 800, dark=True)
    browser.open(page.as_uri())
    assert browser.run("document.documentElement.dataset.theme") == "dark"
    browser.press("t")
    browser.open(page.as_uri())
    assert browser.run("document.documentElement.dataset.theme") == "light"
    browser.run("localStorage.clear()")


def test_a_narrow_window_has_no_sideways_scrolling(browser, walk):
    page = page_of(walk.path)
    for width in (320, 480, 800):
        browser.window(width, 640)
        browser.open(page.as_uri())
        assert browser.run("document.documentElement.scrollWidth") <= width


def test_several_episodes_are_filtered_by_outcome_and_words(browser, recorder):
    one = recorder("switch the radio off").step(act.Tap(at=(1, 2))).end()
    one.episode("0002").step(act.OpenApp(name="Radio")).end(Outcome.STUCK, goal="open the radio")
    one.episode("0003").step(act.TypeText(text="jazz")).end(goal="find some music")
    open_page(browser, page_of(one.path))

    def listed():
        return browser.run("[...document.querySelectorAll('.entry b')].map(b => b.textContent)")

    assert listed() == ["switch the radio off", "open the radio", "find some music"]
    browser.run("outcome.value = 'stuck'; outcome.onchange()")
    assert listed() == ["open the radio"]
    browser.run("outcome.value = ''; search.value = 'JAZZ type'; search.oninput()")
    assert listed() == ["find some music"]
    browser.press("]")
    assert browser.text("#goal") == "find some music"


def test_a_folder_of_runs_is_one_page(browser, recorder):
    first = recorder("one", started=1_700_000_000).step(act.Tap(at=(1, 2))).end()
    recorder("two").step(act.Tap(at=(1, 2))).end(Outcome.FAILURE, error="no", hint="try again")
    runs = first.path.parent
    open_page(browser, write_page(find_runs(runs), runs / "view.html"))

    assert browser.run("document.querySelectorAll('.entry').length") == 2
    browser.press("]")
    assert browser.text("#goal") == "two"
    assert browser.text(".callout") == "no\nTry: try again"


def test_a_killed_or_damaged_recording_is_shown_as_far_as_it_goes(browser, recorder):
    one = recorder("half a job").step(act.Tap(at=(1, 2))).step(act.Tap(at=(3, 4)))
    one.close()
    folder = one.path / "episodes" / "0001"
    first, *rest = (folder / "steps.jsonl").read_text().splitlines()
    changed = json.dumps(json.loads(first) | {"screen": "gone.png"})
    (folder / "steps.jsonl").write_text("\n".join([changed, *rest, '{"torn']))
    open_page(browser, page_of(one.path))

    assert browser.text(".badge") == "Not finished"
    assert browser.text("#goal") == "half a job"
    assert browser.run("document.querySelectorAll('.frame').length") == 2
    assert "gone.png" in browser.text(".callout")
    assert browser.run("document.querySelector('#picture').hasAttribute('src')") is False


def test_the_command_prints_the_path_of_the_newest_run(walk, capsys, monkeypatch):
    monkeypatch.chdir(walk.path.parent.parent)
    assert newest_run(walk.path.parent).path == walk.path
    assert command(["view", "--no-open"]) == 0
    assert capsys.readouterr().out.strip() == str(walk.path / "view.html")


def test_a_pack_is_made_and_opened(browser, walk, tmp_path, capsys):
    file = tmp_path / "walk.trace.zip"
    assert command(["view", str(walk.path), "--pack", str(file)]) == 0
    assert command(["view", str(file), "--no-open"]) == 0
    packed, page = capsys.readouterr().out.split()

    assert packed == str(file)
    assert page == str(tmp_path / "walk.trace.html")
    open_page(browser, tmp_path / "walk.trace.html")
    assert browser.text("#goal") == "turn the light on"
    assert command(["view", str(walk.path), "--pack", str(tmp_path / "walk")]) == 2


def test_a_pack_that_means_harm_ends_with_a_clear_error(tmp_path, capsys):
    file = tmp_path / "x.trace.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../run.json", "{}")

    assert command(["view", str(file), "--no-open"]) == 3
    assert "is refused: the name '../run.json'" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.trace.zip"]


def test_the_screen_at_the_end_and_the_models_own_point_are_shown(browser, recorder):
    one = recorder().step(
        act.Tap(at=(90, 200)), model_point=(250.0, 1100.0), space="rel1000", seen=Size(90, 200)
    )
    one.end(after=paint(SIZE, (200, 10, 10)))
    open_page(browser, page_of(one.path))

    path = browser.run("document.querySelector('#marks .model').getAttribute('d')")
    assert "45 " in path
    assert " 440 L" in path  # outside of the screen, as the model wrote it
    browser.press("End")
    assert "at the end" in browser.text("#details")
    assert browser.run("document.querySelectorAll('#marks *').length") == 0


def test_nothing_heavy_is_imported_to_show_a_recording(walk):
    code = (
        "import sys; from agent.cli.app import run;"
        f"run(['view', {str(walk.path)!r}, '--no-open']);"
        "print({'torch', 'transformers', 'pyautogui', 'PySide6'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_a_file_that_is_no_page_of_ours_is_not_written_over(walk):
    with pytest.raises(UsageError, match="already"):
        write_page(find_runs(walk.path), walk.path / "run.json")
    page = page_of(walk.path)
    assert write_page(find_runs(walk.path), page) == page


def test_where_there_is_no_recording_it_is_said(tmp_path):
    with pytest.raises(TrajectoryCorrupt, match="holds none"):
        find_runs(tmp_path)
    with pytest.raises(TrajectoryCorrupt, match="no recording"):
        newest_run(tmp_path)
    with pytest.raises(TrajectoryCorrupt, match="does not exist"):
        find_runs(tmp_path / "nothing")
