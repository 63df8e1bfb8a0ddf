"""A command that is asked instead of the person at the terminal: a chat bot, a pager, a policy.

It gets one JSON object on stdin (``Question.as_json``) and answers by its exit status: 0 allows,
anything else denies. With status 0 it may also write a JSON object to stdout, which then decides:
``{"allow": false, "why": "not on a Sunday"}``. A hook that is killed, takes too long, is not there
or writes anything else has not allowed it.
"""

import json
import os
import signal
import subprocess
from contextlib import suppress

from agent.approval.question import Question
from agent.approval.rules import Hook

__all__ = ["ask_hook"]


def ask_hook(hook: Hook, question: Question) -> tuple[bool, str]:
    """Whether the hook allows it, and why not. Never raises but for Ctrl-C."""
    try:
        process = subprocess.Popen(
            hook.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            start_new_session=True,
        )
    except OSError as error:
        return False, f"the hook {hook.command[0]!r} cannot be started: {error.strerror}"
    with process:
        try:
            asked = json.dumps(question.as_json(), ensure_ascii=False).encode()
            said, _ = process.communicate(asked, timeout=hook.timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            return False, f"the hook gave no answer within {hook.timeout:g} s"
        except BaseException:
            _end(process)
            raise
    return _answer(process.returncode, said.strip())


def _end(process: subprocess.Popen[bytes]) -> None:
    # Its children as well: one of them may hold the pipe that is read to its end.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _answer(status: int, said: bytes) -> tuple[bool, str]:
    if status < 0:
        return False, f"the hook was killed (signal {-status})"
    try:
        answer = json.loads(said) if said else {"allow": status == 0}
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("allow"), bool):
        return False, 'the hook wrote something other than {"allow": true}'
    why = answer.get("why") or (f"the hook ended with status {status}" if status else "")
    allowed = status == 0 and answer["allow"]
    return allowed, "" if allowed else str(why) or "the hook said no"
