"""What a model helped with once is found again without it; what has another name is healed."""

import json

import pytest

from agent import actions as act
from agent.errors import TaskFileError, UsageError
from agent.flows.assistant import Assistants
from agent.flows.reading import read_flow
from agent.flows.suite import Verdict
from agent.flows.trying import Trial
from agent.testing import FakeDevice, FakeScreen, paint
from agent.types import Box, Element, Size

from .conftest import scripted

SIZE = Size(270, 600)
BUTTON, STRIPE = Box(60, 300, 110, 340), Box(80, 310, 90, 330)
SWITCH = Box(150, 60, 250, 110)


def wifi(*, on):
    return Element(box=SWITCH, text="Wi-Fi", checkable=True, checked=on, clickable=True)


def phone(button=None, *, start="off", shift=0, elements=True):
    """A page with a striped button that leads to a page with nothing, and a switch."""
    button = button or Element(box=BUTTON, text="Send", resource_id="app:id/send", clickable=True)
    moved = [Box(box.left, box.top + shift, box.right, box.bottom + shift)
             for box in (BUTTON, STRIPE)]  # fmt: skip
    frame = paint(SIZE, (240, 240, 240), [(moved[0], (30, 60, 200)), (moved[1], (250, 220, 30))])
    button = button.model_copy(update={"box": moved[0]})

    def page(on, other):
        tree = (button, wifi(on=on)) if elements else ()
        taps = ((moved[0], "sent"), (SWITCH, other))
        return FakeScreen(frame, "app/.Page", tree, taps, {"back": "off"})

    said = (Element(box=BUTTON, text="Sent"),) if elements else ()
    sent = FakeScreen(paint(SIZE, (20, 20, 20)), "app/.Sent", said, keys={"back": "off"})
    return FakeDevice({"off": page(False, "on"), "on": page(True, "off"), "sent": sent}, start)


def model(*said):
    return scripted(SIZE, *said)


SEND, TURN, DONE = act.Tap(at=(85, 320)), act.Tap(at=(200, 85)), act.Finish(status="success")


@pytest.fixture
def attempt(tmp_path):
    """Tries a flow's lines on a device; the file is written at the first time."""
    path = tmp_path / "it.flow.yaml"

    def attempt(lines, device, assistant=None, **more):
        if not path.exists():
            path.write_text(f"# ours\n{lines}\n")
        trial = Trial(tmp_path / "out", trace="off", lookup=0, **more)
        return trial.run(read_flow(path), device, assistant)

    return attempt


def ways(result):
    return [found.by for line in result.attempts[-1].results for found in line.found]


def test_a_place_that_a_model_showed_is_known_by_its_picture(attempt, tmp_path):
    line = "- tapOn: the blue button"

    first = attempt(line, phone(elements=False), model(SEND))
    assert (first.verdict, ways(first)) == (Verdict.PASSED, ["model"])
    assert first.changes == (f"kept for the next run: {tmp_path / 'it.flow.anchors.json'}",)

    device = phone(elements=False, shift=100)
    second = attempt(line, device)
    assert (second.verdict, ways(second), second.changes) == (Verdict.PASSED, ["anchor"], ())
    assert device.current == "sent"
    assert second.attempts[0].results[0].said == "found by anchor"


def test_where_no_model_was_named_none_is_asked_for_a_place(attempt):
    def nobody(device):
        raise UsageError("no model is named", hint="add --model")

    assistant = Assistants(nobody, locates=False).for_device
    result = attempt("- tapOn: the blue button", phone(elements=False), assistant)

    assert "there is no 'the blue button'" in result.attempts[0].failure.said


def test_a_sentence_is_carried_out_again_without_the_model(attempt):
    line = "- do: turn it on and send it"
    assert attempt(line, phone(), model(TURN, SEND, DONE)).verdict is Verdict.PASSED

    device = phone(shift=50)
    again = attempt(line, device)
    assert again.verdict is Verdict.PASSED
    assert device.performed == [TURN, act.Tap(at=(85, 370))]
    assert again.attempts[0].results[0].said == "2 steps, found by anchor"


def test_a_switch_that_is_on_already_is_not_turned_off(attempt):
    line = "- do: turn it on and send it"
    attempt(line, phone(), model(TURN, SEND, DONE))

    device = phone(start="on")
    assert attempt(line, device).verdict is Verdict.PASSED
    assert device.performed == [SEND]


