"""A page that was opened from disk keeps up with a run that goes on."""

import threading

import pytest

from agent import actions as act
from agent.cli.app import run as command
from agent.trajectory import open_run
from agent.view import follow


@pytest.fixture
def following():
    """Follows a run in a thread; its end is waited for."""
    threads = []

    def start(run, page):
        written = threading.Event()
        thread = threading.Thread(
            target=follow, args=(open_run(run), page), kwargs={"on_page": written.set, "linger": 0}
        )
        threads.append(thread)
        thread.start()
        assert written.wait(60)
        return thread

    yield start
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_a_run_that_is_over_is_not_followed(walk, capsys):
    assert command(["view", str(walk.path), "--live", "--no-open"]) == 0
    assert capsys.readouterr().out.strip() == str(walk.path / "view.html")
    assert not list(walk.path.glob("*.svg"))
    assert "data-counter" not in (walk.path / "view.html").read_text()


def test_an_open_page_shows_each_new_step_and_then_the_end(browser, recorder, following, tmp_path):
    one = recorder().step(act.Tap(at=(1, 2)))
    page = tmp_path / "a page.html"
    thread = following(one.path, page)
    try:
        browser.window(1000, 700)
        browser.open(page.as_uri())
        assert browser.run("document.querySelector('#live').hidden") is False
        assert browser.text(".number") == "Step 1 of 1"

        one.step(act.Tap(at=(3, 4)))
        browser.until(lambda: browser.text(".number") == "Step 2 of 2", "the second step is shown")
        browser.press("k")
        one.step(act.Tap(at=(5, 6)))
        browser.until(lambda: browser.text(".number") == "Step 1 of 3", "stays where it was put")
        assert browser.complaints == []
    finally:
        one.end()
    thread.join(60)
    browser.until(lambda: browser.text(".badge") == "Success", "the end is shown")
    browser.until(
        lambda: browser.run("document.querySelector('#live').hidden"), "it is live no more"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a page.html", "runs"]
    assert "data-counter" not in page.read_text()
