"""``python -m agent``: the same program as ``agent``."""

from agent.cli import main

if __name__ == "__main__":
    main()
