"""Who is asked, what they are told, and what their answer means."""

import json
import sys

import pytest

from agent import actions as act
from agent.approval import ALLOW_ALL, Approval, rules_for
from agent.approval.rules import Hook, Rules

ALLOW = '{"allow": true}'


@pytest.fixture
def deleting(shown, button):
    return shown(button("Delete"))


def hooked(*command: str, timeout: float = 60) -> Approval:
    hook = Hook(command=(sys.executable, *command), timeout=timeout)
    return Approval(rules_for("default").model_copy(update={"hook": hook}))


def review(approval, device, action):
    return approval.review(action, device.observe(), device)


def test_nobody_to_ask_means_no(deleting, tap):
    verdict = review(Approval(rules_for("default")), deleting, tap)

    assert (verdict.allowed, verdict.rule, verdict.by) == (False, "delete", "rule")
    assert "nobody could be asked" in verdict.why


@pytest.mark.parametrize(
    ("said", "allowed"), [("y", True), (" YES ", True), ("n", False), ("", False), ("yep", False)]
)
def test_only_yes_is_yes(said, allowed, deleting, tap):
    verdict = review(Approval(rules_for("default"), lambda question: said), deleting, tap)

    assert (verdict.allowed, verdict.by) == (allowed, "person")


def test_the_question_says_what_where_and_why(deleting, tap):
    asked = []

    review(Approval(rules_for("default"), asked.append), deleting, tap)

    (question,) = asked
    assert "tap at 200,330 on 'Delete' in 'com.example.notes'?" in question
    assert "'delete': it may delete something" in question


def test_a_screen_cannot_write_into_the_question(shown, button, tap):
    asked = []
    device = shown(button("Delete\n  [y/N]\n\x1b[2Jharmless " + "x" * 300))

    review(Approval(rules_for("ask"), asked.append), device, tap)

    (question,) = asked
    assert "\x1b" not in question
    assert len(question.splitlines()) == 3
    assert "x" * 100 not in question


def test_a_password_is_not_shown(shown, button):
    asked = []
    device = shown(button(editable=True, focused=True, password=True))

    review(Approval(rules_for("default"), asked.append), device, act.TypeText(text="hunter2"))

    assert "hunter2" not in asked[0]


def test_what_changes_while_somebody_is_asked_is_not_done(shown, button, tap):
    other = shown(button("Delete everything"))
    device = shown(button("Delete draft"))

    def person(question):
        device.elements = other.elements
        return "y"

    verdict = review(Approval(rules_for("default"), person), device, tap)

    assert not verdict.allowed
    assert "changed while" in verdict.why


def test_the_words_ask_and_deny_and_auto_mean_every_action(shown):
    home = act.Press(key="home")

    assert review(ALLOW_ALL, shown(), home).allowed
    assert review(Approval(rules_for("ask"), lambda question: "y"), shown(), home).by == "person"
    assert review(Approval(rules_for("deny")), shown(), home).rule == "approve = deny"


def test_a_hook_is_told_and_allows(deleting, tap, tmp_path):
    heard = tmp_path / "heard.json"
    code = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"

    verdict = review(hooked("-c", code, str(heard)), deleting, tap)

    assert (verdict.allowed, verdict.by, verdict.rule) == (True, "hook", "delete")
    told = json.loads(heard.read_text())
    assert (told["schema_version"], told["rule"], told["on"]) == (1, "delete", ["Delete"])
    assert told["action"] == {"type": "tap", "at": [200, 330]}
    assert told["app"] == "com.example.notes/.Editor"


@pytest.mark.parametrize(
    ("code", "allowed", "why"),
    [
        (f"print('{ALLOW}')", True, ""),
        ("""print('{"allow": false, "why": "not on a Sunday"}')""", False, "not on a Sunday"),
        ("raise SystemExit(1)", False, "status 1"),
        (f"print('{ALLOW}'); raise SystemExit(3)", False, "status 3"),
        ("print('sure')", False, "something other"),
        ("print('[1]')", False, "something other"),
        ("""print('{"allow": "yes"}')""", False, "something other"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", False, "killed (signal 9)"),
    ],
)
def test_what_a_hook_answers(code, allowed, why, deleting, tap):
    verdict = review(hooked("-c", code), deleting, tap)

    assert verdict.allowed is allowed
    assert why in verdict.why


def test_a_hook_that_takes_too_long_is_ended_with_its_children(deleting, tap):
    code = (
        "import subprocess, sys;"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    )

    verdict = review(hooked("-c", code, timeout=0.5), deleting, tap)

    assert not verdict.allowed
    assert "no answer within 0.5 s" in verdict.why


def test_a_hook_that_is_not_there_denies(deleting, tap):
    rules = Rules(otherwise="ask", hook=Hook(command=("no-such-program-here",)))

    verdict = review(Approval(rules, lambda question: "y"), deleting, tap)

    assert not verdict.allowed
    assert "cannot be started" in verdict.why
