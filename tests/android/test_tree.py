import pytest

from agent.errors import ActionFailed
from agent.types import Box
from devices.android.tree import parse

XML = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation="0">
<node index="0" text="" resource-id="a:id/list" class="android.widget.FrameLayout" package="a"
 content-desc="" scrollable="true" bounds="[0,0][100,200]">
 <node text="&lt;Wi-Fi&gt; &#128512;" class="android.widget.EditText" focused="true" checked="true"
  checkable="true" clickable="true" enabled="true" bounds="[10,20][90,40]" />
 <node text="gone" class="x" bounds="[10,20][10,40]" />
</node></hierarchy>UI hierchary dumped to: /dev/tty
"""


def test_elements_in_drawing_order():
    outer, inner = parse(XML)
    assert (outer.resource_id, outer.scrollable, outer.enabled) == ("a:id/list", True, False)
    assert inner.box == Box(10, 20, 90, 40)
    assert inner.text == "<Wi-Fi> 😀"
    assert inner.editable
    assert inner.focused
    assert inner.checked


@pytest.mark.parametrize("text", ["<hierarchy><node></hierarchy>", "<hierarchy", "no tree"])
def test_broken_xml(text):
    with pytest.raises(ActionFailed):
        parse(text)
