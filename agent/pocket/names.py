"""The names by which people call what a label says otherwise."""

import re
from typing import Literal

from agent.pocket.phone import App, PageEntry, RowEntry

__all__ = ["names_of_app", "names_of_page", "names_of_switch"]

Language = Literal["en", "zh"]

_EXTRA: dict[str, tuple[str, ...]] = {
    "Airplane mode": ("flight mode", "aeroplane mode"),
    "Dark theme": ("dark mode", "night theme"),
    "Use Do Not Disturb": ("DND", "do not disturb mode", "don't disturb"),
    "Use location": ("GPS", "location services"),
    "Wi-Fi hotspot": ("hotspot", "mobile hotspot"),
    "Mobile data": ("cellular data",),
    "Auto-rotate screen": ("auto rotate", "screen rotation", "auto-rotation"),
    "Use Night Light": ("night light", "blue light filter"),
    "Use Battery Saver": ("power saving mode", "battery saving"),
    "Use developer options": ("developer mode", "developer options"),
    "Touch sounds": ("tap sounds",),
    "Set time automatically": ("automatic time",),
    "Roaming": ("data roaming",),
    "Camera access": ("access to the camera",),
    "Microphone access": ("access to the microphone", "mic access"),
    "About phone": ("about this phone", "phone info"),
    "Calculator": ("calc",),
    "Wi-Fi": ("wifi", "WiFi", "wi-fi", "WLAN", "wifi"),
}
_EXTRA_CHINESE: dict[str, tuple[str, ...]] = {
    "Wi-Fi": ("WLAN", "Wi-Fi", "WiFi", "无线网络", "无线局域网"),
    "Use Bluetooth": ("蓝牙",),
    "Use Do Not Disturb": ("勿扰模式", "免打扰"),
    "Use location": ("定位", "位置信息", "GPS"),
    "Wi-Fi hotspot": ("热点", "个人热点"),
    "Dark theme": ("深色模式", "暗色模式", "夜间主题"),
    "Mobile data": ("数据流量", "移动网络"),
    "Auto-rotate screen": ("自动旋转",),
    "Airplane mode": ("飞行模式",),
    "Contacts": ("联系人",),
    "Notes": ("便签", "笔记"),
    "Messages": ("短信",),
}


def names_of_app(app: App, language: Language) -> list[str]:
    """What people call an app."""
    if language == "zh":
        return [app.chinese, app.chinese, *_EXTRA_CHINESE.get(app.title, ()), app.title]
    return [app.title, app.title, app.title.lower(), *_EXTRA.get(app.title, ())]


def names_of_page(page: PageEntry, language: Language) -> list[str]:
    """What people call a page of Settings."""
    if language == "zh":
        return [page.chinese, page.chinese, page.title]
    return _spelled(page.title) + list(_EXTRA.get(page.title, ()))


def names_of_switch(row: RowEntry, language: Language) -> list[str]:
    """What people call a switch; the main switch of a page goes by the page's matter too."""
    if language == "zh":
        names = [row.chinese, row.chinese, *_EXTRA_CHINESE.get(row.title, ())]
        if row.banner:
            names += [row.chinese.removeprefix("使用")] * 2
        return names
    names = _spelled(row.title)
    if row.banner:
        matter = re.sub("^Use ", "", row.title)
        names += _spelled(matter)
    return names + list(_EXTRA.get(row.title, ())) * 2


def _spelled(title: str) -> list[str]:
    """The ways to write a title down: as it is, in small letters, & as and, Wi-Fi as wifi."""
    ways = [title, title, title.lower(), title[0].lower() + title[1:]]
    if "&" in title:
        ways += [title.replace("&", "and"), title.lower().replace("&", "and")]
    if "Wi-Fi" in title:
        ways += [title.replace("Wi-Fi", "wifi"), title.replace("Wi-Fi", "WiFi").lower()]
    return ways
