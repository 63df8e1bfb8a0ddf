"""Performs recordings again."""

from agent.replay.exact import Drift, replay

__all__ = ["Drift", "replay"]
