import struct

import pytest

from agent.errors import AppNotFound
from devices.android.apps import App, Apps
from devices.android.link import Link

QUERY = """\
3 activities found:
  Activity #0:
    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
    ActivityInfo:
      name=com.android.settings.Settings
      packageName=com.android.settings
      labelRes=0x7f120c42 nonLocalizedLabel=null icon=0x0 banner=0x0
      ApplicationInfo:
        packageName=com.android.settings
        labelRes=0x7f1203d1 nonLocalizedLabel=null icon=0x7f0805a3 banner=0x0
  Activity #1:
    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
    ActivityInfo:
      name=org.example.Main
      packageName=org.example.weather
      labelRes=0x0 nonLocalizedLabel=My Weather icon=0x7f010001 banner=0x0
  Activity #2:
    ActivityInfo:
      name=org.other.Main$Start
      packageName=org.other.camera
      labelRes=0x1 nonLocalizedLabel=null icon=0x0
"""


@pytest.fixture
def apps(wire):
    wire.features = "shell_v2"
    answer = QUERY.encode()
    wire.services["shell,v2,raw:cmd package query-activities"] = (
        struct.pack("<BI", 1, len(answer)) + answer + struct.pack("<BI", 3, 1) + b"\0"
    )
    wire.services["shell,v2,raw:cmd package resolve"] = struct.pack("<BI", 3, 1) + b"\1"
    return Apps(Link(wire.server, "S"))


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("Settings", "com.android.settings/com.android.settings.Settings"),
        ("设置", "com.android.settings/com.android.settings.Settings"),
        ("com.android.settings", "com.android.settings/com.android.settings.Settings"),
        ("my weather", "org.example.weather/org.example.Main"),
        ("weather", "org.example.weather/org.example.Main"),
        ("camera", "org.other.camera/org.other.Main$Start"),
        ("a.b/.C", "a.b/.C"),
    ],
)
def test_names_find_components(apps, name, component):
    assert apps.find(name).component == component


def test_the_phones_own_label_comes_first(apps):
    assert apps.find("weather") == App("org.example.weather/org.example.Main", ("My Weather",))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Setings", "did you mean Settings"),
        ("!!!", "there are"),
        ("no.such.app", "no installed application"),
    ],
)
def test_what_is_not_there(apps, name, said):
    with pytest.raises(AppNotFound, match=said):
        apps.find(name)
