"""Checks of files, databases, providers, answers and screens, on what devices answer."""

import shlex
import sqlite3
import subprocess

import pytest

from agent.checks import begin
from agent.errors import UsageError
from agent.registry import make_check
from agent.testing import FakeDevice, FakeScreen, paint, switch_phone
from agent.types import Box, Episode, Outcome, Size, Task


def ended(answer=""):
    return Episode(Task(goal="anything"), Outcome.SUCCESS, claimed=True, answer=answer)


@pytest.fixture
def computer():
    """A device whose shell is this machine's own."""

    def run(device, command):
        done = subprocess.run(list(command), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    screen = FakeScreen(paint(Size(10, 10), (255, 0, 0), [(Box(0, 0, 10, 5), (0, 0, 255))]))
    return FakeDevice({"only": screen}, "only", answer=run)


def look(expression, device, answer=""):
    return make_check(expression)(device, ended(answer))


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("", True),
        (', "exists": false', False),
        (', "text": "milk\\neggs"', True),
        (', "text": "milk"', False),
        (', "contains": "egg"', True),
        (', "contains": "Egg"', False),
        (', "matches": "^eggs$"', False),
        (', "matches": "(?m)^eggs$"', True),
    ],
)
def test_a_file_is_there_and_says_something(computer, tmp_path, said, passes):
    path = tmp_path / "it's here.txt"
    path.write_text("milk\neggs\n")

    assert look(f'file:{{"path": "{path}"{said}}}', computer).passed is passes


def test_a_file_that_is_not_there(computer, tmp_path):
    path = tmp_path / "none.txt"

    assert not look(f"file:{path}", computer).passed
    assert not look(f'file:{{"path": "{path}", "text": ""}}', computer).passed
    assert look(f'file:{{"path": "{path}", "exists": false}}', computer).passed


@pytest.mark.parametrize(
    ("done", "said", "passes"),
    [
        ("touch new.txt", '"added": ["new.txt"]', True),
        ("mkdir new", '"added": ["new/"]', True),
        ("true", '"added": ["new.txt"]', False),
        ("rm old.txt", '"removed": ["old.txt"]', True),
        ("mv old.txt sub/new.txt", '"added": ["sub/new.txt"], "removed": ["old.txt"]', True),
        ("echo more >> old.txt", '"changed": ["old.txt"]', True),
        ("echo more >> old.txt; touch new.txt", '"added": ["new.txt"]', False),
        ("true", '"changed": []', True),
    ],
)
def test_a_folder_against_what_it_was(computer, tmp_path, monkeypatch, done, said, passes):
    folder = tmp_path / "it's a folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "old.txt").write_text("old")
    monkeypatch.setenv("HOME", str(tmp_path))

    for path in (str(folder), "~/it's a folder"):
        check = make_check(f'file:{{"path": "{path}", {said}}}')
        assert not check(computer, ended()).passed  # nobody has looked before
        begin([check], computer)
        if path == str(folder):
            computer.shell(["sh", "-c", f'cd "{folder}" && {done}'])
            assert check(computer, ended()).passed is passes
        else:
            assert check(computer, ended()).why == "all is as it was"


def test_a_folder_is_compared_or_a_file_is_read(computer):
    with pytest.raises(UsageError, match="not both"):
        make_check('file:{"path": "/x", "text": "a", "added": []}')


def sql(path, *statements):
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "sms.db"
    sql(path, "create table sms (address, body)", "insert into sms values ('1', 'hello, you')")
    return path


@pytest.fixture
def phone(computer):
    """Answers sqlite3 as a phone does, by Python's own."""

    def run(device, command):
        assert command[:2] == ["sqlite3", "-separator"]
        separator, path, query = command[2:]
        try:
            db = sqlite3.connect(path)
            rows = db.execute(query).fetchall()
            db.close()
        except sqlite3.Error as error:
            return 1, f"Error: {error}"
        return 0, "".join(separator.join(map(str, row)) + "\n" for row in rows)

    return FakeDevice({"only": computer.screen}, "only", answer=run)


