"""A secret on the built-in phone: the phone has it, and no byte that we leave behind does."""

import base64
import gzip
import html
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import pytest
import zstandard

from agent.cli import app
from agent.covering import COVER
from agent.trajectory import EpisodeFolder, find_episode

pytestmark = pytest.mark.timeout(600)  # a phone and an adb server start, on a busy machine slowly

VALUE = "Hjq7'Vxz Kp&w"
PARTS = ("Hjq7'V", "'Vxz K", "xz Kp&w")
"""Pieces that no base64 holds by chance: so nothing of the value stands anywhere."""
NAME = ("--secret", "password=APP_PASSWORD")
GOAL = "save a contact named {{password}}"
FORMATS = (
    "agentnet", "android_world", "androidcontrol", "flow", "gif", "lerobot", "llama-factory",
    "ms-swift", "parquet", "pytest", "qwen-finetune", "video",
)  # fmt: skip
ROWS = ("content", "query", "--uri", "content://com.android.contacts/contacts")
CHECK = "content:" + json.dumps({"uri": ROWS[-1], "has": {"display_name": "{{password}}"}})


def called(**arguments: object) -> str:
    call = json.dumps({"name": "mobile_use", "arguments": arguments})
    return f"<tool_call>\n{call}\n</tool_call>"


def script(name: str) -> str:
    """Replies that save a contact called ``name``; points as on a screen of 1000 x 1000."""
    replies = [
        called(action="open", text="Contacts"),
        called(action="click", coordinate=[892, 899]),
        f"Thought: its name is {name}.\n" + called(action="type", text=name),
        called(action="click", coordinate=[875, 74]),
        called(action="system_button", button="Back"),
        called(action="terminate", status="success"),
    ]
    return "# dialect: qwen3-vl\n" + "\n---\n".join(replies)


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"APP_PASSWORD": VALUE}


@pytest.fixture(scope="module")
def recorded(agent, serial):
    """The run with the secret: what it said, and its folder."""
    (agent.folder / "named.txt").write_text(script("{{password}}"))
    agent("phone", "reset", serial)
    said = agent(
        "run", GOAL, *NAME, "--model", "scripted:named.txt", "--serial", serial,
        "--verbose", "--jsonl",
        "--check", CHECK,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    (agent.folder / "said.txt").write_text(said.stdout + said.stderr)
    return said, Path(json.loads(said.stdout.splitlines()[-1])["path"])


@pytest.fixture(scope="module")
def episode(agent, recorded) -> EpisodeFolder:
    return find_episode(agent.folder / recorded[1])[1]


@pytest.fixture(scope="module")
def plain(agent, serial, recorded, tmp_path_factory) -> EpisodeFolder:
    """The same without a secret."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "plain.txt").write_text(script(VALUE))
    agent("phone", "reset", serial)
    said = agent(
        "run", "the same", "--model", f"scripted:{folder}/plain.txt", "--serial", serial,
        "--record", str(folder / "runs"),
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return find_episode(next((folder / "runs").iterdir()))[1]


def written() -> list[bytes]:
    """The value as it may stand in a file; of base64, what is the same wherever it begins."""
    raw = VALUE.encode()
    texts = {
        VALUE, *PARTS, json.dumps(VALUE)[1:-1], repr(VALUE)[1:-1], html.escape(VALUE),
        quote(VALUE), quote_plus(VALUE), raw.hex(), VALUE.replace("'", "'\\''"),
        VALUE.replace(" ", "%s"), VALUE.replace("&", "\\u0026"), VALUE.replace("'", "\\u0027"),
    }  # fmt: skip
    shifted = {base64.b64encode(b"\0" * n + raw)[4:-4] for n in range(3)}
    wide = {VALUE.encode(name) for name in ("utf-16-le", "utf-16-be", "utf-32-le")}
    return [text.encode() for text in texts] + sorted(shifted | wide)


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed into it."""
    data = path.read_bytes()
    yield str(path), data
    if path.suffix == ".zst":
        yield f"{path} decoded", zstandard.ZstdDecompressor().decompressobj().decompress(data)
    elif data[:2] == b"\x1f\x8b":
        yield f"{path} unzipped", gzip.decompress(data)
    elif path.suffix == ".parquet":
        from pyarrow import parquet

        yield f"{path} decoded", repr(parquet.read_table(path).to_pylist()).encode()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path}: {name}", archive.read(name)) for name in archive.namelist())


