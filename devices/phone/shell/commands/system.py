"""Who and what the phone is, and what runs on it."""

from devices.phone.shell.call import Call, command, options
from devices.phone.shell.commands.dump_activity import pid
from devices.phone.shell.errors import Usage
from devices.phone.state.devnodes import MEMORY_KB
from devices.phone.state.packages import LAUNCHER, SYSTEM_UI

_SYSTEM = (
    (1, "root", "init"), (210, "logd", "logd"), (245, "system", "surfaceflinger"),
    (300, "root", "zygote64"), (420, "root", "adbd"), (610, "system", "system_server"),
)  # fmt: skip
_GROUPS = "1004(input),1007(log),1011(adb),1015(sdcard_rw),1028(sdcard_r),3003(inet)"


@command("id")
def id_(call: Call) -> int:
    chosen = options(call, "unGgrZ")
    if "u" in chosen or "g" in chosen:
        call.out("root" if "n" in chosen else "0")
    else:
        call.out(f"uid=0(root) gid=0(root) groups=0(root),{_GROUPS} context=u:r:su:s0")
    return 0


@command("whoami", "logname")
def whoami(call: Call) -> int:
    call.out("root")
    return 0


@command("groups")
def groups(call: Call) -> int:
    call.out("root input log adb sdcard_rw sdcard_r inet")
    return 0


@command("hostname")
def hostname(call: Call) -> int:
    call.out("localhost")
    return 0


@command("uname")
def uname(call: Call) -> int:
    chosen = options(call, "asnrvmpio")
    parts = {
        "s": "Linux", "n": "localhost", "r": "5.10.107-android13", "v": "#1 SMP PREEMPT",
        "m": call.state.props.get("ro.product.cpu.abi", "x86_64"), "o": "Toybox",
    }  # fmt: skip
    letters = "snrvmo" if "a" in chosen else [x for x in "snrvmo" if x in chosen] or ["s"]
    call.out(" ".join(parts[letter] for letter in letters))
    return 0


@command("arch")
def arch(call: Call) -> int:
    call.out(call.state.props.get("ro.product.cpu.abi", "x86_64"))
    return 0


@command("nproc")
def nproc(call: Call) -> int:
    call.out("8")
    return 0


@command("tty")
def tty(call: Call) -> int:
    call.out("not a tty")
    return 1


@command("clear", "reset", "stty", "chvt")
def clear(_call: Call) -> int:
    return 0


@command("getconf")
def getconf(call: Call) -> int:
    values = {"PAGESIZE": "4096", "PAGE_SIZE": "4096", "CLK_TCK": "100", "ARG_MAX": "131072",
              "_NPROCESSORS_ONLN": "8", "_NPROCESSORS_CONF": "8"}  # fmt: skip
    if not call.args or call.args[0] not in values:
        raise Usage("bad name")
    call.out(values[call.args[0]])
    return 0


def processes(call: Call) -> list[tuple[int, str, str]]:
    """(pid, user, name) of what runs: a few system processes and one for each open app."""
    apps = {LAUNCHER, SYSTEM_UI} | {task.package for task in call.state.activities.tasks()}
    users = {LAUNCHER: "u0_a160", SYSTEM_UI: "u0_a151"}
    return [*_SYSTEM, *sorted((pid(name), users.get(name, "u0_a100"), name) for name in apps)]


@command("ps")
def ps(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    fields = next(
        (w for flag, w in zip(call.args, call.args[1:], strict=False) if flag == "-o"), ""
    )
    rows = [(4242, "root", "ps"), *processes(call)]
    if "-p" in call.args[:-1]:
        wanted = call.args[call.args.index("-p") + 1].split(",")
        rows = [row for row in rows if str(row[0]) in wanted]
    elif words and words[0] != fields:
        rows = [row for row in rows if row[2] in words or str(row[0]) in words]
    if fields:
        names = [part.partition("=")[0].upper() for part in fields.split(",")]
        if "=" not in fields:
            call.out(" ".join(names))
        for number, user, name in sorted(rows):
            known = {"PID": str(number), "USER": user, "NAME": name, "ARGS": name, "CMD": name,
                     "PPID": "1", "UID": "0"}  # fmt: skip
            call.out(" ".join(known.get(column, "0") for column in names))
        return 0
    call.out("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME")
    for number, user, name in sorted(rows):
        call.out(
            f"{user:<12} {number:>5} {1 if number > 1 else 0:>5} 1234567 123456 0               "
            f"    0 S {name}"
        )
    return 0


@command("pidof", "pgrep")
def pidof(call: Call) -> int:
    chosen = options(call, "sofxl")
    found = [
        number for number, _user, name in processes(call)
        if any(word == name or (call.name == "pgrep" and word in name) for word in chosen.rest)
    ]  # fmt: skip
    if found:
        call.out((" " if call.name == "pidof" else "\n").join(str(number) for number in found))
    return 0 if found else 1


@command("top")
def top(call: Call) -> int:
    call.out(f"Tasks: {len(processes(call))} total,   1 running")
    call.out(
        f"  Mem: {MEMORY_KB}K total\n  PID USER         PR  NI VIRT  RES  SHR S %CPU %MEM ARGS"
    )
    for number, user, name in processes(call):
        call.out(f"{number:>5} {user:<12} 20   0 1.2G 120M  80M S  0.0   3.1 {name}")
    return 0


@command("free")
def free(call: Call) -> int:
    scale = 1 << 10 if "-m" in call.args or "-h" in call.args else 1
    values = [MEMORY_KB, MEMORY_KB - 812_344, 812_344]
    unit = 1 if scale > 1 else 1024
    call.out(f"{'':<16}{'total':>12}{'used':>12}{'free':>12}{'shared':>12}{'buffers':>12}")
    shown = "".join(f"{value * unit // scale:>12}" for value in values)
    call.out(f"{'Mem:':<16}{shown}{0:>12}{0:>12}")
    return 0