def database_check(path, said, query="select address, body from sms"):
    return make_check(f'sqlite:{{"database": "{path}", "query": "{query}", {said}}}')


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ('"count": 1', True),
        ('"count": 2', False),
        ('"equals": [["1", "hello, you"]]', True),
        ('"equals": []', False),
        ('"count": 1, "equals": [["1", "x"]]', False),
    ],
)
def test_rows_as_they_are(phone, database, said, passes):
    assert database_check(database, said)(phone, ended()).passed is passes


@pytest.mark.parametrize(
    ("done", "said", "passes"),
    [
        ("insert into sms values ('2', 'x')", '"added": [["2", "x"]]', True),
        ("insert into sms values ('2', 'y')", '"added": [["2", "x"]]', False),
        ("select 1", '"added": [["2", "x"]]', False),
        ("delete from sms", '"removed": [["1", "hello, you"]]', True),
        ("update sms set body = 'x'", '"added": [["1", "x"]]', False),  # something else went
        (
            "update sms set body = 'x'",
            '"added": [["1", "x"]], "removed": [["1", "hello, you"]]',
            True,
        ),
        ("insert into sms values ('1', 'hello, you')", '"added": [["1", "hello, you"]]', True),
    ],
)
def test_rows_against_what_they_were(phone, database, done, said, passes):
    check = database_check(database, said)

    begin([check], phone)
    sql(database, done)
    assert check(phone, ended()).passed is passes


def test_a_row_with_nothing_in_it_is_a_row(phone, database):
    sql(database, "insert into sms values ('2', '')")
    query = "select body from sms where address = '2'"

    assert database_check(database, '"count": 1', query)(phone, ended()).passed
    assert database_check(database, '"equals": [[""]]', query)(phone, ended()).passed
    assert database_check(database, '"count": 0', f"{query} and body")(phone, ended()).passed


def test_nothing_is_compared_with_nothing(phone, database):
    check = database_check(database, '"added": []')

    said = check(phone, ended())
    assert not said.passed
    assert "nobody looked" in said.why


def test_a_query_that_fails_scores_nothing(phone, database):
    said = database_check(database, '"count": 0', "select nothing")(phone, ended())

    assert not said.passed
    assert "could not look" in said.why


ROWS = """\
Row: 0 display_name=Garcia, Ana, number=(415) 555-0100
Row: 1 display_name=Bo, number=NULL
"""


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ('"has": {"display_name": "Garcia, Ana", "number": "4155550100"}', True),
        ('"has": {"display_name": "Bo", "number": "4155550100"}', False),
        ('"lacks": {"display_name": "Cy"}', True),
        ('"lacks": {"display_name": "Bo"}', False),
        ('"count": 2', True),
        ('"count": 2, "has": {"display_name": "Cy"}', False),
    ],
)
def test_rows_of_a_provider(computer, said, passes):
    asked = []

    def answer(device, command):
        asked.append(shlex.join(command))
        return 0, ROWS

    device = FakeDevice({"only": computer.screen}, "only", answer=answer)
    written = f'content:{{"uri": "content://contacts/phones/", "projection": "a:b", {said}}}'
    assert look(written, device).passed is passes
    assert asked == ["content query --uri content://contacts/phones/ --projection a:b"]


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ('"added": [["Bo", "(415) 555-0100"]]', True),
        ('"added": [["Bo", "4155550101"]]', False),
        ('"added": []', False),
        ('"removed": [["Bo", "4155550100"]]', False),
    ],
)
def test_rows_of_a_provider_against_what_they_were(computer, said, passes):
    rows = ["No result found.\n", "Row: 0 name=Bo, number=4155550100\n"]
    device = FakeDevice({"only": computer.screen}, "only", answer=lambda *_: (0, rows.pop(0)))
    check = make_check(f'content:{{"uri": "content://x", "projection": "name:number", {said}}}')

    begin([check], device)
    assert check(device, ended()).passed is passes


