"""``dumpsys activity``: what is resumed, what lies behind it."""

import zlib

from devices.phone.shell.call import Call
from devices.phone.state.activities import Activity
from devices.phone.state.packages import shorten

__all__ = ["dump", "identity", "pid", "record"]


def identity(name: str) -> str:
    """The hexadecimal token of an object, the same as long as its name is."""
    return format(zlib.crc32(name.encode("utf-8", "replace")) & 0xFFFFFFF, "x")


def pid(package: str) -> int:
    """The process number of an app: steady, and none of the host's."""
    return 1000 + zlib.crc32(package.encode("utf-8", "replace")) % 30000


def record(task: Activity) -> str:
    """What stands in `ActivityRecord{...}`."""
    name = f"{task.package}/{shorten(task.package, task.activity)}"
    return f"{identity(name)} u0 {name} t{task.task_id}"


def dump(call: Call, rest: list[str]) -> None:
    """The parts that were asked for; all without a name."""
    what = rest[0] if rest else ""
    if what in {"", "a", "activities", "containers", "-a"}:
        _activities(call)
    if what in {"", "top"}:
        _top(call)
    if what in {"", "recents", "r"}:
        _recents(call)
    if what in {"processes", "p", ""}:
        for task in call.state.activities.tasks():
            call.out(f"  Proc # 0: fg     T/A/TOP  {pid(task.package)}:{task.package}/u0a100")
    if what in {"broadcasts", "services", "providers", "service", "intents", "settings"}:
        call.out(f"ACTIVITY MANAGER {what.upper()} (dumpsys activity {what})\n  (nothing)")


def _activities(call: Call) -> None:
    front = call.state.activities.foreground()
    call.out(
        "ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\nDisplay #0 (activities "
        "from top to bottom):"
    )
    for task in call.state.activities.tasks():
        call.out(
            f"  * Task{{{identity(str(task.task_id))} #{task.task_id} type="
            f"{'home' if task.task_id == 1 else 'standard'} A=10100:{task.package}}}\n"
            f"    * Hist  #0: ActivityRecord{{{record(task)}}}\n"
            f"      packageName={task.package} processName={task.package}\n"
            f"      Intent {{ act={task.action or 'android.intent.action.MAIN'} "
            f"cmp={task.package}/{shorten(task.package, task.activity)} }}"
        )
    call.out(
        f"  mResumedActivity: ActivityRecord{{{record(front)}}}\n"
        f"  topResumedActivity=ActivityRecord{{{record(front)}}}\n"
        f"  mFocusedApp=ActivityRecord{{{record(front)}}}"
    )


def _top(call: Call) -> None:
    front = call.state.activities.foreground()
    name = f"{front.package}/{shorten(front.package, front.activity)}"
    call.out(
        f"TASK {front.package} id={front.task_id} userId=0\n"
        f"  ACTIVITY {name} {identity(name)} pid={pid(front.package)}\n"
        "    Local Activity State:\n      mResumed=true mStopped=false mFinished=false"
    )


def _recents(call: Call) -> None:
    call.out(
        "ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)\n  mRecentsUid=10100\n  "
        "Recent tasks:"
    )
    launcher = 1
    shown = [task for task in call.state.activities.tasks() if task.task_id != launcher]
    for number, task in enumerate(shown):
        call.out(
            f"  * Recent #{number}: Task{{{identity(str(task.task_id))} #{task.task_id} "
            f"type=standard A=10100:{task.package}}}\n"
            f"    userId=0 effectiveUid=u0a100\n    affinity=10100:{task.package}\n"
            f"    realActivity={{{task.package}/{task.activity}}}\n    id={task.task_id}"
        )