def tells(folder: Path) -> list[str]:
    """The files below ``folder`` that hold the value in any form."""
    needles, found = written(), []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        for name, data in contents(path):
            found += [f"{name}: {needle!r}" for needle in needles if needle in data]
        found += [f"{path}: its name" for part in PARTS if part in path.name]
    return found


def pixels(frame) -> np.ndarray:
    return np.frombuffer(frame.data, np.uint8).reshape(frame.size.height, frame.size.width, 4)


def test_the_search_finds_what_it_looks_for(tmp_path):
    for number, needle in enumerate(written()):
        (tmp_path / f"{number}.bin").write_bytes(b"x" + needle + b"y")
    with zipfile.ZipFile(tmp_path / "zip.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in", VALUE)
    (tmp_path / "gzip.gz").write_bytes(gzip.compress(VALUE.encode()))
    (tmp_path / "zstd.zst").write_bytes(zstandard.ZstdCompressor().compress(VALUE.encode()))
    found = {line.removeprefix(f"{tmp_path}/").partition(".")[0] for line in tells(tmp_path)}
    assert len(found) == len(written()) + 3


def test_the_phone_got_the_value(recorded, query, plain, agent, serial):
    said, _ = recorded
    assert json.loads(said.stdout.splitlines()[-2])["confirmed"] is True
    assert f"display_name={VALUE}" in query(*ROWS)  # of the run without a secret
    agent("phone", "reset", serial)
    assert VALUE not in query(*ROWS)


def test_what_was_typed_is_recorded_by_its_name(episode):
    steps = list(episode.steps())
    assert steps[2].decision.action.text == "{{password}}"
    assert steps[2].result.said == "typed {{password}}"
    assert "{{password}}" in {one.text for one in steps[3].elements}
    assert "{{password}}" in {one.text for one in steps[4].elements}


def test_where_the_value_shows_the_picture_is_covered(episode, plain):
    names = 0
    for step, other in zip(episode.steps(), plain.steps(), strict=True):
        ours, theirs = pixels(episode.frame(step)), pixels(plain.frame(other))
        told = [one for one in other.elements if VALUE in one.text + one.description]
        for one in told:
            left, top, right, bottom = one.box
            assert (ours[top:bottom, left:right] == COVER).all()
            assert (theirs[top:bottom, left:right] != COVER).any()
            names += 1
        # And nothing else is: the same things are to be seen around it.
        shown = (ours != COVER).any(axis=2)
        assert shown.mean() > (0.9 if told else 0.999)
    assert names >= 4
    last = pixels(episode.screen(episode.record.after))
    assert (last == COVER).all(axis=2).sum() > 2_500


def test_neither_pages_nor_packs_nor_exports_tell_it(agent, recorded, episode, world, monkeypatch):
    run, out = agent.folder / recorded[1], agent.folder / "out"
    out.mkdir()
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, world[name])
    assert app.run(["view", str(run), "-o", str(out / "view.html"), "--no-open"]) == 0
    assert app.run(["view", str(run), "--pack", str(out / "run.trace.zip")]) == 0
    for kind in FORMATS:
        assert app.run(["export", str(run), "-f", kind, "-o", str(out / kind / "it")]) == 0
    assert "{{password}}" in (out / "view.html").read_text()
    assert "{{password}}" in (out / "flow" / "it").read_text()
    assert tells(agent.folder) == []


