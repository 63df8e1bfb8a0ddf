"""The server as a client starts it, over stdio, on a built-in phone of our own."""

import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import anyio.from_thread
import mcp_types
import pytest
from mcp import Client, StdioServerParameters

from devices.android import KIND
from devices.phone.adb.host import AdbServer
from devices.phone.fleet import Fleet


@pytest.fixture(scope="module")
def phone(adb_apart, tmp_path_factory):
    """A built-in phone, behind an adb server of our own."""
    with adb_apart(tmp_path_factory.mktemp("home")) as port:
        fleet = Fleet(AdbServer("127.0.0.1", port))
        phone = fleet.start(seed=0, keep=False)
        try:
            yield phone
        finally:
            fleet.stop(phone.serial)


@pytest.fixture(scope="module")
def device(phone):
    """Our driver on the phone, beside the server's."""
    device = KIND.open(phone.serial)
    yield device
    device.close()


class Person:
    """Sits behind the client: ``asked`` is what they were asked, ``allow`` what they answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.allow = False

    async def answer(self, context, params) -> mcp_types.ElicitResult:
        self.asked.append(params.message)
        return mcp_types.ElicitResult(action="accept", content={"allow": self.allow})


class Talk:
    """A client that has started its server; every call waits for its result."""

    def __init__(self, portal, client: Client, person: Person, folder: Path) -> None:
        self._portal = portal
        self.client = client
        self.person = person
        self.folder = folder
        self.progress: list[float] = []
        self.given = folder
        self.asks_meanwhile = True

    def tools(self) -> list[mcp_types.Tool]:
        return self._portal.call(self.client.list_tools).tools

    def __call__(self, tool: str, **arguments) -> mcp_types.CallToolResult:
        async def heard(done, whole, said):
            self.progress.append(done)

        async def call():
            return await self.client.call_tool(tool, arguments, progress_callback=heard)

        return self._portal.call(call)


@pytest.fixture(scope="module")
def talk(phone, tmp_path_factory):
    """``talk(mode, *words)``: a client of that protocol, with the server's further options."""
    with ExitStack() as stack:
        portal = stack.enter_context(anyio.from_thread.start_blocking_portal())

        @contextmanager
        def start(mode: str = "auto", *words: str, asks: bool = True):
            folder = tmp_path_factory.mktemp("talk")
            person = Person()
            server = StdioServerParameters(
                command=sys.executable,
                args=["-m", "agent", "mcp", "--serial", phone.serial, *words],
                env=dict(os.environ),
                cwd=folder,
            )
            client = Client(server, mode=mode, elicitation_callback=person.answer if asks else None)
            with portal.wrap_async_context_manager(client):
                yield Talk(portal, client, person, folder)

        yield start
