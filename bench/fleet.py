"""Many phones, one machine: steps a second of several built-in phones against those of one.

    python bench/fleet.py [--phones 8] [--steps 40] [--rounds 3] [--delay 0.05] [--scale 1]

Each phone has a process of its own with a whole episode in it: wait for a still screen, capture,
ask a model that is simulated (a script whose replies take `delay` seconds), tap, record. It opens
Settings and goes in and out of its pages. One phone and all of them take turns; nothing is counted
of the time in which they are started. CPU seconds are those of the worker, of its phone and of the
adb server: a machine has no more steps a second than its cores by the CPU seconds of a step, and
that bounds the fleet here.

Targets: 8 phones do >= 7 times the steps a second of one, as far as the cores allow.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from agent import registry
from agent.loop import Attempt
from agent.models.scripted import open_model
from agent.policy import Policy
from agent.trajectory import EpisodeWriter
from agent.types import Task
from devices.android.server import Server
from devices.phone.fleet import Fleet

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What one phone did: when it began and when each of its steps was over, by the machine's
    monotonic clock; CPU in seconds.
    """

    began: float
    done: tuple[float, ...]
    worker_cpu: float
    phone_cpu: float


def script(folder: Path, steps: int, delay: float) -> Path:
    """A model's replies: into a page and back, ever another one."""
    replies = [{"action": "open", "text": "Settings"}]
    for number in range(steps):
        row = 300 + 71 * (number // 2) % 500
        into = {"action": "click", "coordinate": [500, row]}
        replies.append(into if number % 2 == 0 else {"action": "system_button", "button": "Back"})
    calls = [json.dumps({"name": "mobile_use", "arguments": reply}) for reply in replies]
    path = folder / "replies.txt"
    head = f"# dialect: qwen3-vl\n# delay: {delay}\n"
    told = [f"<tool_call>\n{call}\n</tool_call>" for call in calls]
    path.write_text(head + "\n---\n".join(told), encoding="utf-8")
    return path


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def adb_server() -> int:
    """The process that all phones are reached through."""
    port = str(Server.from_environment().port).encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes()
            if b"fork-server" in words and port in words:
                return int(folder.name)
    raise SystemExit("no adb server of this machine was found")


def work(pipe: Connection, replies: Path, folder: Path, scale: float) -> None:
    """A phone and its episodes: of as many steps as each message says."""
    size = (round(1080 * scale), round(2400 * scale))
    phone = Fleet().start(size=size, density=round(420 * scale), keep=False)
    with closing(registry.device_kind("android").open(phone.serial)) as device:
        pipe.send(phone.serial)
        while steps := pipe.recv():
            Fleet().reset(phone.serial)
            model = open_model(str(replies))
            policy = Policy(model, registry.dialect("qwen3-vl"), device.info())
            attempt = Attempt(Task(name="bench", goal="wander", max_steps=steps), device, policy)
            before = (cpu_of(os.getpid()), cpu_of(phone.pid))
            began = time.monotonic()
            done: list[float] = []
            with EpisodeWriter(folder / f"{phone.serial}-{began}") as writer:
                for step in attempt:
                    writer.write(step)
                    # Kept for tests, with a picture of 10 MB each; no real model does.
                    model.prompts.clear()
                    done.append(time.monotonic())
                writer.end(attempt.conclude())
            cpu = (cpu_of(os.getpid()) - before[0], cpu_of(phone.pid) - before[1])
            pipe.send(Run(began, tuple(done), *cpu))
    Fleet().stop(phone.serial)


def together(pipes: list[Connection], steps: int) -> list[Run]:
    for pipe in pipes:
        pipe.send(steps)
    return [pipe.recv() for pipe in pipes]


def rate(runs: list[Run]) -> float:
    """Steps a second of all of them, while all of them were at it."""
    begin, end = max(run.began for run in runs), min(run.done[-1] for run in runs)
    return sum(begin < moment <= end for run in runs for moment in run.done) / (end - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=8)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delay", type=float, default=0.05)
    parser.add_argument("--scale", type=float, default=1.0, help="of the phones' 1080x2400")
    given = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    alone: list[float] = []
    many: list[float] = []
    runs: list[Run] = []
    server_cpu = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        replies = script(folder, given.steps, given.delay)
        pipes: list[Connection] = []
        workers = []
        for _ in range(given.phones):
            ours, theirs = spawn.Pipe()
            words = (theirs, replies, folder, given.scale)
            worker = spawn.Process(target=work, args=words, daemon=True)
            worker.start()
            ours.recv()
            pipes.append(ours)
            workers.append(worker)
        server = adb_server()
        for _ in range(given.rounds):
            for side, rates in ((pipes[:1], alone), (pipes, many)):
                before = cpu_of(server)
                did = together(side, given.steps)
                server_cpu += cpu_of(server) - before
                assert all(len(run.done) == given.steps for run in did), "an episode ended early"
                rates.append(rate(did))
                runs += did
        for pipe, worker in zip(pipes, workers, strict=True):
            pipe.send(0)
            worker.join()
    steps = sum(len(run.done) for run in runs)
    worker_ms = 1000 * sum(run.worker_cpu for run in runs) / steps
    phone_ms = 1000 * sum(run.phone_cpu for run in runs) / steps
    server_ms = 1000 * server_cpu / steps
    cores = os.cpu_count() or 1
    bound = 1000 * cores / (worker_ms + phone_ms + server_ms)
    ratios = [all_of_them / one for one, all_of_them in zip(alone, many, strict=True)]
    print(
        f"one phone {statistics.median(alone):.2f} steps/s, {given.phones} phones"
        f" {statistics.median(many):.2f} steps/s: {statistics.median(ratios):.2f} times"
        f" (least {min(ratios):.2f})"
    )
    print(
        f"CPU of a step: worker {worker_ms:.0f} ms, phone {phone_ms:.0f} ms, adb server"
        f" {server_ms:.0f} ms; {cores} cores can do {bound:.1f} steps/s,"
        f" {bound / statistics.median(alone):.1f} times one phone's; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