def test_the_recording_replays_with_its_secret_only(agent, recorded, serial, query):
    _, run = recorded
    without = agent("replay", str(run), "--serial", serial)
    assert without.returncode == 2
    assert "the recording types the secret 'password', which was not given" in without.stderr
    assert "--secret password=APP_PASSWORD" in without.stderr

    agent("phone", "reset", serial)
    again = agent("replay", str(run), *NAME, "--serial", serial, "--json")
    results = [step["result"] for step in json.loads(again.stdout)["steps"]]
    assert all(one["ok"] for one in results if one is not None), again.stdout + again.stderr
    assert f"display_name={VALUE}" in query(*ROWS)

    agent("phone", "reset", serial)
    found = agent("replay", str(run), *NAME, "--anchored", "--serial", serial, "--save", "mended")
    assert found.returncode == 0, found.stderr
    assert f"display_name={VALUE}" in query(*ROWS)
    (agent.folder / "replays.txt").write_text(again.stdout + found.stdout + found.stderr)
    assert tells(agent.folder / "mended") == []
    assert tells(agent.folder) == []


FLOW = """
appId: com.google.android.contacts
name: A contact is called as nobody may know
---
- launchApp
- tapOn: Create contact
- inputText: "{{password}}"
- assertVisible: "{{password}}"
- tapOn: Save
- takeScreenshot: saved
- extendedWaitUntil: {visible: "not on this screen", timeout: 500}
"""


def test_a_flow_types_it_and_its_reports_do_not_tell(agent, serial, query):
    agent("phone", "reset", serial)
    (agent.folder / "one.flow.yaml").write_text(FLOW)
    done = agent(
        "test", "one.flow.yaml", *NAME, "--serial", serial, "--trace", "on",
        "--junit", "junit.xml", "--html", "page.html", "--json",
    )  # fmt: skip
    (agent.folder / "flow-said.txt").write_text(done.stdout + done.stderr)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert "not on this screen" in told["flows"][0]["failure"]  # so the field showed its name
    assert f"display_name={VALUE}" in query(*ROWS)
    assert tells(agent.folder) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", f"type {VALUE}", *NAME), "'type {{password}}'"),
        (("run", GOAL), "--secret password=ENV_VAR"),
        (("run", GOAL, "--secret", "password=UNSET"), "not set, or empty"),
        (("run", "type {{pasword}}", *NAME), "{{pasword}} is no secret"),
        (("test", "one.flow.yaml", "-e", f"PASSWORD={VALUE}", *NAME), "'{{password}}'"),
        (("record", GOAL, "--watch", *NAME), "leave out --watch"),
    ],
)
def test_what_would_tell_it_is_refused(agent, words, said):
    (agent.folder / "one.flow.yaml").write_text(FLOW)
    done = agent(*words, "--serial", "emulator-1")
    assert done.returncode == 2
    assert said in done.stderr
    assert VALUE not in done.stdout + done.stderr


LEAKY = """
from agent.testing import switch_phone


class Kind:
    name = "leaky"

    def list(self):
        return []

    def open(self, serial=None):
        device = switch_phone()
        perform = device.perform

        def failing(action):
            try:
                raise OSError(f"no room for {action.text}")
            except OSError as error:
                raise RuntimeError(action.text, {"text": action}) from error

        device.perform = failing
        return device


KIND = Kind()
"""


def test_the_traceback_of_a_bug_does_not_tell_it(agent, tmp_path):
    (tmp_path / "leaky.py").write_text(LEAKY)
    about = tmp_path / "leaky-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: leaky\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[fingertip.devices]\nleaky = leaky:KIND\n")
    typing = "# dialect: qwen3-vl\n" + called(action="type", text="as {{password}}")
    (agent.folder / "typing.txt").write_text(typing)

    done = agent(
        "run", GOAL, *NAME, "--device", "leaky", "--model", "scripted:typing.txt", "--verbose",
        "--record", "leaky", PYTHONPATH=str(tmp_path),
    )  # fmt: skip

    assert done.returncode == 4
    assert "RuntimeError" in done.stderr
    assert list((agent.folder / "leaky").rglob("traceback-*.txt"))
    assert VALUE not in done.stdout + done.stderr
    assert tells(agent.folder) == []
