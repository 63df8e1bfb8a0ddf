"""Task files: what they may say, what a seed makes of them, and that those that ship are right."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from agent.errors import TaskFileError, UsageError
from agent.tasks import known_suites, read_templates, same_goal, suite, task_for
from agent.tasks.parameters import Parameter, draw, fill


@pytest.fixture
def write(tmp_path):
    """Writes a task file; gives its path."""

    def write(text, name="task.yaml"):
        path = tmp_path / name
        path.write_text(dedent(text))
        return path

    return write


def test_a_template_becomes_a_task(write):
    (template,) = read_templates(
        write("""\
            name: brightness
            goal: Turn the brightness {direction} all the way
            parameters:
              direction: [up, down]
              level: {map: {of: direction, up: "255", down: "1"}}
            setup:
              - settings: {system/screen_brightness: "100"}
              - files: {"/sdcard/Download/{direction}.txt": "it's {level}"}
              - shell: svc wifi disable
            checks:
              - settings:system/screen_brightness={level}
              - file: {path: "/sdcard/Download/{direction}.txt", contains: "{level}"}
            complexity: 1.2
            tags: [settings]
            oracle:
              - tapOn: "Go {direction}"
            """)
    )

    seeds = {template.instance(seed).values["direction"]: seed for seed in range(20)}
    up = template.instance(seeds["up"])
    assert up.task.goal == "Turn the brightness up all the way"
    assert up.task.max_steps == 12
    assert up.task.checks == (
        "settings:system/screen_brightness=255",
        'file:{"path": "/sdcard/Download/up.txt", "contains": "255"}',
    )
    assert [words for step in up.setup for words in step.commands()] == [
        ["settings", "put", "system", "screen_brightness", "100"],
        ["sh", "-c", "mkdir -p /sdcard/Download"],
        ["sh", "-c", "printf %s 'it'\"'\"'s 255' > /sdcard/Download/up.txt"],
        ["svc", "wifi", "disable"],
    ]
    assert up.oracle == [{"tapOn": "Go up"}]
    assert template.instance(seeds["down"]).task.checks[0].endswith("=1")


def test_the_same_seed_is_the_same_task(write):
    (template,) = read_templates(
        write("name: a\ngoal: call {who} at {phone}\n"
              "parameters: {who: {person: full}, phone: {phone: true}}\n")
    )  # fmt: skip

    assert template.instance(7).task == template.instance(7).task
    assert len({template.instance(seed).task.goal for seed in range(30)}) > 20


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        (["a", "b"], r"a|b"),
        ({"integer": {"from": 5, "to": 59, "step": 5, "format": "02d"}}, r"\d[05]"),
        ({"person": "given"}, r"[A-Z]\w+"),
        ({"person": "full"}, r"[A-Z]\w+ [A-Z]\w+"),
        ({"phone": True}, r"41555501\d\d"),
        ({"words": 3}, r"\w+ \w+ \w+"),
        ({"text": "<{first}>"}, r"<x>"),
        ({"map": {"of": "first", "x": "1"}}, r"1"),
    ],
)
def test_every_kind_of_parameter(said, pattern):
    parameters = {
        "it": Parameter.model_validate(said),
        "first": Parameter.model_validate(["x"]),
    }

    values = [draw(parameters, seed)["it"] for seed in range(50)]
    assert all(re.fullmatch(pattern, value) for value in values)


def test_a_new_parameter_changes_none_of_the_others():
    one = {"who": Parameter(person="full")}
    two = {"what": Parameter(words=2), **one}

    assert all(draw(one, seed)["who"] == draw(two, seed)["who"] for seed in range(20))


def test_two_of_a_list_may_have_to_differ():
    parameters = {
        "first": Parameter(choice=("a", "b")),
        "other": Parameter(choice=("a", "b"), unlike="first"),
    }

    for seed in range(50):
        values = draw(parameters, seed)
        assert values["first"] != values["other"]


def test_braces_can_be_written():
    assert fill("{{x}} {a}", {"a": "1"}) == "{x} 1"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("name: x\n", "1:1", "goal"),
        ("name: x\ngoal: g\nmax_step: 3\n", "3:1", "Did you mean 'max_steps'"),
        ("name: x y\ngoal: g\n", "1:1", "name"),
        ("name: x\ngoal: g {who}\n", "2:1", "{who} is no parameter"),
        ("name: x\ngoal: g\nparameters: {a: {of: b}}\n", "3:18", "not known"),
        ("name: x\ngoal: g\nparameters: {a: {words: 1, person: full}}\n", "3:14", "one kind"),
        ("name: x\ngoal: g\nparameters: {a: {text: '{a}'}}\n", "3:1", "each other"),
        ("name: x\ngoal: g\nparameters: {a: {integer: {from: 3, to: 1}}}\n", "3:18", "less than"),
        ("name: x\ngoal: g\nchecks:\n  - setings:global/a=1\n", "4:5", "'settings'"),
        ("name: x\ngoal: g\nchecks:\n  - settings:global\n", "4:5", "no value"),
        ("name: x\ngoal: g\nchecks:\n  - file: {pth: x}\n", "4:5", "pth"),
        ("name: x\ngoal: g\nchecks:\n  - [a]\n", "4:5", "a check is a text"),
        ("name: x\ngoal: g\nsetup:\n  - shel: ls\n", "4:5", "shel"),
        ("name: x\ngoal: g\nsetup:\n  - remove: /\n", "4:5", "no whole path"),
        ("name: x\ngoal: g\nsetup:\n  - settings: {wifi: 1}\n", "4:5", "no setting"),
        ("name: x\ngoal: g\ncomplexity: 1\nmax_steps: 3\n", "1:1", "either complexity"),
        ("name: x\ngoal: [\n", "3:1", "expected"),
        ("hello\n", "1:1", "fields are wanted here"),
    ],
)
def test_a_fault_is_told_with_its_place(write, text, place, says):
    with pytest.raises(TaskFileError) as caught:
        read_templates(write(text))

    assert f"task.yaml:{place}:" in str(caught.value)
    assert says in str(caught.value)
    assert "^" in caught.value.detail


def test_two_tasks_of_one_name_are_a_fault(write, tmp_path):
    write("name: x\ngoal: a\n---\nname: y\ngoal: b\n", "one.yaml")
    write("name: x\ngoal: c\n", "two.yaml")

    with pytest.raises(TaskFileError, match=r"two\.yaml:1:1: 'x' is also .*one\.yaml:1"):
        suite(str(tmp_path))


def test_a_folder_without_tasks_is_no_suite(tmp_path):
    with pytest.raises(UsageError, match="holds no tasks"):
        suite(str(tmp_path))


def test_an_unknown_suite_is_told_its_neighbour():
    with pytest.raises(UsageError, match="Did you mean 'phone'"):
        suite("phon")


@pytest.mark.parametrize("name", known_suites())
def test_every_shipped_suite_is_right(name):
    templates = suite(name)

    assert templates
    for template in templates:
        for seed in range(3):
            assert template.instance(seed).task.checks


def test_the_example_of_the_documentation_is_a_task(write):
    page = Path(__file__).parents[2] / "docs" / "tasks.md"
    _, _, rest = page.read_text(encoding="utf-8").partition("```yaml\n")

    (template,) = read_templates(write(rest.partition("```")[0]))
    instance = template.instance(1)
    assert instance.oracle
    assert instance.values["name"] != instance.values["other"]


def test_the_documentation_counts_the_suites():
    page = Path(__file__).parents[2] / "docs" / "tasks.md"
    counted = dict(re.findall(r"\| `([\w-]+)` \| (\d+) \|", page.read_text(encoding="utf-8")))

    assert counted == {name: str(len(suite(name))) for name in known_suites() if name != "phone"}


def test_no_sentence_means_two_tasks():
    for name in ("phone",):
        goals = [goal.casefold() for template in suite(name) for goal in template.goals]
        assert len(set(goals)) == len(goals)


@pytest.mark.parametrize("goal", ["open settings and enable wifi", "  Turn ON   Wi-Fi. "])
def test_a_goal_finds_its_task_whatever_its_blanks_and_case(goal):
    assert task_for(goal, "android").task.name == "enable-wifi"


def test_another_goal_or_another_kind_of_device_finds_none():
    assert task_for("enable wifi and bake a cake", "android") is None
    assert task_for("open settings and enable wifi", "desktop") is None


def test_same_goal_knows_a_full_stop_of_any_script():
    assert same_goal("打开蓝牙。", "打开蓝牙")
    assert not same_goal("打开蓝牙", "关闭蓝牙")
