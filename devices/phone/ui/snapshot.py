"""Writes pictures of the phone to look at: `python -m devices.phone.ui.snapshot OUT`."""

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.phone.ui.scene import Scene

__all__ = ["main"]

_SCREENS = ("home", "drawer", "shade", "quick", "recents", "lock", "dialog", "search")
_SETTINGS = "com.android.settings/.Settings"


def main() -> int:
    """Write PNGs: what is named by --route, --app or --screen, else a round through the phone."""
    given = _arguments()
    given.out.mkdir(parents=True, exist_ok=True)

    from devices.phone.state.phone import PhoneState
    from devices.phone.ui.scene import Scene

    width, _, height = given.size.partition("x")
    with tempfile.TemporaryDirectory() as root:
        state = PhoneState.open(
            Path(root), seed=given.seed, size=(int(width), int(height)), density=given.density,
            now=1_789_000_000.0,
        )  # fmt: skip
        if given.dark:
            state.settings.put("secure", "ui_night_mode", "2")
        if given.chinese:
            state.settings.put("system", "system_locales", "zh-Hans-CN")
        scene = Scene(state, animations=False)
        if given.route is not None:
            state.activities.start(_SETTINGS, route=given.route)
            _shoot(scene, given, "settings-" + (given.route.replace("/", "-") or "root"))
        elif given.app:
            package, _ = state.packages.resolve(given.app)
            state.activities.start(package.component)
            _shoot(scene, given, package.label.lower())
        else:
            for name in [given.screen] if given.screen else _SCREENS:
                _go(scene, name)
                _shoot(scene, given, name)
                state.power.unlock()
        scene.close()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devices.phone.ui.snapshot")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--route", help="a page of Settings, e.g. network/internet")
    parser.add_argument("--app", help="a package")
    parser.add_argument("--screen", choices=_SCREENS)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--chinese", action="store_true")
    parser.add_argument("--scroll", type=float, default=0.0, help="0..1")
    parser.add_argument("--size", default="1080x2400")
    parser.add_argument("--density", type=int, default=420)
    parser.add_argument("--tree", action="store_true", help="print the tree as well")
    return parser.parse_args()


def _go(scene: "Scene", name: str) -> None:
    activities, power = scene.state.activities, scene.state.power
    scene.key(3)
    if name == "drawer":
        x, y = scene.size[0] / 2, scene.size[1]
        scene.touch([(0, x, y * 0.6), (0.1, x, y * 0.2)])
    elif name in {"shade", "quick"}:
        activities.set_shade("notifications" if name == "shade" else "settings")
    elif name == "recents":
        activities.start(_SETTINGS)
        activities.show_recents()
    elif name == "lock":
        power.sleep()
        power.wake()
    elif name in {"dialog", "search"}:
        activities.start(_SETTINGS, route="display" if name == "dialog" else "")
        scene.idle(1.0)
        wanted = "Screen timeout" if name == "dialog" else "Search Settings"
        for node in scene.tree().walk():
            if node.text == wanted:
                scene.touch([(0, *node.center), (0.05, *node.center)])


def _shoot(scene: "Scene", given: argparse.Namespace, name: str) -> None:
    scene.idle(1.0)
    if given.scroll:
        scene.scroll_to(given.scroll)
    start = time.perf_counter()
    scene.capture()
    drawn = time.perf_counter()
    tree = scene.tree()
    told = time.perf_counter()
    file = given.out / f"{name}.png"
    scene.image().save(str(file))
    nodes = list(tree.walk())
    drawing, telling = 1000 * (drawn - start), 1000 * (told - drawn)
    print(f"{file}  capture {drawing:.0f} ms, tree {telling:.0f} ms, {len(nodes)} nodes")
    for node in nodes if given.tree else ():
        flags = [flag for flag in ("checked", "clickable", "scrollable") if getattr(node, flag)]
        kind = node.cls.rpartition(".")[2]
        print("  ", kind, node.bounds, repr(node.text), repr(node.description), *flags)


if __name__ == "__main__":
    raise SystemExit(main())
