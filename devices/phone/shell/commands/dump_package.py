"""``dumpsys package``: what an app is."""

import time

from devices.phone.shell.call import Call
from devices.phone.shell.commands.dump_activity import identity
from devices.phone.state.packages import Package, shorten

__all__ = ["dump"]

INSTALLED = 1_672_531_200.0
"""When every app was installed: 2023-01-01, before any clock that tasks set."""


def dump(call: Call, rest: list[str]) -> None:
    """One app, or all."""
    names = [word for word in rest if not word.startswith("-")]
    found = [package for package in call.state.packages if not names or package.name == names[0]]
    if not found:
        call.out(f"Unable to find package: {names[0]}")
        return
    call.out("Activity Resolver Table:\n  Non-Data Actions:\n      android.intent.action.MAIN:")
    for package in found:
        short = shorten(package.name, package.activity)
        call.out(f"        {identity(package.name)} {package.name}/{short} filter 1a2b3c")
    call.out("\nPackages:")
    for package in found:
        _one(call, package)


def _one(call: Call, package: Package) -> None:
    installed = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(INSTALLED))
    folder = f"{'/system/app' if package.system else '/data/app'}/{package.name}"
    flags = "SYSTEM HAS_CODE ALLOW_CLEAR_USER_DATA" if package.system else "HAS_CODE ALLOW_BACKUP"
    call.out(
        f"  Package [{package.name}] ({identity(package.name)}):\n"
        "    userId=10100\n"
        f"    pkg=Package{{{identity(package.name)} {package.name}}}\n"
        f"    codePath={folder}\n    resourcePath={folder}\n"
        f"    versionCode={package.version_code} minSdk=24 targetSdk=35\n"
        f"    versionName={package.version_name}\n"
        f"    pkgFlags=[ {flags} ]\n"
        f"    dataDir=/data/user/0/{package.name}\n"
        f"    timeStamp={installed}\n    firstInstallTime={installed}\n    "
        f"lastUpdateTime={installed}\n"
        f"    signatures=PackageSignatures{{{identity(package.name)} version:2, "
        f"signatures:[{identity(package.label)}], past signatures:[]}}\n"
        "    User 0: ceDataInode=4097 installed=true hidden=false stopped=false enabled=0"
    )
