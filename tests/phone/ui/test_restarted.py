"""An app that ended and began anew before the glass was drawn again."""

import threading

import pytest

SETTINGS = "com.android.settings/.Settings"
CLOCK = "com.google.android.deskclock/com.android.deskclock.DeskClock"


def texts(scene):
    return {node.text for node in scene.tree().walk()}


@pytest.mark.parametrize("before", [SETTINGS, CLOCK])
def test_after_a_reset_the_glass_shows_what_was_started_then(scene, before):
    activities = scene.state.activities
    activities.start(before)
    if before == SETTINGS:
        activities.navigate("display")
    scene.idle(2)
    shown = texts(scene)
    assert not {"Settings", "Battery"} <= shown

    def begin_anew():
        scene.state.reset()
        activities.start(SETTINGS)

    client = threading.Thread(target=begin_anew)  # the glass hears of both at once
    client.start()
    client.join()
    scene.idle(2)

    assert {"Settings", "Battery"} <= texts(scene)


def test_a_task_that_began_anew_has_another_number(scene):
    activities = scene.state.activities
    first = activities.start(CLOCK)
    scene.state.reset()

    assert activities.foreground().task_id == 1
    assert activities.start(CLOCK).task_id > first.task_id
