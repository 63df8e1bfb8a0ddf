"""A Qt Quick window without a display, rendered into an image of exactly the wanted size."""

import math
from pathlib import Path

import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPointF,
    Qt,
    QUrl,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPointingDevice,
)
from PySide6.QtQml import QQmlComponent, QQmlEngine
from PySide6.QtQuick import QQuickItem, QQuickRenderControl, QQuickRenderTarget, QQuickWindow

__all__ = ["Glass"]

QML = Path(__file__).with_name("qml")


class Glass(QObject):
    """The window, its picture, and a finger on it. For the GUI thread only.

    Args:
        size: of the picture, in device pixels.
        scale: device pixels per dp.
        context: names that the QML sees.
    """

    def __init__(
        self, engine: QQmlEngine, source: str, size: tuple[int, int], scale: float
    ) -> None:
        super().__init__()
        self.scale = scale
        self.size = size
        self.changes = 1
        self.drawn = 0
        self._dirty = True
        self._control = QQuickRenderControl()
        self.window = QQuickWindow(self._control)
        self.window.setColor(QColor("black"))
        # The window's own size is whole dp; what lies over the picture's edge is cut.
        wide, high = (-(-edge // scale) for edge in size)
        self.window.setGeometry(0, 0, int(wide), int(high))
        # The renderer leaves out what does not fill a whole dp: it gets a little more to draw on.
        canvas = (math.ceil(wide * scale), math.ceil(high * scale))
        self._image = QImage(canvas[0], canvas[1], QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(scale)
        self._image.fill(0)
        target = QQuickRenderTarget.fromPaintDevice(self._image)
        target.setDevicePixelRatio(scale)
        self.window.setRenderTarget(target)
        # `initialize` is for graphics hardware only; the software adaptation must do without.
        self._control.sceneChanged.connect(self._changed)
        self._control.renderRequested.connect(self._changed)
        # Kept: PySide takes what a component made for the component's child.
        self._component = component = QQmlComponent(engine, QUrl.fromLocalFile(str(QML / source)))
        root = component.create()
        if not isinstance(root, QQuickItem):
            raise RuntimeError(  # noqa: TRY004 - the QML is wrong, not a type
                component.errorString() or f"{source} is no item"
            )
        self.root = root
        root.setParentItem(self.window.contentItem())
        root.setWidth(size[0] / scale)
        root.setHeight(size[1] / scale)
        # Without a display nobody gives the window the focus.
        QCoreApplication.sendEvent(self.window, QFocusEvent(QEvent.Type.FocusIn))
        QCoreApplication.sendEvent(self.window, QEvent(QEvent.Type.WindowActivate))

    @Slot()
    def _changed(self) -> None:
        self._dirty = True
        self.changes += 1

    def picture(self) -> QImage:
        """The picture now (RGB32, of exactly `size`), an own copy."""
        self.draw()
        return self._image.copy(0, 0, *self.size)

    def write_to(self, buffer: bytearray) -> None:
        """Put the picture now into `buffer`: RGBA, alpha 255, rows from the top."""
        self.draw()
        width, height = self.size
        # The same pixels, but as one for one: the image itself is told in dp.
        seen = QImage(
            self._image.constBits(), self._image.width(), self._image.height(),
            self._image.bytesPerLine(), QImage.Format.Format_RGB32,
        )  # fmt: skip
        told = QImage(buffer, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        painter = QPainter(told)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(0, 0, seen)
        painter.end()

    def draw(self) -> None:
        """Bring the picture up to date."""
        # Drawing may itself ask for another drawing.
        for _ in range(3):
            if not self._dirty:
                break
            self._dirty = False
            self.drawn += 1
            self._control.polishItems()
            self._control.sync()
            self._control.render()

    def finger(self, kind: str, x: float, y: float, seconds: float) -> None:
        """A finger goes "down", "move"s or goes "up" at a device pixel, at a moment (seconds)."""
        point = QPointF(x / self.scale, y / self.scale)
        self.root.setProperty("finger", QPointF(-1, -1) if kind == "up" else point)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event_type, button, buttons = {
            "down": (QEvent.Type.MouseButtonPress, left, left),
            "move": (QEvent.Type.MouseMove, none, left),
            "up": (QEvent.Type.MouseButtonRelease, left, none),
        }[kind]
        event = QMouseEvent(
            event_type, point, point, point, button, buttons, Qt.KeyboardModifier.NoModifier,
            QPointingDevice.primaryPointingDevice(),
        )  # fmt: skip
        event.setTimestamp(int(seconds * 1000))
        QCoreApplication.sendEvent(self.window, event)

    def close(self) -> None:
        """Free the scene, at once: what it looks at may go next."""
        # PySide frees an item twice that still has a parent which it knows of.
        self.root.setParentItem(None)  # type: ignore[arg-type] # stub: None is allowed
        self.root.setParent(None)
        shiboken6.delete(self.root)
        self.window.close()
        shiboken6.delete(self.window)
        shiboken6.delete(self._control)
