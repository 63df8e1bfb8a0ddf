"""Wallpapers, painted from a number: soft gradients with hills, rings, waves or discs."""

import colorsys
import math
import random

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath
from PySide6.QtQuick import QQuickImageProvider

__all__ = ["Wallpapers", "paint"]


def _color(hue: float, saturation: float, value: float, alpha: float = 1.0) -> QColor:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return QColor.fromRgbF(red, green, blue, alpha)


def paint(number: int, size: tuple[int, int], *, dark: bool = False) -> QImage:
    """The wallpaper of this number in this size (pixels)."""
    width, height = size
    rng = random.Random(f"wallpaper {number}")
    hue = 0.6 if number == 0 else rng.random()
    bright = 0.42 if dark else 0.9
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(QPointF(0, 0), QPointF(width * rng.random(), height))
    sky.setColorAt(0, _color(hue, 0.45, bright))
    sky.setColorAt(0.6, _color(hue + rng.uniform(0.04, 0.16), 0.4, bright * 0.95))
    sky.setColorAt(1, _color(hue + rng.uniform(0.1, 0.3), 0.5, bright * 0.8))
    painter.fillRect(0, 0, width, height, QBrush(sky))
    kind = 0 if number == 0 else rng.randrange(4)
    (_hills, _rings, _discs, _waves)[kind](painter, rng, hue, bright, width, height)
    painter.end()
    return image


def _hills(
    painter: QPainter, rng: random.Random, hue: float, bright: float, width: int, height: int
) -> None:
    sun = _color(hue + 0.52, 0.25, min(1.0, bright * 1.1), 0.8)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(sun)
    middle = QPointF(width * rng.uniform(0.25, 0.75), height * rng.uniform(0.3, 0.45))
    painter.drawEllipse(middle, width * 0.15, width * 0.15)
    for layer in range(4):
        base = height * (0.55 + 0.11 * layer)
        path = QPainterPath(QPointF(0, height))
        phase, tempo = rng.uniform(0, 6), rng.uniform(0.8, 1.8)
        for step in range(33):
            x = width * step / 32
            rise = math.sin(phase + tempo * math.tau * step / 32) * height * 0.035
            path.lineTo(QPointF(x, base + rise))
        path.lineTo(QPointF(width, height))
        shade = bright * (0.85 - 0.14 * layer)
        painter.fillPath(path, _color(hue + 0.03 * layer, 0.42 + 0.06 * layer, shade))


def _rings(
    painter: QPainter, rng: random.Random, hue: float, bright: float, width: int, height: int
) -> None:
    middle = QPointF(width * rng.uniform(0, 1), height * rng.uniform(0.3, 0.8))
    painter.setPen(QColor(0, 0, 0, 0))
    for ring in range(9, 0, -1):
        painter.setBrush(_color(hue + 0.025 * ring, 0.45, bright * (0.65 + 0.035 * ring), 0.55))
        radius = width * 0.14 * ring
        painter.drawEllipse(middle, radius, radius)


def _discs(
    painter: QPainter, rng: random.Random, hue: float, bright: float, width: int, height: int
) -> None:
    painter.setPen(QColor(0, 0, 0, 0))
    for _ in range(14):
        painter.setBrush(_color(hue + rng.uniform(-0.1, 0.2), 0.45, bright, 0.28))
        radius = width * rng.uniform(0.08, 0.36)
        middle = QPointF(width * rng.random(), height * rng.random())
        painter.drawEllipse(middle, radius, radius)


def _waves(
    painter: QPainter, rng: random.Random, hue: float, bright: float, width: int, height: int
) -> None:
    for band in range(7):
        path = QPainterPath(QPointF(-width * 0.2, height * (0.1 + band * 0.14)))
        control = height * rng.uniform(-0.18, 0.18)
        end = QPointF(width * 1.2, height * (0.05 + band * 0.15))
        path.cubicTo(
            QPointF(width * 0.3, path.currentPosition().y() + control),
            QPointF(width * 0.7, path.currentPosition().y() - control),
            end,
        )
        path.lineTo(QPointF(width * 1.2, height))
        path.lineTo(QPointF(-width * 0.2, height))
        painter.fillPath(path, _color(hue + 0.03 * band, 0.48, bright * (0.98 - 0.07 * band), 0.5))


class Wallpapers(QQuickImageProvider):
    """``image://wallpaper/<number>/<light|dark>/<width>x<height>``."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(  # noqa: N802 - Qt's naming
        self, id: str, size: QSize, requestedSize: QSize  # noqa: A002, N803 - Qt's naming
    ) -> QImage:  # fmt: skip
        """Called by Qt Quick."""
        number, theme, extent = id.split("/")
        width, _, height = extent.partition("x")
        return paint(int(number), (int(width), int(height)), dark=theme == "dark")
