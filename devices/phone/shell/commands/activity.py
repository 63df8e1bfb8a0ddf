"""am and monkey: starting, stopping and listing what runs."""

import time

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands import broadcast, intent
from devices.phone.shell.commands.intent import Intent
from devices.phone.shell.errors import Usage
from devices.phone.state.activities import Activity, UnknownActivityError
from devices.phone.state.packages import LAUNCHER, MESSAGES, shorten

__all__ = ["component", "stack_list", "start"]

VIEWERS = {
    "tel": "com.google.android.dialer", "http": "com.android.chrome", "https": "com.android.chrome",
    "file": "com.android.chrome", "sms": MESSAGES, "smsto": MESSAGES,
    "mailto": "com.google.android.gm", "geo": "com.google.android.apps.maps",
    "content": "com.google.android.contacts", "market": "com.android.vending",
}  # fmt: skip
"""The app that opens a kind of address, where it is installed."""
DRAWN_S = 2.0
"""How long ``am start -W`` waits for the first still picture of what it started."""


@command("am")
def am(call: Call) -> int:
    verbs = {
        "start": _start, "start-activity": _start, "startservice": _service,
        "start-service": _service, "start-foreground-service": _service, "stopservice": _service,
        "broadcast": _broadcast, "force-stop": _stop, "kill": _stop, "stop-app": _stop,
        "stack": _stack, "task": _stack, "get-current-user": _user, "instrument": _instrument,
        "get-config": _config,
    }  # fmt: skip
    if not call.args:
        call.out(
            "Activity manager (activity) commands:\n  help\n  start-activity\n  broadcast\n  "
            "force-stop\n  stack"
        )
        return 255
    verb, *rest = call.args
    if verb in verbs:
        return verbs[verb](call, rest)
    if verb in {"kill-all", "idle-maintenance", "hang", "compat", "set-debug-app", "crash",
                "clear-debug-app", "wait-for-broadcast-idle", "make-uid-idle", "switch-user",
                "unlock-user", "set-standby-bucket", "wait-for-broadcast-barrier"}:  # fmt: skip
        return 0
    call.raw_error(f"Unknown command: {verb}")
    return 255


def component(activity: Activity) -> str:
    """``package/.Activity`` of a screen."""
    return f"{activity.package}/{shorten(activity.package, activity.activity)}"


def start(call: Call, wanted: Intent) -> Activity:
    """Carry out an intent. Raises UnknownActivityError."""
    target = wanted.component
    if not target and wanted.package:
        target = wanted.package
    if not target and "android.intent.category.HOME" in wanted.categories:
        call.state.activities.home()
        return call.state.activities.foreground()
    if target.partition("/")[0] == LAUNCHER:
        call.state.activities.home()
        return call.state.activities.foreground()
    if not target:
        target = _viewer(call, wanted)
    return call.state.activities.start(
        target, action=wanted.action, data=wanted.data, extras=wanted.extras
    )


def _viewer(call: Call, wanted: Intent) -> str:
    viewing = {
        "android.intent.action.VIEW", "android.intent.action.SENDTO", "android.intent.action.DIAL",
        "android.intent.action.CALL",
    }  # fmt: skip
    scheme = wanted.data.partition(":")[0].lower()
    package = VIEWERS.get(scheme, "") if wanted.action in viewing or not wanted.action else ""
    return package if call.state.packages.get(package) else ""


def _start(call: Call, rest: list[str]) -> int:
    began = time.monotonic()
    wanted = intent.parse(rest)
    call.out(f"Starting: {wanted}")
    if "-S" in wanted.switches and wanted.component:
        call.state.activities.force_stop(wanted.component.partition("/")[0])
    before = {task.package for task in call.state.activities.tasks()}
    try:
        shown = start(call, wanted)
    except UnknownActivityError as error:
        _refuse(call, wanted, str(error))
        return 1
    if "-W" in wanted.switches:
        if call.phone.screen is not None:
            call.phone.screen.idle(DRAWN_S)
        total = max(1, int((time.monotonic() - began) * 1000))
        call.out(
            f"Status: ok\nLaunchState: {'WARM' if shown.package in before else 'COLD'}\n"
            f"Activity: {component(shown)}\nTotalTime: {total}\nWaitTime: {total + 4}\nComplete"
        )
    return 0


