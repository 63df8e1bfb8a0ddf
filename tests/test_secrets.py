"""What a secret's value becomes in a text, and what it does not get past."""

import base64
import json
import subprocess
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import DeviceError, UsageError
from agent.secrets import Secrets

VALUE = "Zw3'b rö\"ck&%"
SECRETS = Secrets.read("password=PW, pin=PIN", {"PW": VALUE, "PIN": "90125"})


def test_the_value_is_put_in_and_taken_out():
    assert SECRETS.reveal("as {{password}}, {{pin}} {{x}}") == f"as {VALUE}, 90125 {{{{x}}}}"
    assert SECRETS.conceal(f"as {VALUE}, 90125") == "as {{password}}, {{pin}}"
    assert SECRETS.is_named_in("a {{pin}}")
    assert not SECRETS.is_named_in("{{pine}} pin")
    assert SECRETS.unknown_in("{{pin}} {{pine}}") == "{{pine}}"


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(VALUE),
        json.dumps(VALUE, ensure_ascii=False),
        repr(VALUE),
        quote(VALUE),
        quote(VALUE, safe=""),
        base64.b64encode(VALUE.encode()).decode(),
        "'Zw3'\\''b rö\"ck&%'",
        "Zw3&#x27;b rö&quot;ck&amp;%",
    ],
)
def test_a_value_is_known_however_it_is_written(written):
    assert SECRETS.conceal(f"x {written} y").replace("'", "").replace('"', "") == "x {{password}} y"


def test_neither_printing_nor_formatting_tells_a_value():
    assert repr(SECRETS) == str(SECRETS) == f"{SECRETS}" == "Secrets({{password}}, {{pin}})"


@given(st.text(min_size=4, max_size=30).filter(str.strip), st.text(), st.text())
def test_no_text_holds_a_value_once_it_is_concealed(value, before, after):
    secrets = Secrets({"{{it}}": value})
    concealed = secrets.conceal(before + value + after)
    assert value not in concealed.replace("{{it}}", "\0")


def test_a_value_that_is_part_of_a_name_leaves_the_name_alone():
    secrets = Secrets({"{{password}}": "pass", "{{pin}}": "word"})
    assert secrets.conceal("{{password}} pass {{pin}}") == "{{password}} {{password}} {{pin}}"
    assert secrets.conceal_cut("{{password}} pass") == "{{password}} {{password}}"


@pytest.mark.parametrize(
    ("shown", "known_as"),
    [
        ("hello correct", "hello {{it}}"),
        ("corr", "{{it}}"),
        ("cor", "cor"),
        ("correct horse, corre.", "{{it}}, {{it}}."),
    ],
)
def test_what_was_cut_off_is_known_by_its_beginning(shown, known_as):
    assert Secrets({"{{it}}": "correct horse"}).conceal_cut(shown) == known_as


def test_what_an_app_has_divided_is_known():
    secrets = Secrets({"{{card}}": "4929 1234 0042"})
    assert secrets.conceal_shown("card: 4929-1234-0042 (valid)") == "{{card}}"
    assert secrets.conceal_shown("4929 1234 004 and") == "4929 1234 004 and"
    assert secrets.conceal_shown("4929 1234 004 and", cut=True) == "{{card}} and"


def test_an_error_and_what_it_came_from_hold_no_value():
    command = ["input", "text", VALUE]
    try:
        try:
            raise subprocess.CalledProcessError(1, command, output=VALUE.encode())
        except subprocess.CalledProcessError as cause:
            raise DeviceError(f"`{VALUE}`", hint=f"type {VALUE}", detail=VALUE[:5]) from cause
    except DeviceError as error:
        SECRETS.conceal_error(error)
        caught = error
    cause = caught.__cause__
    assert isinstance(cause, subprocess.CalledProcessError)
    assert (str(caught), caught.hint) == ("`{{password}}`", "type {{password}}")
    assert caught.detail == "{{password}}"
    assert cause.cmd == "['input', 'text', '{{password}}']"
    assert cause.output == b"{{password}}"


def test_who_encodes_a_longer_text_encodes_the_value_with_it():
    whole = base64.b64encode(f"ann {VALUE}".encode()).decode()
    known = SECRETS.with_text("ann {{password}}")
    assert known.conceal(f"msg {whole}") == "msg ann {{password}}"
    assert known.conceal_cut(f"msg {whole[:12]}") == "msg ann {{password}}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("password", "not written name=ENV_VAR"),
        ("=PW", "not written name=ENV_VAR"),
        ("my password=PW", "not written name=ENV_VAR"),
        ("password=", "not written name=ENV_VAR"),
        ("a=PW,a=PIN", "two secrets are called 'a'"),
        ("a=UNSET", "is not set, or empty"),
        ("a=SHORT", "too short"),
        ("a=BLANK", "too short"),
    ],
)
def test_what_cannot_be_a_secret_is_refused(written, said):
    environ = {"PW": VALUE, "PIN": "90125", "SHORT": "abc", "BLANK": "     "}
    with pytest.raises(UsageError, match=said) as caught:
        Secrets.read(written, environ)
    assert caught.value.hint


def test_without_secrets_nothing_changes():
    none = Secrets.read(None)
    assert not none
    assert none.conceal("{{a}} text") == none.conceal_cut("{{a}} text") == "{{a}} text"
