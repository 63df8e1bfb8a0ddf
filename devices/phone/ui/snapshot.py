"""Writes pictures of the phone, for people to look at: `python -m devices.phone.ui.snapshot OUT`."""

import argparse
import tempfile
import time
from pathlib import Path

__all__ = ["main"]

_SCREENS = ("home", "drawer", "shade", "quick", "recents", "lock", "dialog", "search")


def main() -> int:
    """Write PNGs: what is named by --route, --app or --screen, else a round through the phone."""
    parser = argparse.ArgumentParser(prog="python -m devices.phone.ui.snapshot")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--route", help="a page of Settings, e.g. network/internet")
    parser.add_argument("--app", help="a package")
    parser.add_argument("--screen", choices=_SCREENS)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--chinese", action="store_true")
    parser.add_argument("--scroll", type=float, default=0.0)
    parser.add_argument("--size", default="1080x2400")
    parser.add_argument("--density", type=int, default=420)
    parser.add_argument("--tree", action="store_true", help="print the tree as well")
    given = parser.parse_args()
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

        def shoot(name: str) -> None:
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
            count = sum(1 for _ in tree.walk())
            print(  # noqa: T201 - what the command is for
                f"{file}  capture {1000 * (drawn - start):.0f} ms,"
                f" tree {1000 * (told - drawn):.0f} ms, {count} nodes"
            )
            if given.tree:
                for node in tree.walk():
                    print("  ", node.cls.rpartition(".")[2], node.bounds, repr(node.text),  # noqa: T201
                          repr(node.description), node.resource_id, node.package,
                          "checked" if node.checked else "", "clickable" if node.clickable else "")  # fmt: skip

        def screen(name: str) -> None:
            scene.key(3)
            if name == "drawer":
                x, y = state.size[0] / 2, state.size[1]
                scene.touch([(0, x, y * 0.6), (0.1, x, y * 0.2)])
            elif name in {"shade", "quick"}:
                state.activities.set_shade("notifications" if name == "shade" else "settings")
            elif name == "recents":
                state.activities.start("com.android.settings/.Settings")
                state.activities.show_recents()
            elif name == "lock":
                state.power.sleep()
                state.power.wake()
            elif name in {"dialog", "search"}:
                route = "display" if name == "dialog" else ""
                state.activities.start("com.android.settings/.Settings", route=route)
                scene.idle(1.0)
                wanted = "Screen timeout" if name == "dialog" else "Search Settings"
                for node in scene.tree().walk():
                    if node.text == wanted:
                        scene.touch([(0, *node.center), (0.05, *node.center)])
            shoot(name)
            state.power.unlock()

        if given.route is not None:
            state.activities.start("com.android.settings/.Settings", route=given.route)
            shoot("settings-" + (given.route.replace("/", "-") or "root"))
        elif given.app:
            package = state.packages.get(given.app)
            assert package is not None
            state.activities.start(package.component)
            shoot(package.label.lower())
        else:
            for name in [given.screen] if given.screen else _SCREENS:
                screen(name)
        scene.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
