"""Fingertip: a GUI agent that sees a screen, thinks with a local model, and acts through a driver."""

__version__ = "0.1.0"

__all__ = ["__version__"]
