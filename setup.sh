#!/bin/sh
# Makes .venv beside this file and installs Fingertip into it; run again at any time.
#
#   ./setup.sh          what it takes to run
#   ./setup.sh --dev    and what it takes to test, lint and type-check
#
# System libraries that Qt needs are looked for first, and for --dev the desktop programs that the
# tests drive. Those that are missing are installed with apt-get when that can be done without a
# question (as root, or with passwordless sudo); otherwise the command to type is printed.
set -eu
cd "$(dirname "$0")"

group=""
case "${1:-}" in
    "") ;;
    --dev) group="dev" ;;
    *) echo "setup.sh: unknown option $1 (there is only --dev)" >&2; exit 2 ;;
esac

python=""
for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "setup.sh: no Python 3.11 or newer with venv was found; try: sudo apt-get install python3 python3-venv" >&2
    exit 3
fi

missing=$("$python" - "$group" <<'PYTHON'
import ctypes, shutil, sys
WANTED = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1", "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# A virtual screen, what runs on it in the tests, and what the tests look at it with.
PROGRAMS = {
    "Xvfb": "xvfb", "openbox": "openbox", "dbus-daemon": "dbus", "xclip": "xclip",
    "xdotool": "xdotool", "xprop": "x11-utils", "xrandr": "x11-xserver-utils",
    "setxkbmap": "x11-xkb-utils", "mousepad": "mousepad", "l3afpad": "l3afpad",
    "pcmanfm": "pcmanfm", "galculator": "galculator", "xterm": "xterm", "chromium": "chromium",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
if sys.platform.startswith("linux"):
    for library, package in WANTED.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            print(package)
    if sys.argv[1]:
        for program, package in PROGRAMS.items():
            if shutil.which(program) is None:
                print(package)
PYTHON
)
if [ -n "$missing" ]; then
    # Word splitting is wanted: one package a line.
    # shellcheck disable=SC2086
    set -- $missing
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "setup.sh: something of the system is missing; Debian calls it: $*" >&2
        exit 3
    elif [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "setup.sh: something of the system is missing; type: sudo apt-get install -y $*" >&2
        exit 3
    fi
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
pip=".venv/bin/python -m pip --disable-pip-version-check --quiet"
# torch goes first and alone: the release that constraints.txt names, in whichever build the
# configured index offers, so that no later requirement picks another one.
$pip install -c constraints.txt torch
$pip install -c constraints.txt -e .
if [ -n "$group" ]; then
    # The group is read from pyproject.toml: older pips do not know --group.
    .venv/bin/python - "$group" <<'PYTHON' >.venv/requirements.txt
import sys, tomllib
with open("pyproject.toml", "rb") as file:
    print("\n".join(tomllib.load(file)["dependency-groups"][sys.argv[1]]))
PYTHON
    $pip install -c constraints.txt -r .venv/requirements.txt
fi
