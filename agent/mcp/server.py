"""The tools that a client sees, and how a call becomes work at the desk."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Annotated, Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import InputRequiredResult, ToolAnnotations
from pydantic import Field, ValidationError

from agent import __version__
from agent import actions as act
from agent.actions import Action
from agent.errors import DeviceLost, FingertipError
from agent.flows.suite import TestResult, Verdict
from agent.mcp.asking import Unanswered, asker, asks_by_itself
from agent.mcp.desk import Desk
from agent.trajectory import png
from agent.types import Element, Step

__all__ = ["serve"]

T = TypeVar("T")
Said = str | InputRequiredResult
Name = Annotated[
    str, Field(description="As list_devices names it, e.g. android:emulator-5554; empty: the usual")
]
Pixels = Annotated[int, Field(ge=0, description="Pixels of the screenshot, origin top left")]

_LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ACTS = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=True)
_OPENS = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True)
_INSTRUCTIONS = (
    "Tools to look at a phone's or a desktop's screen and to act on it. Look (screenshot, elements)"
    " before each action. Some actions need the user's permission: a refusal is final, do not try"
    " to get round it."
)


def serve(desk: Desk) -> None:
    """Serve over stdio until the client goes. stdout is the protocol's; the SDK turns away others.

    Raises ``KeyboardInterrupt`` for Ctrl-C.
    """
    _Tools(desk).server().run("stdio")


class _Tools:
    """Each tool in the words of the protocol; drivers block, so one thread does one at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread = anyio.CapacityLimiter(1)

    def server(self) -> MCPServer[Any]:
        server: MCPServer[Any] = MCPServer(
            "fingertip", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING"
        )
        tools: Sequence[tuple[Callable[..., Awaitable[object]], ToolAnnotations]] = (
            (self.list_devices, _LOOKS),
            (self.screenshot, _LOOKS),
            (self.elements, _LOOKS),
            (self.tap, _ACTS),
            (self.swipe, _ACTS),
            (self.type_text, _ACTS),
            (self.press, _ACTS),
            (self.open_app, _OPENS),
            (self.run_goal, _ACTS),
            (self.run_flow, _ACTS),
        )
        for tool, hints in tools:
            server.add_tool(tool, annotations=hints, structured_output=False)
        return server

    async def list_devices(self) -> str:
        """The devices that are attached, as JSON: name, state, what it is."""
        return _json(await self._work(self._desk.devices))

    async def screenshot(self, device: Name = "") -> list[str | Image]:
        """The screen now, at full size: a pixel of the picture is a pixel for tap and swipe."""
        frame = await self._work(lambda: self._desk.device(device).capture())
        picture = await self._work(partial(png.encode, frame))
        return [f"{frame.size} pixels", Image(data=picture, format="png")]

    async def elements(self, device: Name = "") -> str:
        """What is on the screen by the device's own account, as JSON; empty: it has no UI tree.

        box is left, top, right, bottom in pixels; a flag that is not given is not so.
        """
        found = await self._work(lambda: self._desk.device(device).elements())
        return _json([_facts(one) for one in found])

    async def tap(
        self,
        x: Pixels,
        y: Pixels,
        context: Context,
        device: Name = "",
        hold: Annotated[float, Field(ge=0, le=60, description="Seconds; 0 is a short tap")] = 0,
    ) -> Said:
        """Touch the screen at a point, or hold the finger there."""
        touch = act.LongPress(at=(x, y), seconds=hold) if hold else act.Tap(at=(x, y))
        return await self._act(context, device, touch)

    async def swipe(
        self,
        from_x: Pixels,
        from_y: Pixels,
        to_x: Pixels,
        to_y: Pixels,
        context: Context,
        device: Name = "",
        seconds: Annotated[float, Field(gt=0, le=60)] = 0.3,
    ) -> Said:
        """Move the finger from one point to another. To see what lies below, move it up."""
        swipe = act.Swipe(start=(from_x, from_y), end=(to_x, to_y), seconds=seconds)
        return await self._act(context, device, swipe)

    async def type_text(
        self,
        text: str,
        context: Context,
        device: Name = "",
        clear: Annotated[bool, Field(description="Empty the field first")] = False,
        submit: Annotated[bool, Field(description="Press Enter afterwards")] = False,
    ) -> Said:
        """Type into the field that has the focus (tap it first), in any script."""
        typed = act.TypeText(text=text, clear=clear, submit=submit)
        return await self._act(context, device, typed)

    async def press(
        self,
        key: Annotated[str, Field(min_length=1, max_length=40)],
        context: Context,
        device: Name = "",
    ) -> Said:
        """Press a key: back, home, recents, enter, delete, volume_up..."""
        return await self._act(context, device, act.Press(key=key))

    async def open_app(
        self,
        name: Annotated[str, Field(min_length=1, max_length=200)],
        context: Context,
        device: Name = "",
    ) -> Said:
        """Start an app by its label or package."""
        return await self._act(context, device, act.OpenApp(name=name))

    async def run_goal(
        self,
        goal: Annotated[str, Field(min_length=1)],
        context: Context,
        device: Name = "",
        max_steps: Annotated[int, Field(ge=1, le=200)] = 25,
    ) -> str:
        """Let the local model reach a goal, said in a sentence; how it ended, as JSON."""

        def pursue() -> str:
            ask = asker(context) if asks_by_itself(context) else None
            episode, path = self._desk.pursue(
                device, goal, max_steps, ask, lambda step: _report(context, step, max_steps)
            )
            return _json(
                {
                    "outcome": str(episode.outcome),
                    "claimed": episode.claimed,
                    "answer": episode.answer,
                    "because": episode.error,
                    "steps": episode.steps,
                    "recording": str(path),
                }
            )

        return await self._work(pursue)

    async def run_flow(
        self,
        path: Annotated[str, Field(description="A file in the folder of agent mcp --flows")],
        context: Context,
        device: Name = "",
    ) -> str:
        """Run a scripted UI test (YAML); whether it passed, as JSON."""

        def run() -> str:
            ask = asker(context) if asks_by_itself(context) else None
            return _json(_outcome(self._desk.flow(device, path, ask)))

        return await self._work(run)

    async def _act(self, context: Context, device: str, action: Action) -> Said:
        try:
            return await self._work(lambda: self._desk.act(device, action, asker(context)))
        except Unanswered as unanswered:
            return unanswered.as_result

    async def _work(self, work: Callable[[], T]) -> T:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._thread)
        except FingertipError as error:
            if isinstance(error, DeviceLost):
                # Its client knows it now, and what it asks next it asks of what is there then.
                self._desk.let_go()
            hint = f" (try: {error.hint})" if error.hint else ""
            raise ToolError(f"{error}{hint}") from error
        except ValidationError as error:
            raise ToolError(str(error)) from error


def _report(context: Context, step: Step, most: int) -> None:
    """Tell the client of a step; raises where the client has called it off."""
    anyio.from_thread.check_cancelled()
    action = step.decision.action
    said = action.type if action else step.decision.error
    with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):
        anyio.from_thread.run(context.report_progress, step.index + 1, most, said)


def _facts(one: Element) -> dict[str, object]:
    return one.model_dump(mode="json", exclude_defaults=True)


def _outcome(result: TestResult) -> dict[str, object]:
    failure = result.attempts[-1].failure if result.attempts else None
    return {
        "passed": result.verdict is Verdict.PASSED,
        "because": f"{failure.line}: {failure.said}" if failure else result.error,
        "seconds": round(result.seconds, 3),
        "folder": str(result.folder),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