@pytest.mark.parametrize(
    ("wanted", "said", "passes"),
    [
        ("Ana Garcia", " ana   garcia. ", True),
        ("Ana Garcia", "Ana", False),
        ("12.5", "12.50", True),
        ("1200", "1,200", True),
        ("12.5", "12.51", False),
        ("0.5", ".5", True),
        ("5", ".5", False),
        ("125", "12,5", False),
        ("1234567890123456", "1234567890123457", False),
        ("+4915112345678", "4915112345678", True),
        ("５", "5", True),
        ('{"any_of": ["Monday", "Mon"]}', "mon", True),
        ('{"list": ["milk", "eggs"]}', "Eggs, milk", True),
        ('{"list": ["milk", "eggs"]}', "milk", False),
        ('{"contains": "555-0100"}', "Her number is 555-0100, I think", True),
        ("x", "", False),
    ],
)
def test_an_answer(computer, wanted, said, passes):
    assert look(f"answer:{wanted}", computer, said).passed is passes


@pytest.mark.parametrize(
    ("written", "passes"),
    [
        ("ui:wi-fi", True),
        ("ui:bluetooth", False),
        ('ui:{"text": "Wi-Fi", "checked": false}', True),
        ('ui:{"text": "Wi-Fi", "checked": true}', False),
        ('ui:{"text": "Bluetooth", "visible": false}', True),
    ],
)
def test_an_element_on_the_screen(written, passes):
    device = switch_phone()
    device.current = "off"

    assert look(written, device).passed is passes


def test_a_device_without_a_tree_confirms_nothing(computer):
    assert not look('ui:{"text": "x", "visible": false}', computer).passed


def test_the_color_of_a_region(computer):
    assert look('screen:{"region": [0, 0, 1, 0.5], "color": "#0000ff"}', computer).passed
    assert not look('screen:{"region": [0, 0, 1, 0.6], "color": "#0000ff"}', computer).passed


def test_a_region_that_changed():
    device = switch_phone()
    checks = [
        make_check('screen:{"changed": true}'),
        make_check('screen:{"changed": false, "region": [0, 0.9, 1, 1]}'),
        make_check('screen:{"changed": false}'),
    ]
    begin(checks, device)

    assert [check(device, ended()).passed for check in checks] == [False, True, True]
    device.current = "off"
    assert [check(device, ended()).passed for check in checks] == [True, False, False]


def test_checks_of_checks():
    device = switch_phone()
    off, on = "settings:global/wifi_on=0", "settings:global/wifi_on=1"

    assert look(f'all:["{off}", "{off}"]', device).score == 1
    assert look(f'all:["{off}", "{on}"]', device).score == 0.5
    assert look(f'any:["{on}", "{off}"]', device).score == 1
    assert look(f"not:{on}", device).score == 1
    assert look(f'not:{{"any": ["{on}", "{off}"]}}', device).score == 0


def test_what_compares_may_stand_inside():
    device = switch_phone()
    check = make_check(
        'all:[{"screen": {"changed": true}}, {"not": {"screen": {"changed": false}}}]'
    )
    begin([check], device)
    device.current = "off"

    assert check(device, ended()).score == 1


@pytest.mark.parametrize(
    "written",
    [
        "file:",
        'file:{"path": "/x", "matches": "("}',
        'file:{"path": "/x", "size": 3}',
        "sqlite:select 1",
        'sqlite:{"database": "x", "query": "y"}',
        'sqlite:{"database": "x", "query": "y", "count": 1, "added": []}',
        'content:{"uri": "http://x", "count": 1}',
        "content:content://sms",
        'ui:{"visible": false}',
        'ui:{"txt": "x"}',
        "screen:red",
        'screen:{"region": [0, 0, 2, 1], "changed": true}',
        'screen:{"color": "#ffffff", "changed": true}',
        'answer:{"text": "a", "contains": "b"}',
        "all:[]",
        "all:[[1]]",
        'not:["ui:a", "ui:b"]',
        "any:[",
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(written):
    with pytest.raises(UsageError) as caught:
        make_check(written)

    assert caught.value.hint
