"""Records a person who shows how something is done, in the format of every other recording.

The person acts in a page that shows the device (``LivePage``, ``show``), or on the device itself
where its driver can tell (``follow``). Each act is one step: the screen as it was, what was done,
what came of it. What a person shows can be replayed, viewed,
exported and learnt from.
"""

from agent.demonstration.page import LivePage
from agent.demonstration.recording import Demonstration
from agent.demonstration.showing import show
from agent.demonstration.watching import follow

__all__ = ["Demonstration", "LivePage", "follow", "show"]
