"""Performs recordings again."""

from agent.replay.anchored import Anchored, Redone
from agent.replay.exact import Drift, replay

__all__ = ["Anchored", "Drift", "Redone", "replay"]
