"""Who may ask the live page for something: this machine, with the token, from its own page."""

import http.client
import json

import pytest

from agent import actions as act
from agent.errors import DeviceLost
from agent.testing import switch_phone
from agent.types import Outcome


@pytest.fixture
def ask(session):
    """Sends a request as anybody could; (status, headers, body)."""
    one = session()
    port = int(one.page.url.split(":")[2].split("/")[0])

    def send(method="GET", path="", *, body=None, token=one.page.token, **headers):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            link.request(method, f"/{token}/{path}", body=body, headers=headers)
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            link.close()

    send.session, send.own = one, f"http://127.0.0.1:{port}"
    return send


def post(ask, body, **headers):
    sent = {"Origin": ask.own, "Content-Type": "application/json"} | headers
    return ask("POST", "act", body=body, **sent)


def test_the_page_and_a_picture_are_there_for_who_knows_the_token(ask):
    status, headers, body = ask()
    assert (status, headers["X-Frame-Options"]) == (200, "DENY")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert b"turn wifi on" in body
    while (found := ask(path="screen?after=0"))[0] == 204:  # nothing to see for a while
        pass
    status, headers, body = found
    assert (status, headers["Content-Type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")


@pytest.mark.parametrize("token", ["", "x", "x" * 32, "..", "%2e%2e"])
def test_nothing_is_there_without_the_token(ask, token):
    assert ask(token=token)[0] == 404
    assert ask(token=token, path="screen?after=0")[0] == 404


def test_another_host_name_is_refused(ask):
    assert ask(Host="evil.example")[0] == 404
    assert ask(Host="127.0.0.1:1")[0] == 404


@pytest.mark.parametrize(
    "path", ["screen", "screen?after=x", "screen?after=-1", "../x", "act", "x"]
)
def test_other_addresses_are_not_there(ask, path):
    assert ask(path=path)[0] == 404


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "https://127.0.0.1"])
def test_another_sites_page_cannot_act(ask, origin):
    tap = act.Tap(at=(135, 300)).model_dump_json()
    assert post(ask, tap, Origin=origin)[0] == 403
    assert ask("POST", "act", body=tap, **{"Content-Type": "application/json"})[0] == 403
    assert ask.session.device.performed == []


def test_only_an_action_is_taken(ask):
    tap = act.Tap(at=(135, 300)).model_dump_json()
    assert post(ask, tap, **{"Content-Type": "text/plain"})[0] == 415
    assert post(ask, b"")[0] == 413
    assert post(ask, b" " * 70_000)[0] == 413
    for wrong in (b"{", b"[]", b'{"type": "tap"}', b'{"type": "explode"}', b"\xff"):
        assert post(ask, wrong)[0] == 400
    assert post(ask, act.MoveCursor(to=(1, 1)).model_dump_json())[0] == 400
    assert ask.session.device.performed == []

    status, _, body = post(ask, tap)
    assert (status, json.loads(body)) == (200, {"words": "tap 135,300", "ok": True, "said": ""})
    assert ask.session.device.performed == [act.Tap(at=(135, 300))]


def test_a_refusal_of_the_device_is_said_and_recorded(ask):
    status, _, body = post(ask, act.OpenApp(name="nothing").model_dump_json())
    assert (status, json.loads(body)["ok"]) == (200, False)
    post(ask, act.Finish().model_dump_json())
    first, _ = ask.session.recorded().steps()
    assert not first.result.ok
    assert "no app is called" in first.result.said


def test_a_lost_device_ends_the_recording_which_stays_whole(session):
    gone = False

    def before(name):
        if gone:
            raise DeviceLost("the cable is out", hint="plug it in")

    one = session(switch_phone(before=before))
    one.page.act(act.Tap(at=(135, 300)))
    gone = True
    assert not one.page.act(act.Press(key="home"))["ok"]
    episode = one.recorded()

    assert episode.record.outcome is Outcome.DEVICE_ERROR
    assert episode.record.error == "the cable is out"
    assert next(episode.steps()).decision.action == act.Tap(at=(135, 300))
