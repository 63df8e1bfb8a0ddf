"""Commands that run other commands: sh, su, env, xargs, timeout, time, nohup, which."""

import threading
import time

from devices.phone.shell.call import Call, command, options, table
from devices.phone.shell.errors import Stopped, Usage
from devices.phone.shell.limits import SCRIPT_BYTES, Budget
from devices.phone.shell.streams import decode

ARGUMENTS = 5000
"""Words xargs gives to one command, as in toybox's 128 kB."""


@command("sh")
def sh(call: Call) -> int:
    arguments = list(call.args)
    while arguments and arguments[0][:1] in {"-", "+"} and arguments[0] != "--":
        flag = arguments.pop(0)
        if "c" in flag[1:]:
            if not arguments:
                raise Usage("-c: argument expected")
            name = arguments[1] if len(arguments) > 1 else "sh"
            return call.runner.shell(call.env, arguments[0], name, arguments[2:])
    if not arguments:
        return call.runner.shell_lines(call.env.fork(), prompt=False)
    with call.files.open(arguments[0], "rb", call.cwd) as file:
        text = decode(file.read(SCRIPT_BYTES))
    return call.runner.shell(call.env, text, arguments[0], arguments[1:])


@command("su")
def su(call: Call) -> int:
    """Root already: ``su [-c] COMMAND`` and ``su USER COMMAND`` run the command."""
    arguments = [a for a in call.args if a != "-"]
    if "-c" in arguments:
        at = arguments.index("-c")
        return call.runner.shell(call.env, " ".join(arguments[at + 1 : at + 2]), "sh", [])
    if arguments and (arguments[0].isdecimal() or arguments[0] in {"root", "shell"}):
        arguments.pop(0)
    if not arguments:
        return call.runner.shell_lines(call.env.fork(), prompt=False)
    return call.run(arguments)


@command("env", "printenv")
def env(call: Call) -> int:
    environment = call.env
    arguments = list(call.args)
    if call.name == "printenv" and arguments:
        found = [environment.variables.get(name) for name in arguments]
        for value in found:
            if value is not None:
                call.out(value)
        return 0 if None not in found else 1
    inner = environment.fork()
    while arguments and (arguments[0] in {"-i", "-", "-u"} or "=" in arguments[0]):
        word = arguments.pop(0)
        if word == "-u":
            inner.variables.pop(arguments.pop(0) if arguments else "", None)
        elif word in {"-i", "-"}:
            inner.variables = {"IFS": " \t\n"}
        else:
            name, _, value = word.partition("=")
            inner.set(name, value)
            inner.exported.add(name)
    if arguments:
        return call.runner.run(inner, arguments)
    for name in sorted(inner.exported & set(inner.variables)):
        call.out(f"{name}={inner.variables[name]}")
    return 0


@command("xargs")
def xargs(call: Call) -> int:
    chosen = options(call, "0rtn:I:L:P:s:", stop_at_first=True)
    base = chosen.rest or ["echo"]
    text = decode(call.stdin.rest(16 << 20))
    if "0" in chosen:
        words = [word for word in text.split("\0") if word]
    elif "I" in chosen or "L" in chosen:
        words = [line.strip() for line in text.split("\n") if line.strip()]
    else:
        words = _unquoted(text)
    if not words:
        return 0 if "r" in chosen or "I" in chosen else call.run(base)
    status = 0
    if "I" in chosen:
        mark = chosen.last("I")
        for word in words:
            status = call.run([part.replace(mark, word) for part in base]) or status
    else:
        size = max(1, chosen.number("n", chosen.number("L", ARGUMENTS)))
        for start in range(0, len(words), size):
            status = call.run([*base, *words[start : start + size]]) or status
    return 123 if 0 < status < 126 else status


def _unquoted(text: str) -> list[str]:
    """Words at blanks, with xargs' own quotes and backslashes."""
    words: list[str] = []
    current: list[str] | None = None
    quote = ""
    characters = iter(text)
    for char in characters:
        if quote:
            if char == quote:
                quote = ""
            elif current is not None:
                current.append(char)
        elif char in {"'", '"'}:
            quote, current = char, current or []
        elif char == "\\":
            current = [*(current or []), next(characters, "")]
        elif char.isspace():
            if current is not None:
                words.append("".join(current))
            current = None
        else:
            current = current or []
            current.append(char)
    if current is not None:
        words.append("".join(current))
    return words


@command("nohup", "setsid", "nice", "ionice", "stdbuf", "busybox", "toybox", "unshare")
def nohup(call: Call) -> int:
    arguments = list(call.args)
    while arguments and arguments[0].startswith("-"):
        arguments.pop(0)
        if call.name in {"nice", "ionice"} and arguments and arguments[0].lstrip("-").isdecimal():
            arguments.pop(0)
    if arguments:
        return call.run(arguments)
    if call.name in {"busybox", "toybox"}:
        call.out(" ".join(sorted(table())))
    return 0


@command("time")
def timed(call: Call) -> int:
    start = time.monotonic()
    status = call.run(call.args) if call.args else 0
    took = time.monotonic() - start
    call.raw_error(
        f"{int(took // 60):>5}m{took % 60:05.2f}s real     0m00.00s user     0m00.00s system"
    )
    return status


@command("timeout")
def timeout(call: Call) -> int:
    """Run a command with a limit of its own; 124 when it was reached."""
    chosen = options(call, "k:s:v", stop_at_first=True)
    if len(chosen.rest) < 2:
        raise Usage("usage: timeout SECONDS COMMAND...")
    seconds = duration(chosen.rest[0])
    inner = call.env.fork()
    ended = threading.Event()
    inner.budget = call.env.budget.within(ended)
    watch = threading.Thread(
        target=_watch, args=(call.env.budget, ended, seconds), name="shell-timeout", daemon=True
    )
    if not Budget.start(watch):
        raise Usage("cannot fork - try again")
    try:
        return call.runner.run(inner, chosen.rest[1:])
    except Stopped:
        call.env.budget.check()
        return 124
    finally:
        ended.set()


def _watch(outer: Budget, ended: threading.Event, seconds: float) -> None:
    try:
        left = seconds
        while left > 0 and not outer.cancelled.is_set() and not ended.wait(min(left, 0.2)):
            left -= 0.2
        ended.set()
    finally:
        Budget.finish()


def duration(text: str) -> float:
    """Seconds of ``1.5``, ``2m``, ``1h``, ``1d``. Raises Usage."""
    unit = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}.get(text[-1:], 0.0)
    try:
        return max(0.0, float(text[:-1] if unit else text) * (unit or 1.0))
    except ValueError:
        raise Usage(f"not a number '{text}'") from None


@command("sleep", "usleep")
def sleep(call: Call) -> int:
    call.flush()
    seconds = sum(duration(word) for word in call.args)
    call.env.budget.sleep(seconds / 1e6 if call.name == "usleep" else seconds)
    return 0


@command("which")
def which(call: Call) -> int:
    status = 0 if call.args else 1
    for name in (a for a in call.args if not a.startswith("-")):
        if name.rsplit("/", 1)[-1] in table():
            call.out(name if "/" in name else f"/system/bin/{name}")
        else:
            status = 1
    return status
