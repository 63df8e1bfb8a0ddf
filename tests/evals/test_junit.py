"""An evaluation as CI systems read it."""

from xml.etree import ElementTree as ET

from agent.evals.junit import junit
from agent.evals.results import Result


def trial(task, epoch, outcome, **more):
    facts = {
        "key": f"{task}-{epoch}", "task": task, "seed": 7, "epoch": epoch, "goal": f"do {task}",
        "outcome": outcome, "success": outcome == "success", "score": 0.0, "seconds": 1.5,
    }  # fmt: skip
    return Result(**{**facts, **more})


def test_a_task_is_a_suite_and_a_trial_a_case():
    results = [
        trial("wifi", 0, "success", tags=("settings",), device="emulator-5554", steps=3),
        trial("note", 0, "device_error", why="the phone\x00is gone"),
        trial("wifi", 1, "step_limit", why="is '0', not '1'", device="emulator-5556"),
    ]
    root = ET.fromstring(junit("phone", results, 0.0))

    assert (root.tag, root.get("time")) == ("testsuites", "4.500")
    wifi, note = root
    counts = [[one.get(name) for name in ("tests", "failures", "errors")] for one in root]
    assert counts == [["2", "1", "0"], ["1", "0", "1"]]
    assert (wifi.get("name"), wifi.get("timestamp")) == ("phone/wifi", "1970-01-01T00:00:00")
    assert wifi.get("hostname") == "emulator-5554, emulator-5556"
    assert wifi.find("properties/property").attrib == {"name": "tags", "value": "settings"}

    passed, failed = wifi.findall("testcase")
    assert (passed.get("name"), passed.get("classname")) == ("wifi-0", "phone.wifi")
    assert [child.tag for child in passed] == ["system-out"]
    assert "seed 7, epoch 0, score 0, 3 steps" in passed.find("system-out").text
    assert failed.find("failure").attrib == {
        "message": "step_limit: is '0', not '1'",
        "type": "step_limit",
    }
    lost = note.find("testcase/error")
    assert (lost.get("type"), lost.get("message")) == (
        "device_error",
        "device_error: the phone?is gone",
    )
