from pathlib import Path

from agent.data import data_folder


def test_the_prompts_and_the_tasks_are_found() -> None:
    assert (data_folder("prompts") / "qwen3-vl" / "system.j2").is_file()
    assert data_folder("tasks").is_dir()


def test_a_wheel_carries_them_inside_the_package() -> None:
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    assert '"prompts" = "agent/_data/prompts"' in text
    assert '"tasks" = "agent/_data/tasks"' in text
