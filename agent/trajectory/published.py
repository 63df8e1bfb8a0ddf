"""The JSON Schema of a recording's files, as other programs read it.

python -m agent.trajectory.published > docs/recording.schema.json
"""

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from agent.trajectory.pictures import PictureRecord
from agent.trajectory.schema import (
    SCHEMA_VERSION,
    EpisodeRecord,
    RunRecord,
    SeenRecord,
    StepRecord,
    TaskRecord,
)

__all__ = ["FILES", "json_schema"]

FILES: dict[str, type[BaseModel]] = {
    "run.json": RunRecord,
    "task.json": TaskRecord,
    "steps.jsonl": StepRecord,
    "seen.jsonl": SeenRecord,
    "screens/index.jsonl": PictureRecord,
    "episode.json": EpisodeRecord,
}
"""What a file holds, or each line of it."""


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12: ``properties`` names the files, ``$defs`` holds what is in them."""
    refs, schema = models_json_schema(
        [(model, "validation") for model in FILES.values()],
        title=f"A recording of Fingertip, version {SCHEMA_VERSION}",
        description="For each file what it holds; of a .jsonl file, what each line holds.",
    )
    files = {name: refs[model, "validation"] for name, model in FILES.items()}
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | {"type": "object", "properties": files} | schema


if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=1))
