"""adbutils' whole surface, as its users call it."""

import pytest

# adbutils leaves some of its sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def test_shell(client):
    assert client.shell("echo hi") == "hi"
    assert client.shell(["echo", "a  b", "$HOME"]) == "a  b $HOME"
    assert client.shell2("(exit 3)").returncode == 3
    assert client.shell2("echo x; exit 2", v2=True).returncode == 2


def test_pictures_of_three_kinds_agree(client):
    shot, buffer = client.screenshot(), client.framebuffer()
    assert shot.size == buffer.size == (1080, 2400)
    assert shot.convert("RGB").tobytes() == buffer.convert("RGB").tobytes()
    assert client.screenshot(display_id=0).size == (1080, 2400)


def test_facts(client):
    assert tuple(client.window_size()) == (1080, 2400)
    assert client.rotation() == 0
    assert client.is_screen_on()
    assert client.prop.model
    assert client.getprop("ro.build.version.sdk").isdecimal()
    assert client.wlan_ip().count(".") == 3
    assert 0 <= client.battery().level <= 100
    assert client.get_features()


def test_touching_and_keys(client, fresh):
    client.click(540, 2200)
    client.swipe(540, 1500, 540, 900, 0.1)
    client.drag(540, 1500, 540, 900, 0.1)
    client.keyevent("HOME")
    client.send_keys("abc")
    client.switch_screen(False)
    assert not client.is_screen_on()
    client.switch_screen(True)
    assert client.is_screen_on()


def test_switches(client, fresh):
    client.switch_wifi(False)
    assert client.shell("settings get global wifi_on") == "0"
    client.switch_wifi(True)
    assert client.shell("settings get global wifi_on") == "1"
    client.switch_airplane(True)
    assert client.shell("settings get global airplane_mode_on") == "1"
    client.brightness_value = 77
    assert client.brightness_value == 77


def test_applications(client, fresh):
    client.app_start("com.android.settings")
    current = client.app_current()
    assert current.package == "com.android.settings"
    client.app_stop("com.android.settings")
    assert client.app_current().package != "com.android.settings"
    assert "com.android.settings" in client.list_packages()
    info = client.app_info("com.android.settings")
    assert info is not None
    assert info.version_name
    assert client.app_info("no.such.app") is None
    client.app_start("com.android.settings", ".Settings")
    client.app_clear("com.android.settings")


def test_tree(client, fresh):
    assert client.dump_hierarchy().startswith("<?xml")


def test_files(client, tmp_path):
    client.sync.push(b"content", "/sdcard/utils/a.txt")
    assert client.sync.read_bytes("/sdcard/utils/a.txt") == b"content"
    assert client.sync.exists("/sdcard/utils/a.txt")
    assert not client.sync.exists("/sdcard/utils/none")
    assert client.sync.stat("/sdcard/utils/a.txt").size == 7
    assert [entry.path for entry in client.sync.list("/sdcard/utils")][-1] == "a.txt"
    client.sync.pull("/sdcard/utils/a.txt", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == b"content"


def test_what_it_cannot_do_is_an_error_of_adbutils(client):
    import adbutils

    with pytest.raises(adbutils.AdbError):
        client.create_connection("tcp", 1)
