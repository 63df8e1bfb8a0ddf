"""An anchored replay that has to ask a model, on the built-in phone; and what it saves."""

import json

import pytest

from agent.testing.chat_server import ChatServer

pytestmark = pytest.mark.timeout(600)  # a phone and an adb server start, on a busy machine slowly

ANNA = "Anna Garcia"
CALCULATOR = "com.google.android.calculator/com.android.calculator2.Calculator"


def called(**arguments: object) -> str:
    call = json.dumps({"name": "mobile_use", "arguments": arguments})
    return f"<tool_call>\n{call}\n</tool_call>"


def forget_anna(query) -> None:
    where = f"\"display_name='{ANNA}'\""
    query("content", "delete", "--uri", "content://com.android.contacts/contacts", "--where", where)


def replayed(agent, serial: str, *words: str) -> dict:
    done = agent("replay", *words, "--anchored", "--serial", serial, "--json")
    return json.loads(done.stdout)


def hows(told: dict) -> list[str]:
    return [step["found"] for step in told["steps"]]


@pytest.fixture(scope="module")
def visit(agent, serial) -> str:
    """A recording that opens Anna's page; the row is at 293 thousandths of the height."""
    replies = [
        called(action="open", text="Contacts"),
        called(action="click", coordinate=[500, 293]),
        called(action="system_button", button="Back"),
        called(action="terminate", status="success"),
    ]
    (agent.folder / "visit.txt").write_text("# dialect: qwen3-vl\n" + "\n---\n".join(replies))
    agent("phone", "reset", serial)
    said = agent(
        "run", f"look at {ANNA}", "--model", "scripted:visit.txt", "--serial", serial, "--json"
    )
    return json.loads(said.stdout)["path"]


def test_a_server_is_asked_what_to_touch_for_what_has_gone(agent, serial, query, visit):
    agent("phone", "reset", serial)
    forget_anna(query)
    with ChatServer([called(action="click", coordinate=[500, 293])]) as server:
        server_words = ("--model", f"server:{server.url}", "--dialect", "qwen3-vl")
        mended = replayed(agent, serial, visit, *server_words, "--save", "mended")
        asked = json.dumps(server.asked)
    assert hows(mended) == ["as recorded", "model", "as recorded", "as recorded"]
    assert (mended["passed"], mended["without_model"]) == (True, 0.75)
    assert len(server.asked) == 1
    assert f"about '{ANNA}', which was not found" in asked

    # What was saved needs nobody any more.
    agent("phone", "reset", serial)
    forget_anna(query)
    again = replayed(agent, serial, mended["saved"])
    assert (again["passed"], again["without_model"]) == (True, 1)
    assert again["steps"][1]["found"] == "id and text"


def test_the_pocket_model_leads_back_to_where_the_recording_goes_on(agent, serial, query):
    replies = [
        called(action="click", coordinate=[500, 170]),
        called(action="type", text="Wi-Fi"),
        called(action="click", coordinate=[500, 160]),
        called(action="click", coordinate=[500, 230]),
        called(action="terminate", status="success"),
    ]
    (agent.folder / "wifi.txt").write_text("# dialect: qwen3-vl\n" + "\n---\n".join(replies))
    agent("phone", "reset", serial)
    query("am", "start", "-a", "android.settings.SETTINGS")
    said = agent(
        "run", "open settings and enable wifi", "--model", "scripted:wifi.txt",
        "--serial", serial, "--json",
    )  # fmt: skip
    first = json.loads(said.stdout)
    assert first["confirmed"] is True

    agent("phone", "reset", serial)
    query("am", "start", "-n", CALCULATOR)
    mended = replayed(agent, serial, first["path"], "--model", "pocket")

    assert mended["passed"] is True
    assert set(hows(mended)[:-5]) == {"model"}
    assert "model" not in hows(mended)[-5:]
    assert query("settings", "get", "global", "wifi_on").strip() == "1"
