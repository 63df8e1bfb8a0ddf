"""``agent phone``: the built-in phones of this machine."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer

from agent import registry
from agent.cli import terminal
from agent.cli.started import expect_png, save_picture, say_stopped, size_of, wanted
from agent.errors import UsageError

__all__ = ["app"]

_HELP = {"help_option_names": ["-h", "--help"]}
_FIRST_YEAR = 1970
"""A phone's clock counts from its beginning."""

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings=_HELP,
    help="Start, stop, list, reset the built-in phone.",
)

Json = Annotated[bool, typer.Option("--json", help="Print one object.")]
Serial = Annotated[str | None, typer.Argument(help="Which phone; may be left out if it is alone.")]


class _Phone(Protocol):
    """A running phone: `size` in device pixels, `state_dir` its disk on this machine."""

    @property
    def serial(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def pid(self) -> int: ...
    @property
    def size(self) -> tuple[int, int]: ...
    @property
    def state_dir(self) -> Path: ...
    @property
    def ready(self) -> bool: ...


class _Fleet(Protocol):
    """What plugin ``builtin`` of group ``fingertip.phones`` can do beyond `Phones`."""

    def start(
        self,
        *,
        seed: int,
        size: tuple[int, int],
        density: int,
        port: int | None,
        clock: float | None,
        state: Path | None,
    ) -> _Phone: ...

    def stop(self, serial: str) -> _Phone: ...
    def list(self) -> Sequence[_Phone]: ...
    def find(self, serial: str | None = None) -> _Phone: ...
    def reset(self, serial: str) -> float: ...
    def screenshot(self, serial: str) -> tuple[tuple[int, int], bytes]: ...


def _fleet() -> _Fleet:
    return cast("_Fleet", registry.phones())


@app.command(context_settings=_HELP)
def start(
    seed: Annotated[int, typer.Option(help="What the phone holds at first.")] = 0,
    size: Annotated[str, typer.Option(help="Its screen in pixels, WIDTHxHEIGHT.")] = "1080x2400",
    density: Annotated[int, typer.Option(help="Pixels per inch.", min=120, max=640)] = 420,
    port: Annotated[
        int | None, typer.Option(help="Its ADB port, odd. [default: a free one]")
    ] = None,
    clock: Annotated[
        str | None, typer.Option(help="Its time at start: epoch seconds, or ISO 8601 (in UTC).")
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="Keep its disk in this folder. [default: a fresh one each time]"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Start a phone and wait until adb sees it. It runs until it is stopped."""
    phone = _fleet().start(
        seed=seed,
        size=size_of(size, "1080x2400"),
        density=density,
        port=port,
        clock=_moment(clock),
        state=state,
    )
    if json:
        terminal.as_json({"schema_version": 1} | _facts(phone))
    else:
        terminal.out(phone.serial)
        terminal.say(f"disk: {phone.state_dir}")
        terminal.say(f"see it: agent phone screenshot   end it: agent phone stop {phone.serial}")


@app.command(context_settings=_HELP)
def stop(
    serials: Annotated[list[str] | None, typer.Argument(help="Which phones.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="All that run.")] = False,
    json: Json = False,
) -> None:
    """End a phone. Without a serial: the one that runs."""
    fleet = _fleet()
    names = wanted(fleet, serials, everyone=everyone, name=lambda phone: phone.serial)
    say_stopped([fleet.stop(name).serial for name in names], "built-in phone", json=json)


@app.command("list", context_settings=_HELP)
def list_phones(json: Json = False) -> None:
    """List the phones that run."""
    phones = _fleet().list()
    if json:
        terminal.as_json({"schema_version": 1, "phones": [_facts(phone) for phone in phones]})
    elif phones:
        rows = [
            (
                phone.serial,
                str(phone.port),
                str(phone.pid),
                "x".join(map(str, phone.size)),
                "ready" if phone.ready else "starting",
                str(phone.state_dir),
            )
            for phone in phones
        ]
        terminal.table(("SERIAL", "PORT", "PID", "SIZE", "STATE", "DISK"), rows)
    else:
        terminal.say("no built-in phone is running; start one: agent phone start")


@app.command(context_settings=_HELP)
def reset(serial: Serial = None, json: Json = False) -> None:
    """Bring a phone back to what its seed gave."""
    fleet = _fleet()
    name = fleet.find(serial).serial
    seconds = fleet.reset(name)
    if json:
        terminal.as_json({"schema_version": 1, "serial": name, "seconds": seconds})
    else:
        terminal.out(name)
        terminal.say(f"reset in {seconds:.2f} s")


@app.command(context_settings=_HELP)
def screenshot(
    file: Annotated[
        Path | None, typer.Argument(help="Where the PNG goes. [default: SERIAL.png]")
    ] = None,
    serial: Annotated[str | None, typer.Option(help="Which phone, if several run.")] = None,
    json: Json = False,
) -> None:
    """Save the screen of a phone as PNG."""
    from PIL import Image

    expect_png(file, "serial")
    fleet = _fleet()
    name = fleet.find(serial).serial
    size, pixels = fleet.screenshot(name)
    picture = Image.frombytes("RGBA", size, pixels).convert("RGB")
    save_picture(picture, file or Path(f"{name}.png"), {"serial": name}, json=json)


def _facts(phone: _Phone) -> dict[str, object]:
    return {
        "serial": phone.serial,
        "port": phone.port,
        "pid": phone.pid,
        "size": list(phone.size),
        "state_dir": str(phone.state_dir),
        "ready": phone.ready,
    }


def _moment(text: str | None) -> float | None:
    """Epoch seconds of what ``--clock`` says."""
    if text is None:
        return None
    wrong = UsageError(
        f"--clock {text!r} is neither epoch seconds nor a date and time of this age",
        hint="--clock 2026-05-01T09:30",
    )
    try:
        moment = datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise wrong from None
    if moment.year < _FIRST_YEAR:
        raise wrong
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