def _refuse(call: Call, wanted: Intent, reason: str) -> None:
    if wanted.component:
        package, _, name = wanted.component.partition("/")
        full = package + name if name.startswith(".") else name
        call.raw_error(f"Error type 3\nError: Activity class {{{package}/{full}}} does not exist.")
    else:
        call.raw_error(f"Error: {reason}")


def _service(call: Call, rest: list[str]) -> int:
    wanted = intent.parse(rest)
    call.out(f"Starting service: {wanted}")
    package = wanted.component.partition("/")[0]
    if not call.state.packages.get(package):
        call.raw_error("Error: Not found; no service started.")
        return 255
    return 0


def _broadcast(call: Call, rest: list[str]) -> int:
    wanted = intent.parse(rest)
    shown = Intent(
        wanted.action, wanted.data, wanted.kind, wanted.component, wanted.package,
        wanted.categories, "0x400000", wanted.extras,
    )  # fmt: skip
    call.out(f"Broadcasting: {shown}")
    result, data = broadcast.deliver(call, wanted)
    call.out(f"Broadcast completed: result={result}" + ("" if data is None else f', data="{data}"'))
    return 0


def _stop(call: Call, rest: list[str]) -> int:
    words = intent.without_user(rest)
    if not words:
        raise Usage("Error: package expected", 255)
    call.state.activities.force_stop(words[0])
    return 0


def _user(call: Call, _rest: list[str]) -> int:
    call.out("0")
    return 0


def _config(call: Call, _rest: list[str]) -> int:
    width, height = call.state.size
    dp = call.state.density / 160
    call.out(
        "config: "
        f"mcc310-mnc260-en-rUS-ldltr-sw{int(min(width, height) / dp)}dp-w{int(width / dp)}dp-"
        f"h{int(height / dp)}dp-normal-long-notround-port-notnight-{call.state.density}dpi-finger\n"
        f"abi: {call.state.props.get('ro.product.cpu.abi', 'x86_64')}"
    )
    return 0


def _instrument(call: Call, _rest: list[str]) -> int:
    call.raw_error("INSTRUMENTATION_FAILED: this phone runs no native programs or APKs")
    return 1


def _stack(call: Call, rest: list[str]) -> int:
    verb, *more = rest or [""]
    if verb == "list":
        call.out(stack_list(call))
        return 0
    if verb == "remove" and more and more[0].isdecimal():
        call.state.activities.remove(int(more[0]))
        return 0
    if verb in {"remove", "move-task", "resize", "lock", "info", "focus"}:
        return 0
    raise Usage("Error: usage: am stack [list|remove STACK_ID]", 255)


def stack_list(call: Call) -> str:
    """``am stack list``: one root task for each task, the front one first."""
    width, height = call.state.size
    bounds = f"[0,0][{width},{height}]"
    front = call.state.activities.foreground().task_id
    made: list[str] = []
    for task in call.state.activities.tasks():
        visible = str(task.task_id == front).lower()
        made.append(
            f"RootTask id={task.task_id} bounds={bounds} displayId=0 userId=0\n"
            f" configuration={{1.0 310mcc260mnc [en_US] ldltr sw411dp w411dp h914dp "
            f"{call.state.density}dpi nrml long port finger -keyb/v/h -nav/h}}\n"
            f"  taskId={task.task_id}: {task.package}/{task.activity} bounds={bounds} userId=0 "
            f"visible={visible} visibleRequested={visible} "
            f"topActivity=ComponentInfo{{{task.package}/{task.activity}}}\n"
        )
    return "\n".join(made).rstrip("\n")


@command("monkey")
def monkey(call: Call) -> int:
    words, package = list(call.args), ""
    count = words[-1] if words and words[-1].isdecimal() else ""
    if "-p" in words[:-1]:
        package = words[words.index("-p") + 1]
    if not count:
        raise Usage("usage: monkey -p PACKAGE [-c CATEGORY] COUNT")
    found = call.state.packages.get(package)
    if found is None or not found.launchable:
        call.out("** No activities found to run, monkey aborted.")
        return 252
    call.state.activities.start(found.component, action="android.intent.action.MAIN")
    call.out(
        f"Events injected: {count}\n## Network stats: elapsed time=12ms (0ms mobile, 0ms wifi, "
        "12ms not connected)"
    )
    return 0
