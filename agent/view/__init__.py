"""Shows recordings: one self-contained HTML file, written while a run goes on or afterwards."""

from agent.view.finding import find_runs, newest_run, opened
from agent.view.live import follow
from agent.view.writing import write_episode, write_page

__all__ = ["find_runs", "follow", "newest_run", "opened", "write_episode", "write_page"]
