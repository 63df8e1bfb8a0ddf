"""pm and ``cmd package``: what is installed."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.commands import intent
from devices.phone.shell.errors import Usage
from devices.phone.state.packages import LAUNCHER, Package, shorten

__all__ = ["package_command"]

FEATURES = (
    "android.hardware.bluetooth", "android.hardware.bluetooth_le", "android.hardware.camera",
    "android.hardware.faketouch", "android.hardware.location", "android.hardware.microphone",
    "android.hardware.nfc", "android.hardware.screen.portrait", "android.hardware.telephony",
    "android.hardware.touchscreen", "android.hardware.touchscreen.multitouch",
    "android.hardware.wifi", "android.software.app_widgets", "android.software.home_screen",
    "android.software.input_methods", "android.software.live_wallpaper",
)  # fmt: skip
DISCARD_BYTES = 512 << 20
"""How much of a streamed APK is read over before it is refused."""


@command("pm")
def pm(call: Call) -> int:
    return package_command(call, call.args)


def package_command(call: Call, words: list[str]) -> int:
    """``pm VERB ...`` and ``cmd package VERB ...``."""
    verbs = {
        "list": _list, "path": _path, "clear": _clear, "uninstall": _uninstall, "install": _install,
        "resolve-activity": _resolve, "query-activities": _query, "dump": _dump,
        "get-install-location": _location, "install-create": _install, "has-feature": _feature,
        "get-max-users": _users, "is-user-a-monkey": _no,
    }  # fmt: skip
    quiet = {
        "enable", "disable", "disable-user", "hide", "unhide", "suspend",
        "unsuspend", "trim-caches", "set-home-activity", "compile", "bg-dexopt-job",
        "default-state", "reset-permissions", "set-installer", "set-user-restriction", "art",
    }  # fmt: skip
    verb, *rest = words or [""]
    if verb in verbs:
        return verbs[verb](call, intent.without_user(rest))
    if verb in {"grant", "revoke"}:
        return _permission(call, rest)
    if verb in quiet:
        return _toggle(call, verb, intent.without_user(rest))
    call.raw_error(f"Unknown command: {verb}")
    return 255


def _need(call: Call, name: str) -> Package:
    found = call.state.packages.get(name)
    if found is None:
        raise Usage(f"Error: unable to find package {name}", 255)
    return found


def _apk(package: Package) -> str:
    folder = "/system/app" if package.system else "/data/app"
    return f"{folder}/{package.name}/base.apk"


def _list(call: Call, rest: list[str]) -> int:
    what, *options = rest or [""]
    if what in {"packages", "package"}:
        return _packages(call, options)
    if what == "features":
        for name in FEATURES:
            call.out(f"feature:{name}")
    elif what == "users":
        call.out("Users:\n\tUserInfo{0:Owner:4c13} running")
    elif what in {"permissions", "permission-groups", "libraries", "instrumentation"}:
        return 0
    else:
        raise Usage(f"Error: unknown list type '{what}'", 255)
    return 0


def _packages(call: Call, options: list[str]) -> int:
    flags = {word for word in options if word.startswith("-")}
    wanted = [word for word in options if not word.startswith("-")]
    for package in sorted(call.state.packages, key=lambda each: each.name):
        hidden = ("-3" in flags and package.system) or ("-s" in flags and not package.system)
        if hidden or "-d" in flags or (wanted and wanted[0] not in package.name):
            continue
        line = (
            f"package:{_apk(package)}={package.name}"
            if "-f" in flags
            else f"package:{package.name}"
        )
        if "--show-versioncode" in flags:
            line += f" versionCode:{package.version_code}"
        if "-U" in flags:
            line += " uid:10100"
        if "-i" in flags:
            line += "  installer=null"
        call.out(line)
    return 0


def _path(call: Call, rest: list[str]) -> int:
    found = call.state.packages.get(rest[0]) if rest else None
    if found is None:
        return 1
    call.out(f"package:{_apk(found)}")
    return 0


def _clear(call: Call, rest: list[str]) -> int:
    name = rest[0] if rest else ""
    state = call.state
    if name == "com.android.providers.contacts":
        state.contacts.clear()
    elif name == "com.android.providers.telephony":
        state.messages.clear()
    elif state.packages.get(name) is None:
        call.out("Failed")
        return 1
    elif name == "com.google.android.deskclock":
        state.alarms.clear()
    state.activities.force_stop(name)
    call.out("Success")
    return 0


def _permission(call: Call, rest: list[str]) -> int:
    words = intent.without_user(rest)
    if len(words) < 2:
        raise Usage("Error: package and permission expected", 255)
    if call.state.packages.get(words[0]) is None and "." not in words[0]:
        raise Usage(f"Error: unknown package {words[0]}", 255)
    return 0


def _toggle(call: Call, verb: str, rest: list[str]) -> int:
    if verb in {"enable", "disable", "disable-user", "default-state"} and rest:
        _need(call, rest[0].partition("/")[0])
        state = {"enable": "enabled", "disable": "disabled", "disable-user": "disabled-user"}
        call.out(f"Package {rest[0]} new state: {state.get(verb, 'default')}")
    elif verb == "set-home-activity":
        call.out("Success")
    return 0


def _install(call: Call, rest: list[str]) -> int:
    """APKs cannot run here, so installing one is refused in the installer's own form."""
    if "-S" in rest:
        # adb sends that many bytes and waits for the answer: there is no end of file to see.
        size = rest[rest.index("-S") + 1 :][:1]
        left = min(int(size[0]) if size and size[0].isdecimal() else 0, DISCARD_BYTES)
        while left > 0 and (chunk := call.stdin.chunk()):
            left -= len(chunk)
    call.out(
        "Failure [INSTALL_FAILED_NO_MATCHING_ABIS: this phone runs no APKs; its apps are built in]"
    )
    return 1


