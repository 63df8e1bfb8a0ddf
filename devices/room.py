"""Room for pictures: 10 MB that the system has just given cost as much time as filling them."""

__all__ = ["Room"]


class Room:
    """Gives out buffers again once nobody looks at them; used by one thread at a time.

    Whoever holds a ``memoryview`` of a buffer, or of a part of it, looks at it: nothing else does.
    """

    def __init__(self, most: int) -> None:
        """``most``: how many buffers are kept for further pictures."""
        self._most = most
        self._kept: list[bytearray] = []

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, length: int) -> bytearray:
        """A buffer of ``length`` bytes (1 or more) of any content; those of other lengths go."""
        self._kept = [buffer for buffer in self._kept if len(buffer) == length]
        for buffer in self._kept:
            if _is_free(buffer):
                return buffer
        fresh = bytearray(length)
        self._kept = [*self._kept, fresh][-self._most :]
        return fresh


def _is_free(buffer: bytearray) -> bool:
    # Python lets nobody change the length of what a view shows. How many names a buffer has says
    # less: that count is another one from Python 3.14 on. Nothing is moved or copied here.
    try:
        buffer.append(buffer.pop())
    except BufferError:
        return False
    return True
