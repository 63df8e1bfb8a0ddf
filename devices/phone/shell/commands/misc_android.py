"""Small Android commands that clients call in passing."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands.dump import SERVICES
from devices.phone.shell.errors import Usage


@command("service")
def service(call: Call) -> int:
    verb, *rest = call.args or [""]
    if verb == "list":
        call.out(f"Found {len(SERVICES)} services:")
        for number, name in enumerate(sorted(SERVICES)):
            call.out(f"{number}\t{name}: [android.os.I{name.title().replace('_', '')}]")
        return 0
    if verb == "check" and rest:
        found = rest[0] in SERVICES
        call.out(f"Service {rest[0]}: {'found' if found else 'not found'}")
        return 0
    if verb == "call" and len(rest) >= 2:
        if rest[0] not in SERVICES:
            call.raw_error(f"service: Service {rest[0]} does not exist")
            return 1
        call.out("Result: Parcel(00000000    '....')")
        return 0
    raise Usage("Usage: service [list|check SERVICE|call SERVICE CODE [i32 N | s16 STR]]", 10)


@command("appops", "restorecon", "chcon", "setenforce", "sm", "locksettings", "device_config",
         "dpm", "sync", "fsync")  # fmt: skip
def accepted(_call: Call) -> int:
    """Accepted and without effect: labels, app operations and policies are not kept here."""
    return 0


@command("getenforce")
def getenforce(call: Call) -> int:
    call.out("Permissive")
    return 0


@command("bugreportz")
def bugreportz(call: Call) -> int:
    if call.args[:1] == ["-v"]:
        call.raw_error("1.1")
        return 0
    call.out("FAIL:this phone writes no bug reports")
    return 1


@command("app_process", "app_process32", "app_process64", "dalvikvm", "linker64", "gdbserver",
         "lldb-server", "run-as", "simpleperf", "atrace", "perfetto")  # fmt: skip
def native(call: Call) -> int:
    raise Usage("this phone runs no native programs, no DEX and no APKs", 126)


@command("reboot")
def reboot(call: Call) -> int:
    call.flush()
    call.phone.reboot()
    return 0


@command("kill", "killall", "pkill", "renice", "taskset")
def kill(call: Call) -> int:
    """Ends an app by name; a process number is an app's of `ps`, never one of the host's."""
    from devices.phone.shell.commands.dump_activity import pid

    for word in (w for w in call.args if not w.startswith("-")):
        for task in call.state.activities.tasks():
            if word in {task.package, str(pid(task.package))}:
                call.state.activities.force_stop(task.package)
    return 0


@command("mount", "umount", "insmod", "losetup", "swapoff", "chroot")
def refused(call: Call) -> int:
    raise Usage("Operation not permitted")
