"""The wire format of protocol buffers, as far as reading needs it, and ``tf.train.Example``.

Sources: protobuf.dev "Encoding"; tensorflow ``core/example/example.proto`` and ``feature.proto``.
"""

from collections.abc import Iterator

__all__ = ["Feature", "example", "fields"]

Feature = list[bytes] | list[int]
"""A list of byte strings or of whole numbers (lists of floats are left out)."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Each field of a message: its number, and a whole number or bytes.

    Raises ``ValueError`` for what is no message.
    """
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        value: int | memoryview
        if kind == _VARINT:
            value, at = _varint(data, at)
        else:
            if kind == _BYTES:
                size, at = _varint(data, at)
            elif kind in {_FIXED64, _FIXED32}:
                size = 8 if kind == _FIXED64 else 4
            else:
                raise ValueError(f"a field of the unknown kind {kind}")
            if at + size > len(data):
                raise ValueError("a field is longer than its message")
            value, at = data[at : at + size], at + size
        yield key >> 3, value


def example(data: bytes) -> dict[str, Feature]:
    """The features of a serialised ``tf.train.Example``. Raises ``ValueError``."""
    found: dict[str, Feature] = {}
    for features in _inside(memoryview(data), 1):
        for entry in _inside(features, 1):
            name, value = next(_inside(entry, 1), None), next(_inside(entry, 2), None)
            if name is None or value is None:
                raise ValueError("a feature without a name or a value")
            found[bytes(name).decode()] = _feature(value)
    return found


def _feature(data: memoryview) -> Feature:
    for kind, listed in fields(data):
        if not isinstance(listed, memoryview):
            break
        if kind == 1:
            return [bytes(value) for value in _inside(listed, 1)]
        if kind == 3:
            return list(_numbers(listed))
    return []


def _numbers(data: memoryview) -> Iterator[int]:
    """An ``Int64List``: packed, as it is written today, or one by one."""
    for _, value in fields(data):
        if isinstance(value, int):
            yield _signed(value)
            continue
        at = 0
        while at < len(value):
            number, at = _varint(value, at)
            yield _signed(number)


def _inside(data: memoryview, number: int) -> Iterator[memoryview]:
    for found, value in fields(data):
        if found == number and isinstance(value, memoryview):
            yield value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("a number without an end")
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
