"""Which dialect a checkpoint speaks, by its name, its architecture and what its config says.

Families share architectures and even grammars, and differ in the space of their coordinates: a
wrong guess taps in the wrong place. So a name decides, the architecture only for the models of
its own makers, and what neither settles is None: the user says it with ``--dialect``.
"""

import re
from collections.abc import Mapping

__all__ = ["recognised"]

_NAMES: tuple[tuple[str, str], ...] = (
    (r"doubao|seed-?1[.-]", "doubao-ui-tars"),
    (r"ui-?tars-?v?1[.-]5", "ui-tars-1.5"),
    (r"ui-?tars-?(?:v?1[.-]0|2b|7b|72b|sft|dpo)", "ui-tars-1.0"),
    (r"gui-?owl-?1[.-]5", "gui-owl-1.5"),
    (r"gui-?owl", "gui-owl"),
    (r"ui-?venus-?1[.-]5", "ui-venus-1.5"),
    (r"ui-?venus(?:-(?:ground|navi|1[.-]0))", "ui-venus-1.0"),
    (r"mai-?ui", "mai-ui"),
    (r"\bui-?s1\b", "ui-s1"),
    (r"\bui-?ins\b", "ui-ins"),
    (r"os-?atlas-pro", "os-atlas-pro"),
    (r"os-?atlas-base-7b", "os-atlas-base"),
    (r"show-?ui(?!-pi)", "showui"),
    (r"aguvis", "aguvis"),
    (r"infigui-?r1", "infigui-r1"),
    (r"gui-?r1", "gui-r1"),
    (r"gta1-7b", "gta1"),
    (r"holo-?3", "holo3"),
    (r"holo-?1[.-]5", "holo1.5"),
    (r"holo-?1(?![.\d])", "holo1-nav"),
    (r"autoglm-?phone", "autoglm-phone"),
    (r"agentcpm-?gui", "agentcpm-gui"),
    (r"open-?cua.*a3b", "opencua-a3b"),
    (r"open-?cua", "opencua"),
    (r"odyssey-?agent", "odyssey-agent"),
    (r"see-?click", "seeclick"),
    # Qwen-VL-Max and -Plus are names of a service, whatever stands behind them.
    (r"qwen-vl(?!-(?:max|plus|ocr))(?:-chat)?(?![\w.])", "qwen-vl-chat"),
)
"""A pattern of a name, and its dialect; the first that is found decides."""
_STRANGERS = re.compile(
    r"ui-?tars|ui-?venus|os-?atlas|infigui|gta1|holo|gui-?actor|gui-?g\d|step-?gui|uground"
    r"|show-?ui|\bjedi\b|os-?genesis|\bfara\b|tongui|scalecua|zonui|\bse-?gui\b|ui-?agile|gelab",
    re.IGNORECASE,
)
"""Relatives whose version cannot be told, or that speak in a way which is not known."""
_ARCHITECTURES: Mapping[str, str] = {
    "qwen2_vl": "qwen2-vl",
    "qwen2_5_vl": "qwen2.5-vl",
    "qwen3_vl": "qwen3-vl",
    "qwen3_vl_moe": "qwen3-vl",
    "qwen3_5": "qwen3.5-xml",
    "qwen3_5_moe": "qwen3.5-xml",
}
"""``model_type`` of config.json, for what keeps its makers' name: Qwen2.5-VL-7B-Instruct-AWQ."""
_BUILT_ON: Mapping[str, str] = {
    "ui-tars-1.0": "qwen2_vl",
    "ui-tars-1.5": "qwen2_5_vl",
    "gui-owl": "qwen2_5_vl",
    "gui-owl-1.5": "qwen3_vl",
    "ui-venus-1.0": "qwen2_5_vl",
    "ui-venus-1.5": "qwen3_vl",
}
"""Versions that share a name and a grammar, and the architecture by which they can be told."""


def recognised(
    name: str, model_type: str = "", said: object = None, *, base: str = ""
) -> str | None:
    """The dialect of the checkpoint ``name``: a folder, a hub id, a served model.

    ``model_type``: of its config, or empty; ``said``: the config's ``fingertip_dialect``; ``base``:
    what the config calls itself, which counts where ``name`` tells no family (a merged fine-tune).
    None where that does not settle it, and where name and architecture contradict each other.
    """
    if isinstance(said, str) and said:
        return said
    for told in (name, base):
        plain = re.sub(r"[_\s]", "-", told.casefold())
        for pattern, dialect in _NAMES:
            if re.search(pattern, plain):
                return dialect if _fits(dialect, model_type) else None
        if _STRANGERS.search(plain):
            return None
    return _ARCHITECTURES.get(model_type) if model_type else _by_name(name.casefold())


def _fits(dialect: str, model_type: str) -> bool:
    built = _BUILT_ON.get(dialect)
    known = model_type in _ARCHITECTURES
    return built is None or not known or model_type.removesuffix("_moe") == built


def _by_name(name: str) -> str | None:
    """A server tells no architecture; Qwen's own names say it, as hubs and Ollama write them."""
    for pattern, dialect in (
        (r"qwen3[._-]5", "qwen3.5-xml"),
        (r"qwen3[_-]?vl", "qwen3-vl"),
        (r"qwen2[._-]?5[_-]?vl", "qwen2.5-vl"),
        (r"qwen2[_-]?vl", "qwen2-vl"),
    ):
        if re.search(pattern, name):
            return dialect
    return None
