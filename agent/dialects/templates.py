"""Prompts are Jinja templates under ``prompts/``: an unknown name is an error, not a blank."""

import json
from functools import cache
from typing import Any

import jinja2

from agent.data import data_folder

__all__ = ["render", "render_if_there"]


@cache
def _environment() -> jinja2.Environment:
    # Autoescaping is for HTML; a prompt is plain text and must show what it was given.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(data_folder("prompts")),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    return environment


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def render(template: str, **values: Any) -> str:
    """The text of ``prompts/<template>`` with ``values``, without blank lines at its ends."""
    return _environment().get_template(template).render(**values).strip()


def render_if_there(template: str, **values: Any) -> str:
    """The same, or nothing where there is no such template."""
    found = _environment().list_templates(filter_func=lambda name: name == template)
    return render(template, **values) if found else ""
