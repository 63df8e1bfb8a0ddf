from hypothesis import given
from hypothesis import strategies as st

from agent.models.local.text import ReplyText


def decode(ids: list[int]) -> str:
    """Bytes as tokens, as a byte-level tokenizer decodes them."""
    return bytes(ids).decode("utf-8", errors="replace")


def run(text: str, stop: tuple[str, ...] = ()) -> tuple[str, list[str], ReplyText]:
    told: list[str] = []
    reply = ReplyText(decode, stop, told.append)
    for byte in text.encode():
        if reply.add(byte):
            break
    return reply.finish(), told, reply


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd")))
def test_every_character_is_told_once_and_whole(text: str) -> None:
    said, told, _ = run(text)
    assert said == "".join(told) == text
    assert not any("\ufffd" in piece for piece in told)


@given(
    st.text("ab<>/", max_size=30), st.lists(st.text("ab<>/", min_size=1, max_size=4), max_size=3)
)
def test_a_stop_string_ends_the_reply_and_no_part_of_it_is_told(text: str, stop: list[str]) -> None:
    said, told, reply = run(text, tuple(stop))
    assert said == "".join(told)
    assert not any(mark in said for mark in stop)
    assert reply.stopped == any(mark in text for mark in stop)
    assert text.startswith(said)
    if not reply.stopped:
        assert said == text


def test_bytes_that_never_make_a_character_do_not_hold_the_rest_back() -> None:
    reply = ReplyText(decode)
    for byte in b"\xff" * 20 + b"ok":
        reply.add(byte)
    assert reply.finish().endswith("ok")
    assert reply.count == 22
