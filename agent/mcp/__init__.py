"""Devices as tools of the Model Context Protocol: ``agent mcp``.

A desk (``agent.mcp.desk``) holds the devices; the server (``agent.mcp.server``) offers them to a
client over stdio. What a client wants done goes through the same approvals as what a model wants
done (``agent.approval``), and the client's person is asked where it can ask (elicitation).
"""

from agent.mcp.desk import Desk

__all__ = ["Desk"]
