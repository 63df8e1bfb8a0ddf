"""A veiled device: the driver gets the value, and nobody else does."""

import hashlib
import json
from collections.abc import Sequence

import pytest

from agent import actions as act
from agent import registry
from agent.covering import COVER
from agent.errors import ActionFailed, CaptureFailed, DeviceError
from agent.loop import Attempt
from agent.models.scripted import ScriptedModel
from agent.policy import Policy
from agent.protocols import Device
from agent.secrets import Secrets
from agent.settle import changed_box
from agent.testing import FakeDevice, FakeScreen, paint
from agent.types import ActionResult, Box, Element, Frame, Picture, Size, Task
from agent.veil import Veiled

VALUE = "xyzzy plugh"
SECRETS = Secrets({"{{word}}": VALUE})
SIZE = Size(270, 600)
FIELD = Box(30, 200, 240, 250)
WHITE, PAPER = (250, 250, 250), (230, 230, 230)


class Form(FakeDevice):
    """A field that shows what is typed as stripes, one a character; ``scrolled`` moves it up.

    ``told``: whether a UI tree tells of the field. ``longest``: characters that it takes.
    """

    def __init__(self, *, told: bool = True, password: bool = False, longest: int = 99) -> None:
        blank = FakeScreen(paint(SIZE, WHITE))
        super().__init__({"form": blank, "other": blank}, "form", before=self._called)
        self.told, self.password, self.longest = told, password, longest
        self.scrolled, self.shutter = 0, 0
        self.tree_fails = False
        self.moving = False
        self.refusal: Exception | None = None

    @property
    def held(self) -> str:
        return self.typed[: self.longest]

    @property
    def field(self) -> Box:
        left, top, right, bottom = FIELD
        return Box(left, top - self.scrolled, right, bottom - self.scrolled)

    def capture(self) -> Frame:
        super().capture()
        self.shutter += 1
        boxes = [(self.field, PAPER), *self._stripes()] if self.current == "form" else []
        if self.moving:
            boxes.append((Box(0, 500, 270, 500 + 40 + self.shutter % 20), (9, 9, 200)))
        return paint(SIZE, WHITE, boxes)

    def elements(self) -> tuple[Element, ...]:
        super().elements()
        if self.tree_fails:
            raise ActionFailed(f"no idle state; the field has {self.held}")
        if not self.told or self.current != "form":
            return ()
        text = "•" * len(self.held) if self.password else self.held
        title = Element(box=Box(0, 40, 270, 80), text="Form")
        return (
            title,
            Element(box=self.field, text=text, editable=True, password=self.password),
        )

    def perform(self, action: act.Action) -> ActionResult:
        if self.refusal is not None:
            raise self.refusal
        if isinstance(action, act.TypeText) and action.submit:
            raise AssertionError("what was typed has to be looked at before it is sent off")
        if action == act.Press(key="enter"):
            self.current = "other"
        if isinstance(action, act.Scroll):
            self.scrolled += 50
        result = super().perform(act.Press(key="x") if isinstance(action, act.Scroll) else action)
        if isinstance(action, act.TypeText):
            said = f"typed {action.text!r}"
            return result.model_copy(update={"said": said, "performed": action})
        return result

    def _stripes(self) -> Sequence[tuple[Box, tuple[int, int, int]]]:
        left, top, _, bottom = self.field
        seeds = [hashlib.sha256(character.encode()).digest() for character in self.held]
        return [
            (
                Box(left + 4 + 12 * at, top + 5 + seed[3] % 9, left + 12 + 12 * at, bottom - 6),
                seed[:3],
            )
            for at, seed in enumerate(seeds)
        ]

    def _called(self, name: str) -> None: ...


def colours(frame: Frame, box: Box) -> set[bytes]:
    """The colours of ``box``."""
    rows = range(box.top, box.bottom)
    at = [(y * frame.size.width + x) * 4 for y in rows for x in range(box.left, box.right)]
    return {bytes(frame.data[place : place + 4]) for place in at}


