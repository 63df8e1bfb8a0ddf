"""Which QML draws which app, and what it talks to."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from devices.phone.state.packages import MESSAGES, SETTINGS
from devices.phone.state.phone import PhoneState
from devices.phone.ui.apps.calculator import CalculatorApp
from devices.phone.ui.apps.clock import ClockApp
from devices.phone.ui.apps.contacts import ContactsApp
from devices.phone.ui.apps.files import FilesApp
from devices.phone.ui.apps.messages import MessagesApp
from devices.phone.ui.apps.notes import NotesApp

__all__ = ["APPS", "AppUi", "ui_of"]


@dataclass(frozen=True, slots=True)
class AppUi:
    """`qml` is a file below `qml/`; `make` builds the QObject that its `app` property gets."""

    qml: str
    make: Callable[[PhoneState, QObject], QObject] | None = None


def _hours24(state: PhoneState) -> Callable[[], bool]:
    return lambda: state.settings.get("system", "time_12_24") == "24"


def _files(state: PhoneState, parent: QObject) -> QObject:
    model = state.props["ro.product.model"]
    return FilesApp(state.storage, model, state.clock.now, _hours24(state), parent)


def _messages(state: PhoneState, parent: QObject) -> QObject:
    return MessagesApp(state, _hours24(state), parent)


APPS: dict[str, AppUi] = {
    SETTINGS: AppUi("settings/SettingsApp.qml"),
    "com.google.android.contacts": AppUi(
        "apps/Contacts.qml", lambda state, parent: ContactsApp(state.contacts, parent)
    ),
    "com.google.android.deskclock": AppUi(
        "apps/Clock.qml", lambda state, parent: ClockApp(state.alarms, _hours24(state), parent)
    ),
    "net.gsantner.markor": AppUi(
        "apps/Notes.qml", lambda state, parent: NotesApp(state.notes, state.clock.now, parent)
    ),
    MESSAGES: AppUi("apps/Messages.qml", _messages),
    "com.google.android.documentsui": AppUi("apps/Files.qml", _files),
    "com.google.android.calculator": AppUi(
        "apps/Calculator.qml", lambda state, parent: CalculatorApp(parent)
    ),
}
_PLAIN = AppUi("system/PlainApp.qml")


def ui_of(package: str) -> AppUi:
    """How an app is drawn; an app without an own face gets an empty screen with its name."""
    return APPS.get(package, _PLAIN)
