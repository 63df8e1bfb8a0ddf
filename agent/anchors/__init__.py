"""What an action acted on, and where that is on a screen which has changed since.

    kept = anchor(frame, elements, point)      # when the action is recorded
    found = find(kept, observation)            # when it is done again; None: it cannot be told

No model is asked. With a UI tree on both sides names decide, else the picture does. What two
places answer to equally well is not found: a wrong hit is worse than none.
"""

from agent.anchors.anchor import Anchor, anchor
from agent.anchors.finding import Found, How, find, state_of

__all__ = ["Anchor", "Found", "How", "anchor", "find", "state_of"]
