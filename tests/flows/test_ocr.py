"""Elements of a device without a tree, found by the words on its picture."""

import sys

import pytest
from PIL import Image, ImageDraw, ImageFont

from agent.errors import MissingDependency
from agent.flows.reading import read_flow
from agent.flows.running import run_flow
from agent.flows.stage import Stage
from agent.ocr import Reader
from agent.testing import FakeDevice, FakeScreen, paint
from agent.types import Box, Frame, Size

SIZE = Size(360, 300)


def page(*lines):
    """A page with words at their places, drawn in letters as large as a phone's."""
    image = Image.new("RGBA", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for at, words in lines:
        draw.text(at, words, fill="black", font=ImageFont.load_default(22))
    return Frame(SIZE, image.tobytes())


MAIL = page(
    ((20, 20), "Inbox"), ((20, 100), "Delete"), ((20, 180), "Archive"), ((20, 240), "Delete")
)
GONE = Box(20, 235, 120, 275)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture
def device():
    mail = FakeScreen(MAIL, "mail", taps=((GONE, "gone"),))
    return FakeDevice({"mail": mail, "gone": FakeScreen(page(((20, 20), "Deleted")))}, "mail")


@pytest.fixture
def run(tmp_path, device):
    def run(text, reader=None):
        path = tmp_path / "some.yaml"
        path.write_text(text)
        stage = Stage(device, tmp_path, reader=reader, lookup=0, optional_lookup=0)
        return run_flow(read_flow(path), stage)

    return run


def test_words_are_read_with_their_places(reader):
    read = {one.text: one.box for one in reader.read(MAIL) if one.text != "Delete"}

    assert set(read) == {"Inbox", "Archive"}
    assert read["Archive"].contains((50, 192))
    assert reader.read(paint(SIZE, (9, 9, 9))) == ()


def test_the_order_of_a_pixels_bytes_is_no_matter(reader):
    image = Image.frombytes("RGBA", SIZE, bytes(MAIL.data))
    blue, green, red, rest = image.split()
    turned = Frame(SIZE, Image.merge("RGBA", (red, green, blue, rest)).tobytes(), "BGRA")

    assert reader.read(turned) == reader.read(MAIL)


def test_a_flow_finds_what_can_be_read(run, device, reader):
    result = run(
        "- assertVisible: inbox\n- assertNotVisible: Deleted\n- copyTextFrom: {below: Inbox}\n"
        "- tapOn: {text: Delete, below: Archive}\n- assertVisible: Deleted\n"
        "- tapOn: {text: Archive, optional: true}\n- tapOn: Delted\n",
        reader,
    )

    assert device.current == "gone"
    assert result.results[3].found[0].by == "ocr"
    assert result.results[3].said == "found by ocr"
    assert str(result.results[5].status) == "warned"
    assert (result.failure.said, result.failure.near) == ("there is no 'Delted'", ("Deleted",))


def test_without_a_reader_it_says_what_would_help(run):
    assert "pip install 'fingertip[ocr]'" in run("- tapOn: Inbox\n").failure.said


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)

    with pytest.raises(MissingDependency, match="needs rapidocr"):
        Reader().read(MAIL)
