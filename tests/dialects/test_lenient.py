"""The reader of the JSON that models really write: what is mended, what is refused."""

from typing import Any

import pytest

from agent.dialects import lenient
from agent.errors import UnparseableReply


@pytest.mark.parametrize(
    ("text", "value", "repair"),
    [
        ("[5 6]", [5, 6], "a comma was missing"),
        ('{"a": "b" "c": 1}', {"a": "b", "c": 1}, "a comma was missing"),
        ("[5，6]", [5, 6], "full-width"),
        ('{"a"：1}', {"a": 1}, "full-width"),
        ("{“a”: “b”, “c”: [“d”]}", {"a": "b", "c": ["d"]}, "curly quotes"),
        ("{a: b}", {"a": "b"}, "a text without quotes"),
        ('{"a": """x "y" z"""}', {"a": 'x "y" z'}, "three quotes"),
        ("[+5, 06]", [5, 6], "another spelling"),
        ("[5,\xa06]", [5, 6], "blanks"),
        ("[5, 6\n</action>", [5, 6], "']' was missing"),
        ('{"a": [5, 6\n```', {"a": [5, 6]}, "']' was missing"),
        ('{"a": "b"</answer>', {"a": "b"}, "'}' was missing"),
        ('{"a": "x "b": y"}', {"a": 'x "b": y'}, "not escaped"),
        ('{"a": "x, "b": y"}', {"a": 'x, "b": y'}, "not escaped"),
        ('{"a": "said "yes", "no" too"}', {"a": 'said "yes", "no" too'}, "not escaped"),
        ('{"a": "said "ok", note: all"}', {"a": 'said "ok", note: all'}, "not escaped"),
        ('{"a": "{"b": "c"}"}', {"a": '{"b": "c"}'}, "not escaped"),
        ('{"a": "他说"好"，走"}', {"a": '他说"好"，走'}, "not escaped"),
        ("{'a': 'it's “fine”'}", {"a": "it's “fine”"}, "not escaped"),
    ],
)
def test_a_slip_is_mended_and_said(text: str, value: Any, repair: str) -> None:
    read = lenient.read(text, 0)
    assert read.value == value
    assert any(repair in note for note in read.repairs), read.repairs


@pytest.mark.parametrize(
    "text",
    [
        "[5, 6", "[5,\n</action>", "[\n</action>", '{"a":\n```', '{"a": [5, 6', '{"a": "b',
        '{"a": 5', '{"a": "b", "', '{"a": "b", "c', "[5; 6]", '{"a" 5}', '{"a": """b', "{a: b c}",
    ],
)  # fmt: skip
def test_what_was_cut_off_or_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UnparseableReply):
        lenient.read(text, 0)


def test_json_is_read_as_it_stands() -> None:
    text = '{"a": "\\u4f60 \\ud83d\\ude00", "b": [1, -2.5e1], "c": null} </tool_call>'
    assert lenient.read(text, 0) == ({"a": "你 😀", "b": [1, -25.0], "c": None}, 57, ())
