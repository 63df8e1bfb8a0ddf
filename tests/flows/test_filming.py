"""A film of the screen while a flow goes on."""

import sys

import av
import numpy as np
import pytest

from agent import actions as act
from agent.errors import MissingDependency
from agent.flows.filming import Filming
from agent.flows.reading import read_flow
from agent.flows.running import run_flow
from agent.flows.stage import Stage
from agent.testing import switch_phone
from agent.types import Size

FLOW = """\
- startRecording: films/first
- launchApp: {appId: settings, stopApp: false}
- tapOn: Wi-Fi
- stopRecording
"""


@pytest.fixture
def run(tmp_path):
    def run(text):
        path = tmp_path / "some.yaml"
        path.write_text(text)
        stage = Stage(switch_phone(), tmp_path / "out", lookup=0, optional_lookup=0)
        return run_flow(read_flow(path), stage)

    return run


def pictures(path):
    with av.open(str(path)) as film:
        assert film.streams.video[0].codec_context.name == "h264"
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def colour(picture, x, y):
    return picture[y, x].astype(int)


def test_a_flow_is_filmed_until_it_says_so(run, tmp_path):
    result = run(FLOW)

    path = tmp_path / "out/films/first.mp4"
    assert result.passed
    assert [one.said for one in result.results if "Recording" in one.line.name] == [str(path)] * 2
    first, *_, last = pictures(path)
    assert first.shape == (600, 270, 3)
    assert np.abs(colour(first, 20, 20) - (20, 30, 60)).max() < 12  # the home screen
    assert np.abs(colour(last, 230, 180) - (30, 160, 80)).max() < 12  # the switch that is on


def test_a_flow_that_fails_ends_its_film(run, tmp_path):
    result = run("- startRecording: it\n- tapOn: nothing\n")

    assert result.failure.line.name == "tapOn"
    assert pictures(tmp_path / "out/it.mp4")


def test_a_film_lasts_as_long_as_what_it_shows(tmp_path):
    clock = iter([10.0, 11.0, 11.02, 12.5])
    device = Filming(switch_phone(Size(101, 51)), now=lambda: next(clock))

    device.start(tmp_path / "x.mp4")
    device.capture()
    device.perform(act.OpenApp(name="settings"))
    device.glance()
    device.stop()

    shown = pictures(tmp_path / "x.mp4")
    assert len(shown) == 25
    assert shown[0].shape == (52, 100, 3)
    bright = [bool(colour(one, 3, 3).mean() > 128) for one in shown]
    assert bright == [False] * 10 + [True] * 15


def test_what_is_not_recorded_cannot_be_stopped(run):
    assert "startRecording" in run("- stopRecording\n").failure.said


def test_a_missing_package_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)

    with pytest.raises(MissingDependency, match="needs av") as caught:
        run(FLOW)
    assert "fingertip[video]" in caught.value.hint
