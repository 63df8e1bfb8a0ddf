"""Names and architectures of real checkpoints, and the dialect that each of them speaks."""

import pytest

from agent import registry
from agent.recognised import recognised


@pytest.mark.parametrize(
    ("name", "model_type", "dialect"),
    [
        ("Qwen/Qwen-VL-Chat", "qwen", "qwen-vl-chat"),
        ("Qwen/Qwen2-VL-7B-Instruct-GPTQ-Int4", "qwen2_vl", "qwen2-vl"),
        ("Qwen/Qwen2.5-VL-72B-Instruct-AWQ", "qwen2_5_vl", "qwen2.5-vl"),
        ("Qwen/Qwen3-VL-30B-A3B-Instruct", "qwen3_vl_moe", "qwen3-vl"),
        ("Qwen/Qwen3-VL-8B-Instruct", "", "qwen3-vl"),
        ("bytedance-research/UI-TARS-7B-DPO", "qwen2_vl", "ui-tars-1.0"),
        ("ByteDance-Seed/UI-TARS-1.5-7B", "qwen2_5_vl", "ui-tars-1.5"),
        ("mPLUG/GUI-Owl-32B", "qwen2_5_vl", "gui-owl"),
        ("mPLUG/GUI-Owl-1.5-8B-Instruct", "qwen3_vl", "gui-owl-1.5"),
        ("inclusionAI/UI-Venus-1.5-8B", "qwen3_vl", "ui-venus-1.5"),
        ("inclusionAI/UI-Venus-Navi-7B", "qwen2_5_vl", "ui-venus-1.0"),
        ("OS-Copilot/OS-Atlas-Base-7B", "qwen2_vl", "os-atlas-base"),
        ("OS-Copilot/OS-Atlas-Pro-7B", "qwen2_vl", "os-atlas-pro"),
        ("showlab/ShowUI-2B", "qwen2_vl", "showui"),
        ("Hcompany/Holo1.5-7B", "qwen2_5_vl", "holo1.5"),
        ("Reallm-Labs/InfiGUI-R1-3B", "qwen2_5_vl", "infigui-r1"),
        ("zai-org/AutoGLM-Phone-9B", "glm4v", "autoglm-phone"),
        ("xlangai/OpenCUA-A3B", "", "opencua-a3b"),
        ("qwen2.5vl:7b", "", "qwen2.5-vl"),
        ("qwen2vl", "", "qwen2-vl"),
        ("/models/Qwen2_5-VL-7B-Instruct-Q4_K_M.gguf", "", "qwen2.5-vl"),
        ("qwen3.5:9b", "", "qwen3.5-xml"),
        ("gui_owl_1_5_8b_awq", "qwen3_vl", "gui-owl-1.5"),
        ("Qwen/Qwen-VL-Chat-Int4", "", "qwen-vl-chat"),
        ("UI TARS v1.5 7B", "qwen2_5_vl", "ui-tars-1.5"),
        ("ui-tars-7b-dpo-awq", "qwen2_vl", "ui-tars-1.0"),
        ("UI-TARS-SFT-7B", "qwen2_vl", "ui-tars-1.0"),
        ("UI-Venus-1.5-30B-A3B", "qwen3_vl_moe", "ui-venus-1.5"),
        ("show-ui-2b-q4", "qwen2_vl", "showui"),
        ("open_cua_7b", "", "opencua"),
    ],
)
def test_a_checkpoint_is_known_by_its_name(name: str, model_type: str, dialect: str) -> None:
    assert recognised(name, model_type) == dialect
    assert dialect in registry.names("dialects")


@pytest.mark.parametrize(
    ("name", "model_type"),
    [
        ("microsoft/GUI-Actor-7B-Qwen2.5-VL", "qwen2_5_vl"),
        ("Somebody/UI-TARS-next", "qwen2_5_vl"),
        ("InfiX-ai/InfiGUI-G1-3B", "qwen2_5_vl"),
        ("UI-TARS-7B", "qwen2_5_vl"),  # the name of 1.0 on the architecture of 1.5
        ("GUI-Owl-8B", "qwen3_vl"),
        ("showlab/ShowUI-Pi", "qwen2_vl"),
        ("Salesforce/GTA1-32B", "opencua"),
        ("osunlp/UGround-V1-7B", "qwen2_vl"),
        ("xlangai/Jedi-7B-1080p", "qwen2_5_vl"),
        ("qwen-vl-max", ""),
        ("meta-llama/Llama-3", "llama"),
        ("default", ""),
    ],
)
def test_what_is_not_known_is_not_guessed(name: str, model_type: str) -> None:
    assert recognised(name, model_type) is None


def test_a_config_may_say_it() -> None:
    assert recognised("ByteDance-Seed/UI-TARS-1.5-7B", "qwen2_5_vl", "mine") == "mine"


@pytest.mark.parametrize(
    ("name", "base", "dialect"),
    [
        ("merged", "ByteDance-Seed/UI-TARS-1.5-7B", "ui-tars-1.5"),
        ("merged", "Qwen/Qwen2.5-VL-7B-Instruct", "qwen2.5-vl"),
        ("MAI-UI-8B", "mPLUG/GUI-Owl-7B", "mai-ui"),
        ("merged", "microsoft/GUI-Actor-7B", None),
    ],
)
def test_the_name_in_the_config_counts_after_the_folders_own(
    name: str, base: str, dialect: str | None
) -> None:
    assert recognised(name, "qwen2_5_vl", base=base) == dialect
