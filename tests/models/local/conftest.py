from pathlib import Path

import pytest

from agent.models.local import open_model
from agent.models.local.model import LocalModel
from agent.models.local.tiny import Architecture, write_tiny

ARCHITECTURES: tuple[Architecture, ...] = ("qwen2-vl", "qwen2.5-vl", "qwen3-vl")


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny checkpoint of each architecture. Read only: copy before breaking one."""
    root = tmp_path_factory.mktemp("checkpoints")
    return {name: write_tiny(root / name, name, seed=7) for name in ARCHITECTURES}


@pytest.fixture(scope="session")
def models(checkpoints: dict[str, Path]) -> dict[str, LocalModel]:
    return {
        name: open_model(str(folder), settings={"device": "cpu"})
        for name, folder in checkpoints.items()
    }


@pytest.fixture(params=ARCHITECTURES)
def model(request: pytest.FixtureRequest, models: dict[str, LocalModel]) -> LocalModel:
    """Each architecture in turn, loaded by the path that users take."""
    return models[request.param]
