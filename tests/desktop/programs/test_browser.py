"""Chromium on a page whose own script tells which events it got, at 1 and 2 pixels per CSS pixel.

What the page saw is compared with what was sent: pixel by pixel, key by key.
"""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent.evals.chromium import Chromium
from agent.settle import changed_box
from agent.types import Box

PAGE = Path(__file__).with_name("page.html").read_bytes()
SIZE = (1024, 768)


class Page:
    """The page as it tells of itself to a server on loopback."""

    def __init__(self):
        self.told, self.boxes, self.width, self.rounds, self.loaded = [], {}, 0, 0, 0
        self.focused = ""
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(PAGE if self.path == "/" else b"")

            def do_POST(self):
                news = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                page.hear(news)
                self._answer(b"")

            def _answer(self, body):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle_one_request(self):
                with suppress(ConnectionError):  # the page was reloaded meanwhile
                    super().handle_one_request()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def hear(self, news):
        if news["loaded"] < self.loaded:  # the last words of the page before it was reloaded
            return
        self.loaded = news["loaded"]
        self.told += [tuple(line) for line in news["lines"]]
        self.boxes = {name: Box(*box) for name, box in news["boxes"].items()}
        self.width = news["width"]
        self.focused = news["focused"]
        self.rounds += 1

    def settled(self):
        """Whether it has told twice from now on: what it is doing now is told then."""
        wanted = self.rounds + 2
        return lambda: self.rounds >= wanted

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module", params=[1, 2], ids=["1x", "2x"])
def shown(request, _screen):
    """The page over the whole screen."""
    before = _screen.programs()
    page = Page()
    with Chromium(_screen.environ, page.url, scale=request.param):
        _screen.until(lambda: page.width == SIZE[0], "the page is shown")
        _screen.in_front("Every kind of input")
        yield page
    _screen.tidy(before)
    page.close()


@pytest.fixture
def page(shown, _screen):
    """The page, reloaded."""
    before = shown.loaded
    _screen.press("esc")
    _screen.still()  # what was open over the page would take the next key
    _screen.press("f5")
    _screen.until(lambda: shown.loaded > before, "the page is reloaded")
    _screen.until(shown.settled(), "the page tells where things are")
    _screen.still()
    shown.told.clear()
    return shown


@pytest.fixture
def use(page, _screen):
    return Hand(page, _screen)


class Hand:
    """Acts on named things of the page."""

    def __init__(self, page, screen):
        self.page, self.screen = page, screen

    def told(self, *kinds):
        """The events of these kinds so far."""
        return [line for line in self.page.told if line[0] in kinds]

    def expect(self, *events):
        """Wait until the page has told of these events, and of no others of their kinds."""
        kinds = {event[0] for event in events}
        self.screen.until(lambda: len(self.told(*kinds)) >= len(events), f"events {kinds}")
        self.screen.until(self.page.settled(), "the page tells on")
        assert self.told(*kinds) == list(events)

    def wait_for(self, kind):
        return self.screen.until(lambda: self.told(kind), f"a {kind}")

    def at(self, name):
        return tuple(self.page.boxes[name].center)

    def click(self, name):
        self.click_at(self.at(name))

    def click_at(self, point):
        """Click, and wait until the page has seen it.

        Chromium looks for what lies under the pointer in another process: on a busy machine the
        next key or click overtakes this one.
        """
        before = len(self.told("pointerup"))
        self.screen.click(point)
        self.screen.until(lambda: len(self.told("pointerup")) > before, f"a click at {point}")

    def open_list(self, name):
        """Click on it and wait until something shows below it."""
        closed, box = self.screen.still(), self.page.boxes[name]
        self.screen.click(self.at(name))
        self.screen.until(
            lambda: (
                (change := changed_box(closed, self.screen.device.capture()))
                and change.bottom > box.bottom + 20
            ),
            f"the list of {name}",
        )
        self.screen.still()

    def fill(self, name, text):
        self.click(name)
        self.screen.until(lambda: self.page.focused == name, f"the focus on {name}")
        self.screen.type(text)


def test_every_click_is_seen_on_the_pixel_it_was_sent_to(use, page):
    free = [(x, y) for x in (613, 800, 1022) for y in (401, 600, 766)]
    for x, y in free:
        use.click_at((x, y))
    use.expect(*((kind, 0, x, y) for x, y in free for kind in ("pointerdown", "pointerup")))


