"""The apps that are installed, with the package and activity names that a Pixel gives them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

__all__ = [
    "LAUNCHER", "MESSAGES", "SETTINGS", "SYSTEM_UI", "Package", "Packages", "UnknownActivityError",
]  # fmt: skip

SETTINGS = "com.android.settings"
LAUNCHER = "com.google.android.apps.nexuslauncher"
MESSAGES = "com.simplemobiletools.smsmessenger"
"""The messenger that AndroidWorld's tasks name and look for in front (android.md 3.4)."""
SYSTEM_UI = "com.android.systemui"


class UnknownActivityError(LookupError):
    """No installed app has this activity; the text is in Android's words."""


@dataclass(frozen=True, slots=True)
class Package:
    """One app.

    Attributes:
        activity: the class of its main activity, written in full.
        icon: a Material Design icon (mdi6) name; `color` is its background, `ink` its own.
        labels: label by language ("zh").
        activities: further activities, class -> the route that they open.
        launchable: whether the launcher shows it.
    """

    name: str
    label: str
    activity: str
    icon: str = "android"
    color: str = "#3c6df0"
    ink: str = "#ffffff"
    version_name: str = "15"
    version_code: int = 35
    system: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    launchable: bool = True

    @property
    def component(self) -> str:
        """`package/.Activity`, shortened as Android's tools do."""
        return f"{self.name}/{shorten(self.name, self.activity)}"


def shorten(package: str, activity: str) -> str:
    """`.Settings` for `com.android.settings.Settings` of `com.android.settings`."""
    return activity.removeprefix(package) if activity.startswith(package + ".") else activity


def _app(
    name: str, activity: str, label: str, zh: str, icon: str, color: str, ink: str = "#ffffff",
    **more: object,
) -> Package:  # fmt: skip
    full = name + activity if activity.startswith(".") else activity
    return Package(name, label, full, icon, color, ink, labels={"zh": zh}, **more)  # type: ignore[arg-type]


_ALL = (
    _app(SETTINGS, ".Settings", "Settings", "设置", "cog", "#5f6368"),
    _app("com.google.android.contacts", "com.android.contacts.activities.PeopleActivity",
         "Contacts", "通讯录", "account", "#1a73e8", version_name="4.47.27", version_code=4734627),
    _app("com.google.android.deskclock", "com.android.deskclock.DeskClock", "Clock", "时钟",
         "clock-outline", "#3c4043", version_name="7.9", version_code=77007000),
    _app("net.gsantner.markor", ".activity.MainActivity", "Notes", "记事本", "note-text",
         "#f9ab00", system=False, version_name="2.14.1", version_code=160),
    _app("com.google.android.calculator", "com.android.calculator2.Calculator", "Calculator",
         "计算器", "calculator", "#34a853", version_name="8.6", version_code=84),
    _app("com.google.android.dialer", ".extensions.GoogleDialtactsActivity", "Phone", "电话",
         "phone", "#1e8e3e"),
    _app(MESSAGES, ".activities.MainActivity", "Messages", "信息", "message-text", "#1a73e8",
         system=False, version_name="5.19.3", version_code=85),
    _app("com.android.camera2", "com.android.camera.CameraLauncher", "Camera", "相机", "camera",
         "#e8eaed", "#3c4043"),
    _app("com.google.android.apps.photos", ".home.HomeActivity", "Photos", "照片",
         "image-multiple", "#ea4335"),
    _app("com.google.android.documentsui", "com.android.documentsui.files.FilesActivity", "Files",
         "文件", "folder", "#4285f4"),
    _app("com.google.android.calendar", "com.android.calendar.AllInOneActivity", "Calendar", "日历",
         "calendar-month", "#e8f0fe", "#1a73e8"),
    _app("com.android.chrome", "com.google.android.apps.chrome.Main", "Chrome", "浏览器",
         "google-chrome", "#ffffff", "#d93025"),
    _app("com.google.android.gm", ".ConversationListActivityGmail", "Gmail", "邮件", "email",
         "#fce8e6", "#d93025"),
    _app("com.google.android.apps.maps", "com.google.android.maps.MapsActivity", "Maps", "地图",
         "map-marker", "#e6f4ea", "#188038"),
    _app("com.android.vending", ".AssetBrowserActivity", "Play Store", "应用商店", "google-play",
         "#ffffff", "#01875f"),
    _app("com.google.android.apps.recorder", ".ui.RecorderActivity", "Recorder", "录音机",
         "microphone", "#d93025"),
    _app("com.google.android.apps.weather", ".home.WeatherHomeActivity", "Weather", "天气",
         "weather-partly-cloudy", "#8ab4f8", "#202124"),
    _app("com.google.android.youtube", ".app.honeycomb.Shell", "YouTube", "视频", "youtube",
         "#ffffff", "#ff0000"),
    _app("ca.zgrs.clipper", ".Main", "Clipper", "剪贴板", "content-paste", "#5f6368",
         system=False, version_name="1.2.1", version_code=6, launchable=False),
    _app(LAUNCHER, ".NexusLauncherActivity", "Pixel Launcher", "桌面", "home", "#3c4043",
         launchable=False),
    _app(SYSTEM_UI, ".SystemUIService", "System UI", "系统界面", "android", "#3ddc84",
         launchable=False),
)  # fmt: skip


class Packages:
    """What is installed."""

    def __init__(self) -> None:
        self._by_name = {package.name: package for package in _ALL}

    def __iter__(self) -> Iterator[Package]:
        return iter(self._by_name.values())

    def list(self) -> tuple[Package, ...]:
        """All, launchable or not."""
        return tuple(self._by_name.values())

    def launchable(self) -> tuple[Package, ...]:
        """Those that the launcher shows."""
        return tuple(package for package in self if package.launchable)

    def get(self, name: str) -> Package | None:
        """The app of this package name."""
        return self._by_name.get(name)

    def find(self, label: str) -> Package | None:
        """The launchable app with this label in any language, case ignored."""
        wanted = label.strip().casefold()
        for package in self.launchable():
            if wanted in {word.casefold() for word in (package.label, *package.labels.values())}:
                return package
        return None

    def resolve(self, component: str) -> tuple[Package, str]:
        """The app and the full class of `pkg/.Activity`, `pkg/full.Class` or `pkg` alone.

        Raises:
            UnknownActivityError: there is no such app, or it has no such activity.
        """
        name, _, activity = component.partition("/")
        package = self.get(name)
        full = name + activity if activity.startswith(".") else activity
        if package is not None and full in {"", package.activity, *package.activities}:
            return package, full or package.activity
        if package is not None and name == SETTINGS and full.startswith(SETTINGS + "."):
            return package, full
        raise UnknownActivityError(f"Activity class {{{name}/{full}}} does not exist.")
