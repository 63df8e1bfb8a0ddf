"""Every switch of the catalogue, found on the screen, pressed by a finger, read back; and back."""

import pytest

from devices.phone.state import catalog

SWITCHES = catalog.switches()


def tap(scene, node):
    scene.touch([(0, *node.center), (0.02, *node.center)])
    assert scene.idle(2)


def open_page(scene, route):
    scene.state.activities.start("com.android.settings/.Settings", route=route)
    assert scene.idle(2)


def visible(scene, matches):
    """The first node that matches and is wholly on the screen, scrolling as far as it takes."""
    for step in range(21):
        if step:
            scene.scroll_to(step / 20)
        for node in scene.tree().walk():
            _, top, _, bottom = node.bounds
            if matches(node) and bottom - top >= 40 and top > 240 and bottom < 2274:
                return node
    raise AssertionError("not on this page")


def switch_of(scene, row):
    return visible(
        scene,
        lambda node: node.cls == "android.widget.Switch" and node.description == row.title,
    )


@pytest.mark.parametrize("row", SWITCHES, ids=[row.id for row in SWITCHES])
def test_a_switch_follows_the_finger_and_the_setting(scene, row):
    settings = scene.state.settings
    open_page(scene, catalog.home_of(row).route)

    before = row.is_on(settings.get(row.ns, row.key))
    node = switch_of(scene, row)
    assert node.checked is before
    tap(scene, node)
    assert row.is_on(settings.get(row.ns, row.key)) is not before
    node = switch_of(scene, row)
    assert node.checked is not before
    tap(scene, node)
    assert row.is_on(settings.get(row.ns, row.key)) is before

    settings.put(row.ns, row.key, row.off if before else row.on)
    scene.pump()
    assert switch_of(scene, row).checked is not before


@pytest.mark.parametrize(
    "page", catalog.pages(), ids=[page.route or "root" for page in catalog.pages()]
)
def test_every_page_is_reached_by_taps_from_the_first(scene, page):
    open_page(scene, "")
    for link in catalog.page_path(page.route):
        tap(scene, visible(scene, lambda node, link=link: node.text == link.title))
    assert scene.state.activities.foreground().route == page.route
    titles = [node.text for node in scene.tree().walk() if "toolbar" in node.resource_id]
    assert titles == ([page.title] if page.route else [])


def test_back_returns_to_where_the_page_was_left(scene):
    open_page(scene, "")
    scene.scroll_to(1)
    row = visible(scene, lambda node: node.text == "System")
    tap(scene, row)
    scene.key(4)
    assert scene.idle(1)
    assert scene.state.activities.foreground().route == ""
    assert visible(scene, lambda node: node.text == "System").bounds == row.bounds


def test_a_choice_is_made_in_its_dialog(scene):
    open_page(scene, "display")
    tap(scene, visible(scene, lambda node: node.text == "Screen timeout"))
    texts = [node.text for node in scene.tree().walk()]
    assert "Brightness level" not in texts  # the dialog covers the page
    tap(scene, visible(scene, lambda node: node.text == "2 minutes"))
    assert scene.state.settings.get("system", "screen_off_timeout") == "120000"
    assert any(node.text == "2 minutes" for node in scene.tree().walk())


def test_a_slider_goes_where_the_finger_puts_it(scene):
    open_page(scene, "display")
    bar = visible(scene, lambda node: node.cls == "android.widget.SeekBar")
    left, top, right, bottom = bar.bounds
    y = (top + bottom) // 2
    scene.touch([(0, left + 4, y), (0.1, right, y)])
    assert scene.state.settings.get("system", "screen_brightness") == "255"
    scene.touch([(0, left, y), (0.02, left, y)])
    assert scene.state.settings.get("system", "screen_brightness") == "1"


def test_search_finds_a_row_and_opens_its_page(scene):
    open_page(scene, "")
    tap(scene, visible(scene, lambda node: node.text == "Search Settings"))
    assert scene.type_text("night light")
    assert scene.idle(1)
    tap(scene, visible(scene, lambda node: node.text == "Use Night Light"))
    assert scene.state.activities.foreground().route == "display/night"


def test_a_text_is_typed_into_its_dialog(scene):
    open_page(scene, "about")
    tap(scene, visible(scene, lambda node: node.text == "Phone name"))
    assert scene.clear_text()
    assert scene.type_text("Ωmega 手机")
    scene.key(66)
    assert scene.idle(1)
    assert scene.state.settings.get("global", "device_name") == "Ωmega 手机"


def test_chinese_titles_follow_the_language(scene):
    open_page(scene, "network")
    scene.state.settings.put("system", "system_locales", "zh-Hans-CN")
    scene.pump()
    assert visible(scene, lambda node: node.text == "飞行模式")