def _uninstall(call: Call, rest: list[str]) -> int:
    names = [word for word in rest if not word.startswith("-")]
    found = call.state.packages.get(names[0]) if names else None
    call.out(
        "Failure [DELETE_FAILED_INTERNAL_ERROR]" if found is None
        else "Failure [DELETE_FAILED_USER_RESTRICTED]"
    )  # fmt: skip
    return 1


def _resolve(call: Call, rest: list[str]) -> int:
    brief = "--brief" in rest
    wanted = intent.parse([word for word in rest if word not in {"--brief", "--components"}])
    package = wanted.package or wanted.component.partition("/")[0]
    found = call.state.packages.get(package)
    if found is None and "android.intent.category.HOME" in wanted.categories:
        found = call.state.packages.get(LAUNCHER)
    name = found.activity if found and (found.launchable or found.name == LAUNCHER) else ""
    if found is None and wanted.action:
        found, name = _by_action(call, wanted)
    if found is None or not name:
        call.out("No activity found")
        return 0
    _describe(call, found, name, brief=brief or "--components" in rest, header=True)
    return 0


def _by_action(call: Call, wanted: intent.Intent) -> tuple[Package | None, str]:
    from devices.phone.state import catalog

    if wanted.action in catalog.ACTIONS:
        package = call.state.packages.get("com.android.settings")
        return package, package.activity if package else ""
    from devices.phone.shell.commands.activity import VIEWERS

    package = call.state.packages.get(VIEWERS.get(wanted.data.partition(":")[0], ""))
    return package, package.activity if package else ""


def _query(call: Call, rest: list[str]) -> int:
    brief = "--brief" in rest or "--components" in rest
    wanted = intent.parse([word for word in rest if word not in {"--brief", "--components"}])
    if wanted.action not in {"", "android.intent.action.MAIN"}:
        found, name = _by_action(call, wanted)
        rows = [(found, name)] if found and name else []
    else:
        rows = [(package, package.activity) for package in call.state.packages.launchable()]
    if wanted.package:
        rows = [row for row in rows if row[0].name == wanted.package]
    if not rows:
        call.out("No activities found")
        return 0
    if "--components" not in rest:
        call.out(f"{len(rows)} activities found:")
    for number, (package, name) in enumerate(rows):
        if "--components" not in rest:
            call.out(f"  Activity #{number}:")
        if brief:
            indent = "" if "--components" in rest else "    "
            if indent:
                call.out(
                    f"{indent}priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 "
                    "isDefault=true"
                )
            call.out(f"{indent}{package.name}/{shorten(package.name, name)}")
        else:
            _describe(call, package, name, brief=False, header=True)
    return 0


def _describe(call: Call, package: Package, name: str, *, brief: bool, header: bool) -> None:
    if header:
        call.out("priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true")
    if brief:
        call.out(f"{package.name}/{shorten(package.name, name)}")
        return
    call.out(
        f"ActivityInfo:\n  name={name}\n  packageName={package.name}\n  enabled=true "
        "exported=true\n"
        f"  nonLocalizedLabel={package.label}\n  ApplicationInfo:\n    packageName={package.name}\n"
        f"    sourceDir={_apk(package)}"
    )


def _dump(call: Call, rest: list[str]) -> int:
    return call.run(["dumpsys", "package", *rest])


def _location(call: Call, _rest: list[str]) -> int:
    call.out("0[auto]")
    return 0


def _feature(call: Call, rest: list[str]) -> int:
    found = bool(rest) and rest[0] in FEATURES
    call.out(str(found).lower())
    return 0 if found else 1


def _users(call: Call, _rest: list[str]) -> int:
    call.out("Maximum supported users: 1")
    return 0


def _no(call: Call, _rest: list[str]) -> int:
    call.out("false")
    return 0
