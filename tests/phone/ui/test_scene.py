"""The glass: exact pictures, real touches, keys, texts, and calls from other threads."""

import threading
import time

import pytest

from devices.phone.state.activities import MARK
from devices.phone.state.phone import PhoneState
from devices.phone.ui.scene import Scene

SETTINGS = "com.android.settings/.Settings"


def nodes(scene, **wanted):
    return [
        node
        for node in scene.tree().walk()
        if all(getattr(node, name) == value for name, value in wanted.items())
    ]


def tap(scene, x, y):
    scene.touch([(0, x, y), (0.03, x, y)])
    assert scene.idle(2)


def test_the_picture_has_exactly_the_phones_size_and_no_transparency(scene):
    picture = scene.capture()
    assert len(picture) == 1080 * 2400 * 4
    assert set(picture[3::4]) == {255}


def test_a_picture_that_is_held_never_changes(scene):
    held = []
    for row in range(4):
        scene.state.activities.start(SETTINGS, route="network" if row % 2 else "display")
        scene.idle(1)
        picture = scene.capture()
        held.append((picture, bytes(picture)))
    assert all(picture == then for picture, then in held)
    assert held[0][1] != held[1][1]


@pytest.mark.parametrize(
    ("size", "density"), [((720, 1280), 320), ((1080, 1920), 480), ((412, 915), 160)]
)
def test_any_size_and_density_is_drawn_to_its_edges(tmp_path, size, density):
    state = PhoneState.open(tmp_path, size=size, density=density, now=1_789_000_000.0)
    scene = Scene(state, animations=False)
    state.activities.start(SETTINGS)
    scene.idle(1)
    picture = scene.capture()
    width, height = size
    assert len(picture) == width * height * 4
    rows = [picture[4 * width * y : 4 * width * (y + 1)] for y in range(height)]
    edges = (rows[0], rows[-1], *(row[:4] for row in rows), *(row[-4:] for row in rows))
    assert all(max(edge[:3]) > 200 for edge in edges)  # the light surface, not black
    assert max(rows[-1][::4]) == min(rows[-1][::4])
    scene.close()


def test_the_same_seed_and_clock_give_the_same_picture(tmp_path):
    pictures = []
    for name in ("a", "b"):
        state = PhoneState.open(tmp_path / name, seed=7, now=1_789_000_000.0)
        state.clock.freeze()
        scene = Scene(state, animations=False)
        scene.idle(1)
        pictures.append(scene.capture())
        scene.close()
    assert pictures[0] == pictures[1]


def test_the_frame_number_grows_with_a_change_only(scene):
    scene.state.clock.freeze()
    scene.idle(1)
    scene.capture()
    still = scene.frame_id()
    scene.pump(0.1)
    scene.capture()
    assert scene.frame_id() == still
    scene.state.settings.put("global", "wifi_on", "1")
    scene.pump()
    assert scene.frame_id() > still
    scene.state.clock.freeze(False)


def test_a_swipe_scrolls_about_its_length_and_comes_to_rest(scene):
    scene.state.activities.start(SETTINGS)
    scene.idle(1)
    before = nodes(scene, text="Sound & vibration")[0].bounds[1]
    scene.touch([(0, 540, 1700), (0.6, 540, 1200), (0.9, 540, 1200)])
    after = nodes(scene, text="Sound & vibration")[0].bounds[1]
    assert 350 <= before - after <= 560
    assert scene.state.activities.foreground().route == ""
    scene.touch([(0, 540, 1900), (0.1, 540, 900)])
    scene.pump(2.5)
    resting = scene.tree()
    scene.pump(0.2)
    assert scene.tree() == resting


def test_a_tap_acts_as_soon_as_a_list_stands_at_its_end(scene):
    scene.state.activities.start(SETTINGS)
    scene.idle(1)
    scene.scroll_to(0.6)
    scene.touch([(0, 540, 1900), (0.3, 540, 600)])
    scene.pump()
    system = nodes(scene, text="System")[0]
    scene.touch([(0, *system.center), (0.03, *system.center)])
    assert scene.idle(2)
    assert scene.state.activities.foreground().route == "system"


def test_a_fling_goes_further_than_the_finger(scene):
    scene.state.activities.start(SETTINGS)
    scene.idle(1)
    scene.touch([(0, 540, 1900), (0.12, 540, 1500)])
    scene.pump(2)
    assert not nodes(scene, text="Network & internet")


