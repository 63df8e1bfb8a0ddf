"""How long the command line takes to answer, and what it has imported by then.

    python bench/startup.py [RUNS]

Prints, for each command, the median and the slowest of RUNS fresh processes (default 15), in
milliseconds, and any heavy package that it imported. `agent --help` must stay below 150 ms.
"""

import statistics
import subprocess
import sys
import time

COMMANDS = (["--version"], ["--help"], ["run", "--help"], ["config", "show"], ["models", "list"])
HEAVY = (
    "torch",
    "transformers",
    "PySide6",
    "pyautogui",
    "adbutils",
    "numpy",
    "PIL",
    "typer",
    "rich",
)
LIMIT = 0.150


def measure(words: list[str], runs: int) -> list[float]:
    """Seconds of each run, from the start of the process to its end."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "agent", *words], stdout=subprocess.DEVNULL, check=True
        )
        taken.append(time.perf_counter() - begun)
    return taken


def imported(words: list[str]) -> list[str]:
    """Which of the heavy packages the command imported."""
    code = (
        "import sys; from agent.cli.app import run; run(sys.argv[1:]);"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return done.stderr.split()


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    too_slow = False
    print(f"{'command':20} {'median':>8} {'slowest':>8}  imports")
    for words in COMMANDS:
        taken = measure(words, runs)
        median = statistics.median(taken)
        heavy = ", ".join(imported(words)) or "-"
        print(
            f"agent {' '.join(words):14} {median * 1e3:5.0f} ms {max(taken) * 1e3:5.0f} ms  {heavy}"
        )
        too_slow |= words == ["--help"] and median > LIMIT
    return 1 if too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
