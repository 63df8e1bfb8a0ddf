"""Asks the client's person, by what MCP calls elicitation.

Until protocol 2025-11-25 a server may ask in the middle of a call. From 2026-07-28 on, a call ends
with the question, and the client calls again with the answer: a single action can be asked about
so, a goal that is under way cannot.
"""

import hashlib

import anyio.from_thread
from mcp.server.elicitation import AcceptedElicitation, render_elicitation_schema
from mcp.server.mcpserver import Context
from mcp_types import ElicitRequest, ElicitRequestFormParams, ElicitResult, InputRequiredResult
from mcp_types.version import is_version_at_least
from pydantic import BaseModel, Field

from agent.approval import YES_NO, Ask

__all__ = ["Unanswered", "asker", "asks_by_itself"]

_BY_RETURN = "2026-07-28"


class _Answer(BaseModel):
    allow: bool = Field(description="Whether it may be done.")


class Unanswered(Exception):
    """The client has to be asked first, and then to call again."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question

    @property
    def as_result(self) -> InputRequiredResult:
        """The question, as a call's result."""
        asked = ElicitRequestFormParams(
            message=self.question, requested_schema=render_elicitation_schema(_Answer)
        )
        request = ElicitRequest(params=asked)
        return InputRequiredResult(input_requests={_key(self.question): request})


def asks_by_itself(context: Context) -> bool:
    """Whether a question can be put while a call goes on."""
    version = context.protocol_version
    return version is not None and not is_version_at_least(version, _BY_RETURN)


def asker(context: Context) -> Ask | None:
    """Asks the person behind ``context``'s client; None: this client cannot ask anybody.

    To be called in a worker thread. Under the newer protocol it raises ``Unanswered`` once.
    """
    able = context.client_capabilities
    if able is None or able.elicitation is None:
        return None
    if asks_by_itself(context):
        return lambda said: anyio.from_thread.run(_elicit, context, said.removesuffix(YES_NO))
    return lambda said: _answered(context, said.removesuffix(YES_NO))


async def _elicit(context: Context, question: str) -> str | None:
    said = await context.elicit(question, _Answer)
    return "yes" if isinstance(said, AcceptedElicitation) and said.data.allow else "no"


def _answered(context: Context, question: str) -> str | None:
    said = (context.input_responses or {}).get(_key(question))
    if said is None:
        raise Unanswered(question)
    if not isinstance(said, ElicitResult) or said.action != "accept" or not said.content:
        return "no"
    return "yes" if said.content.get("allow") is True else "no"


def _key(question: str) -> str:
    # An answer is worth only for what was asked: this action, on what the screen showed then.
    return f"allow-{hashlib.blake2b(question.encode(), digest_size=8).hexdigest()}"
