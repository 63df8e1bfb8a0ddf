r"""A model whose replies stand in a file: for tests, demonstrations and bug reports.

``--model scripted:FILE``. The file is UTF-8 and has one of two forms; its head may name the dialect
(else ``--dialect`` must).

Plain blocks: the head is lines ``# key: value`` at the top, replies are parted by lines ``---``::

    # dialect: qwen3-vl
    Thought: The switch is off.
    <tool_call>
    {"name": "mobile_use", "arguments": {"action": "click", "coordinate": [900, 210]}}
    </tool_call>
    ---
    <tool_call>
    {"name": "mobile_use", "arguments": {"action": "terminate", "status": "success"}}
    </tool_call>

JSON lines: every line is an object with ``reply``; the first may be the head, an object without::

    {"dialect": "qwen3-vl", "factor": 32}
    {"reply": "Thought: ..."}

Head keys: ``dialect``; ``factor`` (sides of the picture that the model is said to see are rounded
to multiples of it; 28 for qwen2.5-vl, 32 for qwen3-vl, 1 = the screen as it is, the default);
``delay`` (seconds that every reply takes, as a model's would; 0 by default).
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from agent.errors import ConfigError, ModelNotFound, ScriptExhausted
from agent.types import Prompt, Reply, Size

__all__ = ["ScriptedModel", "open_model"]

_HEAD_LINE: Final = re.compile(r"#\s*(\w+)\s*:\s*(.*?)\s*$")
_HEAD_KEYS: Final = {"delay", "dialect", "factor"}
KEPT: Final = 16
"""Each prompt holds its screens (10 MB on a phone), and a script may be long."""


class ScriptedModel:
    """Gives ``replies`` one after another, whatever it is asked. Implements ``protocols.Model``."""

    def __init__(
        self,
        replies: list[str],
        *,
        name: str,
        dialect: str | None = None,
        factor: int = 1,
        delay: float = 0.0,
    ) -> None:
        self.name = name
        self.dialect = dialect
        self.prompts: list[Prompt] = []
        """The last that it was asked, in order, ``KEPT`` at most: for tests to look at."""
        self._replies = replies
        self._factor = factor
        self._delay = delay
        self._given = 0

    def geometry(self, size: Size) -> Size:
        """``size`` with each side rounded to the nearest multiple of the factor, at least one."""
        factor = self._factor
        return Size(*(max(round(side / factor), 1) * factor for side in size))

    def generate(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Reply:
        """The next reply. Raises ``ScriptExhausted`` after the last."""
        if self._given >= len(self._replies):
            raise ScriptExhausted(
                f"{self.name} holds {len(self._replies)} replies and was asked for one more",
                hint="add a reply to the file, or stop earlier: --max-steps"
                f" {max(len(self._replies), 1)}",
            )
        text = self._replies[self._given]
        self._given += 1
        self.prompts = [*self.prompts[-KEPT + 1 :], prompt]
        time.sleep(self._delay)
        if on_text is not None:
            on_text(text)
        return Reply(text=text, seconds=self._delay)

    def resume(self, replies: int) -> None:
        """Leave out as many replies: they were given before."""
        self._given += replies

    def close(self) -> None:
        """Nothing to free."""


def open_model(argument: str, *, settings: Mapping[str, Any] | None = None) -> ScriptedModel:
    """The script in the file ``argument``. Raises ``ModelNotFound``, ``ConfigError``."""
    path = Path(argument).expanduser()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ModelNotFound(
            f"the script {argument!r} cannot be read: {reason}",
            hint="name a file of replies: --model scripted:replies.txt",
        ) from error
    head, replies = _read_lines(text, path) if text.lstrip()[:1] == "{" else _read_blocks(text)
    if unknown := sorted(head.keys() - _HEAD_KEYS):
        raise ConfigError(
            f"{path}: the head has the unknown key {unknown[0]!r}",
            hint=f"known keys: {', '.join(sorted(_HEAD_KEYS))}",
        )
    if not isinstance(dialect := head.get("dialect"), str | None):
        raise ConfigError(
            f"{path}: dialect must be a name, not {dialect!r}", hint="write # dialect: qwen3-vl"
        )
    factor = (settings or {}).get("factor") or head.get("factor", 1)
    if not str(factor).isdecimal() or not 1 <= int(factor) <= 1024:
        raise ConfigError(
            f"{path}: factor must be a whole number from 1 to 1024, not {factor!r}",
            hint="write # factor: 28",
        )
    return ScriptedModel(
        replies,
        name=f"scripted:{path.name}",
        dialect=dialect,
        factor=int(factor),
        delay=_delay(head.get("delay", 0), path),
    )


def _delay(said: object, path: Path) -> float:
    try:
        seconds = float(str(said))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise ConfigError(
            f"{path}: delay must be seconds from 0 to 3600, not {said!r}",
            hint="write # delay: 0.05",
        )
    return seconds


def _read_blocks(text: str) -> tuple[dict[str, Any], list[str]]:
    # Only "\n" parts lines: a reply may hold any other separator, such as U+2028.
    lines = text.split("\n")
    head: dict[str, Any] = {}
    while lines and (match := _HEAD_LINE.match(lines[0])):
        head[match[1]] = match[2]
        lines.pop(0)
    blocks = re.split(r"^---[ \t]*$", "\n".join(lines), flags=re.MULTILINE)
    replies = [block.strip("\n") for block in blocks]
    if replies and not replies[-1].strip():
        replies.pop()  # a line --- after the last reply
    return head, replies


def _read_lines(text: str, path: Path) -> tuple[dict[str, Any], list[str]]:
    head: dict[str, Any] = {}
    replies: list[str] = []
    # As above: only "\n" parts lines.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise ConfigError(
                f"{path}:{number}: not a JSON object: {error}", hint='write {"reply": "..."}'
            ) from error
        if isinstance(entry, dict) and isinstance(entry.get("reply"), str):
            replies.append(entry["reply"])
        elif isinstance(entry, dict) and not replies and not head and "reply" not in entry:
            head = entry
        else:
            raise ConfigError(f"{path}:{number}: not a reply", hint='each line is {"reply": "..."}')
    return head, replies