def test_two_clicks_are_a_double_click(use):
    use.screen.click((700, 500), count=2)
    use.expect(("dblclick",))


def test_every_key_is_seen_as_it_was_sent(use):
    text = "".join(chr(code) for code in range(0x20, 0x7F))
    use.fill("notes", text)
    use.expect(*(("keydown", key) for key in text))


def test_keys_held_together_and_those_that_write_nothing(use):
    pressed = {
        ("ctrl", "alt", "k"): "Control+Alt+k", ("shift", "k"): "K", ("f2",): "F2",
        ("pagedown",): "PageDown", ("left",): "ArrowLeft", ("esc",): "Escape", ("tab",): "Tab",
    }  # fmt: skip
    for keys in pressed:
        use.screen.press(*keys)
    use.expect(*(("keydown", key) for key in pressed.values()))


def test_a_form_with_every_kind_of_input_is_filled_in(use):
    typed = {
        "text": "Zoë und Jürgen", "password": "geheim ✓", "email": "a+b@example.org",
        "number": "-12.5", "notes": "Привет, 你好 🙂", "rich": "naïve",
    }  # fmt: skip
    for name, text in typed.items():
        use.fill(name, text)
    use.screen.press("tab")
    use.screen.type("11212026")
    use.screen.press("tab")
    use.screen.press("tab")
    use.screen.type("0930PM")
    use.click("range")
    use.click("agree")
    use.click("colour=blue")
    use.open_list("city")
    use.screen.press("end")
    use.screen.press("enter")
    use.screen.still()
    use.click("send")
    ((_, sent),) = use.wait_for("sent")
    rest = {
        "date": "2026-11-21", "time": "21:30", "range": "5", "agree": "on", "colour": "blue",
        "city": "Zürich", "file": "",
    }  # fmt: skip
    assert sent == typed | rest


def test_a_file_dialog_opens_over_the_page_and_is_left(use):
    use.click("file")
    use.screen.in_front("Open File")
    use.screen.press("esc")
    use.screen.in_front("Every kind of input")
    use.click("send")
    ((_, sent),) = use.wait_for("sent")
    assert sent["file"] == ""


def test_a_file_is_chosen_in_the_dialog_and_reaches_the_page(use):
    letter = use.screen.home / "Documents" / "Brief an Zoë.txt"
    letter.write_text("Grüße,\nдо свидания 👋\n", encoding="utf-8")
    use.click("file")
    use.screen.in_front("Open File")
    use.screen.press("ctrl", "l")
    use.screen.type(str(letter), clear=True)
    use.screen.still()
    # Its button: Enter closes the dialog as well, but Chromium then says that nothing was chosen.
    use.screen.click((use.screen.window().right - 50, use.screen.window().bottom - 28))
    use.expect(("chose", letter.name, letter.read_text(encoding="utf-8")))
    use.screen.in_front("Every kind of input")
    use.click("send")
    ((_, sent),) = use.wait_for("sent")
    assert sent["file"] == letter.name


def test_a_thing_is_dragged_onto_another(use):
    use.screen.do(type="drag", start=use.at("parcel"), end=use.at("shelf"), seconds=2)
    use.expect(("drop", "a parcel"))


@pytest.mark.parametrize(
    ("direction", "turn"), [("down", (0, 1)), ("right", (1, 0))], ids=["down", "right"]
)
def test_scrolling_reveals_what_lies_there_and_back(use, direction, turn):
    back = {"down": "up", "right": "left"}[direction]
    use.screen.do(type="scroll", direction=direction, at=use.at("list"), amount=3, unit="clicks")
    assert {line[1:] for line in use.wait_for("wheel")} == {turn}
    use.screen.until(
        lambda: tuple(map(bool, use.wait_for("scroll")[-1][1:])) == tuple(map(bool, turn)),
        "it is scrolled, that way only",
    )
    use.screen.still()
    use.screen.do(type="scroll", direction=back, at=use.at("list"), amount=9, unit="clicks")
    use.screen.until(lambda: use.told("scroll")[-1][1:] == (0, 0), "it is scrolled back")


def test_a_context_menu_opens_under_the_right_button(use):
    use.screen.click((640, 500), button="right")
    use.screen.until(lambda: use.page.boxes["menu"].left == 640, "the menu is open")
    use.expect(("contextmenu", 640, 500))
    use.click("menu")
    use.expect(("chosen", "Rename"))
