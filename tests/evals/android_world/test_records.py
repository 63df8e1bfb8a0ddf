"""AndroidWorld's record and table, with sums by hand."""

import pytest

from agent.evals.android_world import Record, Records, summary


def record(template, instance, success, **more):
    facts = {
        "goal": "do it", "task_template": template, "instance_id": instance, "seed": 7,
        "agent_name": "fingertip", "is_successful": success, "episode_length": 4, "run_time": 2.25,
        "finish_dtime": "2023-10-15T15:34:00",
    }  # fmt: skip
    return Record(**{**facts, **more})


def test_a_table_of_templates_and_their_mean():
    wifi = [record("Wifi", 0, 1.0), record("Wifi", 1, 0.0, episode_length=7)]
    both = record("Both", 0, 0.5)
    lost = record("Both", 1, None, episode_length=None, exception_info="Traceback ...")
    rows = summary([*wifi, both, lost])

    assert [row.task for row in rows] == ["Both", "Wifi", "========= Average ========="]
    numbers = [tuple(row.model_dump().values())[1:] for row in rows]
    assert numbers == [(1, 0.5, 4, 4.5, 1), (2, 0.5, 5.5, 4.5, 0), (1.5, 0.5, 4.75, 4.5, 0.5)]
    assert summary([lost])[0].mean_success_rate is None
    assert summary([]) == []


@pytest.mark.parametrize("torn", ["", '{"goal": "do'])
def test_an_instance_that_was_tried_again_counts_once(tmp_path, torn):
    records = Records(tmp_path)
    assert records.read() == []
    records.add(record("Wifi", 0, 0.0))
    records.add(record("Wifi", 1, 1.0))
    records.add(record("Wifi", 0, 1.0))
    with (tmp_path / "android_world.jsonl").open("a") as file:
        file.write(torn)
    assert [one.is_successful for one in records.read()] == [1.0, 1.0]
    records.add(record("Wifi", 1, 0.0))
    assert [one.is_successful for one in records.read()] == [1.0, 0.0]
