"""Recordings as other people's programs want them: training data, tables, videos, flows.

A format is an entry point of group ``fingertip.exports`` that names an ``Export``. It is given the
episodes and an empty folder (or the name of a file) to fill; where that lies, and that nothing is
overwritten or left half-written, is not its business (``agent.export.place``).
"""

from agent.export.episodes import Filter, Recorded, collect, unpacked
from agent.export.kinds import Export, Options, Report
from agent.export.place import placed

__all__ = ["Export", "Filter", "Options", "Recorded", "Report", "collect", "placed", "unpacked"]