def test_what_is_lost_in_a_sentence_is_asked_of_the_model_and_kept_anew(attempt):
    line = "- do: turn it on and send it"
    other = Element(box=BUTTON, text="Go", resource_id="app:id/go", clickable=True)
    attempt(line, phone(), model(TURN, SEND, DONE))

    alone = attempt(line, phone(other))
    assert "'Send' was not found again: add --model" in alone.attempts[0].failure.said
    helped = attempt(line, phone(other), model(SEND, DONE))
    assert helped.attempts[0].results[0].said == "2 steps by model"
    device = phone(other)
    assert attempt(line, device).verdict is Verdict.PASSED
    assert device.performed == [TURN, SEND]


def test_the_same_words_in_two_places_are_two_steps(attempt, tmp_path):
    lines = "- do: go on\n- back\n- do: go on"
    attempt(lines, phone(), model(SEND, DONE, SEND, DONE))

    kept = json.loads((tmp_path / "it.flow.anchors.json").read_text())
    assert list(kept["steps"]) == ["do go on", "do go on (#2)"]


def test_nothing_is_kept_of_a_flow_that_failed_or_must_not_be(attempt, tmp_path):
    line = "- do: send it\n- assertVisible: nothing like that"
    assert attempt(line, phone(), model(SEND, DONE)).verdict is Verdict.FAILED
    (tmp_path / "it.flow.yaml").unlink()
    assert attempt("- do: send it", phone(), model(SEND, DONE), anchors=False).changes == ()

    assert not list(tmp_path.glob("*.json"))


def test_a_file_that_is_no_memory_is_said(attempt, tmp_path):
    (tmp_path / "it.flow.anchors.json").write_text('{"steps": {"do x": {"acts": [1]}}}')

    with pytest.raises(TaskFileError, match=r"anchors\.json holds no anchors"):
        attempt("- do: x", phone())


RENAMED = Element(box=BUTTON, text="Go", resource_id="app:id/send", clickable=True)
MOVED = Element(box=BUTTON, text="Send", resource_id="app:id/deliver", clickable=True)


@pytest.mark.parametrize(
    ("line", "now", "healed"),
    [
        ("- tapOn: Send # away", RENAMED, "- tapOn: {id: 'app:id/send'} # away"),
        ("- tapOn: {id: send, repeat: 1}", MOVED, "- tapOn: {id: 'app:id/deliver', repeat: 1}"),
    ],
)
def test_a_run_that_heals_finds_what_has_another_name(attempt, tmp_path, line, now, healed):
    path = tmp_path / "it.flow.yaml"
    assert attempt(line, phone(), heals=True).verdict is Verdict.PASSED
    assert attempt(line, phone(now)).verdict is Verdict.FAILED  # only who heals looks further

    device = phone(now)
    result = attempt(line, device, heals=True)

    assert (result.verdict, ways(result)) == (Verdict.PASSED, ["anchor"])
    assert device.current == "sent"
    assert path.read_text() == f"# ours\n{healed}\n"
    assert any("found by anchor; now" in said for said in result.changes)
    assert ways(attempt(line, phone(now))) == ["tree"]


def test_the_model_heals_what_no_anchor_knows(attempt, tmp_path):
    result = attempt("- tapOn: Submit\n- assertVisible: Sent", phone(), model(SEND), heals=True)

    assert ways(result) == ["model", "tree"]
    said = (tmp_path / "it.flow.yaml").read_text()
    assert said == "# ours\n- tapOn: {id: 'app:id/send'}\n- assertVisible: Sent\n"


def test_what_is_asserted_is_never_healed(attempt, tmp_path):
    attempt("- assertVisible: Send", phone(), heals=True)
    result = attempt("", phone(RENAMED), model(SEND), heals=True)

    assert result.verdict is Verdict.FAILED
    assert (tmp_path / "it.flow.yaml").read_text() == "# ours\n- assertVisible: Send\n"


def test_a_flow_that_fails_is_not_rewritten(attempt, tmp_path):
    lines = "- tapOn: Submit\n- assertVisible: something else"

    assert attempt(lines, phone(), model(SEND), heals=True).verdict is Verdict.FAILED
    assert lines in (tmp_path / "it.flow.yaml").read_text()