def test_swipes_open_the_drawer_and_the_shade(scene):
    scene.touch([(0, 540, 1500), (0.2, 540, 500)])
    assert scene.idle(1)
    assert nodes(scene, resource_id="com.google.android.apps.nexuslauncher:id/apps_list_view")
    scene.key(3)
    scene.touch([(0, 540, 10), (0.2, 540, 900)])
    assert scene.state.activities.shade == "notifications"
    scene.key(4)
    assert scene.state.activities.shade == ""


def test_an_icon_starts_its_app_and_home_leaves_it(scene):
    icon = nodes(
        scene, text="Settings", resource_id="com.google.android.apps.nexuslauncher:id/icon"
    )
    tap(scene, *icon[0].center)
    assert scene.state.activities.foreground().package == "com.android.settings"
    assert nodes(scene, text="Network & internet")
    scene.key(3)
    assert scene.state.activities.foreground().package.endswith("nexuslauncher")


def test_the_navigation_bar_works(scene):
    scene.state.activities.start(SETTINGS, route="display")
    scene.pump()
    tap(scene, *nodes(scene, description="Overview")[0].center)
    assert scene.state.activities.recents
    tap(scene, *nodes(scene, resource_id="com.google.android.apps.nexuslauncher:id/task")[0].center)
    assert scene.state.activities.foreground().route == "display"
    tap(scene, *nodes(scene, description="Back")[0].center)
    assert scene.state.activities.foreground().package.endswith("nexuslauncher")


def test_text_goes_to_the_focused_field_and_nowhere_without_one(scene):
    assert scene.type_text("lost") is False
    scene.touch([(0, 540, 1500), (0.2, 540, 500)])
    field = nodes(scene, hint="Search apps")[0]
    tap(scene, *field.center)
    assert scene.type_text("calc")
    assert scene.idle(1)
    icons = nodes(scene, resource_id="com.google.android.apps.nexuslauncher:id/icon")
    assert [node.text for node in icons] == ["Calculator"]
    assert nodes(scene, resource_id="com.google.android.inputmethod.latin:id/keyboard_area")
    scene.key(67)
    assert nodes(scene, hint="Search apps")[0].text == "cal"
    scene.key(31)
    scene.key(29, meta=1)
    assert nodes(scene, hint="Search apps")[0].text == "calcA"
    assert scene.clear_text()
    assert nodes(scene, hint="Search apps")[0].text == ""


def test_back_hides_the_keyboard_first(scene):
    scene.state.activities.start(SETTINGS)
    scene.pump()
    tap(scene, *nodes(scene, text="Search Settings")[0].center)
    board = "com.google.android.inputmethod.latin:id/keyboard_area"
    assert nodes(scene, resource_id=board)
    scene.key(4)
    assert not nodes(scene, resource_id=board)
    scene.key(4)
    scene.idle(1)
    assert nodes(scene, text="Network & internet")


def test_the_power_key_darkens_and_locks(scene):
    scene.key(26)
    assert scene.idle(1)
    assert not any(scene.capture()[::997][at] for at in range(0, 100, 4))
    scene.touch([(0, 540, 1200), (0.02, 540, 1200)])
    scene.key(26)
    assert nodes(scene, resource_id="com.android.systemui:id/keyguard_root_view")
    assert not nodes(scene, text="Settings")
    scene.touch([(0, 540, 1900), (0.2, 540, 600)])
    assert scene.state.power.locked is False


def test_calls_from_another_thread_are_carried_out_on_the_screens_own(scene):
    seen = {}

    def work():
        scene.state.activities.start(SETTINGS, route="network")
        seen["idle"] = scene.idle(2)
        seen["picture"] = len(scene.capture())
        node = nodes(scene, text="Airplane mode")[0]
        scene.touch([(0, *node.center), (0.05, *node.center)])
        seen["airplane"] = scene.state.settings.get("global", "airplane_mode_on")
        seen["done"] = True

    worker = threading.Thread(target=work)
    worker.start()
    end = time.monotonic() + 20
    while worker.is_alive() and time.monotonic() < end:
        scene.pump(0.01)
    worker.join(1)
    assert seen == {"idle": True, "picture": 1080 * 2400 * 4, "airplane": "1", "done": True}


