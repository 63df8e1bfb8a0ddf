"""The second lines of Settings' rows, where they tell what is now the case."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from devices.phone.state.pages.rows import Row

if TYPE_CHECKING:
    from devices.phone.state.phone import PhoneState

__all__ = ["NETWORKS", "network_name", "summary"]

NETWORKS = (
    "Harbor Guest", "Maple House", "Cafe Lumen", "FRITZ 7590", "Linksys-2041", "Garden Lodge",
    "Studio 5G", "Northside Library", "Bluebird", "Apartment 12",
)  # fmt: skip

_Live = Callable[["PhoneState", bool], str]


def summary(state: "PhoneState", row: Row, language: str) -> str:
    """The second line of a row in a language; empty for none."""
    zh = language == "zh"
    live = _LIVE.get(row.id)
    if live is not None:
        return live(state, zh)
    value = state.settings.get(row.ns, row.key) if row.key else None
    if row.kind == "choice":
        for each in row.choices:
            if each.value == value:
                return each.zh if zh and each.zh else each.title
        return _milliseconds(value or "", zh)
    fixed = row.summary_zh if zh and row.summary_zh else row.summary
    return fixed.replace("{value}", value or "")


def network_name(state: "PhoneState") -> str:
    """The Wi-Fi network that this phone joins when Wi-Fi is on."""
    return NETWORKS[state.seed % len(NETWORKS)]


def _milliseconds(value: str, zh: bool) -> str:
    # A value that no choice has, set by `settings put`: say it as Android does.
    if not value.isdecimal():
        return value
    seconds = int(value) // 1000
    amount, unit, word = (
        (seconds // 60, "minute", "分钟") if seconds >= 60 else (seconds, "second", "秒")
    )
    return f"{amount} {word}" if zh else f"{amount} {unit}{'' if amount == 1 else 's'}"


def _on(ns: str, key: str, on: str = "1") -> _Live:
    def tell(state: "PhoneState", zh: bool) -> str:
        is_on = state.settings.get(ns, key) == on
        return ("已开启" if is_on else "已关闭") if zh else ("On" if is_on else "Off")

    return tell


def _internet(state: "PhoneState", zh: bool) -> str:
    if state.settings.get("global", "wifi_on") in {"1", "2"}:
        return network_name(state)
    if state.settings.get("global", "airplane_mode_on") == "1":
        return "已关闭" if zh else "Off"
    if state.settings.get("global", "mobile_data") == "1":
        return "Fingertip Mobile"
    return "有可用的网络" if zh else "Networks available"


def _battery(state: "PhoneState", zh: bool) -> str:
    level = state.power.battery
    return f"{level}%" + (("，正在充电" if zh else " - charging") if state.power.charging else "")


def _uptime(state: "PhoneState", zh: bool) -> str:
    minutes = int(state.clock.uptime() // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _value(ns: str, key: str) -> _Live:
    return lambda state, zh: state.settings.get(ns, key) or ""


_LIVE: dict[str, _Live] = {
    "to:network/internet": _internet,
    "to:battery": _battery,
    "to:about": _value("global", "device_name"),
    "to:connected/bluetooth": _on("global", "bluetooth_on"),
    "to:network/hotspot": _on("global", "tether_wifi_on"),
    "to:network/data_saver": _on("global", "data_saver_mode"),
    "to:sound/dnd": _on("global", "zen_mode"),
    "to:sound/haptics": _on("system", "vibrate_on"),
    "to:display/night": _on("secure", "night_display_activated"),
    "to:battery/saver": _on("global", "low_power"),
    "to:location": _on("secure", "location_mode", "3"),
    "to:system/backup": _on("secure", "backup_enabled"),
    "info:Uptime": _uptime,
}
