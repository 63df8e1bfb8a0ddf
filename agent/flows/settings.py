"""Commands to an Android device itself: applications, orientation, modes, links."""

from agent import actions as act
from agent.flows import commands as say
from agent.flows.performing import perform
from agent.flows.stage import Stage, Unmet

_TURNS = {"PORTRAIT": 0, "LANDSCAPE_LEFT": 1, "UPSIDE_DOWN": 2, "LANDSCAPE_RIGHT": 3}
"""Orientation -> ``user_rotation``, in quarter turns (``android.view.Surface.ROTATION_*``)."""


def _app(command: say._App, stage: Stage) -> str:
    app = command.app_id or stage.app_id
    if not app:
        raise Unmet("no app is named: write appId: in the header, or beside the command")
    return app


@perform.register
def _launch(command: say.LaunchApp, stage: Stage) -> str:
    app = _app(command, stage)
    if command.clear_state:
        stage.shell("pm", "clear", app)
    if command.stop_app and stage.device.info().kind == "android":
        stage.shell("am", "force-stop", app)
    stage.act(act.OpenApp(name=app))
    return ""


@perform.register
def _stop(command: say.StopApp, stage: Stage) -> str:
    stage.shell("am", "force-stop", _app(command, stage))
    return ""


@perform.register
def _kill(command: say.KillApp, stage: Stage) -> str:
    stage.shell("am", "kill", _app(command, stage))
    return ""


@perform.register
def _clear(command: say.ClearState, stage: Stage) -> str:
    stage.shell("pm", "clear", _app(command, stage))
    return ""


@perform.register
def _open_link(command: say.OpenLink, stage: Stage) -> str:
    stage.shell("am", "start", "-a", "android.intent.action.VIEW", "-d", command.link)
    stage.settle()
    return ""


@perform.register
def _orientation(command: say.SetOrientation, stage: Stage) -> str:
    stage.shell("settings", "put", "system", "accelerometer_rotation", "0")
    turns = str(_TURNS[command.orientation])
    stage.shell("settings", "put", "system", "user_rotation", turns)
    stage.settle()
    return ""


def _set_airplane(stage: Stage, on: bool) -> None:
    stage.shell("cmd", "connectivity", "airplane-mode", "enable" if on else "disable")


@perform.register
def _airplane(command: say.SetAirplaneMode, stage: Stage) -> str:
    _set_airplane(stage, command.value == "enabled")
    return ""


@perform.register
def _toggle_airplane(_command: say.ToggleAirplaneMode, stage: Stage) -> str:
    on = stage.shell("settings", "get", "global", "airplane_mode_on") == "1"
    _set_airplane(stage, not on)
    return "off" if on else "on"


def _is_dark(stage: Stage) -> bool:
    return stage.shell("cmd", "uimode", "night").endswith("yes")


def _set_dark(stage: Stage, on: bool) -> None:
    stage.shell("cmd", "uimode", "night", "yes" if on else "no")
    stage.settle()


@perform.register
def _dark(command: say.SetDarkMode, stage: Stage) -> str:
    _set_dark(stage, command.value == "enabled")
    return ""


@perform.register
def _toggle_dark(_command: say.ToggleDarkMode, stage: Stage) -> str:
    dark = _is_dark(stage)
    _set_dark(stage, not dark)
    return "light" if dark else "dark"


@perform.register
def _assert_dark(_command: say.AssertDarkMode, stage: Stage) -> str:
    if not _is_dark(stage):
        raise Unmet("the device is in light mode")
    return ""


@perform.register
def _assert_light(_command: say.AssertLightMode, stage: Stage) -> str:
    if _is_dark(stage):
        raise Unmet("the device is in dark mode")
    return ""
