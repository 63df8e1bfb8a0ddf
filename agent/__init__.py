"""Fingertip: a GUI agent that sees a screen, thinks with a local model, and acts."""

__version__ = "0.1.0"

__all__ = ["__version__"]
