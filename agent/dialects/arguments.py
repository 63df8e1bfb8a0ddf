"""Reads the arguments of a call: points through the coordinate map, numbers, texts.

Everything that a model wrote goes through here once, so that what was mended and the numbers in
the model's own space are recorded in one place.
"""

import re
from typing import Any

from agent.actions import Pixel
from agent.dialects import lenient
from agent.dialects.coordinates import CoordinateMap
from agent.errors import UnparseableReply
from agent.types import Observation

__all__ = ["Arguments", "key_name"]

_NUMBERS = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
"""Numbers of a text, but not the digits of a name such as ``x1``."""
_CHORD = re.compile(r"(?<=[^\s+])\s*\+\s*(?=\S)")
_MODIFIERS = re.compile(
    r"(?:ctrl|control|shift|alt|option|cmd|command|meta|super|win|windows|fn)\b", re.IGNORECASE
)
_OTHER_PLACES = ("coordinates", "coordinate1", "point", "position", "location")
_SPLIT_PLACES = (("coordinate", "x", "y"), ("coordinate", "x1", "y1"), ("coordinate2", "x2", "y2"))
_TRUE = {True, "true", "True", "yes"}


class Arguments:
    """The arguments of one call. ``repairs`` and ``numbers`` grow as they are read."""

    def __init__(
        self, values: dict[str, Any], space: CoordinateMap, observation: Observation
    ) -> None:
        self.values = values
        self.space = space
        self.cursor: Pixel | None = observation.cursor
        self.repairs: list[str] = []
        self.cut_off = False
        """Whether the reply ended before the arguments did: those that may be missing, may be."""
        self.numbers: tuple[float, ...] = ()

    def name_places(self) -> None:
        """Gives ``coordinate`` its name, where the model called it otherwise or split it."""
        for name, across, down in _SPLIT_PLACES:
            if not self.has(name) and self.has(across) and self.has(down):
                pair = [self.values[across], self.values[down]]
                self.values = {**self.values, name: pair}
                self.repairs.append(f"{across} and {down} stood for {name}")
        other = next((key for key in _OTHER_PLACES if self.has(key)), "")
        if other and not self.has("coordinate", "coordinate2"):
            self.values = {**self.values, "coordinate": self.values[other]}
            self.repairs.append(f"{other} stood for coordinate")

    def has(self, *keys: str) -> bool:
        return any(self.values.get(key) is not None for key in keys)

    def point(self, *keys: str) -> Pixel:
        """A pixel of the observation. Raises ``UnparseableReply``, ``ActionOutOfBounds``."""
        return self.locate(self._get(*keys), keys[0])

    def first_point(self, *keys: str) -> Pixel:
        """The same, where the family itself has several names for it."""
        key = next((key for key in keys if self.has(key)), keys[0])
        return self.point(key)

    def optional_point(self, *keys: str) -> Pixel | None:
        """Raises ``UnparseableReply`` too where the place may have been cut off."""
        if self.has(*keys):
            return self.point(*keys)
        self.expect_whole(keys[0])
        return None

    def expect_whole(self, key: str) -> None:
        """Raises ``UnparseableReply`` if the reply was cut off where ``key`` may have followed."""
        if self.cut_off:
            raise UnparseableReply(f"the reply is cut off before {key} could follow")

    def locate(self, value: Any, label: str) -> Pixel:
        """Two numbers, or four (a box, whose centre is meant), to a pixel."""
        numbers = self._pair(value, label)
        if len(numbers) == 4:
            self.repairs.append(f"{label} was a box: its centre was taken")
            numbers = [(numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2]
        if len(numbers) != 2:
            raise UnparseableReply(f"{label} must be two numbers, not {len(numbers)}")
        if numbers == [-1, -1]:
            raise UnparseableReply("(-1, -1) is no place: what was looked for is not on the screen")
        self.numbers += (numbers[0], numbers[1])
        if (
            self.space.space != "rel1"
            and all(0 <= number <= 1 for number in numbers)
            and (any(number % 1 for number in numbers))
        ):
            self.repairs.append(f"{label} was written in shares of the screen")
            across, down = self.space.extent
            numbers = [numbers[0] * across, numbers[1] * down]
        pixel, note = self.space.locate(numbers[0], numbers[1])
        if note:
            self.repairs.append(note)
        return pixel

    def text(self, *keys: str) -> str:
        """A text, exactly as written. A number is taken as its digits."""
        value = self._get(*keys)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise UnparseableReply(f'"{keys[0]}" must be a text')
        if not isinstance(value, str):
            self.repairs.append(f"{keys[0]} was a number instead of a text")
        # Half a surrogate pair is no text that any keyboard could type.
        return str(value).encode("utf-8", "replace").decode("utf-8")

    def optional_text(self, *keys: str) -> str:
        return self.text(*keys) if self.has(*keys) else ""

    def number(self, *keys: str, default: float | None = None) -> float:
        """A number; ``default`` when none of ``keys`` is there."""
        if default is not None and not self.has(*keys):
            return default
        value = self._get(*keys)
        if isinstance(value, str):
            if not (match := _NUMBERS.fullmatch(value.strip().removesuffix("s").strip())):
                raise UnparseableReply(f'"{keys[0]}" must be a number, not {value[:40]!r}')
            self.repairs.append(f"{keys[0]} was a text instead of a number")
            return float(match[0])
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnparseableReply(f'"{keys[0]}" must be a number')
        return _real(value, keys[0])

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        return isinstance(value, bool | int | str) and value in _TRUE

    def keys(self) -> tuple[str, ...]:
        """The keys of a chord: an array, or (mended) ``"ctrl+c"``, ``["ctrl+c"]``, ``"ctrl c"``."""
        value = self._get("keys", "key", "text")
        if isinstance(value, str):
            self.repairs.append("keys was a text instead of an array")
            value = lenient.read(value, 0).value if value.startswith("[") else [value]
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            raise UnparseableReply('"keys" must be an array of texts')
        keys = [part for key in value for part in _chord(key)]
        if len(keys) > len(value):
            self.repairs.append("several keys stood in one text")
        return tuple(key_name(key) for key in keys)

    def _get(self, *keys: str) -> Any:
        for key in keys:
            if self.values.get(key) is not None:
                if key != keys[0]:
                    self.repairs.append(f"{key} stood for {keys[0]}")
                return self.values[key]
        raise UnparseableReply(f'"{keys[0]}" is missing')

    def _pair(self, value: Any, label: str) -> list[float]:
        if isinstance(value, str):
            self.repairs.append(f"{label} was a text instead of an array")
            return [float(number) for number in _NUMBERS.findall(value)]
        if isinstance(value, dict) and {"x", "y"} <= value.keys():
            self.repairs.append(f"{label} was an object instead of an array")
            value = [value["x"], value["y"]]
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
            self.repairs.append(f"{label} was nested")
            value = value[0]
        if (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(corner, list) and len(corner) == 2 for corner in value)
        ):
            value = [*value[0], *value[1]]
        if not isinstance(value, list):
            raise UnparseableReply(f"{label} must be an array of two numbers")
        if len(value) == 1 and isinstance(value[0], str):
            return self._pair(value[0], label)
        numbers: list[float] = []
        for item in value:
            if isinstance(item, str) and _NUMBERS.fullmatch(item.strip()):
                self.repairs.append(f"{label} held texts instead of numbers")
                numbers.append(float(item))
            elif isinstance(item, bool) or not isinstance(item, int | float):
                raise UnparseableReply(f"{label} must be an array of two numbers")
            else:
                numbers.append(_real(item, label))
        return numbers


def key_name(text: str) -> str:
    """A key as it is called, without quotes and commas that strayed into its name."""
    return text.strip().strip("\"',[]").lower() or text.strip().lower() or text


def _chord(text: str) -> list[str]:
    """The keys that one text names; a blank or a hyphen parts them only after a modifier."""
    return [
        key
        for part in _CHORD.split(text.strip() or text)
        for key in (re.split(r"[\s-]+(?=\S)", part) if _MODIFIERS.match(part) else [part])
    ]


def _real(number: float, label: str) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number of more than 308 digits
        raise UnparseableReply(f'"{label}" is too large a number') from None
