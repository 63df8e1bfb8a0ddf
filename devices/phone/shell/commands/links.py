"""Commands about paths as text, and about links."""

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.errors import Usage


@command("basename")
def basename(call: Call) -> int:
    chosen = options(call, "as:")
    names = chosen.rest if "a" in chosen or "s" in chosen else chosen.rest[:1]
    suffix = chosen.last("s") or (
        chosen.rest[1] if len(chosen.rest) > 1 and "a" not in chosen else ""
    )
    if not names:
        raise Usage("Needs 1 argument")
    for path in names:
        name = path.rstrip("/").rsplit("/", 1)[-1] or "/"
        call.out(name.removesuffix(suffix) if suffix and name != suffix else name)
    return 0


@command("dirname")
def dirname(call: Call) -> int:
    if not call.args:
        raise Usage("Needs 1 argument")
    for path in call.args:
        head, slash, _name = path.rstrip("/").rpartition("/")
        call.out((head.rstrip("/") or "/") if slash or path.startswith("/") else ".")
    return 0


@command("readlink")
def readlink(call: Call) -> int:
    chosen = options(call, "fenqmz")
    status = 0
    for path in chosen.rest:
        try:
            if {"f", "e", "m"} & set(chosen.given):
                target = call.files.realpath(path, call.cwd)
                if "e" in chosen:
                    call.files.stat(target)
            else:
                target = call.files.readlink(path, call.cwd)
            call.out(target)
        except OSError:
            status = 1
    return status


@command("realpath")
def realpath(call: Call) -> int:
    status = 0
    for path in (a for a in call.args if not a.startswith("-")):
        try:
            call.out(call.files.realpath(path, call.cwd))
        except OSError as error:
            status = call.failed(error, path)
    return status