def is_covered(frame: Frame, box: Box) -> bool:
    return colours(frame, box) == {bytes(COVER)}


TYPE = act.TypeText(text="say {{word}}")


def test_it_is_a_device():
    assert isinstance(Veiled(Form(), SECRETS), Device)


def test_the_driver_types_the_value_and_the_result_names_it():
    form = Form()
    result = Veiled(form, SECRETS).perform(TYPE)
    assert form.typed == f"say {VALUE}"
    assert (result.ok, result.said, result.performed) == (True, "typed say {{word}}", TYPE)


def test_the_field_is_covered_while_it_is_there():
    device = Veiled(Form(), SECRETS)
    before = device.capture()
    device.perform(TYPE)
    seen = device.observe(elements=True)
    assert [one.text for one in seen.elements] == ["Form", "say {{word}}"]
    assert is_covered(seen.frame, FIELD)
    assert changed_box(before, seen.frame) == FIELD

    device.perform(act.Scroll(direction="down"))
    moved = device.capture()
    assert is_covered(moved, Box(30, 150, 240, 200))
    assert not is_covered(moved, FIELD)

    device.perform(act.Press(key="enter"))
    assert colours(device.capture(), Box(0, 0, 270, 600)) == {bytes((*WHITE, 255))}


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("editor/xyzzy plugh.txt", "editor/{{word}}.txt"),
        ("browser/Xyzzy-Plugh - Search", "{{word}}"),
        ("com.xyz.android/.Main", "com.xyz.android/.Main"),
    ],
)
def test_the_title_of_a_window_names_it(title, seen):
    inner = FakeDevice({"one": FakeScreen(paint(SIZE, WHITE), app=title)}, "one")
    assert Veiled(inner, SECRETS).observe().app == seen


def test_what_is_sent_off_at_once_was_looked_at_first():
    form = Form(told=False)
    device = Veiled(form, SECRETS)
    asked = act.TypeText(text="{{word}}", clear=True, submit=True)
    result = device.perform(asked)
    assert result.performed == asked
    assert [action.type for action in form.performed] == ["type_text", "press"]
    covered = colours(device.capture(), Box(0, 0, 270, 600))
    assert covered == {bytes((*WHITE, 255)), bytes(COVER)}


def test_without_a_tree_what_has_changed_is_covered():
    device = Veiled(Form(told=False), SECRETS)
    device.capture()
    device.perform(TYPE)
    seen = device.capture()
    stripes = Box(34, 205, 34 + 12 * 14 + 8, 244)
    assert is_covered(seen, stripes)
    assert len(colours(seen, Box(0, 0, 270, 600))) == 3  # the ground, the field and the cover


def test_what_is_drawn_elsewhere_by_the_very_same_pixels_is_covered_there():
    form = Form(told=False)
    device = Veiled(form, SECRETS)
    device.perform(TYPE)
    shown = {bytes((*colour, 255)) for _, colour in form._stripes()}
    for _ in range(3):
        device.perform(act.Scroll(direction="down"))
        assert not shown & colours(device.capture(), Box(0, 0, 270, 600))


def test_a_password_field_is_covered_and_its_dots_are_not_counted():
    device = Veiled(Form(password=True), SECRETS)
    device.perform(act.TypeText(text="{{word}}"))
    seen = device.observe(elements=True)
    assert is_covered(seen.frame, FIELD)
    assert seen.elements[1].text == "•" * 8


def test_a_field_that_took_only_a_part_is_covered():
    device = Veiled(Form(longest=6), SECRETS)
    device.perform(act.TypeText(text="{{word}}"))
    seen = device.observe(elements=True)
    assert seen.elements[1].text == "{{word}}"
    assert is_covered(seen.frame, FIELD)


