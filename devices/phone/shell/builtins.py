"""The builtins that change the shell itself. Everything else is a command of the table."""

import re

from devices.phone.shell.call import Body, Call, options, table
from devices.phone.shell.environment import Break, Environment, Exit, Return
from devices.phone.shell.errors import ShellError, Usage
from devices.phone.shell.limits import SCRIPT_BYTES
from devices.phone.shell.streams import decode

__all__ = ["BUILTINS"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def _status(call: Call) -> int:
    if not call.args:
        return call.env.status
    try:
        return int(call.args[0]) & 0xFF
    except ValueError:
        raise Usage(f"{call.args[0]}: bad number", 1) from None


def _exit(call: Call) -> int:
    raise Exit(_status(call))


def _return(call: Call) -> int:
    raise Return(_status(call))


def _levels(call: Call) -> int:
    levels = int(call.args[0]) if call.args and call.args[0].isdecimal() else 1
    return max(1, min(levels, call.env.loops))


def _break(call: Call) -> int:
    if call.env.loops:
        raise Break(_levels(call), again=False)
    return 0


def _continue(call: Call) -> int:
    if call.env.loops:
        raise Break(_levels(call), again=True)
    return 0


def _cd(call: Call) -> int:
    env = call.env
    arguments = [a for a in call.args if a not in {"-P", "-L", "--"}]
    target = arguments[0] if arguments else env.variables.get("HOME", "/")
    if target == "-":
        target = env.variables.get("OLDPWD", env.cwd)
        call.out(target)
    try:
        found = call.files.stat(target, env.cwd)
    except OSError as error:
        env.error(f"cd: {target}: {error.strerror}")
        return 2
    if not found.is_dir:
        env.error(f"cd: {target}: Not a directory")
        return 2
    env.variables["OLDPWD"] = env.cwd
    env.cwd = _logical(target, env.cwd)
    return 0


def _logical(target: str, cwd: str) -> str:
    """`target` made absolute by text alone, as ``cd`` does: /sdcard stays /sdcard."""
    done: list[str] = []
    for part in (target if target.startswith("/") else f"{cwd}/{target}").split("/"):
        if part == "..":
            done = done[:-1]
        elif part not in {"", "."}:
            done.append(part)
    return "/" + "/".join(done)


def _pwd(call: Call) -> int:
    call.out(call.files.realpath(call.cwd) if call.args == ["-P"] else call.cwd)
    return 0


def _declare(call: Call, marks: set[str]) -> int:
    env = call.env
    names = [word for word in call.args if not word.startswith("-")]
    if not names:
        for name in sorted(marks):
            if name in env.variables:
                call.out(f"{name}={env.variables[name]}")
    for word in names:
        name, sign, value = word.partition("=")
        if not _NAME.match(name):
            env.error(f"{call.name}: {name}: is not an identifier")
            return 1
        if sign:
            env.set(name, value)
        marks.add(name)
    return 0


def _export(call: Call) -> int:
    return _declare(call, call.env.exported)


def _readonly(call: Call) -> int:
    return _declare(call, call.env.readonly)


def _local(call: Call) -> int:
    # Scopes are not kept apart: none of the scripts that clients push relies on it.
    return _declare(call, set())


def _unset(call: Call) -> int:
    chosen = options(call, "fv")
    for name in chosen.rest:
        if name in call.env.readonly:
            call.env.error(f"read-only: {name}")
            return 2
        (call.env.functions if "f" in chosen else call.env.variables).pop(name, None)
    return 0


def _set(call: Call) -> int:
    env, arguments = call.env, list(call.args)
    if not arguments:
        for name in sorted(env.variables):
            call.out(f"{name}={env.variables[name]}")
    while arguments and arguments[0][:1] in {"-", "+"} and len(arguments[0]) > 1:
        word = arguments.pop(0)
        if word == "--":
            env.parameters = arguments
            return 0
        letters = {"errexit": "e", "nounset": "u", "xtrace": "x", "noglob": "f"}
        if word[1:] == "o":
            word = word[0] + letters.get(arguments.pop(0) if arguments else "", "")
        (env.options.update if word[0] == "-" else env.options.difference_update)(word[1:])
    if arguments:
        env.parameters = arguments
    return 0


def _shift(call: Call) -> int:
    count = int(call.args[0]) if call.args and call.args[0].isdecimal() else 1
    if count > len(call.env.parameters):
        raise ShellError("nothing to shift")
    del call.env.parameters[:count]
    return 0


def _read(call: Call) -> int:
    chosen = options(call, "rsp:n:t:u:", stop_at_first=True)
    names = chosen.rest or ["REPLY"]
    call.flush()
    line = call.stdin.line()
    while "r" not in chosen and line.endswith(b"\\\n"):
        line = line[:-2] + call.stdin.line()
    text = decode(line).rstrip("\n").replace("\0", "")
    if "r" not in chosen:
        text = re.sub(r"\\(.)", r"\1", text)
    ifs = call.env.variables.get("IFS", " \t\n")
    blanks = "".join(char for char in ifs if char.isspace())
    for name in names[:-1]:
        text = text.lstrip(blanks)
        end = next((i for i, char in enumerate(text) if char in ifs), len(text))
        call.env.set(name, text[:end])
        text = text[end + 1 :]
    call.env.set(names[-1], text.strip(blanks) if blanks else text)
    return 0 if line.endswith(b"\n") else 1


def _eval(call: Call) -> int:
    return call.runner.source(call.env, " ".join(call.args))


def _dot(call: Call) -> int:
    if not call.args:
        raise Usage("missing argument")
    with call.files.open(call.args[0], "rb", call.cwd) as file:
        text = decode(file.read(SCRIPT_BYTES))
    return call.runner.source(call.env, text)


def _exec(call: Call) -> int:
    raise Exit(call.run(call.args))


def _command(call: Call) -> int:
    arguments = [a for a in call.args if a != "-p"]
    if arguments[:1] in (["-v"], ["-V"]):
        found = [_where(call.env, name, verbose=arguments[0] == "-V") for name in arguments[1:]]
        for line in filter(None, found):
            call.out(line)
        return 0 if found and all(found) else 1
    return call.run(arguments) if arguments else 0


def _where(env: Environment, name: str, *, verbose: bool) -> str:
    if name in env.functions:
        return f"{name} is a function" if verbose else name
    if name in BUILTINS:
        return f"{name} is a shell builtin" if verbose else name
    if name.rsplit("/", 1)[-1] in table() and ("/" not in name or name.startswith("/system/bin/")):
        path = f"/system/bin/{name.rsplit('/', 1)[-1]}"
        return f"{name} is {path}" if verbose else path
    return ""


def _type(call: Call) -> int:
    status = 0
    for name in call.args:
        line = _where(call.env, name, verbose=True)
        call.out(line or f"{name} not found")
        status = status if line else 1
    return status


def _wait(call: Call) -> int:
    call.flush()
    call.runner.wait()
    return 0


def _trap(call: Call) -> int:
    if len(call.args) >= 2:
        for event in call.args[1:]:
            call.env.traps["EXIT" if event in {"0", "EXIT"} else event] = call.args[0]
    return 0


def _true(_call: Call) -> int:
    return 0


def _false(_call: Call) -> int:
    return 1


BUILTINS: dict[str, Body] = {
    ":": _true, ".": _dot, "source": _dot, "break": _break, "cd": _cd, "command": _command,
    "builtin": _command, "continue": _continue, "eval": _eval, "exec": _exec, "exit": _exit,
    "export": _export, "false": _false, "local": _local, "pwd": _pwd, "read": _read,
    "readonly": _readonly, "return": _return, "set": _set, "shift": _shift, "trap": _trap,
    "true": _true, "type": _type, "typeset": _local, "umask": _true, "ulimit": _true,
    "unset": _unset, "wait": _wait, "whence": _type,
}  # fmt: skip
