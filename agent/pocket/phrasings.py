"""Sentences with a gap for a name. ``HELD_OUT`` is what training never sees."""

import random
from typing import Literal

__all__ = ["HELD_OUT", "TRAINED", "Kind", "Templates", "bare", "decorate"]

Kind = Literal["app", "page", "switch"]
Templates = dict[str, tuple[str, ...]]

_ENGLISH: Templates = {
    "app": (
        "open {}", "Open {}", "launch {}", "Launch {}", "start {}", "Start {}", "open the {} app",
        "Open the {} app", "start the app {}", "go to {}", "show me {}", "bring up {}",
        "I want to use {}", "launch the {} application", "run {}", "switch to {}",
        "open up {}", "take me to the {} app", "could you open {}", "find and open {}",
        "tap on {}", "I need the {} app", "open {} on this phone", "get {} open",
    ),
    "page": (
        "open {} in settings", "Open the {} settings", "go to {} in Settings",
        "show me the {} page of settings", "open settings and go to {}", "open the {} page",
        "Navigate to {} settings", "take me to the {} settings", "show {} settings",
        "open the settings page {}", "find {} in the settings", "Go to Settings, then {}",
        "bring up the {} settings page", "I want to see the {} settings", "open {} settings",
        "show the page {} in settings", "settings: open {}", "get to the {} page in settings",
        "look at {} in the settings app", "I need the {} page",
    ),
    "on": (
        "turn on {}", "Turn on {}", "turn {} on", "Turn {} on", "enable {}", "Enable {}",
        "switch on {}", "Switch {} on", "activate {}", "open settings and enable {}",
        "open settings and turn on {}", "go to settings and switch on {}", "I want {} on",
        "make sure {} is on", "set {} to on", "please enable {}", "could you turn on {}",
        "open the settings app and turn {} on", "get {} turned on", "in settings, enable {}",
        "ensure that {} is enabled", "{} should be on", "start using {}", "{} on",
        "I need {} to be enabled", "have {} switched on", "settings: turn on {}",
    ),
    "off": (
        "turn off {}", "Turn off {}", "turn {} off", "Turn {} off", "disable {}", "Disable {}",
        "switch off {}", "Switch {} off", "deactivate {}", "open settings and disable {}",
        "open settings and turn off {}", "go to settings and switch off {}", "I want {} off",
        "make sure {} is off", "set {} to off", "please disable {}", "could you turn off {}",
        "open the settings app and turn {} off", "get {} turned off", "in settings, disable {}",
        "ensure that {} is disabled", "{} should be off", "stop using {}", "{} off",
        "I need {} to be disabled", "have {} switched off", "settings: turn off {}",
    ),
}  # fmt: skip
_CHINESE: Templates = {
    "app": (
        "打开{}", "启动{}", "打开{}应用", "请打开{}", "运行{}", "进入{}", "帮我打开{}", "我要用{}",
    ),
    "page": (
        "打开设置里的{}", "进入{}设置", "打开{}页面", "在设置中打开{}", "打开设置，进入{}",
        "转到{}设置页面", "查看设置里的{}", "显示{}设置", "进入设置，查看{}", "打开设置，转到{}",
        "去设置里打开{}页面", "打开设置，进入{}页面", "带我去{}设置",
    ),
    "on": (
        "打开{}", "开启{}", "启用{}", "请开启{}", "打开设置并开启{}", "在设置中启用{}", "把{}打开",
        "帮我打开{}开关", "进入设置，打开{}", "将{}设为开启", "我想开启{}", "确保{}已开启",
        "进入设置，把{}打开", "去设置里把{}打开", "打开设置然后把{}打开", "在设置中把{}开启",
        "打开设置，启用{}", "打开设置，开启{}", "帮我把{}打开", "去设置里开启{}",
        "打开设置，将{}开启",
    ),
    "off": (
        "关闭{}", "关掉{}", "停用{}", "请关闭{}", "打开设置并关闭{}", "在设置中停用{}", "把{}关掉",
        "帮我关闭{}开关", "进入设置，关闭{}", "将{}设为关闭", "我想关闭{}", "确保{}已关闭",
        "进入设置，把{}关掉", "去设置里把{}关掉", "打开设置然后把{}关掉", "在设置中把{}关闭",
        "打开设置，停用{}", "打开设置，关闭{}", "帮我把{}关掉", "去设置里关闭{}",
        "打开设置，将{}关闭",
    ),
}  # fmt: skip
# "打开X" means a page or an app as well; as a switch it is said together with its switch.
_CHINESE["on"] = tuple(each for each in _CHINESE["on"] if each != "打开{}")

TRAINED: dict[Literal["en", "zh"], Templates] = {"en": _ENGLISH, "zh": _CHINESE}

HELD_OUT: dict[Literal["en", "zh"], Templates] = {
    "en": {
        "app": (
            "please open {} for me", "can you launch {}?", "open the app called {}",
            "I would like to open {}", "now start {}",
        ),
        "page": (
            "please take me to {} in settings", "can you open the {} page of Settings?",
            "open settings, then open {}", "I would like to see {} settings",
            "go and show me the {} settings page",
        ),
        "on": (
            "can you enable {}?", "I would like {} to be on", "go to settings and enable {}",
            "please turn {} on now", "please make sure that {} is switched on",
            "open the settings and activate {}",
        ),
        "off": (
            "can you disable {}?", "I would like {} to be off", "go to settings and disable {}",
            "please turn {} off now", "please make sure that {} is switched off",
            "open the settings and deactivate {}",
        ),
    },
    "zh": {
        "app": ("请帮我打开{}", "请启动{}应用"),
        "page": ("请打开{}设置页面", "打开设置，查看{}"),
        "on": ("请帮我开启{}", "打开设置，把{}打开", "请在设置中开启{}"),
        "off": ("请帮我关闭{}", "打开设置，把{}关掉", "请在设置中关闭{}"),
    },
}  # fmt: skip

_BEFORE = {
    "en": (
        "please ", "Please ", "now ", "hey, ", "can you ", "ok, ", "quickly ", "I'd like you to ",
    ),
    "zh": ("请", "麻烦", "现在", "帮我"),
}  # fmt: skip
_AFTER = {"en": (" please", ".", "!", "?", " now", " for me", ", thanks", " on my phone"),
          "zh": ("。", "！", "吧", "，谢谢", "一下")}  # fmt: skip


def decorate(sentence: str, language: Literal["en", "zh"], chance: random.Random) -> str:
    """Sometimes with a courtesy before or behind it, sometimes in capitals or small letters."""
    if chance.random() < 0.25:
        sentence = chance.choice(_BEFORE[language]) + sentence
    if chance.random() < 0.3:
        sentence += chance.choice(_AFTER[language])
    if language == "en":
        if chance.random() < 0.1:
            sentence = sentence.lower()
        elif chance.random() < 0.1:
            sentence = sentence[0].upper() + sentence[1:]
    return sentence


def bare(sentence: str) -> str:
    """A sentence without capitals and marks: what it is compared by."""
    return "".join(letter for letter in sentence.casefold() if letter.isalnum())