def test_a_value_that_was_there_before_is_covered_as_well():
    form = Form()
    form.typed = f"old {VALUE.upper()}"
    seen = Veiled(form, SECRETS).observe(elements=True)
    assert is_covered(seen.frame, FIELD)
    assert seen.elements[1].text == "{{word}}"


def test_while_the_screen_moves_what_has_moved_is_covered():
    form = Form()
    device = Veiled(form, SECRETS)
    device.perform(TYPE)
    form.moving = True
    frame = device.capture()
    assert is_covered(frame, FIELD)
    assert (9, 9, 200, 255) in {tuple(one) for one in colours(frame, Box(0, 500, 270, 540))}
    form.moving = False
    assert colours(device.capture(), Box(0, 500, 270, 600)) == {bytes((*WHITE, 255))}


def test_while_the_tree_cannot_be_read_what_was_covered_stays_so():
    form = Form()
    device = Veiled(form, SECRETS)
    device.perform(TYPE)
    form.tree_fails, form.scrolled = True, 50
    frame = device.capture()
    assert is_covered(frame, Box(30, 150, 240, 250))
    form.tree_fails = False
    assert is_covered(device.capture(), form.field)


def test_a_name_that_nobody_gave_is_not_typed():
    form = Form()
    result = Veiled(form, SECRETS).perform(act.TypeText(text="{{wrod}}"))
    assert (result.ok, form.performed) == (False, [])
    assert result.said == "there is no secret {{wrod}}; there is {{word}}"


@pytest.mark.parametrize("kind", [ActionFailed, CaptureFailed, DeviceError, RuntimeError])
def test_an_error_tells_no_value(kind):
    form = Form()
    device = Veiled(form, SECRETS)
    form.refusal = kind(f"`input text 'say {VALUE}'` failed: say xyzzy")
    with pytest.raises(kind) as caught:
        device.perform(TYPE)
    assert "xyzzy" not in str(caught.value)
    assert "{{word}}" in str(caught.value)


def test_a_shell_is_asked_for_the_value_and_answers_with_its_name():
    asked = []

    def answer(device: FakeDevice, command: Sequence[str]) -> tuple[int, str]:
        asked.append(command)
        return 0, f"Row: 0 body={VALUE}\n"

    inner = FakeDevice({"one": FakeScreen(paint(SIZE, WHITE))}, "one", answer=answer)
    said = Veiled(inner, SECRETS).shell(["content", "query", "--where", "body='{{word}}'"])
    assert asked == [["content", "query", "--where", f"body='{VALUE}'"]]
    assert said == (0, "Row: 0 body={{word}}\n")


def test_what_a_model_is_asked_and_a_recording_holds_is_without_it(tmp_path):
    replies = [
        {"action": "type", "text": "{{word}}"},
        {"action": "type", "text": "{{word}}"},
        {"action": "terminate", "status": "success"},
    ]
    calls = [json.dumps({"name": "mobile_use", "arguments": one}) for one in replies]
    said = [f"<tool_call>\n{call}\n</tool_call>" for call in calls]
    model = ScriptedModel(said, name="scripted", dialect="qwen3-vl")
    device, task = Veiled(Form(), SECRETS), Task(goal="say {{word}} twice")
    policy = Policy(model, registry.dialect("qwen3-vl"), device.info())
    attempt = Attempt(task, device, policy, elements=True)
    steps = list(attempt)

    pictures = [part for prompt in model.prompts for message in prompt.messages
                for part in message.parts if isinstance(part, Picture)]  # fmt: skip
    asked = repr([prompt.messages for prompt in model.prompts])
    assert [step.decision.action for step in steps[:2]] == [act.TypeText(text="{{word}}")] * 2
    assert is_covered(pictures[-1].frame, FIELD)
    assert steps[-1].observation.elements[1].text == "{{word}}{{word}}"
    assert "xyzzy" not in asked + repr(steps) + repr(attempt.conclude())
    assert "{{word}}" in asked


def test_closing_closes_the_device():
    form = Form()
    Veiled(form, SECRETS).close()
    assert not form.is_open