def test_what_lies_under_a_scroll_or_a_bar_is_cut(scene):
    scene.state.activities.start(SETTINGS)
    scene.pump()
    for node in scene.tree().walk():
        left, top, right, bottom = node.bounds
        assert 0 <= left < right <= 1080
        assert 0 <= top < bottom <= 2400
        if node.package == "com.android.settings":
            assert bottom <= 2274


def test_a_search_leads_to_its_row_and_points_it_out(scene):
    scene.state.activities.start(SETTINGS)
    scene.pump()
    tap(scene, *nodes(scene, resource_id="com.android.settings:id/search_action_bar")[0].center)
    scene.type_text("Screen attention")
    scene.pump()
    before = scene.capture()
    tap(scene, *nodes(scene, text="Screen attention", resource_id="android:id/title")[0].center)
    front = scene.state.activities.foreground()
    assert (front.route, dict(front.extras)) == ("display", {MARK: "secure:adaptive_sleep"})
    assert scene.capture() != before
    assert scene.idle(1)
    _, top, _, bottom = nodes(scene, text="Screen attention")[0].bounds
    assert 400 < top < bottom < 2200, "scrolled into view"
    picture = scene.capture()
    spot = (top * 1080 + 1070) * 4
    assert tuple(picture[spot : spot + 3]) == (0xFA, 0xD8, 0xFD)


def test_launcher_pages_follow_a_sideways_finger(scene):
    def labels():
        found = nodes(scene, resource_id="com.google.android.apps.nexuslauncher:id/icon")
        return {node.text for node in found}

    before = labels()
    scene.touch([(0, 900, 1300), (0.25, 150, 1310)])
    assert scene.idle(3)
    assert labels() != before
    scene.key(3)
    assert labels() == before


def test_with_gestures_the_edge_goes_back_and_the_handle_home(scene):
    scene.state.settings.put("secure", "navigation_mode", "2")
    scene.state.activities.start(SETTINGS)
    scene.state.activities.navigate("display")
    scene.pump()
    assert not nodes(scene, description="Home")
    scene.touch([(0, 4, 1200), (0.15, 400, 1200)])
    assert scene.state.activities.foreground().route == ""
    scene.touch([(0, 540, 2390), (0.15, 540, 1700)])
    assert scene.state.activities.foreground().package.endswith("nexuslauncher")


def test_the_volume_keys_change_the_volume(scene):
    volume = int(scene.state.settings.get("system", "volume_music_speaker"))
    scene.key(24)
    assert scene.state.settings.get("system", "volume_music_speaker") == str(volume + 1)
    assert nodes(scene, resource_id="com.android.systemui:id/volume_dialog")


def test_a_volume_that_is_no_number_is_none(scene):
    scene.state.settings.put("system", "volume_music_speaker", "loud")
    scene.key(24)
    assert scene.state.settings.get("system", "volume_music_speaker") == "1"


def test_tiles_are_the_same_settings(scene):
    scene.state.activities.set_shade("settings")
    scene.pump()
    tile = nodes(scene, description="Airplane mode", cls="android.widget.Switch")[0]
    tap(scene, *tile.center)
    assert scene.state.settings.get("global", "airplane_mode_on") == "1"
    assert nodes(scene, description="Airplane mode", cls="android.widget.Switch")[0].checked


def test_a_notification_opens_its_app_and_goes(scene):
    scene.state.notifications.post("com.google.android.deskclock", "Wake up", "Now", 0)
    scene.state.activities.set_shade("notifications")
    scene.pump()
    tap(scene, *nodes(scene, text="Wake up")[0].center)
    assert scene.state.activities.foreground().package == "com.google.android.deskclock"
    assert "Wake up" not in [entry.title for entry in scene.state.notifications.list()]


def test_a_larger_font_makes_larger_rows(scene):
    scene.state.activities.start(SETTINGS, route="network")
    scene.pump()
    small = nodes(scene, text="Airplane mode")[0].bounds
    scene.state.settings.put("system", "font_scale", "1.5")
    scene.pump()
    large = nodes(scene, text="Airplane mode")[0].bounds
    assert large[3] - large[1] > 1.3 * (small[3] - small[1])
    assert scene.state.settings.get("system", "font_size_step") == "4"


def test_reset_closes_the_drawer(scene):
    scene.touch([(0, 540, 1500), (0.2, 540, 500)])
    assert scene.idle(1)
    scene.state.reset()
    assert scene.idle(1)
    assert not nodes(scene, resource_id="com.google.android.apps.nexuslauncher:id/apps_list_view")
