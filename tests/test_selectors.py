"""Which element a selector means."""

import pytest

from agent.selectors import Selector, find, point_in
from agent.types import Box, Element, Size


def element(left, top, right, bottom, text="", **more):
    return Element(box=Box(left, top, right, bottom), text=text, **more)


SCREEN = (
    element(0, 0, 1000, 2000, resource_id="app:id/root"),
    element(0, 100, 1000, 300, description="Wi-Fi, on", clickable=True, resource_id="app:id/row"),
    element(50, 150, 400, 200, "Wi-Fi"),
    element(800, 150, 950, 250, checkable=True, checked=True, resource_id="app:id/switch"),
    element(0, 300, 1000, 500, clickable=True, resource_id="app:id/row"),
    element(50, 350, 400, 400, "Bluetooth"),
    element(800, 350, 950, 450, checkable=True, resource_id="app:id/switch", enabled=False),
    element(50, 600, 400, 650, "Cost (EUR)"),
    element(50, 700, 400, 750, "two\nlines"),
)


def tops(selector):
    return [found.box[:2] for found in find(Selector.model_validate(selector), SCREEN)]


@pytest.mark.parametrize(
    ("selector", "where"),
    [
        ("Wi-Fi", [(50, 150)]),
        ("wi.fi", [(50, 150)]),
        ("Wi-Fi.*", [(50, 150)]),  # the label inside the row that is described alike
        ("Wi", []),
        ("Cost (EUR)", [(50, 600)]),  # no match as an expression, but word for word
        ("Cost [(", []),
        ("two lines", [(50, 700)]),
        ("two.*", [(50, 700)]),
        ({"id": "switch"}, [(800, 150), (800, 350)]),
        ({"id": "app:id/switch", "index": 1}, [(800, 350)]),
        ({"id": "switch", "index": "-1"}, [(800, 350)]),
        ({"id": "switch", "index": 2}, []),
        ({"id": "switch", "index": -3}, []),
        ({"id": "switch", "checked": "true"}, [(800, 150)]),
        ({"id": "switch", "enabled": False}, [(800, 350)]),
        ({"id": "switch", "below": "Bluetooth"}, []),
        ({"id": "switch", "below": {"text": "Wi-Fi"}}, [(800, 350)]),
        ({"id": "switch", "rightOf": "Bluetooth"}, [(800, 350), (800, 150)]),  # nearest first
        ({"id": "switch", "above": "Cost.*"}, [(800, 350), (800, 150)]),
        ({"text": ".+", "leftOf": {"id": "switch", "index": 0}, "above": "Bluetooth"}, [(50, 150)]),
        ({"id": "row", "containsChild": "Bluetooth"}, [(0, 300)]),
        ({"id": "row", "containsDescendants": ["Wi-Fi", {"checked": True}]}, [(0, 100)]),
        ({"id": "switch", "childOf": {"id": "row", "index": 1}}, [(800, 350)]),
        ({"width": 155, "height": 100, "tolerance": 5}, [(800, 150), (800, 350)]),
        ({"width": 155, "height": 100}, []),
    ],
)
def test_a_selector_finds(selector, where):
    assert tops(selector) == where


def test_a_selector_is_read_and_said_back():
    selector = Selector.model_validate({"id": "x", "rightOf": "Wi-Fi", "index": "2"})

    assert str(selector) == "id: 'x', index: 2, rightOf: {text: 'Wi-Fi'}"
    assert str(Selector(id=r"app\.id")) == r"id: 'app\.id'"  # as it is written in the file
    assert not selector.is_empty
    assert Selector().is_empty


@pytest.mark.parametrize(
    ("written", "point"),
    [("50%,50%", (500, 1000)), ("0%, 100%", (0, 1999)), ("30, 400", (30, 400))],
)
def test_a_point_of_the_screen(written, point):
    assert point_in(written, Size(1000, 2000)) == point


def test_a_point_of_an_element_is_a_pixel_of_the_screen():
    assert point_in("90%, 50%", Box(100, 200, 300, 300)) == (280, 250)


@pytest.mark.parametrize("written", ["", "1", "1,2,3", "101%,5%", "x,y", "-1%,0%"])
def test_what_is_no_point_is_refused(written):
    with pytest.raises(ValueError, match=r"point|pixels"):
        point_in(written, Size(10, 10))
