"""Files on the device."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from android_env.proto.adb_pb2 import AdbRequest

from android_world.env.adb_utils import ask


def exists(env, path, kind="-f"):
    script = f"""
    if [ {kind} "{path}" ]; then
        echo "Exists"
    else
        echo "Does not exist"
    fi
    """
    return ask(env, "shell", script).strip() == "Exists"


def clear(env, folder):
    if exists(env, folder, "-d") and ask(env, "shell", "ls", "-1", folder).strip():
        ask(env, "shell", "rm", "-r", f"{folder}/*")


def create(env, folder, name, content):
    quoted = content.replace("'", "'\"'\"'")
    ask(env, "shell", "mkdir", "-p", folder)
    ask(env, "shell", "echo", f"'{quoted}'", ">", f"{folder}/{name}")


def paths(env, folder):
    return ask(env, "shell", "find", folder, "-type", "f", "-o", "-type", "d").split("\n")


def sizes(env, folder):
    """Bytes of its files by name, from toybox's long listing with nanoseconds."""
    rows = ask(env, f"shell ls {folder} -ll -au").split("\n")
    return {row.split(" ")[-1]: int(row.split(" ")[-5]) for row in rows if row.startswith("-")}


@contextmanager
def pulled(env, path):
    content = env.execute_adb_call(AdbRequest(pull=AdbRequest.Pull(path=path))).pull.content
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / Path(path).name
        local.write_bytes(content)
        yield local


def push(env, local, path):
    clear(env, str(Path(path).parent))
    request = AdbRequest(push=AdbRequest.Push(content=local.read_bytes(), path=path))
    env.execute_adb_call(request)
    ask(env, "shell", "chmod", "777", path)
